package io.shmtender.benchmarks;

import java.util.stream.DoubleStream;

/** What a comparison goes by: on a machine that is not quite alone, single values stand out. */
final class Median {
  private Median() {}

  /** Returns the middle one, or the mean of the middle two. There has to be one. */
  static double of(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
