package io.shmtender.daemon.tend;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shmtender.simulator.SimulatedNode;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/**
 * Stands in front of a simulated node and lets only those through who logged in, as a server with
 * security on does.
 */
final class LoginGate implements AutoCloseable {
  private static final int ADMIN_MESSAGE = 2;
  private static final int AUTHENTICATE = 0;
  private static final int LOGIN = 20;
  private static final int INVALID_PASSWORD = 62;
  private static final int INVALID_SESSION = 66;

  private final SimulatedNode behind;
  private final ServerSocket listening;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final String user;
  private final int ttlSeconds;
  final AtomicInteger logins = new AtomicInteger();
  final AtomicInteger authentications = new AtomicInteger();
  volatile byte[] token = "first".getBytes(UTF_8);

  LoginGate(SimulatedNode behind, ServerSocketFactory factory, String user, int ttlSeconds)
      throws IOException {
    this.behind = behind;
    this.user = user;
    this.ttlSeconds = ttlSeconds;
    listening = factory.createServerSocket(0, 10, behind.address().getAddress());
    start(this::accept);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "login-gate");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        sockets.add(socket);
        start(() -> serve(socket));
      }
    } catch (IOException e) {
      if (!listening.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        Socket node = new Socket(behind.host(), behind.port())) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      boolean allowed = false;
      while (true) {
        long header = in.readLong();
        byte[] body = in.readNBytes((int) (header & 0xFFFFFFFFFFFFL));
        if ((header >> 48 & 0xFF) == ADMIN_MESSAGE) {
          int result = check(body);
          allowed |= result == 0;
          out.write(adminReply(result, body[2]));
        } else if (allowed) {
          DataOutputStream toNode = new DataOutputStream(node.getOutputStream());
          toNode.writeLong(header);
          toNode.write(body);
          DataInputStream fromNode = new DataInputStream(node.getInputStream());
          long reply = fromNode.readLong();
          out.writeLong(reply);
          out.write(fromNode.readNBytes((int) (reply & 0xFFFFFFFFFFFFL)));
        } else {
          return;
        }
      }
    } catch (EOFException e) {
      // The client is done.
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
    } finally {
      sockets.remove(socket);
    }
  }

  private int check(byte[] body) {
    String fields = new String(body, UTF_8);
    return switch (body[2]) {
      case LOGIN -> {
        logins.incrementAndGet();
        yield fields.contains(user) ? 0 : INVALID_PASSWORD;
      }
      case AUTHENTICATE -> {
        authentications.incrementAndGet();
        yield fields.endsWith(new String(token, UTF_8)) ? 0 : INVALID_SESSION;
      }
      default -> INVALID_PASSWORD;
    };
  }

  /** An admin reply: version 2, type 2, length; the result in its tenth byte; then fields. */
  private byte[] adminReply(int result, int command) throws IOException {
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    DataOutputStream field = new DataOutputStream(fields);
    if (command == LOGIN && result == 0) {
      field.writeInt(token.length + 1);
      field.write(5);
      field.write(token);
      field.writeInt(5);
      field.write(6);
      field.writeInt(ttlSeconds);
    }
    ByteArrayOutputStream reply = new ByteArrayOutputStream();
    DataOutputStream message = new DataOutputStream(reply);
    message.writeLong(2L << 56 | 2L << 48 | (16 + fields.size()));
    byte[] head = new byte[16];
    head[1] = (byte) result;
    head[3] = (byte) (fields.size() > 0 ? 2 : 0);
    message.write(head);
    message.write(fields.toByteArray());
    return reply.toByteArray();
  }

  /** Ends the session that was given out, and the connections. */
  void restart() {
    token = Arrays.copyOf("second".getBytes(UTF_8), 6);
    dropConnections();
  }

  void dropConnections() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    dropConnections();
  }
}
