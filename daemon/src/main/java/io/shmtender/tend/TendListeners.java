package io.shmtender.tend;

import io.shmtender.cluster.ClusterMap;
import io.shmtender.cluster.ClusterNode;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several listeners as one. What is wrong with one of them stops neither the others nor tending.
 */
final class TendListeners implements TendListener {
  private static final Logger log = LoggerFactory.getLogger(TendListeners.class);

  private final List<TendListener> listeners;

  TendListeners(List<TendListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  private void tell(Consumer<TendListener> event) {
    for (TendListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        log.error("A listener failed, please report this; tending goes on", e);
      }
    }
  }

  @Override
  public void tendFinished(TendOutcome outcome) {
    tell(listener -> listener.tendFinished(outcome));
  }

  @Override
  public void nodeRefreshed(String node, long durationNanos) {
    tell(listener -> listener.nodeRefreshed(node, durationNanos));
  }

  @Override
  public void nodeFailed(String node, long durationNanos, int failures, Exception cause) {
    tell(listener -> listener.nodeFailed(node, durationNanos, failures, cause));
  }

  @Override
  public void nodeAdded(ClusterNode node) {
    tell(listener -> listener.nodeAdded(node));
  }

  @Override
  public void nodeRemoved(ClusterNode node) {
    tell(listener -> listener.nodeRemoved(node));
  }

  @Override
  public void mapChanged(ClusterMap map) {
    tell(listener -> listener.mapChanged(map));
  }

  @Override
  public void infoExchanged(String node, int requests, long bytesSent, long bytesReceived) {
    tell(listener -> listener.infoExchanged(node, requests, bytesSent, bytesReceived));
  }

  @Override
  public void connectionsCounted(int open, long opened) {
    tell(listener -> listener.connectionsCounted(open, opened));
  }
}
