package io.shmtender.daemon.status;

import java.util.function.LongSupplier;

/**
 * So much processor time in a minute, for work that can wait: it comes back as time goes by, and
 * never more than a minute's is saved up. What was begun may take a little too much, which is then
 * missing from what follows. For one thread at a time.
 */
final class CpuBudget {
  private static final double MINUTE_NANOS = 60e9;

  private final long nanosPerMinute;
  private final LongSupplier nanoClock;
  private final LongSupplier cpuClock;
  private long left;
  private long countedAt;
  private long begunAt;

  /**
   * Creates a budget of which nothing is used.
   *
   * @param cpuClock the processor time of the thread that asks, in nanoseconds
   */
  CpuBudget(long nanosPerMinute, LongSupplier nanoClock, LongSupplier cpuClock) {
    this.nanosPerMinute = nanosPerMinute;
    this.nanoClock = nanoClock;
    this.cpuClock = cpuClock;
    this.left = nanosPerMinute;
    this.countedAt = nanoClock.getAsLong();
  }

  /** Returns whether anything is left. */
  boolean isLeft() {
    long now = nanoClock.getAsLong();
    double back = (double) (now - countedAt) / MINUTE_NANOS * (double) nanosPerMinute;
    left = (long) Math.min((double) nanosPerMinute, (double) left + back);
    countedAt = now;
    return left > 0;
  }

  /** Begins to use it. */
  void begin() {
    begunAt = cpuClock.getAsLong();
  }

  /** Returns whether nothing is left of it, after it was begun. */
  boolean isUsedUp() {
    return cpuClock.getAsLong() - begunAt >= left;
  }

  /** Ends what was begun, and takes note of what it took. */
  void end() {
    left -= cpuClock.getAsLong() - begunAt;
  }
}
