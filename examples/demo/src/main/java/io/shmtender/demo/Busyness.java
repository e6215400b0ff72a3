package io.shmtender.demo;

import java.time.Duration;
import java.util.Locale;

/**
 * How busy the host was.
 *
 * @param others which part of the processors others than the demo used, 0 to 1
 * @param late how much later than it should a pause ended, at worst
 * @param slowdown how many times as long as its processor time some work took
 */
record Busyness(double others, Duration late, double slowdown) {
  /** A host that has nothing to do. */
  static final Busyness NONE = new Busyness(0, Duration.ZERO, 1);

  // What every host does besides.
  private static final double NEGLIGIBLE = 0.15;

  /** Returns whether the host has so much else to do that a promise about time may not hold. */
  boolean hasOthers() {
    return others >= NEGLIGIBLE;
  }

  /** Returns how long it would have taken on a host of one's own, if it was all work. */
  Duration without(Duration taken) {
    if (!hasOthers()) {
      return taken;
    }
    long work = Math.max(0, taken.minus(late).toNanos());
    return Duration.ofNanos((long) (work / slowdown));
  }

  /**
   * Judges what took so long.
   *
   * @param waiting how much of it is waiting for a time that is set, which no host makes shorter
   */
  Judgement judge(Duration taken, Duration waiting, Duration limit) {
    if (taken.compareTo(limit) <= 0) {
      return Judgement.KEPT;
    }
    Duration fair = waiting.plus(without(taken.minus(waiting)));
    return fair.compareTo(limit) <= 0 ? Judgement.UNJUDGED : Judgement.BROKEN;
  }

  /** Returns the busier of the two in each respect. */
  Busyness or(Busyness other) {
    return new Busyness(
        Math.max(others, other.others),
        late.compareTo(other.late) > 0 ? late : other.late,
        Math.max(slowdown, other.slowdown));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "others used %.0f %% of it, its own timers were up to %d ms late, work took %.1f times as long",
        100 * others,
        late.toMillis(),
        slowdown);
  }
}
