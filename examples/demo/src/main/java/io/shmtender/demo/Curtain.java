package io.shmtender.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Falls on Ctrl-C. The scenario notices at its next wait and ends in order: the summary is printed,
 * every process is ended, the directory is removed. The JVM waits for that.
 */
final class Curtain {
  private static final long PATIENCE_SECONDS = 180;

  private final CountDownLatch falls = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile int exitCode;

  private Curtain() {}

  /** Returns a curtain that falls when a signal ends this process. */
  static Curtain onSignal() {
    Curtain curtain = new Curtain();
    Runtime.getRuntime().addShutdownHook(new Thread(curtain::onShutdown, "curtain"));
    return curtain;
  }

  private void onShutdown() {
    if (over.getCount() == 0) {
      // The demo ended by itself; its exit code is on its way.
      return;
    }
    falls.countDown();
    try {
      if (over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        // A signal would make it 130, whatever the demo found.
        Runtime.getRuntime().halt(exitCode);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says that everything is cleaned up, and with what exit code the process ends. */
  void over(int code) {
    exitCode = code;
    over.countDown();
  }

  /** Waits; throws as soon as the curtain falls. */
  void pause(long nanos) throws CurtainException {
    try {
      if (falls.await(nanos, TimeUnit.NANOSECONDS)) {
        throw new CurtainException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CurtainException();
    }
  }
}
