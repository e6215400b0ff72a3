package io.shmtender.client;

import io.shmtender.client.net.Connection;
import io.shmtender.client.net.ConnectionPool;
import io.shmtender.client.net.Deadline;
import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.reader.Node;
import io.shmtender.reader.info.InfoReply;
import io.shmtender.reader.info.PeerList;
import io.shmtender.reader.info.RackIds;
import io.shmtender.reader.info.ReplicaClaims;
import io.shmtender.reader.info.ServerBuild;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One info request to one node: who it is, who its peers are, and what it holds. */
final class Question {
  private static final String NODE = "node";
  private static final String PARTITION_GENERATION = "partition-generation";
  private static final long NOT_READY = -1;

  // The node that is expected there.
  final Node node;
  private final String clusterName;
  private final ConnectionPool pool;
  // Whether the pool is used by nobody else.
  private final boolean apart;
  private final String standard;
  private final String alternate;
  private final List<String> names;
  private Connection connection;
  private boolean reused;
  private boolean sent;
  private String failure = "";
  private boolean elsewhere;

  /**
   * A question that is not sent yet.
   *
   * @param node who is expected where
   * @param clusterName what its cluster is called, empty for any name
   * @param apart whether the pool is to be closed with the question
   */
  Question(Node node, String clusterName, ConnectionPool pool, boolean apart) {
    this.node = node;
    this.clusterName = clusterName;
    this.pool = pool;
    this.apart = apart;
    boolean tls = !node.tlsName().isEmpty();
    this.standard = PeerList.infoName(tls, false);
    this.alternate = PeerList.infoName(tls, true);
    // A generation read first is never too new.
    this.names =
        List.of(
            NODE,
            InfoReply.CLUSTER_NAME,
            ReplicaClaims.INFO_NAMES.get(0),
            standard,
            alternate,
            ReplicaClaims.INFO_NAMES.get(1),
            RackIds.INFO_NAMES.get(0),
            RackIds.INFO_NAMES.get(1),
            ServerBuild.INFO_NAME);
  }

  boolean isSent() {
    return sent;
  }

  /** Returns why there is no answer; empty as long as nothing went wrong. */
  String failure() {
    return failure;
  }

  /** Returns whether another node is where this one was. */
  boolean isElsewhere() {
    return elsewhere;
  }

  /** Sends over a connection that is there; if that is broken nothing is lost. */
  void sendOverIdle(Deadline deadline) {
    connection = pool.takeIdle(false, deadline);
    reused = connection != null;
    if (reused) {
      send(deadline);
    }
  }

  /** Sends over a new connection. */
  void connectAndSend(int connectMillis, Deadline deadline) {
    reused = false;
    try {
      connection = pool.open(connectMillis, deadline);
      if (connection == null) {
        failure = "all connections are in use";
      } else {
        send(deadline);
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  private void send(Deadline deadline) {
    try {
      connection.request().info(names);
      connection.send(deadline);
      sent = true;
    } catch (IOException e) {
      failed(e);
    }
  }

  /** Waits for the answer; null if there is none, or none that counts. */
  NodeAnswer receive(Deadline deadline) {
    NodeAnswer answer = null;
    boolean again = false;
    try {
      byte[] body = connection.receiveInfo(deadline);
      if (InfoReply.isNotLoggedIn(body)) {
        // The connection got in earlier. Without a login it never will.
        again = reused && pool.endSession(connection);
        failure = "nobody is logged in";
        discard();
      } else {
        release();
        answer = answer(InfoReply.parse(node.name(), names, body));
      }
    } catch (MalformedResponseException e) {
      failed(e);
    } catch (IOException e) {
      // Closed by the node while it was idle, or by one that is a new process by now.
      again = reused && connection != null && !connection.hasReceived();
      failed(e);
    }
    if (again && deadline.leftNanos() > 0) {
      connectAndSend(millis(deadline.leftNanos()), deadline);
      return connection == null ? null : receive(deadline);
    }
    return answer;
  }

  static int millis(long nanos) {
    return (int) Math.max(1, nanos / 1_000_000);
  }

  private NodeAnswer answer(InfoReply reply) throws IOException {
    String name = reply.text(NODE);
    if (!name.equals(node.name())) {
      elsewhere = true;
      failure = "node " + name + " answers there";
      return null;
    }
    String calls = reply.clusterName(clusterName);
    if (!clusterName.isEmpty() && calls != null && !calls.equals(clusterName)) {
      failure = "it is in cluster '" + calls + "', not '" + clusterName + "'";
      return null;
    }
    if (reply.generation(PARTITION_GENERATION) == NOT_READY) {
      failure = "it is starting and has no partitions yet";
      return null;
    }
    ServerBuild build = ServerBuild.parse(reply);
    if (!build.isSupported()) {
      failure = "it runs build " + build.text() + ", but 4.9 is the oldest supported";
      return null;
    }
    RackIds racks = RackIds.parse(reply);
    failure = "";
    return new NodeAnswer(
        new Node(
            name,
            node.address(),
            node.port(),
            node.tlsName(),
            build.text(),
            build.features(),
            (int) racks.generation(),
            true),
        PeerList.parse(reply, standard, Map.of()),
        PeerList.parse(reply, alternate, Map.of()),
        ReplicaClaims.parse(reply),
        racks);
  }

  private void failed(Exception cause) {
    failure = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    sent = false;
    discard();
  }

  private void release() {
    Connection done = connection;
    connection = null;
    pool.release(done);
  }

  private void discard() {
    if (connection != null) {
      Connection broken = connection;
      connection = null;
      pool.discard(broken);
    }
  }

  /** Gives up what was not answered. */
  void close() {
    discard();
    if (apart) {
      pool.close();
    }
  }
}
