package io.shmtender.client.net;

import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.client.wire.Proto;
import io.shmtender.client.wire.Request;
import io.shmtender.client.wire.Response;
import io.shmtender.reader.login.Login;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A connection to a node and the buffers of the command that uses it. One write and, when the
 * answer fits and comes at once, one read for a command. Not thread-safe: the pool gives it to one
 * thread at a time, and only {@link WaitLimiter} may come between, to end a wait.
 *
 * <p>A plain socket rather than a channel: it parks a virtual thread instead of its carrier, and an
 * interrupt does not close it.
 */
public final class Connection implements Closeable {
  private static final int INITIAL_CAPACITY = 4 * 1024;
  private static final int MAX_RETAINED_CAPACITY = 64 * 1024;
  // The socket allocates and frees native memory for a write that is larger than its own buffer.
  private static final int MAX_WRITE = 64 * 1024;
  // What the kernel takes at once when nothing else is under way: its smallest buffer.
  private static final int NEVER_BLOCKS = 4 * 1024;

  // Asks for the node's name: what every server answers at once, and to every user.
  private static final byte[] QUESTION = Proto.info("node\n");
  private static final int MIN_ANSWER_MILLIS = 10;

  private static final long NO_WAIT = 0;
  private static final long ENDED = Long.MIN_VALUE;

  private final WaitLimiter watch;
  // The one to close: closing an SSL socket sends a message first, which can take long.
  private final Socket socket;
  // The one to send and receive over.
  private Socket channel;
  private InputStream in;
  private OutputStream out;
  private final Request request = new Request();
  private final Response response = new Response();
  private byte[] buffer = new byte[INITIAL_CAPACITY];
  // What was received and not consumed yet is between start and received.
  private int start;
  private int received;
  private boolean hasReceived;
  private Login.Session session;
  private long idleSince;
  private boolean asked;
  // By System.nanoTime.
  private long askedAt;
  private boolean broken;
  // Whether a wait was left to the socket's own timeout, which makes it poll from then on.
  private boolean slow;
  // When the wait that is under way has to end, by System.nanoTime; NO_WAIT, or ENDED by the watch.
  private final AtomicLong waitEnd = new AtomicLong(NO_WAIT);

  private Connection(WaitLimiter watch) {
    this.watch = watch;
    // Does not look for the system's proxies: no database is behind one.
    this.socket = new Socket(Proxy.NO_PROXY);
  }

  static Connection open(
      WaitLimiter watch, Access access, InetSocketAddress address, int timeoutMillis)
      throws IOException {
    Connection connection = new Connection(watch);
    watch.add(connection);
    boolean connected = false;
    try {
      connection.connect(access, address, timeoutMillis);
      connected = true;
      return connection;
    } finally {
      if (!connected) {
        connection.close();
      }
    }
  }

  private void connect(Access access, InetSocketAddress address, int timeoutMillis)
      throws IOException {
    long end =
        System.nanoTime()
            + (timeoutMillis > 0
                ? TimeUnit.MILLISECONDS.toNanos(timeoutMillis)
                : TimeUnit.DAYS.toNanos(36_500));
    boolean watched = beginWait(timeoutMillis);
    try {
      socket.setTcpNoDelay(true);
      if (!watched) {
        slow = true;
        socket.setSoTimeout(timeoutMillis);
      }
      socket.connect(address, watched ? 0 : timeoutMillis);
      channel = access.secure(socket);
      in = channel.getInputStream();
      out = channel.getOutputStream();
      session = access.authenticate(in, out, end);
      if (!watched) {
        channel.setSoTimeout(0);
      }
    } catch (IOException e) {
      throw hasEnded() ? timeout("connected", e) : e;
    }
    if (!endWait()) {
      throw timeout("connected", null);
    }
  }

  // False if nobody watches the wait, since no thread can be started.
  private boolean beginWait(int millis) throws SocketTimeoutException {
    if (millis > 0) {
      long end = System.nanoTime() + millis * 1_000_000L;
      if (!waitEnd.compareAndSet(NO_WAIT, end == NO_WAIT || end == ENDED ? end + 1 : end)) {
        throw timeout("answered", null);
      }
      return watch.wake();
    }
    return true;
  }

