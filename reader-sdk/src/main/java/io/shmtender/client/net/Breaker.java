package io.shmtender.client.net;

/**
 * Leaves a node alone that fails too often: with more errors in a window than allowed there is no
 * further attempt until the window is over, and then as many again may fail. Thread-safe.
 *
 * <p>A window begins with its first error, so that a node without any costs one read per command
 * and no look at the clock.
 */
final class Breaker {
  private final int maxErrors;
  private final long windowNanos;
  private volatile int errors;
  // Guarded by this, as is writing the errors; an error is rare.
  private long windowStart;

  Breaker(int maxErrors, long windowNanos) {
    this.maxErrors = maxErrors;
    this.windowNanos = windowNanos;
  }

  boolean isOpen() {
    return maxErrors > 0 && errors > maxErrors && isWithinWindow();
  }

  private synchronized boolean isWithinWindow() {
    if (System.nanoTime() - windowStart < windowNanos) {
      return errors > maxErrors;
    }
    errors = 0;
    return false;
  }

  synchronized void countError() {
    long now = System.nanoTime();
    if (errors == 0 || now - windowStart >= windowNanos) {
      windowStart = now;
      errors = 1;
    } else {
      errors = Math.min(errors, maxErrors) + 1;
    }
  }
}
