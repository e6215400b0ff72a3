package io.shmtender.daemon.conductor;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What other threads ask of the conductor: to stop, to reload. It wakes from its wait for the next
 * duty to hear of it. Thread-safe: one lock guards everything here, also while it is looked whether
 * to wait, so that no order comes between that look and the wait.
 */
final class Orders {
  private boolean stopping;
  private boolean hurried;
  private Optional<Reload> reload = Optional.empty();

  /** Asks to stop; a second time, to wait for nobody. */
  synchronized void stop() {
    hurried = stopping;
    stopping = true;
    notifyAll();
  }

  synchronized boolean hurried() {
    return hurried;
  }

  synchronized boolean stopping() {
    return stopping;
  }

  /** Asks for a reload; replaces one that was not begun yet. */
  synchronized void reload(Reload asked) {
    reload.ifPresent(former -> former.refuse("another reload came before this one was begun"));
    if (stopping) {
      asked.refuse("the daemon stops");
    } else {
      reload = Optional.of(asked);
      notifyAll();
    }
  }

  /** Returns the reload that was asked for, once. */
  synchronized Optional<Reload> takeReload() {
    Optional<Reload> taken = reload;
    reload = Optional.empty();
    return taken;
  }

  synchronized boolean reloadAsked() {
    return reload.isPresent();
  }

  /** Says that nobody listens any more. */
  synchronized void end() {
    stop();
    // Not by a lambda, which would load a class now: an upgrade may have overwritten the jar.
    Optional<Reload> left = takeReload();
    if (left.isPresent()) {
      left.get().refuse("the daemon stops");
    }
  }

  /**
   * Waits for so long, or until there is something to do.
   *
   * @return whether to stop
   */
  synchronized boolean await(long nanos) throws InterruptedException {
    long deadline = System.nanoTime() + nanos;
    while (!stopping && reload.isEmpty()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return stopping;
  }
}
