package io.shmtender.daemon.tend;

import io.shmtender.daemon.cluster.ClusterMap;
import io.shmtender.daemon.cluster.ClusterNode;
import io.shmtender.daemon.listen.Listeners;
import java.util.List;

/** Several listeners as one. */
final class TendListeners implements TendListener {
  private final Listeners<TendListener> listeners;

  TendListeners(List<TendListener> listeners) {
    this.listeners = new Listeners<>(listeners);
  }

  @Override
  public void tendFinished(TendOutcome outcome) {
    listeners.tell(listener -> listener.tendFinished(outcome));
  }

  @Override
  public void nodeRefreshed(String node, long durationNanos) {
    listeners.tell(listener -> listener.nodeRefreshed(node, durationNanos));
  }

  @Override
  public void nodeFailed(String node, long durationNanos, int failures, Exception cause) {
    listeners.tell(listener -> listener.nodeFailed(node, durationNanos, failures, cause));
  }

  @Override
  public void nodeAdded(ClusterNode node) {
    listeners.tell(listener -> listener.nodeAdded(node));
  }

  @Override
  public void nodeRemoved(ClusterNode node) {
    listeners.tell(listener -> listener.nodeRemoved(node));
  }

  @Override
  public void mapChanged(ClusterMap map) {
    listeners.tell(listener -> listener.mapChanged(map));
  }

  @Override
  public void infoExchanged(String node, int requests, long bytesSent, long bytesReceived) {
    listeners.tell(listener -> listener.infoExchanged(node, requests, bytesSent, bytesReceived));
  }

  @Override
  public void connectionsCounted(int open, long opened) {
    listeners.tell(listener -> listener.connectionsCounted(open, opened));
  }
}
