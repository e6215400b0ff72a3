package io.shmtender.reader;

import io.shmtender.reader.net.ConnectionPool;
import io.shmtender.reader.net.ConnectionPools;
import io.shmtender.reader.net.Deadline;
import io.shmtender.reader.net.LoginRefusedException;
import io.shmtender.reader.net.PoolSettings;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The cluster as a client's commands see it: its views, the connections to its nodes, and which
 * node a command goes to. The rules for the latter are those of the official client's {@code
 * Partition}. Thread-safe.
 */
final class Cluster implements AutoCloseable {
  private final Router router;
  private final ClientOptions options;
  private final ConnectionPools pools;
  // Whose turn it is by Replica.MASTER_PROLES.
  private final AtomicInteger turn = new AtomicInteger();
  // The last view whose nodes the pools were compared with.
  private volatile ClusterView reconciled;
  private volatile boolean closed;
  // Null until a command finds its node gone while no tender is at work.
  private volatile Stranded stranded;

  Cluster(Router router, ClientOptions options) {
    this.router = router;
    this.options = options;
    this.pools =
        new ConnectionPools(
            new PoolSettings(
                options.maxConnectionsPerNode(),
                options.minConnectionsPerNode(),
                options.maxIdle().toNanos(),
                options.maxErrorRate(),
                options.errorRateWindow().toNanos(),
                options.tls(),
                options.credentials() == null ? null : options.credentials().login()));
  }

  ClientOptions options() {
    return options;
  }

  Router router() {
    return router;
  }

  /**
   * Returns the view that a command begins with.
   *
   * @throws IllegalStateException if the client is closed
   */
  ClusterView view() {
    ClusterView view = orOwn(router.view());
    if (view != reconciled) {
      reconcile(view);
    }
    if (closed) {
      throw new IllegalStateException("the client is closed");
    }
    return view;
  }

  ClusterView freshView() {
    return orOwn(router.freshView());
  }

  private ClusterView orOwn(ClusterView published) {
    Stranded known = stranded;
    return known == null ? published : known.instead(published);
  }

  /** Returns whether a command found its node gone and left it to the next one to ask about it. */
  boolean owesAsking() {
    Stranded known = stranded;
    return known != null && known.owesAsking();
  }

  /**
   * Asks the nodes who they are and what they hold, if no tender does: for a command that has no
   * node to go to. At most once a second; in between this returns at once.
   *
   * @param waits whether the command has use for what another one is asking just now
   */
  void ask(Deadline deadline, boolean waits) {
    if (router instanceof ShmReader reader && !closed && !reader.isTended()) {
      Stranded known = stranded;
      (known == null ? strand(reader) : known).ask(deadline, waits);
    }
  }

  /** Asks as {@link #ask} does, after a failure that says that a node is gone or not the owner. */
  void failed(CommandException failure, Deadline deadline, boolean again) {
    if (mayBeGone(failure)) {
      ask(deadline, again);
    }
  }

  private static boolean mayBeGone(CommandException failure) {
    return (failure instanceof NodeUnreachableException unreachable
            && !unreachable.isFromShortage())
        || failure instanceof BackoffException
        || (failure instanceof CommandTimeoutException late && !late.fromServer())
        || (failure instanceof ServerException refused
            && refused.resultCode() == ResultCode.PARTITION_UNAVAILABLE);
  }

  private synchronized Stranded strand(ShmReader reader) {
    if (stranded == null) {
      stranded = new Stranded(this, reader);
    }
    return stranded;
  }

  /** Returns whom the commands go by. */
  ClientStatus status() {
    SegmentStatus segment = router instanceof ShmReader reader ? reader.status() : null;
    Stranded known = stranded;
    if (known == null) {
      return new ClientStatus(segment, null, 0, null, List.of(), Map.of());
    }
    view();
    return known.status(segment);
  }

  ConnectionPool pool(Node node) {
    return pools.pool(node.name(), node.address(), node.port(), tlsName(node));
  }

  /** Returns a pool for a node that is not known to be one; the caller's to close. */
  ConnectionPool poolApart(Node node) {
    return pools.apart(node.address(), node.port(), tlsName(node));
  }

  private String tlsName(Node node) {
    return options.tlsName() == null ? node.tlsName() : options.tlsName();
  }

  ConnectionPools pools() {
    return pools;
  }

  /** Returns what it means that a connection could not be opened. */
  CommandException notConnected(IOException cause, CommandException.Attempt attempt) {
    if (cause instanceof LoginRefusedException refused) {
      return AuthenticationException.of(refused.code(), options.credentials(), cause, attempt);
    }
    return NodeUnreachableException.of("cannot connect", cause, attempt);
  }

