package io.shmtender.daemon.cclient;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Slots about whose nodes something has to wait, each for the same time. For one thread. */
final class SlotDelays {
  private final long nanos;
  private final Map<Integer, Long> ends = new HashMap<>();

  SlotDelays(long nanos) {
    this.nanos = nanos;
  }

  /** Lets a slot wait from now on. */
  void begin(int slot, long now) {
    ends.put(slot, now + nanos);
  }

  /** Lets the slots that wait since one moment wait since another. */
  void postpone(long from, long to) {
    ends.replaceAll((slot, end) -> end == from + nanos ? to + nanos : end);
  }

  /** Lets no slot wait any longer. */
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
