package io.shmtender.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.Router;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A node that answers what the test says, to every command on every connection. */
final class FakeNode implements AutoCloseable, Router {
  private static final int MAX_REQUEST = 64 * 1024 * 1024;
  private static final int TYPE_INFO = 1;
  private static final byte[] INFO =
      ByteBuffer.allocate(13)
          .putLong(2L << 56 | 1L << 48 | 5)
          .put("node\n".getBytes(US_ASCII))
          .array();

  /** What to do with a request, the first of which has number 1; an exception closes. */
  interface Script {
    void answer(int number, OutputStream out) throws Exception;
  }

  private final ServerSocket server;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger accepted = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Socket> forgotten = ConcurrentHashMap.newKeySet();
  private final ClusterView view;
  private final Node node;
  private volatile Script script;
  private volatile Socket lastUsed;

  FakeNode(Script script) throws IOException {
    this.script = script;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.node = node("FAKE", server.getLocalPort());
    this.view = view(1, node);
    Thread acceptor = new Thread(this::accept, "fake-node");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  static Node node(String name, int port) {
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    return new Node(name, host, port, "", "8.1.0.0", 0, 0, true);
  }

  /** A view in which the first node is master of everything and the others are its proles. */
  static ClusterView view(long sequence, Node... nodes) {
    short[][] replicas = new short[nodes.length][NamespaceMap.PARTITIONS];
    for (int r = 0; r < nodes.length; r++) {
      Arrays.fill(replicas[r], (short) r);
    }
    NamespaceMap namespace =
        new NamespaceMap(
            "test", false, replicas, new int[NamespaceMap.PARTITIONS], new int[nodes.length]);
    ClusterMap map = new ClusterMap("fake", List.of(nodes), List.of(namespace));
    return new ClusterView(map, sequence, Instant.EPOCH);
  }

  /** A response without bins. */
  static byte[] response(int resultCode) {
    return ByteBuffer.allocate(30)
        .putLong(2L << 56 | 3L << 48 | 22)
        .put((byte) 22)
        .put(new byte[4])
        .put((byte) resultCode)
        .putInt(1)
        .array();
  }

  static byte[] ok() {
    return response(0);
  }

  void script(Script next) {
    script = next;
  }

  int requests() {
    return requests.get();
  }

  int accepted() {
    return accepted.get();
  }

  int open() {
    return open.size();
  }

  Node node() {
    return node;
  }

  /** Closes the connections that there are. */
  void closeConnections() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** Closes them but for the one that the last command came over, as who reaps idle ones does. */
  void reapIdle() throws IOException {
    for (Socket socket : open) {
      if (socket != lastUsed) {
        socket.close();
      }
    }
  }

  /** Answers nothing any more on those, as if somebody on the way had forgotten them. */
  void forgetIdle() {
    for (Socket socket : open) {
      if (socket != lastUsed) {
        forgotten.add(socket);
      }
    }
  }

  @Override
  public ClusterView view() {
    return view;
  }

  @Override
  public ClusterView freshView() {
    return view;
  }

  @Override
  public void close() throws IOException {
    server.close();
    closeConnections();
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        accepted.incrementAndGet();
        Thread thread = new Thread(() -> serve(socket), "fake-node-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      while (true) {
        long header = in.readLong();
        int size = (int) Math.min(header & 0xFFFF_FFFF_FFFFL, MAX_REQUEST);
        in.readFully(new byte[size]);
        if (forgotten.contains(socket)) {
          continue;
        }
        if ((header >>> 48 & 0xFF) == TYPE_INFO) {
          // Whether the node is there, which is no command.
          out.write(INFO);
          continue;
        }
        lastUsed = socket;
        script.answer(requests.incrementAndGet(), out);
      }
    } catch (Exception e) {
      // The client or the test has closed it.
    } finally {
      open.remove(socket);
    }
  }
}
