package io.shmtender.client;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Node;
import io.shmtender.reader.Router;
import io.shmtender.simulator.SimulatedNode;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a simulated node, the only one of its cluster, and decides what becomes of the
 * requests: passes them on, lets them wait, or answers batches itself.
 */
final class Gate implements AutoCloseable, Router {
  private static final int INFO1_BATCH = 1 << 3;
  private static final int HEADER_SIZE = 22;
  private static final int RESULT_CODE = 5;

  /** What becomes of a batch. */
  interface Batches {
    int PASS = 0;
    int SWALLOW = -1;
    int FIRST_ROW_BUSY = -2;

    /** Returns a result code to refuse one with so many rows, or one of the above. */
    int decide(int rows);
  }

  private final ServerSocket server;
  private final SimulatedNode behind;
  private final ClusterView view;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger singles = new AtomicInteger();
  private final Queue<Integer> batches = new ConcurrentLinkedQueue<>();
  private volatile Batches decision = rows -> Batches.PASS;
  private final Object monitor = new Object();
  private boolean held;
  private int waiting;

  Gate(SimulatedNode behind, String build) throws IOException {
    this.behind = behind;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    this.view =
        FakeNode.view(1, new Node("GATE", host, server.getLocalPort(), "", build, 0, 0, true));
    start(this::accept);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "gate");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public ClusterView view() {
    return view;
  }

  @Override
  public ClusterView freshView() {
    return view;
  }

  /** Lets requests wait from now on. */
  void hold() {
    synchronized (monitor) {
      held = true;
    }
  }

  /** Lets them pass. */
  void release() {
    synchronized (monitor) {
      held = false;
      monitor.notifyAll();
    }
  }

  /** How many requests wait. */
  int waiting() {
    synchronized (monitor) {
      return waiting;
    }
  }

  void onBatch(Batches next) {
    decision = next;
  }

  /** How many commands came alone. */
  int singles() {
    return singles.get();
  }

  /** The numbers of rows of the batches that came. */
  List<Integer> batches() {
    return List.copyOf(batches);
  }

  @Override
  public void close() throws IOException {
    release();
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        start(() -> serve(socket));
      }
    } catch (IOException e) {
      // The end of the test.
    }
  }

  private void serve(Socket socket) {
    try (socket;
        Socket upstream = new Socket(behind.host(), behind.port())) {
      socket.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataInputStream answers = new DataInputStream(upstream.getInputStream());
      while (true) {
        byte[] request = message(in);
        int rows = rows(request);
        if (rows == 0) {
          singles.incrementAndGet();
        } else {
          batches.add(rows);
        }
        pass();
        int become = rows == 0 ? Batches.PASS : decision.decide(rows);
        if (become > 0) {
          socket.getOutputStream().write(refusal(become));
        } else if (become != Batches.SWALLOW) {
          upstream.getOutputStream().write(request);
          answer(answers, socket.getOutputStream(), rows > 0, become == Batches.FIRST_ROW_BUSY);
        }
      }
    } catch (IOException e) {
      // The client or the test has closed it.
    } finally {
      open.remove(socket);
    }
  }

  private void pass() {
    synchronized (monitor) {
      waiting++;
      try {
        while (held) {
          monitor.wait();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        waiting--;
      }
    }
  }

  private static void answer(DataInputStream in, OutputStream out, boolean batch, boolean busy)
      throws IOException {
    boolean last = false;
    boolean first = true;
    while (!last) {
      byte[] part = message(in);
      if (batch && first && busy) {
        part[8 + RESULT_CODE] = 14;
      }
      first = false;
      last = !batch || (part[part.length - HEADER_SIZE + 3] & 1) != 0;
      out.write(part);
    }
  }

  private static byte[] message(DataInputStream in) throws IOException {
    long header = in.readLong();
    int size = (int) (header & 0xFFFF_FFFF_FFFFL);
    byte[] message = new byte[8 + size];
    ByteBuffer.wrap(message).putLong(header);
    in.readFully(message, 8, size);
    return message;
  }

  private static int rows(byte[] request) {
    boolean batch = (request[8 + 1] & INFO1_BATCH) != 0;
    // After the field's size and type.
    return batch ? ByteBuffer.wrap(request).getInt(8 + HEADER_SIZE + 5) : 0;
  }

  private static byte[] refusal(int resultCode) {
    byte[] body = new byte[HEADER_SIZE];
    body[0] = HEADER_SIZE;
    body[3] = 1;
    body[RESULT_CODE] = (byte) resultCode;
    return ByteBuffer.allocate(8 + HEADER_SIZE)
        .putLong(2L << 56 | 3L << 48 | HEADER_SIZE)
        .put(body)
        .array();
  }
}
