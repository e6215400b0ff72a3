package io.shmtender.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long the machine let a thread wait that had nothing to do but wake up: what a loaded machine
 * takes from every other thread too. Thread-safe.
 */
final class Stalls implements AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private record Stall(long start, long end) {}

  private final List<Stall> stalls = new ArrayList<>();
  private volatile boolean ended;

  Stalls() {
    Thread thread = new Thread(this::measure, "stalls");
    thread.setDaemon(true);
    thread.start();
  }

  private void measure() {
    while (!ended) {
      long due = System.nanoTime() + PAUSE_NANOS;
      LockSupport.parkNanos(PAUSE_NANOS);
      long now = System.nanoTime();
      synchronized (stalls) {
        stalls.add(new Stall(due, now));
      }
    }
  }

  /** Returns how much of a time the machine took, in all. */
  long nanosWithin(long start, long end) {
    long sum = 0;
    synchronized (stalls) {
      for (Stall stall : stalls) {
        sum += Math.max(0, Math.min(end, stall.end) - Math.max(start, stall.start));
      }
    }
    return sum;
  }

  @Override
  public void close() {
    ended = true;
  }
}
