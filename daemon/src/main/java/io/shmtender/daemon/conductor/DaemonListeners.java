package io.shmtender.daemon.conductor;

import io.shmtender.daemon.listen.Listeners;
import io.shmtender.daemon.segment.SegmentException;
import java.time.Duration;
import java.util.List;

/** Several listeners as one. */
final class DaemonListeners implements DaemonListener {
  private final Listeners<DaemonListener> listeners;

  DaemonListeners(List<DaemonListener> listeners) {
    this.listeners = new Listeners<>(listeners);
  }

  @Override
  public void turned() {
    listeners.tell(DaemonListener::turned);
  }

  @Override
  public void standingBy() {
    listeners.tell(DaemonListener::standingBy);
  }

  @Override
  public void owning(Ownership ownership) {
    listeners.tell(listener -> listener.owning(ownership));
  }

  @Override
  public void published(Publication publication) {
    listeners.tell(listener -> listener.published(publication));
  }

  @Override
  public void lacking(String nodes) {
    listeners.tell(listener -> listener.lacking(nodes));
  }

  @Override
  public void publishFailed(SegmentException cause) {
    listeners.tell(listener -> listener.publishFailed(cause));
  }

  @Override
  public void heartbeat(Heartbeat heartbeat) {
    listeners.tell(listener -> listener.heartbeat(heartbeat));
  }

  @Override
  public void tendIntervalChanged(Duration tendInterval) {
    listeners.tell(listener -> listener.tendIntervalChanged(tendInterval));
  }

  @Override
  public void lost() {
    listeners.tell(DaemonListener::lost);
  }

  @Override
  public void trouble(String message) {
    listeners.tell(listener -> listener.trouble(message));
  }

  @Override
  public void stopped() {
    listeners.tell(DaemonListener::stopped);
  }
}
