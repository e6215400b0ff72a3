package io.shmtender.daemon.cclient;

import java.util.concurrent.TimeUnit;

/**
 * Watches another owner of a segment, to tell when it is gone.
 *
 * <p>Process ids prove little: they are reused, and in another PID namespace name somebody else. An
 * owner that tends is alive, wherever it is. One that does not for the takeover threshold is taken
 * over from, even if its process is there, stopped or hung: should it go on one day, what it writes
 * is repaired. A process that was there and ended need not be waited for that long; that its id
 * means the owner is likely but not sure, so it has to have missed a few tends.
 */
final class OwnerWatch {
  private static final long MISSED_TENDS_NANOS = TimeUnit.SECONDS.toNanos(3);

  // When the whole host was busy, the owner's next tend is only late.
  private static final long CONFIRM_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final long thresholdNanos;
  private int pid;
  private long timestamp;
  private long since;
  private boolean watching;
  private boolean seenAlive;

  OwnerWatch(long thresholdNanos) {
    this.thresholdNanos = thresholdNanos;
  }

  /**
   * Looks at the owner.
   *
   * @param now by {@link System#nanoTime}, which is CLOCK_MONOTONIC
   * @return whether it is gone
   */
  boolean isGone(SegmentHeader header, long now) {
    int pidNow = header.ownerPid();
    long timestampNow = header.timestamp();
    if (!watching || pidNow != pid) {
      seenAlive = false;
    }
    if (!watching || pidNow != pid || timestampNow != timestamp) {
      watching = true;
      pid = pidNow;
      timestamp = timestampNow;
      since = now;
    }
    boolean alive = isProcess(pid);
    seenAlive |= alive;
    long limit =
        seenAlive && !alive ? Math.min(MISSED_TENDS_NANOS, thresholdNanos) : thresholdNanos;
    return silence(now) >= limit && now - since >= CONFIRM_NANOS;
  }

  private static boolean isProcess(int pid) {
    return pid > 0 && ProcessHandle.of(pid).isPresent();
  }

  // A timestamp of 0 is an owner's that has not tended yet, one in the future is damaged.
  private long silence(long now) {
    long age = now - TimeUnit.MILLISECONDS.toNanos(timestamp);
    boolean credible = timestamp > 0 && timestamp <= TimeUnit.NANOSECONDS.toMillis(now);
    return credible ? Math.max(age, now - since) : now - since;
  }

  /** Returns how long nothing was heard of the owner. */
  long silenceMillis(long now) {
    return TimeUnit.NANOSECONDS.toMillis(silence(now));
  }

  /** Returns whether there is a process of the owner's id. */
  boolean isAlive() {
    return isProcess(pid);
  }
}
