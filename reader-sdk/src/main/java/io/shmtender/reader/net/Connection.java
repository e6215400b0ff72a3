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
import java.net.Socket;
import java.util.Arrays;

/**
 * A connection to a node and the buffers of the command that uses it. One write and, when the
 * answer fits and comes at once, one read for a command. Not thread-safe: the pool gives it to one
 * thread at a time.
 *
 * <p>A plain socket rather than a channel: it waits with a timeout in fewer system calls than a
 * channel or a selector, and parks a virtual thread instead of its carrier.
 */
public final class Connection implements Closeable {
  private static final int INITIAL_CAPACITY = 4 * 1024;
  private static final int MAX_RETAINED_CAPACITY = 64 * 1024;
  // The socket allocates and frees native memory for a write that is larger than its own buffer.
  private static final int MAX_WRITE = 64 * 1024;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final Request request = new Request();
  private final Response response = new Response();
  private byte[] buffer = new byte[INITIAL_CAPACITY];
  private int received;
  private int soTimeout;
  private long idleSince;

  private Connection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  static Connection open(InetSocketAddress address, int timeoutMillis) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(address, timeoutMillis);
      return new Connection(socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Returns the buffer for the next request. */
  public Request request() {
    return request;
  }

  /**
   * Sends the request. If this fails the server has not got all of it, and will not execute it.
   *
   * @throws IOException if the connection is broken
   */
  public void send() throws IOException {
    received = 0;
    for (int sent = 0; sent < request.size(); ) {
      int count = Math.min(MAX_WRITE, request.size() - sent);
      out.write(request.bytes(), sent, count);
      sent += count;
    }
  }

  /**
   * Waits for the response to the request.
   *
   * @throws java.net.SocketTimeoutException if it is not there in time
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
    int wait = deadline.nextWaitMillis();
    if (wait != soTimeout) {
      socket.setSoTimeout(wait);
      soTimeout = wait;
    }
    int count = in.read(buffer, received, buffer.length - received);
    if (count < 0) {
      throw new EOFException(
          received == 0 ? "the node closed the connection" : "the response is cut off");
    }
    received += count;
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
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