  // False if the watch was faster: the socket is closed, or about to be.
  private boolean endWait() {
    long end = waitEnd.get();
    return end != ENDED && waitEnd.compareAndSet(end, NO_WAIT);
  }

  private boolean hasEnded() {
    return waitEnd.get() == ENDED;
  }

  private static SocketTimeoutException timeout(String what, IOException cause) {
    SocketTimeoutException timeout = new SocketTimeoutException("not " + what + " in time");
    timeout.initCause(cause);
    return timeout;
  }

  /** Ends the wait that is under way if it is time; returns whether there was one. */
  boolean endWaitAt(long now) {
    long end = waitEnd.get();
    if (end == NO_WAIT || end == ENDED) {
      return false;
    }
    if (end - now <= 0 && waitEnd.compareAndSet(end, ENDED)) {
      close();
    }
    return true;
  }

  /** Returns whether it can carry another command: no wait was ended on it, nor is it slow. */
  boolean isUsable() {
    return !hasEnded() && !slow;
  }

  /**
   * Asks whether the node is there. A question rather than a look at the socket, which can not be
   * had for less than a millisecond and makes all later reads poll, and does not see that somebody
   * on the way has forgotten the connection.
   */
  void ask() {
    start = 0;
    received = 0;
    hasReceived = false;
    asked = true;
    askedAt = System.nanoTime();
    try {
      out.write(QUESTION);
    } catch (IOException e) {
      broken = true;
    }
  }

  /**
   * Returns whether it was not asked, or the node has answered.
   *
   * @param millis how long after the question the answer may come
   */
  boolean hasAnswered(int millis) {
    if (!asked) {
      return true;
    }
    asked = false;
    if (broken) {
      return false;
    }
    long now = System.nanoTime();
    // A caller that was delayed by another node still takes an answer that is already there.
    int left = millis - (int) TimeUnit.NANOSECONDS.toMillis(now - askedAt);
    Deadline until = new Deadline(now, Math.max(left, MIN_ANSWER_MILLIS), 0);
    try {
      await(Proto.HEADER_SIZE, until);
      int bodySize = Proto.infoSize(buffer, start);
      await(Proto.HEADER_SIZE + bodySize, until);
      start += Proto.HEADER_SIZE + bodySize;
      requireAllConsumed();
      return isUsable();
    } catch (IOException | MalformedResponseException e) {
      // Whatever it is, another connection is what helps.
      return false;
    }
  }

  /** Returns the buffer for the next request. */
  public Request request() {
    return request;
  }

  /**
   * Sends the request. If this fails the server has not got all of it, and will not execute it.
   *
   * @throws SocketTimeoutException if the node does not take it in time
   * @throws IOException if the connection is broken
   */
  public void send(Deadline deadline) throws IOException {
    send(request, deadline);
  }

  /**
   * Sends a request that was put together elsewhere. If this fails the server has not got all of
   * it, and will not execute it.
   *
   * @throws SocketTimeoutException if the node does not take it in time
   * @throws IOException if the connection is broken
   */
  public void send(Request message, Deadline deadline) throws IOException {
    start = 0;
    received = 0;
    hasReceived = false;
    boolean mayWait = message.size() > NEVER_BLOCKS;
    if (mayWait && !beginWait(deadline.nextWaitMillis())) {
      endWait();
      throw NoThreadException.of();
    }
    try {
      for (int sent = 0; sent < message.size(); ) {
        int count = Math.min(MAX_WRITE, message.size() - sent);
        out.write(message.bytes(), sent, count);
        sent += count;
      }
    } catch (IOException e) {
      throw hasEnded() ? timeout("sent", e) : broke(e);
    }
    if (mayWait && !endWait()) {
      throw timeout("sent", null);
    }
  }

