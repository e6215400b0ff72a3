package io.shmtender.client;

import static io.shmtender.client.wire.MessageHeader.INFO1_BATCH;

import io.shmtender.client.net.Connection;
import io.shmtender.client.net.ConnectionPool;
import io.shmtender.client.net.Deadline;
import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.client.wire.Proto;
import io.shmtender.client.wire.Request;
import io.shmtender.client.wire.Response;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.ResultCode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Commands that go to a node together: one attempt of each. Used by one thread, but for {@link
 * #takeLate}.
 *
 * <p>Every row is under way from the beginning, to be claimed by its number. This one claims a row
 * before it touches it and either releases it again or has it for good: ended, with its failure or
 * without, or put back into the lane as if it had not been here. A row that is claimed by others,
 * because it is late, is none of this one's business any more, even if it is answered after all.
 */
final class CombinedBatch extends RowAnswers {
  // When a batch is large enough to be sent without what else waits.
  private static final int MAX_BYTES = 256 * 1024;
  // How many writes of one record go together. The server lets up to 20 wait for one that is under
  // way and refuses the next as KEY_BUSY, counting those of all clients.
  private static final int MAX_WRITES_OF_KEY = 8;
  private static final int FLAGS = BatchExecution.flags(BatchPolicy.defaults());

  private final Combiner combiner;
  private final Lane lane;
  private final Node node;
  private final ConnectionPool pool;
  private final Pending<?>[] commands;
  // By which they are claimed.
  private final int[] numbers;
  // Which were sent and have no answer yet.
  private final boolean[] asked;
  private final List<Pending<?>> ended;
  private long firstEnd = Pending.NEVER;
  private long lastEnd;
  private boolean mayReuse = true;
  private boolean renewed;
  private boolean lacksConnection;
  // Of the exchange that is under way.
  private Deadline deadline;

  CombinedBatch(Combiner combiner, Lane lane, Node node, List<Pending<?>> rows) {
    this.combiner = combiner;
    this.lane = lane;
    this.node = node;
    this.pool = combiner.cluster().pool(node);
    this.commands = rows.toArray(new Pending<?>[0]);
    this.numbers = new int[commands.length];
    this.asked = new boolean[commands.length];
    this.ended = new ArrayList<>(commands.length);
    long now = combiner.now();
    for (int row = 0; row < commands.length; row++) {
      Pending<?> command = commands[row];
      command.node = node;
      numbers[row] = command.beginRow(now);
      firstEnd = Math.min(firstEnd, command.rowEnd);
      lastEnd = Math.max(lastEnd, command.rowEnd);
    }
  }

  /** When the first row is late. */
  long firstEnd() {
    return firstEnd;
  }

  /** Whether others had all connections in use. */
  boolean lacksConnection() {
    return lacksConnection;
  }

  /** Takes the rows whose time is up; returns when it is for the next one. For other threads. */
  long takeLate(long now, List<Pending<?>> late) {
    long next = Pending.NEVER;
    for (int row = 0; row < commands.length; row++) {
      Pending<?> command = commands[row];
      long end = command.rowEnd;
      if (end > now) {
        next = Math.min(next, end);
      } else if (command.claim(numbers[row])) {
        late.add(command);
      }
    }
    return next;
  }

  /** Makes the attempt; returns the commands whose attempt is over. */
  List<Pending<?>> exchange() {
    if (pool.isBackingOff()) {
      for (int row = 0; row < commands.length; row++) {
        if (claim(row)) {
          end(row, BackoffException.of(combiner.cluster().options(), report(row)));
        }
      }
      return ended;
    }
    boolean over = false;
    while (!over) {
      over = exchangeOnce();
    }
    putBackLeft();
    return ended;
  }

  private boolean claim(int row) {
    return commands[row].claim(numbers[row]);
  }

  private CommandException.Attempt report(int row) {
    return commands[row].execution.report(node);
  }

  // Of a row that is claimed; without a failure it has succeeded.
  private void end(int row, CommandException failure) {
    commands[row].failure = failure;
    ended.add(commands[row]);
  }

  // What was not sent, or not executed, waits on: this was no attempt of theirs.
  private void putBackLeft() {
    List<Pending<?>> left = new ArrayList<>(0);
    for (int row = 0; row < commands.length; row++) {
      if (claim(row)) {
        commands[row].execution.endNoAttempt();
        left.add(commands[row]);
      }
    }
    if (!left.isEmpty()) {
      lane.putBack(left);
    }
  }

  // Returns whether that was it: otherwise what is left goes over another connection.
  private boolean exchangeOnce() {
    deadline = newDeadline();
    Connection connection = mayReuse ? pool.takeIdle(hasWrite(), deadline) : null;
    boolean reused = connection != null;
    mayReuse = false;
    if (connection == null) {
      try {
        connection = pool.open(connectMillis(), deadline);
      } catch (IOException e) {
        boolean ofNode = false;
        for (int row = 0; row < commands.length; row++) {
          if (claim(row)) {
            CommandException failure = combiner.cluster().notConnected(e, report(row));
            ofNode |= RetryRules.isOfNode(failure);
            end(row, failure);
          }
        }
        if (ofNode) {
          pool.countError();
        }
        return true;
      }
      if (connection == null) {
        lacksConnection = true;
        return true;
      }
    }
    boolean kept = false;
    boolean sent = false;
    try {
      int count = encode(connection.request());
      if (count == 0) {
        kept = true;
        return true;
      }
      connection.send(deadline);
      sent = true;
      int resultCode = readAnswers(connection);
      boolean taken = count > unanswered();
      if (!taken
          && RetryRules.isSessionEnd(resultCode)
          && !renewed
          && pool.endSession(connection)) {
        // Refused before it was executed, over a connection that got in earlier.
        renewed = true;
        notExecuted();
        return false;
      }
      kept = true;
      if (resultCode == Proto.RESULT_OK) {
        requireAllAnswered();
      } else if (taken || resultCode == Proto.RESULT_TIMEOUT) {
        failAsked(resultCode);
      } else {
        refused(resultCode, count);
      }
      return true;
    } catch (SocketTimeoutException e) {
      pool.countError();
      if (!sent) {
        notExecuted();
      }
      for (int row = 0; row < commands.length; row++) {
        if (claim(row)) {
          end(row, commands[row].execution.late(node));
        }
      }
      return true;
    } catch (MalformedResponseException e) {
      pool.countError();
      failBroken(e);
      return true;
    } catch (IOException e) {
      if (!sent) {
        notExecuted();
      }
      return isOverAfterBreak(e, sent, RetryRules.wasClosedWhileIdle(reused, false, connection));
    } finally {
      if (kept) {
        pool.release(connection);
      } else {
        pool.discard(connection);
      }
    }
  }

  private Deadline newDeadline() {
    if (lastEnd == Pending.NEVER) {
      return new Deadline(System.nanoTime(), 0, 0);
    }
    // One millisecond more: by then all have been late for it.
    long millis = Math.max(0, TimeUnit.NANOSECONDS.toMillis(lastEnd - combiner.now())) + 1;
    int limit = (int) Math.min(millis, Integer.MAX_VALUE);
    return new Deadline(System.nanoTime(), limit, limit);
  }

  private int connectMillis() {
    int most = 0;
    for (Pending<?> command : commands) {
      int millis =
          Execution.connectMillis(command.command().policy(), command.execution.deadline());
      most = Math.max(most, millis);
    }
    return deadline.totalMillis() == 0 ? most : Math.min(most, deadline.totalMillis());
  }

  private boolean hasWrite() {
    for (Pending<?> command : commands) {
      if (command.command().isWrite()) {
        return true;
      }
    }
    return false;
  }

  // Returns how many rows there are. What is left out waits on, for the next batch or to go alone.
  private int encode(Request request) {
    request.begin(INFO1_BATCH, 0, 0, 0, 0, serverMillis());
    int field = request.beginRows(commands.length, FLAGS);
    byte[] writesByPartition =
        commands.length > MAX_WRITES_OF_KEY ? new byte[NamespaceMap.PARTITIONS] : null;
    int count = 0;
    Command before = null;
    for (int row = 0; row < commands.length && request.size() < MAX_BYTES; row++) {
      Command command = commands[row].command();
      // A record's partition is its own in most batches, and quicker to compare.
      if (writesByPartition != null
          && command.isWrite()
          && ++writesByPartition[command.key.partitionId()] > MAX_WRITES_OF_KEY) {
        writesByPartition[command.key.partitionId()]--;
      } else if (!commands[row].isDone() && claim(row)) {
        if (encodeRow(request, row, before)) {
          before = command;
          count++;
        }
        commands[row].release(numbers[row]);
      }
    }
    request.endRows(field, count);
    request.end();
    return count;
  }

  private boolean encodeRow(Request request, int row, Command before) {
    Command command = commands[row].command();
    int size = request.size();
    try {
      request.putInt(row);
      Command.putDigest(request, command.key);
      if (before != null && Command.isSameSet(command.key, before.key) && command.repeats(before)) {
        request.putRepeatingRow();
      } else {
        command.encodeRow(request);
      }
    } catch (RuntimeException e) {
      // The application's mistake, which the command says itself when it goes alone; or too large.
      request.rewind(size);
      commands[row].alone = true;
      return false;
    }
    asked[row] = true;
    commands[row].execution.rowSent();
    return true;
  }

  private int serverMillis() {
    int most = 0;
    for (Pending<?> command : commands) {
      int millis = Execution.serverMillis(command.command().policy(), command.execution.deadline());
      if (millis == 0) {
        return 0;
      }
      most = Math.max(most, millis);
    }
    return most;
  }

  @Override
  Deadline until() {
    return deadline;
  }

  @Override
  boolean isAsked(int row) {
    return row >= 0 && row < asked.length && asked[row];
  }

  @Override
  void answered(int row, Response response) throws MalformedResponseException {
    asked[row] = false;
    if (claim(row)) {
      accept(row, response);
    }
  }

  private void accept(int row, Response response) throws MalformedResponseException {
    Pending<?> command = commands[row];
    int resultCode = response.resultCode();
    if (resultCode == ResultCode.KEY_BUSY.number()) {
      // Maybe by others of this batch: not executed, and so it waits on, to go alone.
      command.execution.rowNotExecuted();
      command.alone = true;
      command.release(numbers[row]);
      return;
    }
    try {
      if (command.command().accept(resultCode, response)) {
        end(row, null);
        return;
      }
      CommandException failure = command.execution.refused(resultCode, node);
      if (RetryRules.isOfNode(failure)) {
        pool.countError();
      }
      end(row, failure);
    } catch (MalformedResponseException e) {
      if (e.isWithinValue()) {
        end(row, UnreadableRecordException.of(e, report(row)));
      } else {
        end(row, ProtocolException.of(e, report(row)));
        throw e;
      }
    }
  }

  private int unanswered() {
    int count = 0;
    for (boolean each : asked) {
      count += each ? 1 : 0;
    }
    return count;
  }

  private void requireAllAnswered() throws MalformedResponseException {
    for (int row = 0; row < asked.length; row++) {
      if (asked[row]) {
        throw new MalformedResponseException("record " + row + " of a batch is not answered");
      }
    }
  }

  private void failAsked(int resultCode) {
    for (int row = 0; row < commands.length; row++) {
      if (asked[row] && claim(row)) {
        end(
            row,
            resultCode == Proto.RESULT_TIMEOUT
                ? commands[row].execution.refused(resultCode, node)
                : ServerException.of(resultCode, report(row)));
      }
    }
  }

  // An answer that cannot be read on says nothing about the rows that it does not answer: reads
  // are asked again, alone.
  private void failBroken(MalformedResponseException why) {
    for (int row = 0; row < commands.length; row++) {
      if (asked[row] && claim(row)) {
        if (commands[row].command().isWrite()) {
          end(row, ProtocolException.of(why, report(row)));
        } else {
          commands[row].alone = true;
          commands[row].release(numbers[row]);
        }
      }
    }
  }

  private void notExecuted() {
    for (int row = 0; row < commands.length; row++) {
      if (asked[row]) {
        asked[row] = false;
        if (claim(row)) {
          commands[row].execution.rowNotExecuted();
          commands[row].release(numbers[row]);
        }
      }
    }
  }

  private boolean isOverAfterBreak(IOException why, boolean sent, boolean wasIdle) {
    boolean failed = !wasIdle;
    boolean anyLeft = false;
    for (int row = 0; row < commands.length; row++) {
      if (claim(row)) {
        // The node closed it while it was idle: no attempt yet, but of writes that it may have got.
        if (wasIdle && !(sent && asked[row] && commands[row].command().isWrite())) {
          commands[row].release(numbers[row]);
          asked[row] = false;
          anyLeft = true;
        } else {
          failed = true;
          end(row, NodeUnreachableException.of("the connection broke", why, report(row)));
        }
      }
    }
    if (failed) {
      pool.countError();
    }
    if (wasIdle) {
      // And so maybe the others.
      pool.discardIdle();
    }
    return !anyLeft;
  }

  // The server took none of the batch. Smaller ones or single commands are taken, or say why not.
  private void refused(int resultCode, int count) {
    if (resultCode == ResultCode.BATCH_DISABLED.number()) {
      lane.takesNoBatches();
    } else if (resultCode == ResultCode.BATCH_MAX_REQUESTS_EXCEEDED.number()) {
      lane.takesFewer(count);
    } else {
      for (int row = 0; row < commands.length; row++) {
        if (asked[row] && claim(row)) {
          commands[row].alone = true;
          commands[row].release(numbers[row]);
        }
      }
    }
    notExecuted();
  }
}
