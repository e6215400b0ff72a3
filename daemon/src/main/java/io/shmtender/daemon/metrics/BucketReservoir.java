package io.shmtender.daemon.metrics;

import com.codahale.metrics.Reservoir;
import com.codahale.metrics.Snapshot;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts durations by fixed ranges, which is what Prometheus adds up over daemons and time, at a
 * fraction of the memory that samples would take.
 *
 * <p>Thread-safe: each count is atomic. A snapshot that is taken while a duration is counted may
 * have it in the count and not in the sum yet, or the other way round; nobody can tell.
 */
final class BucketReservoir implements Reservoir {
  /** For what usually takes milliseconds. */
  private static final long[] BOUNDS_MICROS = {
    100,
    250,
    500,
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000
  };

  private final long[] boundsNanos = new long[BOUNDS_MICROS.length];
  private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_MICROS.length + 1);
  private final LongAdder sum = new LongAdder();
  private final LongAccumulator least = new LongAccumulator(Math::min, Long.MAX_VALUE);
  private final LongAccumulator greatest = new LongAccumulator(Math::max, 0);

  BucketReservoir() {
    for (int i = 0; i < boundsNanos.length; i++) {
      boundsNanos[i] = TimeUnit.MICROSECONDS.toNanos(BOUNDS_MICROS[i]);
    }
  }

  @Override
  public int size() {
    return counts.length();
  }

  @Override
  public void update(long nanos) {
    int bucket = 0;
    while (bucket < boundsNanos.length && nanos > boundsNanos[bucket]) {
      bucket++;
    }
    counts.incrementAndGet(bucket);
    sum.add(nanos);
    least.accumulate(nanos);
    greatest.accumulate(nanos);
  }

  /** Returns the counts of all ranges, not added up; the last one is for all that is longer. */
  BucketSnapshot buckets() {
    long[] copy = new long[counts.length()];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = counts.get(i);
    }
    return new BucketSnapshot(boundsNanos, copy, sum.sum(), least.get(), greatest.get());
  }

  @Override
  public Snapshot getSnapshot() {
    return buckets();
  }
}
