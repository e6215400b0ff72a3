package io.shmtender.client;

import io.shmtender.client.net.Connection;
import io.shmtender.client.net.ConnectionPool;
import io.shmtender.client.net.Deadline;
import io.shmtender.client.wire.Request;
import io.shmtender.reader.Node;

/** The rows of a batch that go to one node in one attempt, and how that went. */
final class BatchGroup {
  private static final int FIRST_WITH_BATCHES = 6;

  final Node node;
  final ConnectionPool pool;
  // The first row, for what is said about failures.
  final int firstRow;
  // Rows that have no answer yet, and how many were sent.
  int count;
  int asked;
  boolean writes;
  // The connection's, or one of its own until there is a connection.
  Request request;
  Connection connection;
  boolean reused;
  // Whether the server got the whole request.
  boolean sent;
  CommandException failure;
  // Whether the server refused the whole of it, so that no row was executed.
  boolean refused;
  // Whether it is sent once more since a session had ended.
  boolean renewed;

  BatchGroup(Node node, ConnectionPool pool, int firstRow) {
    this.node = node;
    this.pool = pool;
    this.firstRow = firstRow;
  }

  /**
   * Whether a node knows batches of rows that each say what they want, as servers do since 6.0. By
   * the build, of which a number has to come first; whoever has none is believed to.
   */
  static boolean takesBatches(Node node) {
    String build = node.build();
    int major = 0;
    int i = 0;
    while (i < build.length() && build.charAt(i) >= '0' && build.charAt(i) <= '9') {
      major = major * 10 + build.charAt(i++) - '0';
    }
    return i == 0 || major >= FIRST_WITH_BATCHES;
  }

  boolean takesBatches() {
    return takesBatches(node);
  }

  /** Takes an idle connection, which may have been asked something first. */
  void takeIdle() {
    connection = pool.askIdle(writes);
    reused = connection != null;
    request = reused ? connection.request() : new Request();
  }

  /** Lets go of a connection on which the node does not answer. */
  void confirm(Deadline deadline) {
    if (reused && !pool.confirm(connection, deadline)) {
      connection = null;
      reused = false;
    }
  }

  void release() {
    Connection done = connection;
    connection = null;
    pool.release(done);
  }

  void discard() {
    if (connection != null) {
      Connection broken = connection;
      connection = null;
      pool.discard(broken);
    }
  }
}
