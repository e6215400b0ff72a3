package io.shmtender.daemon.cclient;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Slots that are held back for a fixed time. For one thread. */
final class SlotDelays {
  private final long nanos;
  private final Map<Integer, Long> ends = new HashMap<>();

  SlotDelays(long nanos) {
    this.nanos = nanos;
  }

  /** Holds a slot back from now on. */
  void begin(int slot, long now) {
    ends.put(slot, now + nanos);
  }

  /** Counts the time of the slots that were held back at one moment from another. */
  void postpone(long from, long to) {
    ends.replaceAll((slot, end) -> end == from + nanos ? to + nanos : end);
  }

  /** Holds no slot back any longer. */
  void clear() {
    ends.clear();
  }

  /** Returns whether a slot has to wait. */
  boolean isPending(int slot, long now) {
    Long end = ends.get(slot);
    return end != null && end - now > 0;
  }

  /** Lets a slot wait no longer. */
  void forget(int slot) {
    ends.remove(slot);
  }

  /** Forgets the slots that waited long enough. */
  void forgetPast(long now) {
    ends.values().removeIf(end -> end - now <= 0);
  }

  /** Returns when the first slot has waited long enough, in nanoseconds from now. */
  OptionalLong nanosToNext(long now) {
    return ends.values().stream().mapToLong(end -> Math.max(0, end - now)).min();
  }
}
