package io.shmtender.demo;

import java.time.Duration;
import java.util.function.Supplier;

/** Waits: for a while so that there is something to see, or until something has happened. */
final class Pace {
  // Takeovers take milliseconds: how exactly they are measured.
  private static final long POLL_NANOS = 200_000;

  private final Curtain curtain;

  Pace(Curtain curtain) {
    this.curtain = curtain;
  }

  /** What is waited for. */
  @FunctionalInterface
  interface Condition {
    /** Returns whether it has happened; throws if it never will. */
    boolean holds() throws DemoFailure;
  }

  /** Lets the commands run for a while. */
  void pause(Duration time) throws CurtainException {
    curtain.pause(time.toNanos());
  }

  /**
   * Waits until the condition holds, and returns the nanosecond when it was seen to.
   *
   * @throws DemoFailure if it does not within the limit; the description says what
   */
  long until(Duration limit, Supplier<String> description, Condition condition)
      throws DemoFailure, CurtainException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        throw new DemoFailure("not within " + Text.seconds(limit) + ": " + description.get());
      }
      curtain.pause(POLL_NANOS);
    }
    return System.nanoTime();
  }
}
