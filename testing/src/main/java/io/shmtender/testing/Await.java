package io.shmtender.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits on conditions. */
public final class Await {
  // It only bounds a test.
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofNanos(200_000);

  private Await() {}

  /** Waits until the condition holds; after the limit the test fails with the description. */
  public static void until(
      Duration limit, Supplier<String> description, BooleanSupplier condition) {
    until(limit, PAUSE, description, condition);
  }

  /**
   * Waits until the condition holds; after the limit the test fails with the description.
   *
   * @param pause how long to wait before the condition is asked again
   */
  public static void until(
      Duration limit, Duration pause, Supplier<String> description, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + limit + ": " + description.get());
      }
      LockSupport.parkNanos(pause.toNanos());
    }
  }

  /** Waits until the condition holds. */
  public static void until(Duration limit, String description, BooleanSupplier condition) {
    until(limit, () -> description, condition);
  }

  /** Waits until the condition holds; after a minute the test fails with the description. */
  public static void until(Supplier<String> description, BooleanSupplier condition) {
    until(LIMIT, description, condition);
  }

  /** Waits until the condition holds; after a minute the test fails with the description. */
  public static void until(String description, BooleanSupplier condition) {
    until(LIMIT, () -> description, condition);
  }
}
