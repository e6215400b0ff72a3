package io.shmtender.daemon.cclient;

import java.util.BitSet;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * What has to wait until every follower has looked at the nodes, which each does once per its tend
 * interval: a second by default.
 *
 * @param followers what they remember of each slot, and so which node may not be active yet
 * @param joining slots whose node joined a moment ago. A follower that does not know a node yet
 *     fails commands for it, while the nodes that had its partitions pass them on
 */
record NodeDelays(FollowerMemory followers, SlotDelays joining) {

  NodeDelays() {
    this(new FollowerMemory(), new SlotDelays(TimeUnit.MILLISECONDS.toNanos(2000)));
  }

  /**
   * Re-applies the delays that the previous owner may have had pending; the segment does not record
   * them. A node that holds no partition may have joined a moment ago. If it did not, other nodes
   * pass on its commands for that long.
   *
   * @param left what the previous owner left behind
   * @param now by {@link System#nanoTime}
   */
  void takeUp(SegmentImage left, long now) {
    BitSet holding = left.slotsInTables();
    // With nobody else there is nobody to pass anything on.
    if (holding.isEmpty()) {
      return;
    }
    for (int slot = 0; slot < left.nodes(); slot++) {
      if (left.nodeActive(slot) && !holding.get(slot)) {
        joining.begin(slot, now);
      }
    }
  }

  /**
   * Takes note of what this tender has written.
   *
   * @param image what is in the segment now
   * @param decided when that was decided, by what was there then
   * @param now when it was written. The process may have been stopped in between, and followers see
   *     it from now on
   */
  void written(SegmentImage image, long decided, long now) {
    followers.see(image, true, decided, now);
    joining.postpone(decided, now);
  }

  /** Lets nothing wait: there is no follower. */
  void clear() {
    followers.clear();
    joining.clear();
  }

  /** Returns when the first of them has waited long enough, in nanoseconds from now. */
  OptionalLong nanosToNext(long now) {
    return LongStream.concat(followers.nanosToNext(now).stream(), joining.nanosToNext(now).stream())
        .min();
  }
}
