package io.shmtender.cclient;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Slots whose node is at another address now. A follower takes a node's address when the node joins
 * and never again: the node has to be gone for longer than a follower's tend interval first.
 */
final class MovedNodes {
  // Followers look once per second unless configured otherwise.
  private static final long ABSENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2500);

  private final Map<Integer, Long> backAt = new HashMap<>();

  /** Returns whether a slot's node has to seem gone now. */
  boolean isAway(int slot, long now) {
    Long back = backAt.get(slot);
    return back != null && back - now > 0;
  }

  /** Lets a slot's node seem gone for a while. */
  void leave(int slot, long now) {
    backAt.put(slot, now + ABSENCE_NANOS);
  }

  /** Forgets a slot's node: it is back, or gone for good. */
  void forget(int slot) {
    backAt.remove(slot);
  }

  /** Returns when the first of them is to come back, in nanoseconds from now. */
  OptionalLong nanosToNext(long now) {
    return backAt.values().stream().mapToLong(back -> Math.max(0, back - now)).min();
  }
}
