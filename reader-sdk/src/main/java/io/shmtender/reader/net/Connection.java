package io.shmtender.reader.net;

import io.shmtender.reader.wire.MalformedResponseException;
import io.shmtender.reader.wire.Proto;
import io.shmtender.reader.wire.Request;
import io.shmtender.reader.wire.Response;
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
import java.util.concurrent.atomic.AtomicLong;

/**
 * A connection to a node and the buffers of the command that uses it. One write and, when the
 * answer fits and comes at once, one read for a command. Not thread-safe: the pool gives it to one
 * thread at a time, and only {@link Watch} may come between, to end a wait.
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

  private static final long NO_WAIT = 0;
  private static final long ENDED = Long.MIN_VALUE;

  private final Watch watch;
  private final Socket socket;
  private InputStream in;
  private OutputStream out;
  private final Request request = new Request();
  private final Response response = new Response();
  private byte[] buffer = new byte[INITIAL_CAPACITY];
  private int received;
  private long idleSince;
  // When the wait that is under way has to end, by System.nanoTime; NO_WAIT, or ENDED by the watch.
  private final AtomicLong waitEnd = new AtomicLong(NO_WAIT);

  private Connection(Watch watch) {
    this.watch = watch;
    // Without a look at the system's proxies, which no database is behind.
    this.socket = new Socket(Proxy.NO_PROXY);
  }

  static Connection open(Watch watch, InetSocketAddress address, int timeoutMillis)
      throws IOException {
    Connection connection = new Connection(watch);
    watch.add(connection);
    boolean connected = false;
    try {
      connection.connect(address, timeoutMillis);
      connected = true;
      return connection;
    } finally {
      if (!connected) {
        connection.close();
      }
    }
  }

  private void connect(InetSocketAddress address, int timeoutMillis) throws IOException {
    beginWait(timeoutMillis);
    try {
      socket.setTcpNoDelay(true);
      socket.connect(address);
    } catch (IOException e) {
      throw hasEnded() ? timeout("connected", e) : e;
    }
    if (!endWait()) {
      throw timeout("connected", null);
    }
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  private void beginWait(int millis) throws SocketTimeoutException {
    if (millis > 0) {
      long end = System.nanoTime() + millis * 1_000_000L;
      if (!waitEnd.compareAndSet(NO_WAIT, end == NO_WAIT || end == ENDED ? end + 1 : end)) {
        throw timeout("answered", null);
      }
      watch.wake();
    }
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

  /** Returns whether it can carry another command: no wait was ended on it. */
  boolean isUsable() {
    return !hasEnded();
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
    received = 0;
    boolean mayWait = request.size() > NEVER_BLOCKS;
    if (mayWait) {
      beginWait(deadline.nextWaitMillis());
    }
    try {
      for (int sent = 0; sent < request.size(); ) {
        int count = Math.min(MAX_WRITE, request.size() - sent);
        out.write(request.bytes(), sent, count);
        sent += count;
      }
    } catch (IOException e) {
      throw hasEnded() ? timeout("sent", e) : e;
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
    while (received < Proto.HEADER_SIZE) {
      read(deadline);
    }
    int bodySize = Proto.bodySize(buffer);
    int size = Proto.HEADER_SIZE + bodySize;
    while (received < size) {
      if (received == buffer.length) {
        // As large as what has come, not as what was announced: a liar costs no memory.
        buffer = Arrays.copyOf(buffer, (int) Math.min(size, 2L * buffer.length));
      }
      read(deadline);
    }
    if (received > size) {
      throw new MalformedResponseException((received - size) + " bytes after the response");
    }
    response.reset(buffer, Proto.HEADER_SIZE, bodySize);
    return response;
  }

  private void read(Deadline deadline) throws IOException {
    beginWait(deadline.nextWaitMillis());
    int count;
    try {
      count = in.read(buffer, received, buffer.length - received);
    } catch (IOException e) {
      throw hasEnded() ? timeout("answered", e) : e;
    }
    if (count < 0) {
      throw new EOFException(
          received == 0 ? "the node closed the connection" : "the response is cut off");
    }
    received += count;
    // With the wait ended meanwhile, what has come has come; the connection is not used again.
    endWait();
  }

  /** Returns whether any part of the response to the last request has come. */
  public boolean hasReceived() {
    return received > 0;
  }

  void becameIdle(long now) {
    idleSince = now;
    request.shrink();
    if (buffer.length > MAX_RETAINED_CAPACITY) {
      buffer = new byte[INITIAL_CAPACITY];
    }
  }

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
