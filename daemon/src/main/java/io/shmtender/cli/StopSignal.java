package io.shmtender.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stops the daemon when a signal ends the process, and makes that an orderly end.
 *
 * <p>A JVM that gets SIGTERM runs its hooks and exits with 143 whatever they did. The hook waits
 * until the daemon has let go of the key, and then ends the process with 0 itself: a stop that was
 * asked for is no failure, and service managers need no exception for it. A second SIGTERM asks the
 * daemon again, so that it waits for nobody.
 */
final class StopSignal {
  // A tend takes about an interval at most. Whoever waits longer than service managers do is
  // killed.
  private static final long PATIENCE_SECONDS = 60;
  private static final int TERMINATED = 143;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile boolean inOrder;
  private final Runnable stop;

  private StopSignal(Runnable stop) {
    this.stop = stop;
  }

  /** Calls {@code stop} when a signal comes, then waits for the daemon's end. */
  static StopSignal register(Runnable stop) {
    StopSignal signal = new StopSignal(stop);
    Runtime.getRuntime().addShutdownHook(new Thread(signal::onShutdown, "stop-signal"));
    HangupSignal.handle("TERM", signal::onTerm);
    return signal;
  }

  private void onTerm() {
    if (asked.compareAndSet(false, true)) {
      // As the JVM does by itself.
      Runtime.getRuntime().exit(TERMINATED);
    } else {
      stop.run();
    }
  }

  private void onShutdown() {
    if (ended.getCount() == 0) {
      // The daemon ended by itself; this is its own exit, whose code is right already.
      return;
    }
    stop.run();
    try {
      if (ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS) && inOrder) {
        Runtime.getRuntime().halt(ExitCode.OK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says that the daemon has stopped as it should. */
  void stopped() {
    inOrder = true;
    ended.countDown();
  }

  /** Says that the daemon has ended because of a failure. */
  void failed() {
    ended.countDown();
  }
}
