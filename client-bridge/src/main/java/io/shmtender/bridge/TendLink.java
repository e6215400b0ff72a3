package io.shmtender.bridge;

import com.aerospike.client.cluster.Cluster;
import com.aerospike.client.cluster.Connection;
import com.aerospike.client.cluster.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The other end of a node's tend connection. What the segment knows it answers from there; the rest
 * it passes on to the node itself: log-ins, what later releases ask, and everything while the
 * client does not follow.
 *
 * <p>The client's tend thread calls {@link #write} and {@link #read}. The watcher's thread looks at
 * flags, and ends what is open when the node has another tend connection.
 *
 * <p>A node that left the cluster goes in steps. It first says that it is alive and holds nothing,
 * until the client has heard from the others who holds its partitions now and drops it by its own
 * rules. If it does not, because nobody took over a partition, the node then does not answer, and
 * is dropped as one that was killed. If that came first, there would be partitions of a dropped
 * node for an instant. Where one node is left it does come first: a client does not believe a node
 * without peers as long as another one answers.
 */
final class TendLink implements MemorySocket.Exchange {
  private static final int HEADER_LENGTH = 8;
  private static final int INFO_TYPE = 1;
  private static final int LAST_TURNS = 2;

  private final Follower follower;
  private final ClientHooks hooks;
  private final Cluster cluster;
  private final Node node;
  private final AtomicInteger extraPeersGeneration;
  // What the tend asked by before. It may just be doing so, and is done with it when it asks here.
  private final AtomicReference<Connection> previous = new AtomicReference<>();
  private final AtomicReference<Connection> relay = new AtomicReference<>();
  private volatile int timeoutMillis = 1000;
  private volatile boolean answered;
  private volatile boolean handedBack;

  // The tend thread's.
  private byte[] request = new byte[256];
  private int requested;
  private byte[] answer;
  private int answerRead;
  private boolean relaying;
  private boolean begun;
  private int turnsGone;

  /**
   * Makes one.
   *
   * @param before the link that the node had before; null if it had none. What it added to the
   *     peers' generation stays, since a lower one would be taken for a restart
   */
  TendLink(Follower follower, ClientHooks hooks, Cluster cluster, Node node, TendLink before) {
    this.follower = follower;
    this.hooks = hooks;
    this.cluster = cluster;
    this.node = node;
    this.extraPeersGeneration = before == null ? new AtomicInteger() : before.extraPeersGeneration;
  }

  /** Takes over the connection that this one is put in place of; null if it is not. */
  void inherit(Connection before) {
    previous.set(before);
  }

  /** Returns whether it has answered from the segment. */
  boolean answered() {
    return answered;
  }

  /** Returns whether the node has asked the server again since the client stopped following. */
  boolean handedBack() {
    return handedBack;
  }

  /** Lets the client compare its nodes with the peers once more. */
  void lookAgain() {
    extraPeersGeneration.incrementAndGet();
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (requested + length > request.length) {
      request = Arrays.copyOf(request, Math.max(requested + length, 2 * request.length));
    }
    System.arraycopy(bytes, offset, request, requested, length);
    requested += length;
    if (requested >= HEADER_LENGTH && requested >= HEADER_LENGTH + bodyLength()) {
      int whole = requested;
      requested = 0;
      handle(whole);
    }
  }

  // The length has 6 bytes, of which no request needs more than 4.
  private int bodyLength() {
    return (request[4] & 0xFF) << 24
        | (request[5] & 0xFF) << 16
        | (request[6] & 0xFF) << 8
        | (request[7] & 0xFF);
  }

  private void handle(int length) throws IOException {
    relaying = false;
    answer = null;
    answerRead = 0;
    closePrevious();
    boolean info = request[1] == INFO_TYPE;
    if (info && answersItself(length)) {
      close(relay);
      answered = true;
    } else {
      if (info) {
        answered = false;
      }
      passOn(length, info);
    }
  }

  private boolean answersItself(int length) throws IOException {
    String body =
        new String(request, HEADER_LENGTH, length - HEADER_LENGTH, StandardCharsets.UTF_8);
    String[] names = body.lines().toArray(String[]::new);
    boolean beginsTurn = names.length > 0 && names[0].equals("node");
    FollowedState state = follower.shown();
    if (state == null) {
      if (beginsTurn && !handedBack) {
        // The server counts from elsewhere; what it says next is to be read as a whole.
        hooks.forgetGenerations(node);
        handedBack = true;
      }
      return false;
    }
    handedBack = false;
    if (beginsTurn && !begun) {
      begun = true;
      // Those of the server, or of a follower that the client had before.
      hooks.forgetGenerations(node);
    }
    answer = InfoAnswers.answer(state, self(state, beginsTurn), names);
    return answer != null;
  }

  private InfoAnswers.Self self(FollowedState state, boolean beginsTurn) throws IOException {
    String name = node.getName();
    io.shmtender.reader.Node published = state.node(name);
    boolean elsewhere = false;
    if (published == null) {
      if (beginsTurn) {
        turnsGone++;
        lookAgain();
      }
      if (turnsGone > LAST_TURNS || state.view().nodes().size() < 2) {
        throw new IOException("by the segment, node " + node + " has left the cluster");
      }
    } else {
      turnsGone = 0;
      // The client drops it, and finds it where it is now by the others' peers.
      elsewhere = !Follower.isAt(cluster, node, published);
    }
    return new InfoAnswers.Self(name, elsewhere, extraPeersGeneration.get());
  }

  private void passOn(int length, boolean loggedIn) throws IOException {
    try {
      Connection to = relay.get();
      if (to == null || to.isClosed()) {
        to = ClientHooks.dial(cluster, node, loggedIn);
        relay.set(to);
      }
      to.setTimeout(timeoutMillis);
      to.write(Arrays.copyOf(request, length), length);
      relaying = true;
    } catch (IOException e) {
      close(relay);
      throw e;
    } catch (RuntimeException e) {
      close(relay);
      throw new IOException("cannot ask node " + node + ": " + e.getMessage(), e);
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (relaying) {
      return readRelayed(bytes, offset, length);
    }
    if (answer == null || answerRead == answer.length) {
      return -1;
    }
    int count = Math.min(length, answer.length - answerRead);
    System.arraycopy(answer, answerRead, bytes, offset, count);
    answerRead += count;
    return count;
  }

  private int readRelayed(byte[] bytes, int offset, int length) throws IOException {
    Connection from = relay.get();
    if (from == null) {
      throw new IOException("the connection to node " + node + " is closed");
    }
    boolean read = false;
    try {
      int count = from.read(bytes, offset, length);
      read = count >= 0;
      return count;
    } finally {
      if (!read) {
        close(relay);
      }
    }
  }

  @Override
  public void setTimeout(int millis) {
    timeoutMillis = millis;
  }

  /** Ends what is open. By the watcher, once the node asks by another connection, or is closed. */
  void dispose() {
    closePrevious();
    close(relay);
  }

  private void closePrevious() {
    Connection before = previous.getAndSet(null);
    if (before != null && !before.isClosed()) {
      // By the node, which counts it.
      node.closeIdleConnection(before);
    }
  }

  private static void close(AtomicReference<Connection> reference) {
    Connection connection = reference.getAndSet(null);
    if (connection != null) {
      connection.close();
    }
  }
}
