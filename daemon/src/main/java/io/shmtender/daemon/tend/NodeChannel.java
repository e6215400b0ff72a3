package io.shmtender.daemon.tend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.aerospike.client.cluster.Connection;
import io.shmtender.reader.info.InfoReply;
import io.shmtender.reader.info.InfoReplyException;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection that is kept to a server, for info requests. A request is sent and waited for,
 * or sent, and its reply is taken when it has come.
 *
 * <p>Used by one thread at a time: by the task that asks the node, and between tasks by the tending
 * thread; the hand-over through the executor and the mailbox orders their accesses. Only {@link
 * #close} may come at any time from another thread: it sets a volatile flag, then closes whatever
 * connection it sees; a thread that opens a connection publishes it first and checks the flag
 * second, so that one of the two closes it.
 */
final class NodeChannel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeChannel.class);

  /** An info message: version 2, type 1, and the length of the body in the low six bytes. */
  private static final long INFO_HEADER = (2L << 56) | (1L << 48);

  private static final long LENGTH_MASK = 0xFFFFFFFFFFFFL;

  /**
   * A reply that claims to be longer is garbage; the longest real ones are under 2 MiB. No garbage
   * must take the heap of a daemon that has little.
   */
  private static final int LONGEST_REPLY = 4 << 20;

  /** The JDK keeps as large a buffer outside of the heap for each thread that has ever read. */
  private static final int MOST_AT_ONCE = 16 << 10;

  private final Connector connector;
  private final NodeLogin login;
  private final InetSocketAddress address;
  private final String tlsName;
  private final long requestTimeoutNanos;
  private volatile Connection connection;
  private volatile boolean closed;
  private boolean fresh;
  // For the request that was sent last: until when to wait, and what of its reply has come.
  private final byte[] header = new byte[8];
  private long deadlineNanos;
  // Null before the header is there.
  private byte[] body;
  private int arrived;
  private int connects;
  private int requests;
  private long bytesSent;
  private long bytesReceived;

  NodeChannel(
      Connector connector,
      NodeLogin login,
      InetSocketAddress address,
      String tlsName,
      long requestTimeoutNanos) {
    this.connector = connector;
    this.login = login;
    this.address = address;
    this.tlsName = tlsName;
    this.requestTimeoutNanos = requestTimeoutNanos;
  }

  InetSocketAddress address() {
    return address;
  }

  String tlsName() {
    return tlsName;
  }

  /** Returns how often this connected: when it moved, the server may be another process. */
  int connects() {
    return connects;
  }

  /** Returns whether there is a connection just now. For any thread. */
  boolean isConnected() {
    return connection != null;
  }

  /** Connects and logs in, dropping the connection that there was. */
  void connect() throws IOException {
    disconnect();
    Connection opened = connector.connect(address, tlsName);
    connection = opened;
    connects++;
    fresh = true;
    if (closed) {
      disconnect();
      throw new IOException("the node was dropped meanwhile");
    }
    try {
      login.authenticate(opened);
    } catch (IOException e) {
      disconnect();
      throw e;
    }
  }

  /**
   * Sends one info request for all the names and returns the reply.
   *
   * <p>A server may have closed an idle connection at any time, which shows only now. So when a
   * connection that had served before turns out to be closed, a new one is tried, once. Likewise
   * when the server has ended the session.
   *
   * @param node how to call the node in messages
   * @throws IOException if there is no reply in time, or it is none
   */
  InfoReply request(String node, List<String> names) throws IOException {
    boolean mayBeStale = connection != null && !fresh;
    if (connection == null) {
      connect();
    }
    return reply(node, names, true, mayBeStale);
  }

  /** Waits for the reply to what was sent by {@link #sendNow}, as {@link #request} does. */
  InfoReply await(String node, List<String> names) throws IOException {
    return reply(node, names, false, true);
  }

  private InfoReply reply(String node, List<String> names, boolean send, boolean mayBeStale)
      throws IOException {
    try {
      if (send) {
        send(names);
      }
      return take(node, names, true);
    } catch (SocketTimeoutException e) {
      disconnect();
      throw new IOException(
          "node "
              + node
              + " did not answer info '"
              + String.join(",", names)
              + "' within "
              + TimeUnit.NANOSECONDS.toMillis(requestTimeoutNanos)
              + " ms",
          e);
    } catch (InfoReplyException e) {
      disconnect();
      throw e;
    } catch (IOException e) {
      disconnect();
      if (!mayBeStale || closed) {
        throw e instanceof NotLoggedInException
            ? e
            : new IOException("node " + node + " closed the connection", e);
      }
      connect();
      return request(node, names);
    }
  }

  /**
   * Sends a request if that needs no waiting: over a connection that has served before, without
   * TLS, and with a login that is still good. The reply is taken by {@link #takeNow}, or awaited.
   *
   * @return whether it was sent
   */
  boolean sendNow(List<String> names) {
    if (connection == null || fresh || connector.isEncrypted() || login.isToBeRenewed()) {
      return false;
    }
    try {
      send(names);
      return true;
    } catch (IOException e) {
      // Closed by the server, as may happen to an idle one at any time: a new one is needed.
      LOG.debug("connection to {} is gone", address, e);
      disconnect();
      return false;
    }
  }

  /**
   * Takes the reply to what was sent by {@link #sendNow}, without waiting for it.
   *
   * @return null if not all of it has arrived yet
   * @throws InfoReplyException if it is no reply
   * @throws IOException if the connection was closed; a new one may help
   */
  InfoReply takeNow(String node, List<String> names) throws IOException {
    try {
      return take(node, names, false);
    } catch (IOException e) {
      disconnect();
      throw e;
    }
  }

  private Connection open() throws IOException {
    Connection present = connection;
    if (present == null) {
      throw new IOException("the node was dropped meanwhile");
    }
    return present;
  }

  private void send(List<String> names) throws IOException {
    Connection used = open();
    deadlineNanos = System.nanoTime() + requestTimeoutNanos;
    login.renew(used);
    byte[] question = (String.join("\n", names) + "\n").getBytes(ISO_8859_1);
    byte[] message =
        ByteBuffer.allocate(8 + question.length)
            .putLong(INFO_HEADER | question.length)
            .put(question)
            .array();
    body = null;
    arrived = 0;
    used.write(message, message.length);
    requests++;
    bytesSent += message.length;
  }

  // Returns null if nothing more is there without waiting.
  private InfoReply take(String node, List<String> names, boolean waiting) throws IOException {
    Connection used = open();
    if (body == null) {
      if (!fill(header, used, waiting)) {
        return null;
      }
      body = new byte[bodyLength(node, names)];
      arrived = 0;
    }
    if (!fill(body, used, waiting)) {
      return null;
    }
    byte[] whole = body;
    body = null;
    arrived = 0;
    bytesReceived += header.length + whole.length;
    NotLoggedInException.check(node, whole);
    fresh = false;
    return InfoReply.parse(node, names, whole);
  }

  private int bodyLength(String node, List<String> names) throws InfoReplyException {
    long announced = ByteBuffer.wrap(header).getLong();
    long length = announced & LENGTH_MASK;
    if ((announced & ~LENGTH_MASK) != INFO_HEADER || length > LONGEST_REPLY) {
      throw InfoReplyException.of(
          node, String.join(",", names), "no info message: header " + Long.toHexString(announced));
    }
    return (int) length;
  }

  /**
   * Reads to the end of the buffer; the deadline holds for all of it, however it trickles in.
   *
   * @return false if that would need waiting, and there is to be none
   */
  private boolean fill(byte[] buffer, Connection from, boolean waiting) throws IOException {
    while (arrived < buffer.length) {
      int most = Math.min(MOST_AT_ONCE, buffer.length - arrived);
      if (waiting) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (left <= 0) {
          throw new SocketTimeoutException("reply incomplete");
        }
        from.setTimeout(Math.toIntExact(left));
      } else {
        most = Math.min(most, from.getInputStream().available());
        if (most == 0) {
          return false;
        }
      }
      int count = from.read(buffer, arrived, most);
      if (count < 0) {
        throw new EOFException("connection closed after " + arrived + " bytes of " + buffer.length);
      }
      arrived += count;
    }
    return true;
  }

  /** Returns what was exchanged since the last call. */
  Traffic takeTraffic() {
    Traffic traffic = new Traffic(requests, bytesSent, bytesReceived);
    requests = 0;
    bytesSent = 0;
    bytesReceived = 0;
    return traffic;
  }

  /** Info requests and bytes. */
  record Traffic(int requests, long bytesSent, long bytesReceived) {}

  private void disconnect() {
    Connection dropped = connection;
    connection = null;
    if (dropped != null) {
      dropped.close();
    }
  }

  /** Closes the connection for good; a request that waits on it fails. */
  @Override
  public void close() {
    closed = true;
    connector.closed(this);
    Connection dropped = connection;
    if (dropped != null) {
      dropped.close();
    }
  }
}
