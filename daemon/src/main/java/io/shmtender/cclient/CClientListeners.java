package io.shmtender.cclient;

import io.shmtender.layout.SegmentKey;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several listeners as one. What is wrong with one of them stops neither the others nor the
 * segments.
 */
final class CClientListeners implements CClientListener {
  private static final Logger LOG = LoggerFactory.getLogger(CClientListeners.class);

  private final List<CClientListener> listeners;

  CClientListeners(List<CClientListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  private void tell(Consumer<CClientListener> event) {
    for (CClientListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        LOG.error("a listener failed, please report this; the daemon goes on", e);
      }
    }
  }

  @Override
  public void ownerChanged(SegmentKey key, Owner owner, int pid) {
    tell(listener -> listener.ownerChanged(key, owner, pid));
  }

  @Override
  public void repaired(SegmentKey key, int words) {
    tell(listener -> listener.repaired(key, words));
  }

  @Override
  public void lockRepaired(SegmentKey key) {
    tell(listener -> listener.lockRepaired(key));
  }

  @Override
  public void capacityReached(SegmentKey key, int nodes, int namespaces) {
    tell(listener -> listener.capacityReached(key, nodes, namespaces));
  }

  @Override
  public void recreated(SegmentKey key) {
    tell(listener -> listener.recreated(key));
  }

  @Override
  public void failed(SegmentKey key, String message) {
    tell(listener -> listener.failed(key, message));
  }

  @Override
  public void used(SegmentKey key, int attached, int nodes, int namespaces) {
    tell(listener -> listener.used(key, attached, nodes, namespaces));
  }
}
