package io.shmtender.daemon.config;

import java.time.Duration;

/** Reads durations outside of the configuration in the way of the configuration. */
public final class Durations {
  private static final DurationType ANY =
      DurationType.withUnit(Duration.ofMillis(10), Duration.ofHours(24));

  private Durations() {}

  /**
   * Reads a duration with its unit: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h}.
   *
   * @throws IllegalArgumentException if it is none, or not 10 ms to 24 h; the message says what is
   *     allowed
   */
  public static Duration parse(String text) {
    return ANY.parse(text);
  }
}
