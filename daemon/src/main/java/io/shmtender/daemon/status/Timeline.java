package io.shmtender.daemon.status;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The last hour in steps of ten seconds: how long tends took, how many failed, how many masters
 * moved.
 *
 * <p>Thread-safe: one lock, held for the time of an array store by those who record and of copying
 * 360 references by those who read, so that a page that is looked at never keeps the conductor
 * waiting.
 */
final class Timeline {
  /** How long a step is. */
  static final int STEP_SECONDS = 10;

  /** How many steps are kept, the present one included. */
  static final int STEPS = 360;

  // What a step keeps of its tends: with the shortest interval, 10 ms, it has 1000.
  private static final int SAMPLES = 1024;

  private final LongSupplier nanoClock;
  private final long origin;

  // Guarded by this.
  private final Step[] past = new Step[STEPS];
  private final long[] samples = new long[SAMPLES];
  private long present;
  private int tends;
  private int failures;
  private int moves;
  private long longest;

  /**
   * What happened in ten seconds. Durations in nanoseconds; percentiles by nearest rank.
   *
   * @param number counts the steps of this daemon's life, from 0
   * @param tends how many tends ended
   * @param failures how many of them reached no node
   * @param median of the tends' durations, 0 without tends
   * @param p99 their 99th percentile
   * @param longest the longest
   * @param moves how many masters moved
   */
  record Step(
      long number, int tends, int failures, long median, long p99, long longest, int moves) {}

  Timeline(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.origin = nanoClock.getAsLong();
  }

  /** Records a tend. */
  synchronized void tended(long nanos, boolean reached) {
    advance();
    samples[tends % SAMPLES] = nanos;
    tends++;
    longest = Math.max(longest, nanos);
    if (!reached) {
      failures++;
    }
  }

  /** Records that masters moved. */
  synchronized void moved(int masters) {
    advance();
    moves += masters;
  }

  /**
   * Returns the last hour, oldest first, ending with the present step; empty where nothing happened
   * or the daemon did not run yet.
   */
  List<Optional<Step>> steps() {
    Step[] known;
    long last;
    synchronized (this) {
      advance();
      known = past.clone();
      last = present;
      known[(int) (last % STEPS)] = summary();
    }
    List<Optional<Step>> steps = new ArrayList<>(STEPS);
    for (long number = last - STEPS + 1; number <= last; number++) {
      Step step = number < 0 ? null : known[(int) (number % STEPS)];
      // A slot that nothing was written to since has the step of an hour before.
      boolean current = step != null && step.number() == number;
      steps.add(current ? Optional.of(step) : Optional.empty());
    }
    return steps;
  }

  private void advance() {
    long now = TimeUnit.NANOSECONDS.toSeconds(nanoClock.getAsLong() - origin) / STEP_SECONDS;
    if (now == present) {
      return;
    }
    past[(int) (present % STEPS)] = summary();
    present = now;
    tends = 0;
    failures = 0;
    moves = 0;
    longest = 0;
  }

  // Null when nothing happened.
  private Step summary() {
    if (tends == 0 && moves == 0) {
      return null;
    }
    long[] sorted = Arrays.copyOf(samples, Math.min(tends, SAMPLES));
    Arrays.sort(sorted);
    return new Step(
        present, tends, failures, rank(sorted, 0.5), rank(sorted, 0.99), longest, moves);
  }

  private static long rank(long[] sorted, double quantile) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(quantile * sorted.length) - 1];
  }
}
