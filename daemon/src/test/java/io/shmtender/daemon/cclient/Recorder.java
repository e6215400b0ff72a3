package io.shmtender.daemon.cclient;

import io.shmtender.reader.layout.SegmentKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Notes what a listener hears. */
final class Recorder implements CClientListener {
  final AtomicInteger repairedWords = new AtomicInteger();
  final AtomicInteger repairedLocks = new AtomicInteger();
  final AtomicInteger recreated = new AtomicInteger();
  final List<String> owners = new CopyOnWriteArrayList<>();
  final List<String> capacity = new CopyOnWriteArrayList<>();
  final List<String> failures = new CopyOnWriteArrayList<>();

  @Override
  public void ownerChanged(SegmentKey key, Owner owner, int pid) {
    owners.add(owner + " " + pid);
  }

  @Override
  public void repaired(SegmentKey key, int words) {
    repairedWords.addAndGet(words);
  }

  @Override
  public void lockRepaired(SegmentKey key) {
    repairedLocks.incrementAndGet();
  }

  @Override
  public void capacityReached(SegmentKey key, int nodes, int namespaces) {
    capacity.add(nodes + " nodes, " + namespaces + " namespaces");
  }

  @Override
  public void recreated(SegmentKey key) {
    recreated.incrementAndGet();
  }

  @Override
  public void failed(SegmentKey key, String message) {
    failures.add(message);
  }
}
