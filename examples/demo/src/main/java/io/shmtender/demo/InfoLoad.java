package io.shmtender.demo;

import java.time.Duration;

/**
 * What the node that was asked most was asked while nothing happened.
 *
 * @param requests info requests
 * @param tends in how many tends
 * @param time in how much time
 * @param host how busy the host was meanwhile
 */
record InfoLoad(long requests, long tends, Duration time, Busyness host) {
  // One per interval; and a clock's rounding.
  private static final double REQUESTS_PER_INTERVAL = 1.05;

  // A tend waits for a node for so long. What comes later is handled by another tend soon after.
  private static final Duration PATIENCE = Duration.ofMillis(100);

  double perInterval() {
    return (double) requests * Tenders.INTERVAL.toNanos() / time.toNanos();
  }

  /** No node is asked more than once per tend; tends are too many only where answers are late. */
  Judgement judge() {
    if (requests > tends) {
      return Judgement.BROKEN;
    }
    if (perInterval() <= REQUESTS_PER_INTERVAL) {
      return Judgement.KEPT;
    }
    boolean answersAreLate = host.late().compareTo(PATIENCE) >= 0 || host.slowdown() >= 4;
    return host.hasOthers() && answersAreLate ? Judgement.UNJUDGED : Judgement.BROKEN;
  }
}
