package io.shmtender.daemon.cclient;

import io.shmtender.daemon.listen.Listeners;
import io.shmtender.reader.layout.SegmentKey;
import java.util.List;

/** Several listeners as one. */
final class CClientListeners implements CClientListener {
  private final Listeners<CClientListener> listeners;

  CClientListeners(List<CClientListener> listeners) {
    this.listeners = new Listeners<>(listeners);
  }

  @Override
  public void ownerChanged(SegmentKey key, Owner owner, int pid) {
    listeners.tell(listener -> listener.ownerChanged(key, owner, pid));
  }

  @Override
  public void repaired(SegmentKey key, int words) {
    listeners.tell(listener -> listener.repaired(key, words));
  }

  @Override
  public void lockRepaired(SegmentKey key) {
    listeners.tell(listener -> listener.lockRepaired(key));
  }

  @Override
  public void capacityReached(SegmentKey key, int nodes, int namespaces) {
    listeners.tell(listener -> listener.capacityReached(key, nodes, namespaces));
  }

  @Override
  public void recreated(SegmentKey key) {
    listeners.tell(listener -> listener.recreated(key));
  }

  @Override
  public void failed(SegmentKey key, String message) {
    listeners.tell(listener -> listener.failed(key, message));
  }

  @Override
  public void used(SegmentKey key, int attached, int nodes, int namespaces) {
    listeners.tell(listener -> listener.used(key, attached, nodes, namespaces));
  }
}
