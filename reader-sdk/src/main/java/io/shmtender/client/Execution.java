package io.shmtender.client;

import io.shmtender.client.net.Connection;
import io.shmtender.client.net.ConnectionPool;
import io.shmtender.client.net.Deadline;
import io.shmtender.client.net.SessionEndedException;
import io.shmtender.client.policy.Policy;
import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.client.wire.Proto;
import io.shmtender.client.wire.Response;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Node;
import io.shmtender.reader.ShmReaderException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * One command from the first attempt to the last: finds the node, uses a connection, and decides
 * what a failure means. Used by one thread at a time.
 */
final class Execution {
  // As in the official client: connecting is limited even without a timeout.
  private static final int DEFAULT_CONNECT_MILLIS = 2_000;

  // Has the command, its deadline and the cluster, which this one would otherwise have as well: 16
  // bytes for each command.
  private final AttemptRoute route;
  private int attempts;
  // How often the server got the whole command.
  private int sent;
  private List<CommandException> earlier;

  Execution(ClientCluster cluster, ClusterView view, Command command) {
    this.route = new AttemptRoute(cluster, view, command, deadline(command.policy()));
  }

  static Deadline deadline(Policy policy) {
    int total = policy.totalTimeout();
    int socket = policy.socketTimeout();
    int wait = total > 0 && (socket == 0 || socket > total) ? total : socket;
    return new Deadline(System.nanoTime(), total, wait);
  }

  void run() {
    while (true) {
      Node node = nextNode();
      CommandException failure = attempt(node);
      if (failure == null) {
        return;
      }
      boolean again = mayRetry(failure);
      route.cluster.failed(failure, route.deadline, again);
      if (!again) {
        throw withEarlier(failure);
      }
      prepareRetry(failure);
    }
  }

  Command command() {
    return route.command;
  }

  Deadline deadline() {
    return route.deadline;
  }

  AttemptRoute route() {
    return route;
  }

  int attempts() {
    return attempts;
  }

  private Node nextNode() {
    try {
      return route.next();
    } catch (ShmReaderException e) {
      throw orInDoubt(e);
    }
  }

  /** Makes one attempt at a node; null if it succeeded. */
  CommandException attempt(Node node) {
    attempts++;
    ConnectionPool pool = route.cluster.pool(node);
    if (pool.isBackingOff()) {
      return BackoffException.of(route.cluster.options(), report(node));
    }
    CommandException failure = attempt(node, pool);
    if (failure != null && RetryRules.isOfNode(failure)) {
      pool.countError();
    }
    return failure;
  }

  private CommandException attempt(Node node, ConnectionPool pool) {
    Connection connection = pool.takeIdle(route.command.isWrite(), route.deadline);
    boolean reused = connection != null;
    boolean renewed = false;
    while (true) {
      if (connection == null) {
        try {
          connection =
              pool.open(connectMillis(route.command.policy(), route.deadline), route.deadline);
        } catch (IOException e) {
          return route.cluster.notConnected(e, report(node));
        }
        if (connection == null) {
          return PoolExhaustedException.of(pool.limit(), report(node));
        }
      }
      encode(pool, connection);
      int sentBefore = sent;
      boolean kept = false;
      try {
        CommandException failure = exchange(node, connection, renewed ? null : pool);
        pool.release(connection);
        kept = true;
        return failure;
      } catch (SocketTimeoutException e) {
        return CommandTimeoutException.of(
            false, route.deadline.elapsedMillis(), route.command.policy(), report(node));
      } catch (MalformedResponseException e) {
        if (e.isWithinValue()) {
          // The answer is whole: the connection is as good as before.
          pool.release(connection);
          kept = true;
          return UnreadableRecordException.of(e, report(node));
        }
        return ProtocolException.of(e, report(node));
      } catch (IOException e) {
        boolean mayBeApplied = route.command.isWrite() && sent > sentBefore;
        if (e instanceof SessionEndedException) {
          // Refused before it was executed, over a connection that got in earlier.
          sent = sentBefore;
          renewed = true;
        } else if (RetryRules.wasClosedWhileIdle(reused, mayBeApplied, connection)) {
          // And so maybe the others.
          pool.discardIdle();
        } else {
          return NodeUnreachableException.of("the connection broke", e, report(node));
        }
      } finally {
        if (!kept) {
          pool.discard(connection);
        }
      }
      connection = null;
      reused = false;
    }
  }

