package io.shmtender.simulator.server;

import io.shmtender.simulator.spec.Garble;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is wrong with a node: it hangs, it is slow, it garbles. Thread-safe. Requests that arrive
 * while a node hangs are answered when it no longer does, as with a stopped process.
 */
public final class Faults {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private volatile boolean hanging;
  private volatile boolean ended;
  private volatile long delayNanos;
  private volatile Garble garble;

  /** Stops or resumes answering. */
  public void hang(boolean hang) {
    change(() -> hanging = hang);
  }

  /** Whether the node hangs. */
  public boolean isHanging() {
    return hanging;
  }

  /** Makes every request wait; zero for none. */
  public void delay(Duration delay) {
    change(() -> delayNanos = delay.toNanos());
  }

  /** Breaks every answer; null for none. */
  public void garble(Garble how) {
    garble = how;
  }

  /** How answers are broken, null for not at all. */
  Garble garble() {
    return garble;
  }

  /** Lets everybody go who waits, without an answer: the node has ended. */
  void end() {
    change(() -> ended = true);
  }

  /**
   * Waits as long as the faults demand before an answer; false when there shall be none any more.
   * Costs two volatile reads when healthy.
   */
  boolean beforeAnswer() throws InterruptedException {
    long nanos = delayNanos;
    if (!hanging && nanos == 0) {
      return true;
    }
    lock.lockInterruptibly();
    try {
      while (!ended && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      while (!ended && hanging) {
        changed.await();
      }
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable assignment) {
    lock.lock();
    try {
      assignment.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
