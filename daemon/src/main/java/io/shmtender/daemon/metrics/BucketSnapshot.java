package io.shmtender.daemon.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.codahale.metrics.Snapshot;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Arrays;

/**
 * Durations by ranges, in nanoseconds, since the daemon's start. Quantiles are estimated as
 * Prometheus does: a range's durations count as spread evenly over it.
 */
final class BucketSnapshot extends Snapshot {
  private final long[] bounds;
  private final long[] counts;
  private final long sum;
  private final long least;
  private final long greatest;
  private final long count;

  BucketSnapshot(long[] bounds, long[] counts, long sum, long least, long greatest) {
    this.bounds = bounds;
    this.counts = counts;
    this.sum = sum;
    this.least = least;
    this.greatest = greatest;
    count = Arrays.stream(counts).sum();
  }

  /** Returns the ranges' upper ends; a last range without end follows. Not to be changed. */
  long[] bounds() {
    return bounds;
  }

  /** Returns how many durations are in each range. Not to be changed. */
  long[] counts() {
    return counts;
  }

  long sum() {
    return sum;
  }

  @Override
  public double getValue(double quantile) {
    double rank = quantile * (double) count;
    long below = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0 && (double) (below + counts[i]) >= rank) {
        double from = (double) Math.max(least, i == 0 ? 0 : bounds[i - 1]);
        double to = (double) Math.min(greatest, i == bounds.length ? Long.MAX_VALUE : bounds[i]);
        return from + (to - from) * Math.max(0, rank - (double) below) / (double) counts[i];
      }
      below += counts[i];
    }
    return 0;
  }

  /** Returns nothing: the single durations were not kept. */
  @Override
  public long[] getValues() {
    return new long[0];
  }

  @Override
  public int size() {
    return (int) Math.min(Integer.MAX_VALUE, count);
  }

  @Override
  public long getMax() {
    return greatest;
  }

  @Override
  public double getMean() {
    return count == 0 ? 0 : (double) sum / (double) count;
  }

  @Override
  public long getMin() {
    return count == 0 ? 0 : least;
  }

  /** Estimated from the middles of the ranges. */
  @Override
  public double getStdDev() {
    double mean = getMean();
    double squares = 0;
    for (int i = 0; i < counts.length; i++) {
      double from = i == 0 ? 0 : (double) bounds[i - 1];
      double to = i == bounds.length ? Math.max(from, (double) greatest) : (double) bounds[i];
      double distance = (from + to) / 2 - mean;
      squares += (double) counts[i] * distance * distance;
    }
    return count < 2 ? 0 : Math.sqrt(squares / (double) (count - 1));
  }

  /** Writes a line for each range: its upper end and how many are in it. */
  @Override
  public void dump(OutputStream output) {
    PrintWriter writer = new PrintWriter(output, true, UTF_8);
    for (int i = 0; i < counts.length; i++) {
      writer.println((i == bounds.length ? "more" : Long.toString(bounds[i])) + " " + counts[i]);
    }
  }
}