  private void encode(ConnectionPool pool, Connection connection) {
    boolean encoded = false;
    try {
      route.command.encode(
          connection.request(), serverMillis(route.command.policy(), route.deadline));
      encoded = true;
    } finally {
      if (!encoded) {
        // The application's mistake, not the connection's: nothing was sent.
        pool.release(connection);
      }
    }
  }

  // Returns null or what the server refuses; after anything else the connection is of no use. With
  // a pool, a session that has ended is told to it.
  private CommandException exchange(Node node, Connection connection, ConnectionPool pool)
      throws IOException, MalformedResponseException {
    connection.send(route.deadline);
    sent++;
    Response response = connection.receive(route.deadline);
    int resultCode = response.resultCode();
    if (route.command.accept(resultCode, response)) {
      return null;
    }
    if (pool != null && RetryRules.isSessionEnd(resultCode) && pool.endSession(connection)) {
      throw SessionEndedException.of();
    }
    return refused(resultCode, node);
  }

  /** Begins an attempt that is a row of somebody else's batch. */
  void beginRow() {
    attempts++;
  }

  /** Notes that the row is sent from now on. */
  void rowSent() {
    sent++;
  }

  /** Notes that the server has not got the row, or not executed it. */
  void rowNotExecuted() {
    sent--;
  }

  /** Takes an attempt back that was none. */
  void endNoAttempt() {
    attempts--;
  }

  /** Returns what a result code means that the command does not accept. */
  CommandException refused(int resultCode, Node node) {
    if (resultCode == Proto.RESULT_TIMEOUT) {
      return CommandTimeoutException.of(
          true, route.deadline.elapsedMillis(), route.command.policy(), report(node));
    }
    // This attempt's outcome is known; an earlier one's may not be.
    boolean inDoubt = route.command.isWrite() && sent > 1;
    return ServerException.of(
        resultCode, new CommandException.Attempt(route.command.key, node, attempts, inDoubt));
  }

  /** Returns that nothing came in time. */
  CommandException late(Node node) {
    return CommandTimeoutException.of(
        false, route.deadline.elapsedMillis(), route.command.policy(), report(node));
  }

  boolean mayRetry(CommandException failure) {
    return RetryRules.isRetryable(failure)
        && RetryRules.isAttemptLeft(route.command.policy(), route.deadline, attempts);
  }

  /** Keeps the failure of an attempt that is not the last one. */
  void addEarlier(CommandException failure) {
    if (earlier == null) {
      earlier = new ArrayList<>();
    }
    earlier.add(failure);
  }

  private void prepareRetry(CommandException failure) {
    addEarlier(failure);
    boolean timedOut = failure instanceof CommandTimeoutException;
    try {
      AttemptRoute.pause(
          RetryRules.pauseNanos(route.command.policy(), RetryRules.hasWaited(failure)));
      route.afterFailure(timedOut);
    } catch (ShmReaderException e) {
      throw orInDoubt(e);
    }
  }

  // What ends the command between two attempts: not before it is said that a write is in doubt.
  RuntimeException orInDoubt(RuntimeException end) {
    if (earlier == null) {
      return end;
    }
    CommandException last = earlier.get(earlier.size() - 1);
    if (last.inDoubt()) {
      earlier.remove(last);
      last.addSuppressed(end);
      return withEarlier(last);
    }
    earlier.forEach(end::addSuppressed);
    return end;
  }

  CommandException withEarlier(CommandException failure) {
    if (earlier != null) {
      earlier.forEach(failure::addSuppressed);
    }
    return failure;
  }

  CommandException.Attempt report(Node node) {
    return new CommandException.Attempt(
        route.command.key, node, attempts, route.command.isWrite() && sent > 0);
  }

  static int connectMillis(Policy policy, Deadline deadline) {
    if (policy.connectTimeout() > 0) {
      return policy.connectTimeout();
    }
    return deadline.waitMillis() > 0 ? deadline.waitMillis() : DEFAULT_CONNECT_MILLIS;
  }

  // As the official client: what one attempt may take, and no limit without a total timeout.
  static int serverMillis(Policy policy, Deadline deadline) {
    return policy.totalTimeout() > 0 ? deadline.waitMillis() : 0;
  }
}
