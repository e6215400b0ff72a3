package io.shmtender.daemon.service;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a service manager's watchdog wants to hear, and when. Says what to send; for one thread at a
 * time.
 */
public final class Watchdog {
  // A turn is a tend and the wait for the next, each of an interval at most; and as much again.
  private static final int INTERVALS = 4;
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final long configuredMicros;
  private long periodMicros;
  private boolean reported;
  private long reportedNanos;

  private Watchdog(long configuredMicros) {
    this.configuredMicros = configuredMicros;
    this.periodMicros = configuredMicros;
  }

  /**
   * Returns the watchdog of this process, as sd_watchdog_enabled(3) finds it.
   *
   * @param environment the environment
   * @param pid this process's id
   * @throws NumberFormatException if the period in the environment is not a number
   */
  public static Watchdog of(Map<String, String> environment, long pid) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String whose = environment.getOrDefault("WATCHDOG_PID", "");
    boolean ours = whose.isEmpty() || whose.equals(Long.toString(pid));
    return new Watchdog(micros.isEmpty() || !ours ? 0 : Long.parseLong(micros));
  }

  /** Returns what to send so that a daemon that tends as seldom as this is not thought to hang. */
  Optional<String> expectTurns(Duration tendInterval) {
    long needed =
        Math.max(
            configuredMicros, TimeUnit.NANOSECONDS.toMicros(tendInterval.toNanos()) * INTERVALS);
    if (configuredMicros == 0 || needed == periodMicros) {
      return Optional.empty();
    }
    periodMicros = needed;
    return Optional.of("WATCHDOG_USEC=" + needed);
  }

  /** Returns what to send after a turn; after a change a daemon turns more often than is of use. */
  Optional<String> turned(long nowNanos) {
    long least = Math.min(MOST_NANOS, TimeUnit.MICROSECONDS.toNanos(configuredMicros) / 8);
    if (configuredMicros == 0 || (reported && nowNanos - reportedNanos < least)) {
      return Optional.empty();
    }
    reported = true;
    reportedNanos = nowNanos;
    return Optional.of("WATCHDOG=1");
  }
}
