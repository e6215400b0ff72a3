package io.shmtender.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** The clock by which records expire: a source, and how far tests have moved it. Thread-safe. */
final class ExpiryClock {
  /** Void-times count from here. */
  private static final long EPOCH_SECONDS = Instant.parse("2010-01-01T00:00:00Z").getEpochSecond();

  private static final int MILLIS_PER_SECOND = 1000;

  private final InstantSource source;
  private final AtomicLong advanceSeconds = new AtomicLong();

  ExpiryClock(InstantSource source) {
    this.source = source;
  }

  void advance(Duration time) {
    advanceSeconds.addAndGet(time.toSeconds());
  }

  /** The time in seconds since 2010-01-01. */
  long nowSeconds() {
    return source.millis() / MILLIS_PER_SECOND - EPOCH_SECONDS + advanceSeconds.get();
  }
}
