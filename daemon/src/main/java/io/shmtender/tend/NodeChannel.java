package io.shmtender.tend;

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

/**
 * The one connection that is kept to a server, for info requests.
 *
 * <p>Used by one thread at a time: by the task that asks the node, and between tasks by the tending
 * thread; the hand-over through the executor and the mailbox orders their accesses. Only {@link
 * #close} may come at any time from another thread: it sets a volatile flag, then closes whatever
 * connection it sees; a thread that opens a connection publishes it first and checks the flag
 * second, so that one of the two closes it.
 */
final class NodeChannel implements AutoCloseable {
  /** An info message: version 2, type 1, and the length of the body in the low six bytes. */
  private static final long INFO_HEADER = (2L << 56) | (1L << 48);

  private static final long LENGTH_MASK = 0xFFFFFFFFFFFFL;

  /** A reply that claims to be longer is garbage; the longest real ones are under 2 MiB. */
  private static final int LONGEST_REPLY = 16 << 20;

  private final Connector connector;
  private final Login.Ticket ticket;
  private final InetSocketAddress address;
  private final String tlsName;
  private final long requestTimeoutNanos;
  private volatile Connection connection;
  private volatile boolean closed;
  private boolean fresh;
  private int connects;
  private int requests;
  private long bytesSent;
  private long bytesReceived;

  NodeChannel(
      Connector connector,
      Login.Ticket ticket,
      InetSocketAddress address,
      String tlsName,
      long requestTimeoutNanos) {
    this.connector = connector;
    this.ticket = ticket;
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
      ticket.authenticate(opened);
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
    try {
      return exchange(node, names);
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

  private InfoReply exchange(String node, List<String> names) throws IOException {
    Connection used = connection;
    if (used == null) {
      throw new IOException("the node was dropped meanwhile");
    }
    long deadline = System.nanoTime() + requestTimeoutNanos;
    ticket.renew(used);
    byte[] question = (String.join("\n", names) + "\n").getBytes(ISO_8859_1);
    byte[] message =
        ByteBuffer.allocate(8 + question.length)
            .putLong(INFO_HEADER | question.length)
            .put(question)
            .array();
    used.write(message, message.length);
    requests++;
    bytesSent += message.length;

    byte[] header = new byte[8];
    readFully(used, header, deadline);
    long announced = ByteBuffer.wrap(header).getLong();
    long length = announced & LENGTH_MASK;
    if ((announced & ~LENGTH_MASK) != INFO_HEADER || length > LONGEST_REPLY) {
      throw InfoReplyException.of(
          node, String.join(",", names), "no info message: header " + Long.toHexString(announced));
    }
    byte[] body = new byte[(int) length];
    readFully(used, body, deadline);
    bytesReceived += header.length + length;
    NotLoggedInException.check(node, body);
    fresh = false;
    return InfoReply.parse(node, names, body);
  }

  /** Reads to the end of the buffer; the deadline holds for all of it, however it trickles in. */
  private static void readFully(Connection from, byte[] buffer, long deadlineNanos)
      throws IOException {
    int at = 0;
    while (at < buffer.length) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
      if (left <= 0) {
        throw new SocketTimeoutException("reply incomplete");
      }
      from.setTimeout(Math.toIntExact(left));
      int count = from.read(buffer, at, buffer.length - at);
      if (count < 0) {
        throw new EOFException("connection closed after " + at + " bytes of " + buffer.length);
      }
      at += count;
    }
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
