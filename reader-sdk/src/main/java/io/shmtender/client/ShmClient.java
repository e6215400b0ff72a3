package io.shmtender.client;

import io.shmtender.client.net.FirstSocket;
import io.shmtender.client.policy.BatchDeletePolicy;
import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.BatchWritePolicy;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.RecordExistsAction;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.client.wire.Request;
import io.shmtender.reader.Key;
import io.shmtender.reader.PartitionUnavailableException;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ResultCode;
import io.shmtender.reader.Router;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.reader.UnknownNamespaceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Runs commands on records. Each goes to the node that holds the record, as the tender's shared
 * memory says, over a connection that is kept for the next one. The client asks the cluster itself
 * only when a command finds its node gone while no tender is at work, see {@link #status}.
 *
 * <p>Safe for use by many threads; one per process is enough. A command runs on the caller's
 * thread, virtual or not, and holds no lock while it waits; one thread of the client's own ends
 * waits that take too long, and is there while there are any. Arrays in values are not copied and
 * must not change during a command.
 *
 * <p>Every command throws, besides what its own description says:
 *
 * <ul>
 *   <li>{@link NodeUnreachableException} when the node cannot be reached
 *   <li>{@link AuthenticationException} when the node refuses the client's credentials
 *   <li>{@link CommandTimeoutException} when there is no answer in time
 *   <li>{@link PartitionUnavailableException} when nobody holds the record's partition, and nobody
 *       does within the total timeout (a second without one)
 *   <li>{@link ServerException} when the server refuses it
 *   <li>{@link BackoffException} when the node failed too often just now
 *   <li>{@link PoolExhaustedException} when too many threads use the node at the same time
 *   <li>{@link ProtocolException} when the answer is none
 *   <li>{@link UnknownNamespaceException} when the cluster has no such namespace
 *   <li>what {@link Router#view()} throws
 *   <li>{@link IllegalArgumentException} when the server could not take it: no bins or operations,
 *       names that are too long, unpaired surrogates, a message above 128 MiB, a user key to send
 *       that is unknown
 *   <li>{@link IllegalStateException} when the client is closed
 * </ul>
 *
 * <p>Batches send every node its records before they read the first answer, so that the nodes work
 * at the same time. What a batch cannot get from a node is a {@link BatchException}, which has the
 * records that the others answered, and one of the above as its cause.
 *
 * <p>Failed attempts are repeated as the policy says, each by the newest view of the cluster; the
 * exception's suppressed exceptions are the earlier attempts.
 *
 * <p>Timeouts hold while connecting, sending and waiting for an answer, whole or in part.
 */
public final class ShmClient implements AutoCloseable {
  private static final String[] ALL_BINS = {};

  private final ClientOptions options;
  private final ClientCluster cluster;
  // The reader to close with the client; null if the router belongs to somebody else.
  private final ShmReader attached;
  // Null unless commands of many threads are combined.
  private final Combiner combiner;
  // Made for the first asynchronous command: most processes have none.
  private volatile AsyncShmClient async;

  private ShmClient(Router router, ClientOptions options, ShmReader attached) {
    this.options = Objects.requireNonNull(options, "options");
    this.attached = attached;
    this.cluster = new ClientCluster(Objects.requireNonNull(router, "router"), options);
    this.combiner =
        options.combining().synchronous() ? newCombiner(CommandThreads.unbounded()) : null;
  }

  /** Attaches as {@link #attach(ReaderOptions, ClientOptions)} does, with default options. */
  public static ShmClient attach() {
    return attach(ReaderOptions.defaults());
  }

  /** Attaches as {@link #attach(ReaderOptions, ClientOptions)} does, with a default client. */
  public static ShmClient attach(ReaderOptions options) {
    // Start-up: before the default options, docs/design/start-up.md.
    FirstSocket.thread();
    return attach(options, ClientOptions.defaults());
  }

  /**
   * Attaches to a segment and returns a client that closes its reader when it is closed. In a JVM
   * that has no sockets yet the first one is made meanwhile, so that a process which just started
   * has its first record sooner than with a reader and a client made one after the other.
   *
   * @throws ShmReaderException as {@link ShmReader#attach} does
   */
  public static ShmClient attach(ReaderOptions readerOptions, ClientOptions options) {
    FirstSocket.thread();
    ShmReader reader = ShmReader.attach(readerOptions);
    return new ShmClient(reader, options, reader);
  }

  /** Returns a client with default options. It does not close the router. */
  public static ShmClient of(Router router) {
    return of(router, ClientOptions.defaults());
  }

  /** Returns a client. It does not close the router, and does not connect yet. */
  public static ShmClient of(Router router, ClientOptions options) {
    return new ShmClient(router, options, null);
  }

  /** Returns who says where records are: the reader, for a client that attached. */
  public Router router() {
    return cluster.router();
  }

  /**
   * Returns whom the client goes by: the tender's segment, or, while no tender is at work, what the
   * nodes answered that it asked itself.
   */
  public ClientStatus status() {
    return cluster.status();
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
    new WriteCommand(policy, key, Request.OPERATION_WRITE, bins).execute(cluster, combiner);
  }

  /** Adds numbers to bins, one or more. A bin that does not exist becomes the number. */
  public void add(Key key, Bin... bins) {
    add(options.writePolicy(), key, bins);
  }

  /** Adds numbers to bins, one or more. A bin that does not exist becomes the number. */
  public void add(WritePolicy policy, Key key, Bin... bins) {
    new WriteCommand(policy, key, Request.OPERATION_ADD, bins).execute(cluster, combiner);
  }

  /** Appends strings or bytes to those in bins, one or more. A bin that does not exist is made. */
  public void append(Key key, Bin... bins) {
    append(options.writePolicy(), key, bins);
  }

  /** Appends strings or bytes to those in bins, one or more. A bin that does not exist is made. */
  public void append(WritePolicy policy, Key key, Bin... bins) {
    new WriteCommand(policy, key, Request.OPERATION_APPEND, bins).execute(cluster, combiner);
  }

  /** Puts strings or bytes before those in bins, one or more. A bin that does not exist is made. */
  public void prepend(Key key, Bin... bins) {
    prepend(options.writePolicy(), key, bins);
  }

  /** Puts strings or bytes before those in bins, one or more. A bin that does not exist is made. */
  public void prepend(WritePolicy policy, Key key, Bin... bins) {
    new WriteCommand(policy, key, Request.OPERATION_PREPEND, bins).execute(cluster, combiner);
  }

  /**
   * Renews a record's time to live, and counts its generation up.
   *
   * @throws ServerException with {@link ResultCode#KEY_NOT_FOUND_ERROR} if there is no record
   */
  public void touch(Key key) {
    touch(options.writePolicy(), key);
  }

  /**
   * Renews a record's time to live, and counts its generation up.
   *
   * @throws ServerException with {@link ResultCode#KEY_NOT_FOUND_ERROR} if there is no record
   */
  public void touch(WritePolicy policy, Key key) {
    OperateCommand.of(policy, options.readPolicy(), key, Operation.touch())
        .execute(cluster, combiner);
  }

  /**
   * Does several operations on a record, one after the other and all or none; see {@link
   * #operate(WritePolicy, Key, Operation...)}. Uses the client's read policy if all of them read,
   * and else its write policy.
   */
  public Record operate(Key key, Operation... operations) {
    return OperateCommand.hasWrite(operations)
        ? operate(options.writePolicy(), key, operations)
        : operate(options.readPolicy(), key, operations);
  }

  /**
   * Does several operations on a record, one after the other and all or none: no other command
   * comes between them.
   *
   * <p>The results are in the returned record under the names of their bins. When several
   * operations on a bin have results, these are a list, in the operations' order. Operations that
   * write have no result, unless {@link WritePolicy#respondAllOps()} is set or there are map
   * operations among them: then theirs is {@link Value#NULL}.
   *
   * @param policy how it is done; if all operations read, the client's read policy says what it
   *     does not
   * @return the results; null if all operations read and there is no record
   */
  public Record operate(WritePolicy policy, Key key, Operation... operations) {
    return results(OperateCommand.of(policy, options.readPolicy(), key, operations));
  }

  /**
   * Does several operations that read, on the same state of a record; see {@link
   * #operate(WritePolicy, Key, Operation...)}.
   *
   * @return the results; null if there is no record
   * @throws IllegalArgumentException if an operation writes
   */
  public Record operate(ReadPolicy policy, Key key, Operation... operations) {
    return results(OperateCommand.of(policy, key, operations));
  }

  /** Deletes a record and returns whether there was one. */
  public boolean delete(Key key) {
    return delete(options.writePolicy(), key);
  }

  /** Deletes a record and returns whether there was one. */
  public boolean delete(WritePolicy policy, Key key) {
    DeleteCommand command = new DeleteCommand(policy, key);
    command.execute(cluster, combiner);
    return command.existed();
  }

  /**
   * Reads records with all their bins: in the order of the keys, null where there is none.
   *
   * @throws BatchException if any could not be read
   */
  public Record[] get(Key[] keys) {
    return get(options.batchPolicy(), keys, ALL_BINS);
  }

  /**
   * Reads records with some of their bins, all of them if none is named: in the order of the keys,
   * null where there is none.
   *
   * @throws BatchException if any could not be read
   */
  public Record[] get(Key[] keys, String... bins) {
    return get(options.batchPolicy(), keys, bins);
  }

  /**
   * Reads records with all their bins: in the order of the keys, null where there is none.
   *
   * @throws BatchException if any could not be read
   */
  public Record[] get(BatchPolicy policy, Key[] keys) {
    return get(policy, keys, ALL_BINS);
  }

  /**
   * Reads records with some of their bins, all of them if none is named: in the order of the keys,
   * null where there is none.
   *
   * @throws BatchException if any could not be read
   */
  public Record[] get(BatchPolicy policy, Key[] keys, String... bins) {
    return Arguments.requireAll(keys, "keys").length == 0
        ? new Record[0]
        : readAll(policy, keys, new BatchRead(options.batchReadPolicy(), keys[0], bins), true)
            .read();
  }

  /**
   * Does operations that read on many records: the results in the order of the keys, null where
   * there is no record.
   *
   * @throws BatchException if any could not be read
   */
  public Record[] get(BatchPolicy policy, Key[] keys, Operation... operations) {
    return Arguments.requireAll(keys, "keys").length == 0
        ? new Record[0]
        : readAll(policy, keys, new BatchRead(options.batchReadPolicy(), keys[0], operations), true)
            .read();
  }

  /**
   * Reads records' generations and expirations: in the order of the keys, null where there is no
   * record.
   *
   * @throws BatchException if any could not be read
   */
  public Record[] getHeader(Key[] keys) {
    return getHeader(options.batchPolicy(), keys);
  }

  /**
   * Reads records' generations and expirations: in the order of the keys, null where there is no
   * record.
   *
   * @throws BatchException if any could not be read
   */
  public Record[] getHeader(BatchPolicy policy, Key[] keys) {
    return Arguments.requireAll(keys, "keys").length == 0
        ? new Record[0]
        : readAll(policy, keys, new BatchRead(options.batchReadPolicy(), keys[0], false), true)
            .read();
  }

  /**
   * Returns whether there are records, in the order of the keys.
   *
   * @throws BatchException if of any that could not be found out
   */
  public boolean[] exists(Key[] keys) {
    return exists(options.batchPolicy(), keys);
  }

  /**
   * Returns whether there are records, in the order of the keys.
   *
   * @throws BatchException if of any that could not be found out
   */
  public boolean[] exists(BatchPolicy policy, Key[] keys) {
    return Arguments.requireAll(keys, "keys").length == 0
        ? new boolean[0]
        : readAll(policy, keys, new BatchRead(options.batchReadPolicy(), keys[0], false), false)
            .existing();
  }

  /**
   * Writes the same bins, one or more, to many records.
   *
   * @throws BatchException if a node did not answer; how the server answered is in the results
   */
  public BatchResults put(Key[] keys, Bin... bins) {
    return put(options.batchParentPolicyWrite(), options.batchWritePolicy(), keys, bins);
  }

  /**
   * Writes the same bins, one or more, to many records.
   *
   * @throws BatchException if a node did not answer; how the server answered is in the results
   */
  public BatchResults put(
      BatchPolicy policy, BatchWritePolicy writePolicy, Key[] keys, Bin... bins) {
    return operateAll(policy, writePolicy, keys, false, BatchWrite.puts(bins));
  }

  /**
   * Does the same operations, one or more, on many records. As in the official client, every
   * operation has a result if any writes.
   *
   * @throws BatchException if a node did not answer; how the server answered is in the results
   */
  public BatchResults operate(Key[] keys, Operation... operations) {
    boolean writes = OperateCommand.hasWrite(operations);
    return operate(
        writes ? options.batchParentPolicyWrite() : options.batchPolicy(),
        options.batchWritePolicy(),
        keys,
        operations);
  }

  /**
   * Does the same operations, one or more, on many records. As in the official client, every
   * operation has a result if any writes.
   *
   * @throws BatchException if a node did not answer; how the server answered is in the results
   */
  public BatchResults operate(
      BatchPolicy policy, BatchWritePolicy writePolicy, Key[] keys, Operation... operations) {
    return operateAll(policy, writePolicy, keys, true, operations);
  }

  private BatchResults operateAll(
      BatchPolicy policy,
      BatchWritePolicy writePolicy,
      Key[] keys,
      boolean responds,
      Operation[] operations) {
    Objects.requireNonNull(writePolicy, "writePolicy");
    boolean writes = OperateCommand.hasWrite(operations);
    List<BatchRecord> records = new ArrayList<>(Arguments.requireAll(keys, "keys").length);
    for (Key key : keys) {
      // Start-up: no expression of two types, docs/design/start-up.md.
      if (writes) {
        records.add(new BatchWrite(writePolicy, key, responds, operations));
      } else {
        records.add(new BatchRead(key, operations));
      }
    }
    return new BatchResults(records, operate(policy, records));
  }

  /**
   * Deletes records.
   *
   * @throws BatchException if a node did not answer; how the server answered is in the results
   */
  public BatchResults delete(Key[] keys) {
    return delete(options.batchParentPolicyWrite(), options.batchDeletePolicy(), keys);
  }

  /**
   * Deletes records.
   *
   * @throws BatchException if a node did not answer; how the server answered is in the results
   */
  public BatchResults delete(BatchPolicy policy, BatchDeletePolicy deletePolicy, Key[] keys) {
    Objects.requireNonNull(deletePolicy, "deletePolicy");
    List<BatchRecord> records = new ArrayList<>(Arguments.requireAll(keys, "keys").length);
    for (Key key : keys) {
      records.add(new BatchDelete(deletePolicy, key));
    }
    return new BatchResults(records, operate(policy, records));
  }

  /**
   * Reads, writes and deletes records, each as it says, and fills in what became of each. With the
   * limits of writes if any writes, else of reads.
   *
   * @return whether all succeeded; a record that does not exist counts as a failure
   * @throws BatchException if a node did not answer
   */
  public boolean operate(List<? extends BatchRecord> records) {
    Objects.requireNonNull(records, "records");
    boolean writes = records.stream().anyMatch(record -> record != null && record.isWrite());
    return operate(writes ? options.batchParentPolicyWrite() : options.batchPolicy(), records);
  }

  /**
   * Reads, writes and deletes records, each as it says, and fills in what became of each. Records
   * of one node are executed in any order, also where several are of the same key.
   *
   * @return whether all succeeded; a record that does not exist counts as a failure
   * @throws BatchException if a node did not answer
   */
  public boolean operate(BatchPolicy policy, List<? extends BatchRecord> records) {
    BatchRecordRows rows = new BatchRecordRows(options, policy, records);
    rows.execute(cluster, policy);
    return rows.allSucceeded();
  }

  private BatchReadRows readAll(
      BatchPolicy policy, Key[] keys, BatchRead template, boolean wantsRecords) {
    BatchReadRows rows = new BatchReadRows(policy, keys, template, wantsRecords);
    rows.execute(cluster, policy);
    rows.requireAllRead();
    return rows;
  }

  /**
   * Returns a client for commands that the caller does not wait for. They run on virtual threads
   * where the JDK has them, from 21 on; else on up to {@link ClientOptions#maxConnectionsPerNode()}
   * daemon threads that end a second after their last command.
   */
  public AsyncShmClient async() {
    AsyncShmClient known = async;
    return known != null ? known : makeAsync();
  }

  /** Returns a client for commands that the caller does not wait for, which an executor runs. */
  public AsyncShmClient async(Executor executor) {
    return async().on(executor);
  }

  /**
   * Closes the idle connections now, and the others when their command is done. Later commands
   * throw {@link IllegalStateException}. A router that was handed to the client stays open, and a
   * reader that {@link #attach} made is closed.
   */
  @Override
  public void close() {
    cluster.close();
    if (attached != null) {
      attached.close();
    }
  }

  private synchronized AsyncShmClient makeAsync() {
    if (async == null) {
      int limit = options.maxConnectionsPerNode();
      async =
          new AsyncShmClient(
              this,
              CommandThreads.executor(limit),
              CommandThreads.unbounded(),
              new Semaphore(limit, true));
    }
    return async;
  }

  ClientOptions options() {
    return options;
  }

  Combiner newCombiner(Executor carriers) {
    return new Combiner(cluster, carriers, CommandThreads.unbounded());
  }

  // The caller knows what the command returns.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  <T> T executed(Command command, boolean discardsOutcome) {
    command.execute(cluster, combiner);
    return discardsOutcome ? null : (T) command.outcome();
  }

  private Record read(ReadCommand command) {
    command.execute(cluster, combiner);
    return command.record();
  }

  private Record results(OperateCommand command) {
    command.execute(cluster, combiner);
    return command.record();
  }
}
