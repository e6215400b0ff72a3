package io.shmtender.demo;

import java.time.Duration;

/**
 * What an act works with.
 *
 * @param stage what runs
 * @param account what the audience reads
 * @param pace how it waits
 * @param findings what is measured, for the summary
 * @param host what it all runs on
 */
record Scene(Stage stage, Account account, Pace pace, Findings findings, Host host) {
  /** Lets the readers work undisturbed for a moment. */
  void pause(long millis) throws CurtainException {
    pace.pause(Duration.ofMillis(millis));
  }

  /** Returns how long it has been since a nanosecond. */
  static Duration between(long startNanos, long endNanos) {
    return Duration.ofNanos(endNanos - startNanos);
  }
}
