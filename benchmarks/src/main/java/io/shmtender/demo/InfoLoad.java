package io.shmtender.demo;

import java.time.Duration;

/**
 * What the node that was asked most was asked while nothing happened.
 *
 * @param requests info requests
 * @param time in how much time
 */
record InfoLoad(long requests, Duration time) {
  double perInterval() {
    return (double) requests * Tenders.INTERVAL.toNanos() / time.toNanos();
  }
}
