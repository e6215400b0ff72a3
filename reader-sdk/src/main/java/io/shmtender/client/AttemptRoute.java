package io.shmtender.client;

import io.shmtender.client.net.Deadline;
import io.shmtender.client.policy.Policy;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.Replica;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.PartitionUnavailableException;
import io.shmtender.reader.ShmReaderException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Where the attempts of one command go, by a view that is renewed after each failure. */
final class AttemptRoute {
  static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  // How long to wait for a holder when the policy has no total timeout.
  static final long HOLDER_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  final ClientCluster cluster;
  final Command command;
  final Deadline deadline;
  private final int partition;
  private ClusterView view;
  // Which replica is next, by Replica.SEQUENCE.
  private int sequence;
  // Where an attempt went, and where the next one rather does not go.
  private Node last;
  private Node avoid;

  AttemptRoute(ClientCluster cluster, ClusterView view, Command command, Deadline deadline) {
    this.cluster = cluster;
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
    if (cluster.owesAsking()) {
      cluster.ask(deadline, true);
      view = cluster.freshView();
    }
    Node node = target();
    last = node != null ? node : await();
    return last;
  }

  /** Returns the node for the next attempt; null while nobody holds the partition. */
  Node tryNext() {
    Node node = target();
    if (node != null) {
      last = node;
    }
    return node;
  }

  /** Goes by a view that came after the last look; returns whether it is another one. */
  boolean follow(ClusterView now) {
    ClusterView before = view;
    if (now == before) {
      return false;
    }
    view = now;
    if (ReplicaChoice.hasMoved(before, now, command.key)) {
      sequence = 0;
      avoid = null;
    }
    return true;
  }

  /** Returns that nobody held the partition for so long. */
  PartitionUnavailableException nobody(long waitedNanos) {
    return new PartitionUnavailableException(
        "nobody holds partition "
            + partition
            + " of namespace '"
            + command.key.namespace()
            + "', and nobody did within "
            + TimeUnit.NANOSECONDS.toMillis(waitedNanos)
            + " ms (key "
            + command.key
            + "). Is a node down that held it?");
  }

  private Node await() {
    long pause = FIRST_PAUSE_NANOS;
    long start = System.nanoTime();
    while (true) {
      cluster.ask(deadline, true);
      view = cluster.freshView();
      Node node = target();
      long waited = System.nanoTime() - start;
      long left = RetryRules.holderWaitNanos(deadline, waited);
      if (node != null && left > 0) {
        return node;
      }
      if (left <= 0) {
        throw nobody(waited);
      }
      pause(Math.min(pause, left));
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
  }

  /** Looks at the cluster anew and chooses the replica that is next. */
  void afterFailure(boolean timedOut) {
    ClusterView before = view;
    view = cluster.freshView();
    if (ReplicaChoice.hasMoved(before, view, command.key)) {
      // The cluster has moved on, which beats trying the replicas in turn.
      sequence = 0;
      avoid = null;
    } else if (!(timedOut && stays())) {
      sequence++;
      avoid = last;
    }
  }

  private boolean stays() {
    return !(command.policy() instanceof ReadPolicy read)
        || ReplicaChoice.staysAfterTimeout(
            view.namespace(command.key.namespace()), false, read.readModeSC());
  }

  private Node target() {
    ClusterMap map = view.map();
    NamespaceMap namespace = map.namespace(command.key.namespace());
    Policy policy = command.policy();
    Replica replica =
        command.isWrite() || !(policy instanceof ReadPolicy read)
            ? ReplicaChoice.ofWrite(policy.replica())
            : ReplicaChoice.ofRead(namespace, read.replica(), read.readModeSC());
    return cluster.choice().target(map, namespace, partition, replica, sequence, avoid);
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
