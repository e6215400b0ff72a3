package io.shmtender.demo;

import static org.junit.jupiter.api.Assertions.*;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The demo has to know a busy host from a slow daemon. */
final class HostWatchTest {
  private static final Duration WATCHED = Duration.ofSeconds(2);
  // Of each processor's, the watch then gets a fifth at most.
  private static final int TO_A_PROCESSOR = 5;

  private static Busyness watch() {
    try (HostWatch host = HostWatch.start()) {
      long start = System.nanoTime();
      for (long now = start; now - start < WATCHED.toNanos(); now = System.nanoTime()) {
        LockSupport.parkNanos(WATCHED.toNanos() - (now - start));
      }
      return host.between(start, System.nanoTime());
    }
  }

  private static Busyness watchBesideThreadsThatCompute() {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < TO_A_PROCESSOR * Runtime.getRuntime().availableProcessors(); i++) {
      Thread thread =
          new Thread(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  Thread.onSpinWait();
                }
              });
      threads.add(thread);
      thread.start();
    }
    try {
      return watch();
    } finally {
      threads.forEach(Thread::interrupt);
    }
  }

  @Test
  @Tag("slow")
  void seesThatOthersCompute() {
    Busyness alone = watch();
    Busyness busy = watchBesideThreadsThatCompute();
    assertTrue(busy.slowdown() >= 2, () -> "alone: " + alone + "; beside others: " + busy);
    assertTrue(busy.slowdown() > alone.slowdown() / 2, () -> "alone: " + alone + "; " + busy);
  }

  @Test
  void looksOnlyAtTheTimeThatItIsAskedAbout() {
    try (HostWatch host = HostWatch.start()) {
      long longAgo = System.nanoTime() - Duration.ofDays(1).toNanos();
      Busyness then = host.between(longAgo, longAgo + 1);
      assertEquals(Duration.ZERO, then.late());
      assertEquals(1, then.slowdown());
    }
  }
}