  /**
   * Waits for the response to the request.
   *
   * @throws SocketTimeoutException if it is not there in time
   * @throws IOException if the connection is broken
   * @throws MalformedResponseException if it is none
   */
  public Response receive(Deadline deadline) throws IOException, MalformedResponseException {
    int bodySize = awaitMessage(deadline);
    requireAllConsumed();
    response.reset(buffer, start - bodySize, bodySize);
    return response;
  }

  /**
   * Waits for the next message of a response that has several. What the one before was read from is
   * overwritten.
   *
   * @throws SocketTimeoutException if it is not there in time
   * @throws IOException if the connection is broken
   * @throws MalformedResponseException if it is none
   */
  public Response receiveRows(Deadline deadline) throws IOException, MalformedResponseException {
    int bodySize = awaitMessage(deadline);
    response.resetRows(buffer, start - bodySize, bodySize);
    return response;
  }

  /**
   * Waits for the answer to an info request, and returns its text.
   *
   * @throws SocketTimeoutException if it is not there in time
   * @throws IOException if the connection is broken
   * @throws MalformedResponseException if it is none
   */
  public byte[] receiveInfo(Deadline deadline) throws IOException, MalformedResponseException {
    await(Proto.HEADER_SIZE, deadline);
    int size = Proto.infoSize(buffer, start);
    await(Proto.HEADER_SIZE + size, deadline);
    int from = start + Proto.HEADER_SIZE;
    start = from + size;
    requireAllConsumed();
    return Arrays.copyOfRange(buffer, from, start);
  }

  /**
   * Checks that nothing has come after the last message that was received.
   *
   * @throws MalformedResponseException if something has
   */
  public void requireAllConsumed() throws MalformedResponseException {
    if (received > start) {
      throw new MalformedResponseException((received - start) + " bytes after the response");
    }
  }

  // Consumes a message and returns the size of its body, which ends at start.
  private int awaitMessage(Deadline deadline) throws IOException, MalformedResponseException {
    await(Proto.HEADER_SIZE, deadline);
    int bodySize = Proto.bodySize(buffer, start);
    await(Proto.HEADER_SIZE + bodySize, deadline);
    start += Proto.HEADER_SIZE + bodySize;
    return bodySize;
  }

  private void await(int size, Deadline deadline) throws IOException {
    while (received - start < size) {
      if (buffer.length - start < size && start > 0) {
        System.arraycopy(buffer, start, buffer, 0, received - start);
        received -= start;
        start = 0;
      } else if (received == buffer.length) {
        // As large as what has come, not as what was announced: a liar costs no memory.
        buffer = Arrays.copyOf(buffer, (int) Math.min(size, 2L * buffer.length));
      }
      read(deadline);
    }
  }

  private void read(Deadline deadline) throws IOException {
    int waitMillis = deadline.nextWaitMillis();
    boolean watched = beginWait(waitMillis);
    int count;
    try {
      if (!watched) {
        slow = true;
        channel.setSoTimeout(waitMillis);
      }
      count = in.read(buffer, received, buffer.length - received);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      throw hasEnded() ? timeout("answered", e) : broke(e);
    }
    if (count < 0) {
      throw broke(
          new EOFException(
              !hasReceived ? "the node closed the connection" : "the response is cut off"));
    }
    received += count;
    hasReceived = true;
    // With the wait ended meanwhile, what has come has come; the connection is not used again.
    endWait();
  }

  private IOException broke(IOException e) {
    broken = true;
    return e;
  }

  /** Returns whether somebody else closed it. */
  boolean isBroken() {
    return broken;
  }

  /** Returns what it got in by, null without a login. */
  Login.Session session() {
    return session;
  }

  /** Returns whether any part of the response to the last request has come. */
  public boolean hasReceived() {
    return hasReceived;
  }

  void becameIdle(long now) {
    idleSince = now;
    request.shrink();
    if (buffer.length > MAX_RETAINED_CAPACITY) {
      buffer = new byte[INITIAL_CAPACITY];
    }
  }

  // By System.nanoTime.
  long idleSince() {
    return idleSince;
  }

  @Override
  public void close() {
    watch.remove(this);
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
