package io.shmtender.daemon.cclient;

import io.shmtender.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Applications that would own segments: a thread that does to each what the tend thread of a C
 * client that follows does, and a thousand times as often.
 */
final class EagerApplications implements AutoCloseable {
  private static final long PAUSE_NANOS = 1_000_000;

  private final List<AttachedSegment> segments;
  private final boolean[] taken;
  private final Thread thread = new Thread(this::run, "eager applications");
  private volatile boolean ended;

  EagerApplications(List<AttachedSegment> segments) {
    this.segments = segments;
    this.taken = new boolean[segments.size()];
    thread.start();
  }

  private void run() {
    while (!ended) {
      for (int i = 0; i < taken.length; i++) {
        take(i);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private synchronized void take(int i) {
    AttachedSegment segment = segments.get(i);
    int word = segment.i32(48);
    taken[i] |= (word & 0xFF) == 0 && segment.compareAndSet(48, word, word | 1);
  }

  /** Returns how many segments they own. */
  synchronized int owned() {
    int count = 0;
    for (boolean each : taken) {
      count += each ? 1 : 0;
    }
    return count;
  }

  @Override
  public void close() {
    ended = true;
    Await.until(Duration.ofSeconds(20), "the end of the applications", () -> !thread.isAlive());
  }
}
