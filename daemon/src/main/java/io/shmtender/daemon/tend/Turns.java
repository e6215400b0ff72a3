package io.shmtender.daemon.tend;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets some nodes at a time tell all that they know. When a large cluster is reached all of them
 * would do so at once, and what they tell takes several times the memory of what is kept of it.
 *
 * <p>It is no more than a courtesy to the heap: who waited for long goes on without a turn, so that
 * however many nodes hang in the middle of an answer, the others are heard. Thread-safe.
 */
final class Turns {
  /** How many nodes tell at a time. */
  static final int AT_ONCE = 24;

  private final Semaphore free = new Semaphore(AT_ONCE, true);
  private final long patienceNanos;

  /** Creates turns for which nobody waits longer than this. */
  Turns(long patienceNanos) {
    this.patienceNanos = patienceNanos;
  }

  /** A node's turn. */
  @FunctionalInterface
  interface Turn {
    /** Must be called when all was told. */
    void end();
  }

  /** Waits for a turn. */
  Turn take() throws IOException {
    try {
      boolean taken = free.tryAcquire(patienceNanos, TimeUnit.NANOSECONDS);
      return taken ? free::release : () -> {};
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the tender is closed");
    }
  }

  /** Returns how many turns could be taken without waiting. */
  int free() {
    return free.availablePermits();
  }
}
