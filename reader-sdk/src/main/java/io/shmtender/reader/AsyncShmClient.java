package io.shmtender.reader;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Runs a {@link ShmClient}'s commands without making the caller wait. Safe for use by many threads;
 * made by {@link ShmClient#async()}, and made for being used with many commands at once.
 *
 * <p>At most {@link ClientOptions#maxConnectionsPerNode()} commands are under way at the same time,
 * so that they do not run out of connections; the others wait their turn, in order. Timeouts count
 * from when a command has its turn.
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

  AsyncShmClient(ShmClient client, Executor executor, Semaphore turns) {
    this.client = client;
    this.executor = Objects.requireNonNull(executor, "executor");
    this.turns = turns;
  }

  /** The same on other threads; the turns are shared, as the connections are. */
  AsyncShmClient on(Executor other) {
    return new AsyncShmClient(client, other, turns);
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

  // Whatever goes wrong belongs to whoever has the future: nobody else would hear of it.
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
    return run(c -> c.get(key, bins));
  }

  /** Reads a record: some of its bins, all if none is named; null if there is none. */
  public CompletableFuture<Record> get(ReadPolicy policy, Key key, String... bins) {
    return run(c -> c.get(policy, key, bins));
  }

  /** Reads a record's generation and expiration; null if there is no record. */
  public CompletableFuture<Record> getHeader(Key key) {
    return run(c -> c.getHeader(key));
  }

  /** Reads a record's generation and expiration; null if there is no record. */
  public CompletableFuture<Record> getHeader(ReadPolicy policy, Key key) {
    return run(c -> c.getHeader(policy, key));
  }

  /** Finds out whether there is a record. */
  public CompletableFuture<Boolean> exists(Key key) {
    return run(c -> c.exists(key));
  }

  /** Finds out whether there is a record. */
  public CompletableFuture<Boolean> exists(ReadPolicy policy, Key key) {
    return run(c -> c.exists(policy, key));
  }

  /** Writes bins, one or more. */
  public CompletableFuture<Void> put(Key key, Bin... bins) {
    return run(
        c -> {
          c.put(key, bins);
          return null;
        });
  }

  /** Writes bins, one or more. */
  public CompletableFuture<Void> put(WritePolicy policy, Key key, Bin... bins) {
    return run(
        c -> {
          c.put(policy, key, bins);
          return null;
        });
  }

  /** Adds integers and doubles to bins, one or more. */
  public CompletableFuture<Void> add(Key key, Bin... bins) {
    return run(
        c -> {
          c.add(key, bins);
          return null;
        });
  }

  /** Adds integers and doubles to bins, one or more. */
  public CompletableFuture<Void> add(WritePolicy policy, Key key, Bin... bins) {
    return run(
        c -> {
          c.add(policy, key, bins);
          return null;
        });
  }

  /** Appends strings and bytes to bins, one or more. */
  public CompletableFuture<Void> append(Key key, Bin... bins) {
    return run(
        c -> {
          c.append(key, bins);
          return null;
        });
  }

  /** Appends strings and bytes to bins, one or more. */
  public CompletableFuture<Void> append(WritePolicy policy, Key key, Bin... bins) {
    return run(
        c -> {
          c.append(policy, key, bins);
          return null;
        });
  }

  /** Puts strings and bytes before what is in bins, one or more. */
  public CompletableFuture<Void> prepend(Key key, Bin... bins) {
    return run(
        c -> {
          c.prepend(key, bins);
          return null;
        });
  }

  /** Puts strings and bytes before what is in bins, one or more. */
  public CompletableFuture<Void> prepend(WritePolicy policy, Key key, Bin... bins) {
    return run(
        c -> {
          c.prepend(policy, key, bins);
          return null;
        });
  }

  /** Renews a record's time to live. */
  public CompletableFuture<Void> touch(Key key) {
    return run(
        c -> {
          c.touch(key);
          return null;
        });
  }

  /** Renews a record's time to live. */
  public CompletableFuture<Void> touch(WritePolicy policy, Key key) {
    return run(
        c -> {
          c.touch(policy, key);
          return null;
        });
  }

  /** Does several operations on a record, see {@link ShmClient#operate(Key, Operation...)}. */
  public CompletableFuture<Record> operate(Key key, Operation... operations) {
    return run(c -> c.operate(key, operations));
  }

  /** Does several operations on a record, see {@link ShmClient#operate(Key, Operation...)}. */
  public CompletableFuture<Record> operate(WritePolicy policy, Key key, Operation... operations) {
    return run(c -> c.operate(policy, key, operations));
  }

  /** Does operations that read on a record. */
  public CompletableFuture<Record> operate(ReadPolicy policy, Key key, Operation... operations) {
    return run(c -> c.operate(policy, key, operations));
  }

  /** Deletes a record; whether there was one. */
  public CompletableFuture<Boolean> delete(Key key) {
    return run(c -> c.delete(key));
  }

  /** Deletes a record; whether there was one. */
  public CompletableFuture<Boolean> delete(WritePolicy policy, Key key) {
    return run(c -> c.delete(policy, key));
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
