package io.shmtender.cclient;

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