  // Threads may do this at the same time, and with different views: a pool that is closed too early
  // is opened again by the next command, one that is closed too late is by the next publish.
  private void reconcile(ClusterView view) {
    Set<String> names = new HashSet<>();
    for (Node node : view.nodes()) {
      names.add(node.name());
    }
    pools.retain(names);
    reconciled = view;
  }

  /** Returns which replica a read of this namespace really goes to. */
  static Replica ofRead(NamespaceView namespace, Replica replica, ReadModeSC mode) {
    if (namespace.strongConsistency()) {
      if (mode == ReadModeSC.SESSION) {
        return Replica.MASTER;
      }
      if (mode == ReadModeSC.LINEARIZE && replica == Replica.PREFER_RACK) {
        return Replica.SEQUENCE;
      }
    }
    return replica;
  }

  /** Returns which replica a write really goes to. */
  static Replica ofWrite(Replica replica) {
    return replica == Replica.SEQUENCE || replica == Replica.PREFER_RACK
        ? Replica.SEQUENCE
        : Replica.MASTER;
  }

  /** Returns whether a key's partition has got another master, which is then the one to try. */
  static boolean hasMoved(ClusterView before, ClusterView now, Key key) {
    Node master = before.namespace(key.namespace()).master(key.partitionId());
    Node masterNow = now.namespace(key.namespace()).master(key.partitionId());
    return masterNow != null && (master == null || !masterNow.sameEndpoint(master));
  }

  /**
   * Returns whether what timed out is tried at the same node again. As the official client: a
   * write, or a read that is to be linearized, may still be under way there.
   */
  static boolean staysAfterTimeout(NamespaceView namespace, boolean write, ReadModeSC mode) {
    return write || (mode == ReadModeSC.LINEARIZE && namespace.strongConsistency());
  }

  /**
   * Returns the node for an attempt. One that answers the tender if there is any, else the first
   * that does not: the tender may be wrong about it.
   *
   * @param replica as {@link #ofRead} or {@link #ofWrite} says
   * @param sequence how often the command has moved on to the next replica
   * @param avoid where the attempt before failed, taken if there is no other; null for none
   * @return null if nobody holds the partition
   */
  Node target(
      ClusterView view,
      NamespaceView namespace,
      int partition,
      Replica replica,
      int sequence,
      Node avoid) {
    // No switch, whose table is a class of its own to load.
    if (replica == Replica.MASTER) {
      return namespace.master(partition);
    }
    if (replica == Replica.SEQUENCE) {
      Node master = sequence == 0 ? namespace.master(partition) : null;
      return master != null && master.active()
          ? master
          : holder(namespace, partition, sequence, avoid);
    }
    if (replica == Replica.MASTER_PROLES) {
      return holder(namespace, partition, turn.getAndIncrement() & Integer.MAX_VALUE, avoid);
    }
    if (replica == Replica.PREFER_RACK) {
      Node near = inRack(namespace, partition, sequence, avoid);
      return near != null ? near : holder(namespace, partition, sequence, avoid);
    }
    return any(view.nodes(), avoid);
  }

  private static Node holder(NamespaceView namespace, int partition, int sequence, Node avoid) {
    int count = namespace.replicaCount();
    Node silent = null;
    Node avoided = null;
    for (int i = 0; i < count; i++) {
      Node node = namespace.replica((sequence % count + i) % count, partition);
      if (node != null && node.active()) {
        if (!isSame(node, avoid)) {
          return node;
        }
        avoided = node;
      } else if (silent == null) {
        silent = node;
      }
    }
    return avoided != null ? avoided : silent;
  }

  private Node inRack(NamespaceView namespace, int partition, int sequence, Node avoid) {
    int count = namespace.replicaCount();
    for (int rack : options.rackIds()) {
      for (int i = 0; i < count; i++) {
        Node node = namespace.replica((sequence % count + i) % count, partition);
        if (node != null
            && node.active()
            && !isSame(node, avoid)
            && namespace.rackId(node) == rack) {
          return node;
        }
      }
    }
    return null;
  }

  private static Node any(List<Node> nodes, Node avoid) {
    int count = nodes.size();
    int start = count == 0 ? 0 : ThreadLocalRandom.current().nextInt(count);
    Node last = null;
    for (int i = 0; i < count; i++) {
      Node node = nodes.get((start + i) % count);
      if (node.active() && !isSame(node, avoid)) {
        return node;
      }
      last = last == null || node.active() ? node : last;
    }
    return last;
  }

  private static boolean isSame(Node node, Node other) {
    return other != null && node.name().equals(other.name());
  }

  /** Closes the connections; {@link #view} throws from now on. */
  @Override
  public void close() {
    closed = true;
    pools.close();
  }
}
