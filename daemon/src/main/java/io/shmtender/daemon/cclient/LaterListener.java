package io.shmtender.daemon.cclient;

import io.shmtender.reader.layout.SegmentKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Passes on what happened once all segments were looked after: at a takeover no segment waits for
 * what listeners make of the one before. For one thread.
 */
final class LaterListener implements CClientListener {
  private final CClientListener listener;
  private final List<Runnable> happened = new ArrayList<>();

  LaterListener(CClientListener listener) {
    this.listener = listener;
  }

  /** Passes everything on, in its order. */
  void passOn() {
    List<Runnable> all = List.copyOf(happened);
    happened.clear();
    all.forEach(Runnable::run);
  }

  @Override
  public void ownerChanged(SegmentKey key, Owner owner, int pid) {
    happened.add(() -> listener.ownerChanged(key, owner, pid));
  }

  @Override
  public void repaired(SegmentKey key, int words) {
    happened.add(() -> listener.repaired(key, words));
  }

  @Override
  public void lockRepaired(SegmentKey key) {
    happened.add(() -> listener.lockRepaired(key));
  }

  @Override
  public void capacityReached(SegmentKey key, int nodes, int namespaces) {
    happened.add(() -> listener.capacityReached(key, nodes, namespaces));
  }

  @Override
  public void recreated(SegmentKey key) {
    happened.add(() -> listener.recreated(key));
  }

  @Override
  public void failed(SegmentKey key, String message) {
    happened.add(() -> listener.failed(key, message));
  }

  @Override
  public void used(SegmentKey key, int attached, int nodes, int namespaces) {
    happened.add(() -> listener.used(key, attached, nodes, namespaces));
  }
}
