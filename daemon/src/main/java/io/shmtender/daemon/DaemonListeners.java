package io.shmtender.daemon;

import io.shmtender.segment.SegmentException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several listeners as one. What is wrong with one of them stops neither the others nor tending.
 */
final class DaemonListeners implements DaemonListener {
  private static final Logger LOG = LoggerFactory.getLogger(DaemonListeners.class);

  private final List<DaemonListener> listeners;

  DaemonListeners(List<DaemonListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  private void tell(Consumer<DaemonListener> event) {
    for (DaemonListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        LOG.error("a listener failed, please report this; the daemon goes on", e);
      }
    }
  }

  @Override
  public void turned() {
    tell(DaemonListener::turned);
  }

  @Override
  public void standingBy() {
    tell(DaemonListener::standingBy);
  }

  @Override
  public void owning(Ownership ownership) {
    tell(listener -> listener.owning(ownership));
  }

  @Override
  public void published(Publication publication) {
    tell(listener -> listener.published(publication));
  }

  @Override
  public void publishFailed(SegmentException cause) {
    tell(listener -> listener.publishFailed(cause));
  }

  @Override
  public void heartbeat(Heartbeat heartbeat) {
    tell(listener -> listener.heartbeat(heartbeat));
  }

  @Override
  public void tendIntervalChanged(Duration tendInterval) {
    tell(listener -> listener.tendIntervalChanged(tendInterval));
  }

  @Override
  public void lost() {
    tell(DaemonListener::lost);
  }

  @Override
  public void trouble(String message) {
    tell(listener -> listener.trouble(message));
  }

  @Override
  public void stopped() {
    tell(DaemonListener::stopped);
  }
}
