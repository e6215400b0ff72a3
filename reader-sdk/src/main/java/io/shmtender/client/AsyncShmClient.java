package io.shmtender.client;

import io.shmtender.client.policy.BatchDeletePolicy;
import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.BatchWritePolicy;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.client.wire.Request;
import io.shmtender.reader.Key;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs a {@link ShmClient}'s commands without making the caller wait. Safe for use by many threads;
 * made by {@link ShmClient#async()}, and made for being used with many commands at once.
 *
 * <p>Commands on single records are combined, unless {@link ClientOptions#combining()} says
 * otherwise: one alone is sent at once and as it is; those that wait for the node's connections
 * meanwhile are sent together, each by its own policy and with its own outcome. Timeouts count from
 * the call. Commands on the same record that are under way at the same time may be executed in any
 * order. More than {@link Combining#maxWaitingPerNode()} for a node fail with {@link
 * CombiningLimitException}.
 *
 * <p>Of everything else, which is {@link #run} and batches, at most {@link
 * ClientOptions#maxConnectionsPerNode()} are under way at the same time, so that they do not run
 * out of connections; the others wait their turn, in order, and their timeouts count from when they
 * have it.
 *
 * <p>What depends on a future runs on the thread that brought its outcome. It may wait; others take
 * that thread's place, a moment later.
 *
 * <p>A future fails with what the client's method throws, as {@link CompletableFuture} does: its
 * {@code join} throws it as the cause of a {@link java.util.concurrent.CompletionException}. It
 * fails with {@link RejectedExecutionException} when the executor takes no more.
 *
 * <p>Cancelling a future whose command has not begun prevents it. A command that has begun goes on
 * to its end, and nobody learns of its outcome. After {@link ShmClient#close()} the commands that
 * have not begun fail with {@link IllegalStateException}; the others go on to their end.
 */
public final class AsyncShmClient {
  private final ShmClient client;
  private final Executor executor;
  private final Semaphore turns;
  // Null if commands are not combined.
  private final Combiner combiner;

  AsyncShmClient(ShmClient client, Executor executor, Executor carriers, Semaphore turns) {
    this.client = client;
    this.executor = Objects.requireNonNull(executor, "executor");
    this.turns = turns;
    this.combiner =
        client.options().combining().asynchronous() ? client.newCombiner(carriers) : null;
  }

  /** The same on other threads; the turns are shared, as the connections are. */
  AsyncShmClient on(Executor other) {
    return new AsyncShmClient(client, other, other, turns);
  }

  /**
   * Runs any command of the client, or several in a row, as one: {@code async.run(client ->
   * client.get(key))}.
   */
  public <T> CompletableFuture<T> run(Function<ShmClient, T> command) {
    CompletableFuture<T> future = new CompletableFuture<>();
    try {
      executor.execute(() -> runInTurn(command, future));
    } catch (RejectedExecutionException e) {
      future.completeExceptionally(e);
    }
    return future;
  }

  private <T> CompletableFuture<T> submit(Supplier<Command> command, boolean discardsOutcome) {
    return combiner == null
        ? run(c -> c.executed(command.get(), discardsOutcome))
        : combined(command, discardsOutcome);
  }

  // Every failure goes into the future.
  @SuppressWarnings("CatchingUnchecked")
  private <T> CompletableFuture<T> combined(Supplier<Command> command, boolean discardsOutcome) {
    try {
      return combiner.submit(command.get(), discardsOutcome);
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  // Every failure goes into the future: nobody else would hear of it.
  @SuppressWarnings("CatchingUnchecked")
  private <T> void runInTurn(Function<ShmClient, T> command, CompletableFuture<T> future) {
    turns.acquireUninterruptibly();
    T outcome;
    try {
      if (future.isDone()) {
        return;
      }
      outcome = command.apply(client);
    } catch (Throwable e) {
      future.completeExceptionally(e);
      return;
    } finally {
      turns.release();
    }
    // After the turn: what depends on the future may run here.
    future.complete(outcome);
  }

  /** Reads a record: some of its bins, all if none is named; null if there is none. */
  public CompletableFuture<Record> get(Key key, String... bins) {
    return get(client.options().readPolicy(), key, bins);
  }

  /** Reads a record: some of its bins, all if none is named; null if there is none. */
  public CompletableFuture<Record> get(ReadPolicy policy, Key key, String... bins) {
    return submit(() -> ReadCommand.ofBins(policy, key, bins), false);
  }

  /** Reads a record's generation and expiration; null if there is no record. */
  public CompletableFuture<Record> getHeader(Key key) {
    return getHeader(client.options().readPolicy(), key);
  }

  /** Reads a record's generation and expiration; null if there is no record. */
  public CompletableFuture<Record> getHeader(ReadPolicy policy, Key key) {
    return submit(() -> ReadCommand.ofHeader(policy, key), false);
  }

  /** Finds out whether there is a record. */
  public CompletableFuture<Boolean> exists(Key key) {
    return exists(client.options().readPolicy(), key);
  }

  /** Finds out whether there is a record. */
  public CompletableFuture<Boolean> exists(ReadPolicy policy, Key key) {
    return submit(() -> ReadCommand.ofExistence(policy, key), false);
  }

  /** Writes bins, one or more. */
  public CompletableFuture<Void> put(Key key, Bin... bins) {
    return put(client.options().writePolicy(), key, bins);
  }

  /** Writes bins, one or more. */
  public CompletableFuture<Void> put(WritePolicy policy, Key key, Bin... bins) {
    return submit(() -> new WriteCommand(policy, key, Request.OPERATION_WRITE, bins), true);
  }

  /** Adds integers and doubles to bins, one or more. */
  public CompletableFuture<Void> add(Key key, Bin... bins) {
    return add(client.options().writePolicy(), key, bins);
  }

  /** Adds integers and doubles to bins, one or more. */
  public CompletableFuture<Void> add(WritePolicy policy, Key key, Bin... bins) {
    return submit(() -> new WriteCommand(policy, key, Request.OPERATION_ADD, bins), true);
  }

  /** Appends strings and bytes to bins, one or more. */
  public CompletableFuture<Void> append(Key key, Bin... bins) {
    return append(client.options().writePolicy(), key, bins);
  }

  /** Appends strings and bytes to bins, one or more. */
  public CompletableFuture<Void> append(WritePolicy policy, Key key, Bin... bins) {
    return submit(() -> new WriteCommand(policy, key, Request.OPERATION_APPEND, bins), true);
  }

  /** Puts strings and bytes before what is in bins, one or more. */
  public CompletableFuture<Void> prepend(Key key, Bin... bins) {
    return prepend(client.options().writePolicy(), key, bins);
  }

  /** Puts strings and bytes before what is in bins, one or more. */
  public CompletableFuture<Void> prepend(WritePolicy policy, Key key, Bin... bins) {
    return submit(() -> new WriteCommand(policy, key, Request.OPERATION_PREPEND, bins), true);
  }

  /** Renews a record's time to live. */
  public CompletableFuture<Void> touch(Key key) {
    return touch(client.options().writePolicy(), key);
  }

  /** Renews a record's time to live. */
  public CompletableFuture<Void> touch(WritePolicy policy, Key key) {
    return submit(() -> writing(policy, key, Operation.touch()), true);
  }

  private OperateCommand writing(WritePolicy policy, Key key, Operation... operations) {
    return OperateCommand.of(policy, client.options().readPolicy(), key, operations);
  }

  /** Does several operations on a record, see {@link ShmClient#operate(Key, Operation...)}. */
  public CompletableFuture<Record> operate(Key key, Operation... operations) {
    return submit(
        () ->
            OperateCommand.hasWrite(operations)
                ? writing(client.options().writePolicy(), key, operations)
                : OperateCommand.of(client.options().readPolicy(), key, operations),
        false);
  }

  /** Does several operations on a record, see {@link ShmClient#operate(Key, Operation...)}. */
  public CompletableFuture<Record> operate(WritePolicy policy, Key key, Operation... operations) {
    return submit(() -> writing(policy, key, operations), false);
  }

  /** Does operations that read on a record. */
  public CompletableFuture<Record> operate(ReadPolicy policy, Key key, Operation... operations) {
    return submit(() -> OperateCommand.of(policy, key, operations), false);
  }

  /** Deletes a record; whether there was one. */
  public CompletableFuture<Boolean> delete(Key key) {
    return delete(client.options().writePolicy(), key);
  }

  /** Deletes a record; whether there was one. */
  public CompletableFuture<Boolean> delete(WritePolicy policy, Key key) {
    return submit(() -> new DeleteCommand(policy, key), false);
  }

  /** Reads records, see {@link ShmClient#get(Key[], String...)}. */
  public CompletableFuture<Record[]> get(Key[] keys, String... bins) {
    return run(c -> c.get(keys, bins));
  }

  /** Reads records, see {@link ShmClient#get(BatchPolicy, Key[], String...)}. */
  public CompletableFuture<Record[]> get(BatchPolicy policy, Key[] keys, String... bins) {
    return run(c -> c.get(policy, keys, bins));
  }

  /** Reads records, see {@link ShmClient#get(BatchPolicy, Key[])}. */
  public CompletableFuture<Record[]> get(BatchPolicy policy, Key[] keys) {
    return run(c -> c.get(policy, keys));
  }

  /** Does operations that read on many records, see {@link ShmClient}. */
  public CompletableFuture<Record[]> get(BatchPolicy policy, Key[] keys, Operation... operations) {
    return run(c -> c.get(policy, keys, operations));
  }

  /** Reads records' generations and expirations, see {@link ShmClient#getHeader(Key[])}. */
  public CompletableFuture<Record[]> getHeader(Key[] keys) {
    return run(c -> c.getHeader(keys));
  }

  /** Reads records' generations and expirations, see {@link ShmClient#getHeader(Key[])}. */
  public CompletableFuture<Record[]> getHeader(BatchPolicy policy, Key[] keys) {
    return run(c -> c.getHeader(policy, keys));
  }

  /** Finds out whether there are records, see {@link ShmClient#exists(Key[])}. */
  public CompletableFuture<boolean[]> exists(Key[] keys) {
    return run(c -> c.exists(keys));
  }

  /** Finds out whether there are records, see {@link ShmClient#exists(Key[])}. */
  public CompletableFuture<boolean[]> exists(BatchPolicy policy, Key[] keys) {
    return run(c -> c.exists(policy, keys));
  }

  /** Writes the same bins to many records, see {@link ShmClient#put(Key[], Bin...)}. */
  public CompletableFuture<BatchResults> put(Key[] keys, Bin... bins) {
    return run(c -> c.put(keys, bins));
  }

  /** Writes the same bins to many records, see {@link ShmClient#put(Key[], Bin...)}. */
  public CompletableFuture<BatchResults> put(
      BatchPolicy policy, BatchWritePolicy writePolicy, Key[] keys, Bin... bins) {
    return run(c -> c.put(policy, writePolicy, keys, bins));
  }

  /** Does the same operations on many records, see {@link ShmClient}. */
  public CompletableFuture<BatchResults> operate(Key[] keys, Operation... operations) {
    return run(c -> c.operate(keys, operations));
  }

  /** Does the same operations on many records, see {@link ShmClient}. */
  public CompletableFuture<BatchResults> operate(
      BatchPolicy policy, BatchWritePolicy writePolicy, Key[] keys, Operation... operations) {
    return run(c -> c.operate(policy, writePolicy, keys, operations));
  }

  /** Deletes records, see {@link ShmClient#delete(Key[])}. */
  public CompletableFuture<BatchResults> delete(Key[] keys) {
    return run(c -> c.delete(keys));
  }

  /** Deletes records, see {@link ShmClient#delete(Key[])}. */
  public CompletableFuture<BatchResults> delete(
      BatchPolicy policy, BatchDeletePolicy deletePolicy, Key[] keys) {
    return run(c -> c.delete(policy, deletePolicy, keys));
  }

  /**
   * Reads, writes and deletes records, see {@link ShmClient#operate(List)}. What became of them is
   * to be looked at when the future is done.
   */
  public CompletableFuture<Boolean> operate(List<? extends BatchRecord> records) {
    return run(c -> c.operate(records));
  }

  /**
   * Reads, writes and deletes records, see {@link ShmClient#operate(BatchPolicy, List)}. What
   * became of them is to be looked at when the future is done.
   */
  public CompletableFuture<Boolean> operate(
      BatchPolicy policy, List<? extends BatchRecord> records) {
    return run(c -> c.operate(policy, records));
  }
}
