package io.shmtender.daemon.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves all connections on one thread that never waits for any of them. There are so many at most:
 * for one more, the one goes that has been at the same thing for the longest, but not in its first
 * moment, when its request may just be coming. So those who hold connections, however many, take
 * them from each other, and whoever comes and asks is served.
 *
 * <p>What answers run on threads of lanes; their answers come back here. Answers that nobody takes
 * have a limit of their own, and the oldest of them go first as well.
 */
final class HttpLoop implements AutoCloseable, Connection.Desk {
  /** The most connections at a time. */
  static final int MOST_CONNECTIONS = 128;

  private static final Logger LOG = LoggerFactory.getLogger(HttpLoop.class);
  private static final int MOST_KEPT_BYTES = Body.MOST_BYTES;
  private static final int ACCEPTED_AT_ONCE = 16;
  private static final long FIRST_MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_SELECT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ServerSocketChannel listener;
  private final InetSocketAddress address;
  private final Selector selector;
  private final SelectionKey accepting;
  private final HostNames hosts;
  private final Map<String, LaneWork> routes = new TreeMap<>();
  private final List<LaneWork> lanes;
  private final Set<Connection> connections = new LinkedHashSet<>();
  private final Queue<Runnable> finished = new ConcurrentLinkedQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Connection.MOST_HEAD_BYTES);
  private final Thread thread = new Thread(this::run, "http");
  private boolean failing;
  private long acceptAt;
  private volatile boolean closed;

  /**
   * Creates a loop that does not run yet.
   *
   * @param listener bound; closed by this loop
   * @throws IOException if the kernel gives nothing to wait with
   */
  HttpLoop(ServerSocketChannel listener, HostNames hosts, List<Lane> lanes) throws IOException {
    this.listener = listener;
    this.address = (InetSocketAddress) listener.getLocalAddress();
    this.hosts = hosts;
    this.lanes = lanes.stream().map(lane -> new LaneWork(lane, this::noteFinished)).toList();
    for (LaneWork lane : this.lanes) {
      lane.paths().forEach(path -> routes.put(path, lane));
    }
    listener.configureBlocking(false);
    selector = Selector.open();
    accepting = listener.register(selector, SelectionKey.OP_ACCEPT);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  InetSocketAddress address() {
    return address;
  }

  private void noteFinished(Runnable work) {
    finished.add(work);
    selector.wakeup();
  }

  // ---- The loop ----

  private void run() {
    while (!closed) {
      try {
        turn();
        failing = false;
      } catch (ClosedSelectorException e) {
        LOG.debug("closed", e);
        return;
      } catch (IOException | RuntimeException | Error e) {
        // No memory for an instant, or a defect: the connection that it hit is cut off in the end.
        if (!failing) {
          failing = true;
          LOG.warn("the HTTP server goes on after {}", e.toString());
          LOG.debug("in a turn", e);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    closeAll();
  }

  private void turn() throws IOException {
    selector.select(millisToWait(System.nanoTime()));
    long now = System.nanoTime();
    for (Runnable work = finished.poll(); work != null; work = finished.poll()) {
      work.run();
    }
    boolean acceptable = false;
    for (SelectionKey key : selector.selectedKeys()) {
      if (key == accepting) {
        acceptable = true;
      } else {
        handle((Connection) key.attachment(), now);
      }
    }
    selector.selectedKeys().clear();
    expire(now);
    if (acceptable) {
      accept(now);
    }
  }

  private long millisToWait(long now) {
    long nanos = LONGEST_SELECT_NANOS;
    for (Connection connection : connections) {
      nanos = Math.min(nanos, connection.deadline() - now);
    }
    if (accepting.interestOps() == 0) {
      nanos = Math.min(nanos, acceptAt - now);
    }
    // 0 would be for ever.
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  private void handle(Connection connection, long now) {
    try {
      connection.ready(buffer.clear(), now);
    } catch (IOException | CancelledKeyException e) {
      LOG.trace("a connection broke", e);
      cut(connection);
    }
    forgetIfClosed(connection);
  }

  private void cut(Connection connection) {
    try {
      connection.close();
    } catch (IOException e) {
      LOG.debug("a connection could not be closed", e);
    }
    connections.remove(connection);
  }

  private void forgetIfClosed(Connection connection) {
    if (connection.phase() == Connection.Phase.CLOSED) {
      connections.remove(connection);
    }
  }

  private void expire(long now) {
    for (Connection connection : List.copyOf(connections)) {
      if (connection.deadline() - now <= 0) {
        cut(connection);
      }
    }
    if (accepting.interestOps() == 0 && acceptAt - now <= 0) {
      accepting.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  // ---- Who may be connected ----

  private void accept(long now) {
    for (int i = 0; i < ACCEPTED_AT_ONCE; i++) {
      if (connections.size() >= MOST_CONNECTIONS && !makeRoom(now)) {
        acceptLater(now + FIRST_MOMENT_NANOS);
        return;
      }
      try {
        SocketChannel channel = listener.accept();
        if (channel == null) {
          return;
        }
        take(channel, now);
      } catch (IOException e) {
        // No descriptors are left, most likely.
        LOG.debug("cannot accept", e);
        makeRoom(now);
        acceptLater(now + PAUSE_NANOS);
        return;
      }
    }
  }

  private void take(SocketChannel channel, long now) throws IOException {
    try {
      connections.add(new Connection(channel, selector, this, now));
    } catch (IOException e) {
      LOG.trace("a connection was gone at once", e);
      channel.close();
    }
  }

  private void acceptLater(long then) {
    acceptAt = then;
    accepting.interestOps(0);
  }

  private boolean makeRoom(long now) {
    Predicate<Connection> settled = connection -> now - connection.since() >= FIRST_MOMENT_NANOS;
    Optional<Connection> goes =
        oldest(settled.and(each -> each.phase() == Connection.Phase.LINGERING))
            .or(() -> oldest(settled.and(each -> each.phase() == Connection.Phase.READING)))
            .or(() -> oldest(settled.and(each -> each.phase() == Connection.Phase.ANSWERING)));
    goes.ifPresent(this::cut);
    return goes.isPresent();
  }

  private Optional<Connection> oldest(Predicate<Connection> among) {
    return connections.stream()
        .filter(among)
        .min(Comparator.comparingLong((Connection connection) -> connection.since()));
  }

  // ---- What they ask for ----

  @Override
  public void handle(Connection connection, RequestHead head) {
    if (head.host().isPresent() && !hosts.isOwn(head.host().get())) {
      send(
          connection,
          Response.text(
              403, "this is not '" + head.host().get() + "'; if it is, add it to http-hosts\n"),
          head);
      return;
    }
    if (!head.method().equals("GET") && !head.method().equals("HEAD")) {
      send(
          connection,
          Response.text(405, "only GET and HEAD: nothing here can be changed\n")
              .with("Allow", "GET, HEAD"),
          head);
      return;
    }
    LaneWork lane = routes.get(head.request().path());
    if (lane == null) {
      send(
          connection,
          Response.text(404, "not found; there is " + String.join(", ", routes.keySet()) + "\n"),
          head);
      return;
    }
    try {
      lane.answer(head, answer -> send(connection, answer));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      LOG.debug("{} is busy", head.request().path(), e);
      send(connection, LaneWork.busy("too many ask for this now; ask again\n"), head);
    }
  }

  @Override
  public void refuse(Connection connection, int status, String message) {
    try {
      send(connection, Answer.toNobody(Response.text(status, message)));
    } catch (IOException e) {
      LOG.debug("cannot refuse", e);
      cut(connection);
    }
  }

  @Override
  public void goOnLater(Connection connection) {
    noteFinished(() -> connection.goOn(System.nanoTime()));
  }

  private void send(Connection connection, Response response, RequestHead head) {
    try {
      send(connection, Answer.of(response, head));
    } catch (IOException e) {
      LOG.debug("cannot answer", e);
      cut(connection);
    }
  }

  private void send(Connection connection, Answer answer) {
    try {
      connection.answer(answer, System.nanoTime());
    } catch (IOException | CancelledKeyException e) {
      LOG.trace("a connection broke", e);
      cut(connection);
    }
    forgetIfClosed(connection);
    keepLittle(connection);
  }

  // What is kept for those who do not take it is bounded, too.
  private void keepLittle(Connection latest) {
    long kept = connections.stream().mapToLong(Connection::kept).sum();
    while (kept > MOST_KEPT_BYTES) {
      Optional<Connection> goes = oldest(each -> each.kept() > 0 && each != latest);
      if (goes.isEmpty()) {
        return;
      }
      kept -= goes.get().kept();
      cut(goes.get());
    }
  }

  // ---- The end ----

  private void closeAll() {
    // Nothing is loaded for connections that there never were: the jar may be gone by now.
    if (!connections.isEmpty()) {
      List.copyOf(connections).forEach(this::cut);
    }
    lanes.forEach(LaneWork::close);
    try {
      listener.close();
      selector.close();
    } catch (IOException e) {
      LOG.debug("the port could not be closed", e);
    }
  }

  /** Stops listening; requests under way are cut off. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join(TimeUnit.NANOSECONDS.toMillis(LONGEST_SELECT_NANOS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
