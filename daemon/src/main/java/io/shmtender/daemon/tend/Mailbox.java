package io.shmtender.daemon.tend;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Sends errands that block to pool threads, and brings what they found back to the tending thread.
 *
 * <p>Why this is correct: an errand runs on a pool thread and touches nothing but what it was
 * given. Its outcome comes back through a queue as a piece of work for the tending thread, which
 * alone calls {@link #send} and {@link #handleNext}; so the state that this work changes needs no
 * lock. Handing in and queueing order the memory accesses of both threads.
 *
 * <p>Every errand has a patience: how long the tending thread waits for it before it goes on. After
 * that the errand is still under way and its outcome is handled in a later tend.
 */
final class Mailbox implements AutoCloseable {
  /** Far more than a cluster has nodes: it bounds what a flood of peers could start. */
  private static final int MOST_THREADS = 512;

  private static final long STACK_BYTES = 256 << 10;
  private static final long IDLE_SECONDS = 10;

  private final LinkedBlockingQueue<Runnable> outcomes = new LinkedBlockingQueue<>();
  private final Set<Errand> underWay = new HashSet<>();
  // The one that is waited for longest, null when that has to be found out.
  private Errand mostPatient;
  private final ThreadPoolExecutor threads;

  Mailbox() {
    AtomicInteger count = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            0,
            MOST_THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> {
              Thread thread =
                  new Thread(null, work, "tend-" + count.incrementAndGet(), STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** What was sent and has not come back. */
  private static final class Errand {
    private final long patienceUntil;

    Errand(long patienceUntil) {
      this.patienceUntil = patienceUntil;
    }
  }

  /**
   * Sends an errand. One of the two handlers is called later, by {@link #handleNext}.
   *
   * @param patienceUntil until when to wait for it, by {@link System#nanoTime()}
   */
  <T> void send(
      Callable<T> work, long patienceUntil, Consumer<T> done, Consumer<Exception> failed) {
    Errand errand = new Errand(patienceUntil);
    underWay.add(errand);
    if (mostPatient != null && patienceUntil - mostPatient.patienceUntil > 0) {
      mostPatient = errand;
    }
    try {
      threads.execute(
          () -> {
            try {
              T found = work.call();
              outcomes.add(back(errand, () -> done.accept(found)));
            } catch (Exception e) {
              outcomes.add(back(errand, () -> failed.accept(e)));
            } catch (OutOfMemoryError e) {
              // The node is not to blame, and the next one would get it as well.
              outcomes.add(
                  back(
                      errand,
                      () -> {
                        throw e;
                      }));
            } catch (Throwable e) {
              // An errand that never came back would keep its node from ever being asked again.
              outcomes.add(back(errand, () -> failed.accept(new ExecutionException(e))));
            }
          });
    } catch (RejectedExecutionException e) {
      outcomes.add(back(errand, () -> failed.accept(e)));
    } catch (OutOfMemoryError e) {
      // No more threads may be had now. One node is not asked; that is no reason to end.
      outcomes.add(back(errand, () -> failed.accept(new ExecutionException(e))));
    }
  }

  private Runnable back(Errand errand, Runnable handling) {
    return () -> {
      underWay.remove(errand);
      if (errand == mostPatient) {
        mostPatient = null;
      }
      handling.run();
    };
  }

  /**
   * Handles one outcome, waiting for it while any errand deserves patience.
   *
   * @param deadlineNanos when to stop waiting in any case, by {@link System#nanoTime()}
   * @param untilDeadline whether every errand deserves patience until then
   * @return whether there was one
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  boolean handleNext(long deadlineNanos, boolean untilDeadline) throws InterruptedException {
    Runnable outcome = outcomes.poll();
    if (outcome == null) {
      long now = System.nanoTime();
      long wait = underWay.isEmpty() ? 0 : deadlineNanos - now;
      if (wait > 0 && !untilDeadline) {
        wait = Math.min(wait, mostPatient().patienceUntil - now);
      }
      outcome = wait <= 0 ? null : outcomes.poll(wait, TimeUnit.NANOSECONDS);
    }
    if (outcome == null) {
      return false;
    }
    outcome.run();
    return true;
  }

  /**
   * Handles what comes for so long.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  void handleFor(long nanos) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = until - System.nanoTime()) {
      Runnable outcome = outcomes.poll(left, TimeUnit.NANOSECONDS);
      if (outcome != null) {
        outcome.run();
      }
    }
  }

  private Errand mostPatient() {
    if (mostPatient == null) {
      for (Errand errand : underWay) {
        if (mostPatient == null || errand.patienceUntil - mostPatient.patienceUntil > 0) {
          mostPatient = errand;
        }
      }
    }
    return mostPatient;
  }

  /** Lets go of the threads; what is under way ends on its own and is never handled. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
