package io.shmtender.reader;

import io.shmtender.reader.net.ConnectionPools;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Runs commands on records. Each goes to the node that holds the record by the tender's shared
 * memory, over a connection that is kept for the next one; nothing here asks the cluster who it is.
 *
 * <p>Safe for use by many threads; one per process is enough. It has no thread of its own: a
 * command runs on the caller's, virtual or not, and holds no lock while it waits. Arrays in values
 * are not copied and must not change during a command.
 *
 * <p>Every command throws, besides what its own description says:
 *
 * <ul>
 *   <li>{@link NodeUnreachableException} when the node cannot be reached
 *   <li>{@link CommandTimeoutException} when there is no answer in time
 *   <li>{@link PartitionUnavailableException} when nobody holds the record's partition, and nobody
 *       does within the total timeout (a second without one)
 *   <li>{@link ServerException} when the server refuses it
 *   <li>{@link PoolExhaustedException} when too many threads use the node at the same time
 *   <li>{@link ProtocolException} when the answer is none
 *   <li>{@link UnknownNamespaceException} when the cluster has no such namespace
 *   <li>what {@link Router#view()} throws
 *   <li>{@link IllegalArgumentException} when the server could not take it: names that are too
 *       long, unpaired surrogates, a message above 128 MiB, a user key to send that is unknown
 *   <li>{@link IllegalStateException} when the client is closed
 * </ul>
 *
 * <p>Failed attempts are repeated as the policy says, each by the newest view of the cluster; what
 * was repeated is told by the exception's suppressed ones.
 *
 * <p>Timeouts hold while connecting and while waiting for an answer, whole or in part. They do not
 * hold while sending: a value larger than the sockets' buffers (some hundred kilobytes) waits for a
 * node that is stopped until the connection breaks.
 */
public final class ShmClient implements AutoCloseable {
  private final Router router;
  private final ClientOptions options;
  private final ConnectionPools pools;
  // The last view whose nodes the pools were compared with.
  private volatile ClusterView reconciled;
  private volatile boolean closed;

  private ShmClient(Router router, ClientOptions options) {
    this.router = Objects.requireNonNull(router, "router");
    this.options = options;
    this.pools = new ConnectionPools(options.maxConnectionsPerNode(), options.maxIdle().toNanos());
  }

  /** Returns a client with default options. It does not close the router. */
  public static ShmClient of(Router router) {
    return of(router, ClientOptions.defaults());
  }

  /** Returns a client. It does not close the router, and does not connect yet. */
  public static ShmClient of(Router router, ClientOptions options) {
    return new ShmClient(router, options);
  }

  /** Reads a record with all its bins; null if there is none. */
  public Record get(Key key) {
    return get(options.readPolicy(), key);
  }

  /** Reads a record with all its bins; null if there is none. */
  public Record get(ReadPolicy policy, Key key) {
    return read(ReadCommand.ofAllBins(policy, key));
  }

  /** Reads some of a record's bins, all of them if none is named; null if there is no record. */
  public Record get(Key key, String... bins) {
    return get(options.readPolicy(), key, bins);
  }

  /** Reads some of a record's bins, all of them if none is named; null if there is no record. */
  public Record get(ReadPolicy policy, Key key, String... bins) {
    return read(ReadCommand.ofBins(policy, key, bins));
  }

  /** Reads a record's generation and expiration; null if there is no record. */
  public Record getHeader(Key key) {
    return getHeader(options.readPolicy(), key);
  }

  /** Reads a record's generation and expiration; null if there is no record. */
  public Record getHeader(ReadPolicy policy, Key key) {
    return read(ReadCommand.ofHeader(policy, key));
  }

  /** Returns whether there is a record. */
  public boolean exists(Key key) {
    return exists(options.readPolicy(), key);
  }

  /** Returns whether there is a record. */
  public boolean exists(ReadPolicy policy, Key key) {
    return read(ReadCommand.ofHeader(policy, key)) != null;
  }

  /** Writes bins, one or more; see {@link RecordExistsAction} for the record's other bins. */
  public void put(Key key, Bin... bins) {
    put(options.writePolicy(), key, bins);
  }

  /** Writes bins, one or more; see {@link RecordExistsAction} for the record's other bins. */
  public void put(WritePolicy policy, Key key, Bin... bins) {
    execute(new WriteCommand(policy, key, bins));
  }

  /** Deletes a record and returns whether there was one. */
  public boolean delete(Key key) {
    return delete(options.writePolicy(), key);
  }

  /** Deletes a record and returns whether there was one. */
  public boolean delete(WritePolicy policy, Key key) {
    DeleteCommand command = new DeleteCommand(policy, key);
    execute(command);
    return command.existed();
  }

  /**
   * Closes the idle connections now, and the others when their command is done. Later commands
   * throw {@link IllegalStateException}. Does not close the router.
   */
  @Override
  public void close() {
    closed = true;
    pools.close();
  }

  private Record read(ReadCommand command) {
    execute(command);
    return command.record();
  }

  private void execute(Command command) {
    ClusterView view = router.view();
    if (view != reconciled) {
      reconcile(view);
    }
    if (closed) {
      throw new IllegalStateException("the client is closed");
    }
    new Execution(router, pools, view, command).run();
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
}
