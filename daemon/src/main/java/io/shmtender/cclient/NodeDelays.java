package io.shmtender.cclient;

import java.util.BitSet;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * What has to wait until every follower has looked at the nodes, which each does once per its tend
 * interval: a second unless configured otherwise.
 *
 * @param away slots whose node is at another address now. A follower takes a node's address when
 *     the node joins and never again, so the node has to seem gone for a while
 * @param joining slots whose node joined a moment ago. A follower that does not know a node yet
 *     fails commands for it, while the nodes that had its partitions pass them on
 */
record NodeDelays(SlotDelays away, SlotDelays joining) {

  NodeDelays() {
    this(delay(2500), delay(2000));
  }

  private static SlotDelays delay(long millis) {
    return new SlotDelays(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /**
   * Lets wait whatever the owner before may have let wait, which the segment does not say: a node
   * that holds no partition may have joined a moment ago, one that is not active may have moved.
   * Where that is wrong, others pass on the node's commands for as long.
   *
   * @param left what the owner before left behind
   * @param now by {@link System#nanoTime}
   */
  void takeUp(SegmentImage left, long now) {
    BitSet active = new BitSet();
    for (int slot = 0; slot < left.nodes(); slot++) {
      active.set(slot, left.nodeActive(slot));
    }
    // With no node active there is nobody to pass anything on.
    if (active.isEmpty()) {
      return;
    }
    BitSet holding = left.slotsInTables();
    for (int slot = 0; slot < left.nodes(); slot++) {
      if (!active.get(slot)) {
        away.begin(slot, now);
      } else if (!holding.get(slot)) {
        joining.begin(slot, now);
      }
    }
  }

  /** Forgets a slot whose node left. */
  void forget(int slot) {
    away.forget(slot);
    joining.forget(slot);
  }

  /** Returns when the first of them has waited long enough, in nanoseconds from now. */
  OptionalLong nanosToNext(long now) {
    return LongStream.concat(away.nanosToNext(now).stream(), joining.nanosToNext(now).stream())
        .min();
  }
}
