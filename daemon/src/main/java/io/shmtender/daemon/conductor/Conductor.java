package io.shmtender.daemon.conductor;

import io.shmtender.daemon.segment.OtherClusterException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Does duties, each when it is due, and waits in between: an owner's only wait.
 *
 * <p>For one thread, which owns all that the duties touch, so that they need no lock. Other threads
 * reach it by {@link Orders} alone. An order ends the wait; one that came while a duty was done is
 * seen before the next wait begins, under the lock under which orders are given. So no order is
 * slept over, and none waits for more than the one duty that is being done.
 *
 * <p>Of several duties that are due, the first in the list is done, and then all are asked again. A
 * later one can be kept waiting by an earlier one that is always due.
 */
final class Conductor {
  private final Orders orders;

  Conductor(Orders orders) {
    this.orders = orders;
  }

  /**
   * Does the duties until this process is told to stop or one of them ends them.
   *
   * @return whether it was told to stop
   * @throws OtherClusterException as a duty
   * @throws IOException as a duty
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  boolean perform(List<Duty> duties)
      throws OtherClusterException, IOException, InterruptedException {
    while (!stopsBeforeNextDuty(duties)) {
      Optional<Duty> due = firstDue(duties);
      if (due.isPresent() && !due.get().doWork()) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Duty> firstDue(List<Duty> duties) {
    for (Duty duty : duties) {
      if (duty.nanosToDue() <= 0) {
        return Optional.of(duty);
      }
    }
    return Optional.empty();
  }

  // Waits until something is due, or asked for.
  private boolean stopsBeforeNextDuty(List<Duty> duties) throws InterruptedException {
    long nanos = Long.MAX_VALUE;
    for (Duty duty : duties) {
      nanos = Math.min(nanos, duty.nanosToDue());
    }
    return orders.await(nanos);
  }
}
