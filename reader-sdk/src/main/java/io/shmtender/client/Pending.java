package io.shmtender.client;

import io.shmtender.reader.Node;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A command that is combined with others, and the future of its outcome.
 *
 * <p>At any time one party has it and may touch what is not final: whoever submits it, the queue of
 * a lane (under the lane's lock), the carrier that took it from there, the combiner's sleepers, or
 * who has it because its time is up. Only while it is a row of a batch under way two want it, the
 * carrier that waits for the answer and who sees that the time is up: the first to {@link #claim}
 * has it. Each handing over is by a lock or by that number, so that what one wrote the next reads.
 * The future can be completed by anybody, as futures can; that only makes the rest futile.
 */
final class Pending<T> extends CompletableFuture<T> {
  static final long NEVER = Long.MAX_VALUE;

  // Somebody has it. Any other state is the number by which the row under way is claimed.
  private static final int OWNED = 0;

  final Execution execution;
  // When the total timeout is over, by the combiner's clock.
  final long end;
  private final boolean discardsOutcome;
  private final AtomicInteger underWay = new AtomicInteger(OWNED);
  // Never the same twice: a carrier that comes late does not claim a later row.
  private int lastNumber;

  // Whether it is sent alone: it does not fit into a row, or was refused as one.
  boolean alone;
  // Who does nothing else meanwhile; null if nobody does.
  Thread waiter;
  // Who wakes that thread, if it is woken with others, and as which of them.
  private Waking waking;
  private int place;
  // Where it waits, is under way, or was when its last attempt failed; null before the first.
  Node node;
  // When the row that is under way is late.
  volatile long rowEnd = NEVER;
  // How the last attempt ended.
  CommandException failure;
  // When to go on, while it sleeps; and since when nobody holds its partition, or NEVER.
  long due;
  long withoutHolderSince = NEVER;

  Pending(Execution execution, boolean discardsOutcome, long now) {
    this.execution = execution;
    this.discardsOutcome = discardsOutcome;
    this.alone = !execution.command().fitsRow();
    int total = execution.deadline().totalMillis();
    this.end = total == 0 ? NEVER : now + TimeUnit.MILLISECONDS.toNanos(total);
  }

  Command command() {
    return execution.command();
  }

  /** Begins an attempt as a row; returns the number to claim it by. */
  int beginRow(long now) {
    execution.beginRow();
    failure = null;
    int wait = execution.deadline().waitMillis();
    rowEnd = wait == 0 ? end : Math.min(end, now + TimeUnit.MILLISECONDS.toNanos(wait));
    lastNumber++;
    underWay.set(lastNumber);
    return lastNumber;
  }

  /** Takes the row of a number; false if somebody else has. */
  boolean claim(int number) {
    return underWay.get() == number && underWay.compareAndSet(number, OWNED);
  }

  /** Gives up a claim, so that the row can be claimed again. */
  void release(int number) {
    underWay.set(number);
  }

  void succeed() {
    completeNow();
    wake();
  }

  /** Leaves it to others to wake the thread that waits for it. */
  void succeed(Waking by, int asPlace) {
    waking = by;
    place = asPlace;
    completeNow();
  }

  @SuppressWarnings("unchecked") // The maker knows what the command returns.
  private void completeNow() {
    complete(discardsOutcome ? null : (T) command().outcome());
  }

  @Override
  public boolean completeExceptionally(Throwable why) {
    boolean first = super.completeExceptionally(why);
    wake();
    return first;
  }

  /** Wakes the thread that waits for it, if that is another one. */
  void wake() {
    if (waiter != null && waiter != Thread.currentThread()) {
      LockSupport.unpark(waiter);
    }
  }

  /** Waits until it is done. Called by the waiter only, who may be interrupted for it. */
  void await() {
    boolean interrupted = false;
    while (!isDone()) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (waking != null) {
      waking.passOn(place);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
