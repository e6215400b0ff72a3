package io.shmtender.client;

import io.shmtender.client.net.ConnectionPool;
import io.shmtender.client.net.ConnectionPools;
import io.shmtender.client.net.Deadline;
import io.shmtender.client.net.PoolSettings;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Node;
import io.shmtender.reader.ResultCode;
import io.shmtender.reader.Router;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.login.LoginRefusedException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The cluster as a client's commands see it: its views and the connections to its nodes.
 * Thread-safe.
 */
final class ClientCluster implements AutoCloseable {
  private final Router router;
  private final ClientOptions options;
  private final ConnectionPools pools;
  private final ReplicaChoice choice;
  // The last view whose nodes the pools were compared with.
  private volatile ClusterView reconciled;
  private volatile boolean closed;
  // Null until a command finds its node gone while no tender is at work.
  private volatile Stranded stranded;

  ClientCluster(Router router, ClientOptions options) {
    this.router = router;
    this.options = options;
    this.choice = new ReplicaChoice(options.rackIds());
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

  ReplicaChoice choice() {
    return choice;
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

  /** Closes the connections; {@link #view} throws from now on. */
  @Override
  public void close() {
    closed = true;
    pools.close();
  }
}
