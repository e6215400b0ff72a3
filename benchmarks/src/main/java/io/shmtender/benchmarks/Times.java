package io.shmtender.benchmarks;

/** How often which time was taken, to a sixteenth of it. */
final class Times {
  private static final int BITS = 4;
  private final long[] counts = new long[Long.SIZE << BITS];

  void add(long nanos) {
    counts[bucket(nanos)]++;
  }

  void add(Times other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
  }

  // A time's first five bits and how many follow.
  private static int bucket(long nanos) {
    int follow = Math.max(0, Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(nanos | 1));
    return (follow << BITS) + (int) (nanos >> follow);
  }

  private static double upperBound(int bucket) {
    int follow = Math.max(0, (bucket >> BITS) - 1);
    return (double) (bucket - (follow << BITS) + 1) * (1L << follow);
  }

  long count() {
    long count = 0;
    for (long one : counts) {
      count += one;
    }
    return count;
  }

  double percentileMicros(int percent) {
    long left = Math.max(1, (count() * percent + 99) / 100);
    for (int i = 0; i < counts.length; i++) {
      left -= counts[i];
      if (left <= 0) {
        return upperBound(i) / 1e3;
      }
    }
    throw new IllegalStateException("nothing was measured");
  }
}
