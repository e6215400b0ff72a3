package io.shmtender.reader;

import io.shmtender.reader.net.Deadline;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Where the attempts of one command go, by a view that is renewed after each failure. */
final class Route {
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  // How long to wait for a master when the policy has no total timeout.
  private static final long MASTER_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Router router;
  private final Command command;
  private final Deadline deadline;
  private final int partition;
  private ClusterView view;
  // Which replica is next, by Replica.SEQUENCE.
  private int sequence;

  Route(Router router, ClusterView view, Command command, Deadline deadline) {
    this.router = router;
    this.view = view;
    this.command = command;
    this.deadline = deadline;
    this.partition = command.key.partitionId();
  }

  /**
   * Returns the node for the next attempt. Waits for one while the partition has none.
   *
   * @throws PartitionUnavailableException if the time is up and it still has none
   */
  Node next() {
    Node node = target();
    return node != null ? node : await();
  }

  private Node await() {
    long pause = FIRST_PAUSE_NANOS;
    long start = System.nanoTime();
    while (true) {
      view = router.freshView();
      Node node = target();
      if (node != null) {
        return node;
      }
      long waited = System.nanoTime() - start;
      long left = deadline.totalMillis() == 0 ? MASTER_WAIT_NANOS - waited : deadline.leftNanos();
      if (left <= 0) {
        throw new PartitionUnavailableException(
            "nobody holds partition "
                + partition
                + " of namespace '"
                + command.key.namespace()
                + "', and nobody did within "
                + TimeUnit.NANOSECONDS.toMillis(waited)
                + " ms (key "
                + command.key
                + "). Is a node down that held it?");
      }
      pause(Math.min(pause, left));
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
  }

  /** Looks at the cluster anew and chooses the replica that is next. */
  void afterFailure(boolean timedOut) {
    Node master = view.namespace(command.key.namespace()).master(partition);
    view = router.freshView();
    Node masterNow = view.namespace(command.key.namespace()).master(partition);
    if (masterNow != null && (master == null || !masterNow.sameEndpoint(master))) {
      // The cluster has moved on, which beats trying the replicas in turn.
      sequence = 0;
    } else if (movesOn(timedOut)) {
      sequence++;
    }
  }

  // As the official client: a write, or a read that is to be linearized, that timed out may still
  // be under way and stays with its node.
  private boolean movesOn(boolean timedOut) {
    if (!timedOut) {
      return true;
    }
    return command.policy() instanceof ReadPolicy read
        && !(read.readModeSC() == ReadModeSC.LINEARIZE
            && view.namespace(command.key.namespace()).strongConsistency());
  }

  private Node target() {
    NamespaceView namespace = view.namespace(command.key.namespace());
    if (sequence == 0 || isMasterOnly(namespace)) {
      Node master = namespace.master(partition);
      if ((master != null && master.active()) || isMasterOnly(namespace)) {
        return master;
      }
    }
    return replica(namespace);
  }

  // The next replica whose holder answers the tender; if none does, the next that has a holder.
  private Node replica(NamespaceView namespace) {
    int count = namespace.replicaCount();
    Node silent = null;
    for (int i = 0; i < count; i++) {
      Node node = namespace.replica((sequence + i) % count, partition);
      if (node != null && node.active()) {
        sequence += i;
        return node;
      }
      if (silent == null) {
        silent = node;
      }
    }
    return silent;
  }

  private boolean isMasterOnly(NamespaceView namespace) {
    return command.policy().replica() == Replica.MASTER
        || (namespace.strongConsistency()
            && command.policy() instanceof ReadPolicy read
            && read.readModeSC() == ReadModeSC.SESSION);
  }

  /**
   * Waits without a thread of its own.
   *
   * @throws ShmReaderException if the thread is interrupted, which stays so
   */
  static void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        throw new ShmReaderException("interrupted while waiting before the next attempt");
      }
    }
  }
}
