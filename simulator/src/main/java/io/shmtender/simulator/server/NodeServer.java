package io.shmtender.simulator.server;

import io.shmtender.simulator.info.InfoCommands;
import io.shmtender.simulator.record.Commands;
import io.shmtender.simulator.spec.TlsSpec;
import io.shmtender.simulator.spec.Users;
import io.shmtender.simulator.topology.NodeView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.net.ssl.SSLServerSocket;

/**
 * A node's listening socket and connections, one daemon thread each. Thread-safe. Starts on
 * creation and ends for good with {@link #close}.
 */
public final class NodeServer implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final long ACCEPTOR_PATIENCE_MILLIS = 5_000;

  private final String name;
  private final ServerSocket listener;
  private final MessageService messages;
  private final Counters counters = new Counters();
  private final Faults faults = new Faults();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  private final Thread acceptor;

  private volatile NodeView view;
  private volatile boolean closed;

  /**
   * Opens the socket; clients are served from {@link #start} on.
   *
   * @param name the node's name
   * @param host the address to listen on
   * @param port the port, 0 for a free one
   * @param info answers info requests
   * @param commands executes commands on records
   * @param tls how to speak TLS, null for not at all
   * @param users who may log in, null when nobody has to
   * @param answers whether the node of a name would answer a proxied command
   * @throws UncheckedIOException when the address cannot be used
   */
  public NodeServer(
      String name,
      String host,
      int port,
      InfoCommands info,
      Commands commands,
      TlsSpec tls,
      Users users,
      Predicate<String> answers) {
    this.name = name;
    try {
      listener = listen(tls, port, InetAddress.getByName(host));
    } catch (IOException e) {
      throw new UncheckedIOException("node " + name + " cannot listen on " + host + ":" + port, e);
    }
    acceptor = daemon(this::accept, "accept");
    messages =
        new MessageService(
            () -> view,
            info,
            new RecordService(commands, counters, answers),
            new SecurityService(users, commands.isEnterprise()),
            counters,
            commands.isEnterprise());
  }

  private static ServerSocket listen(TlsSpec tls, int port, InetAddress host) throws IOException {
    if (tls == null) {
      return new ServerSocket(port, BACKLOG, host);
    }
    SSLServerSocket secured =
        (SSLServerSocket)
            tls.context().getServerSocketFactory().createServerSocket(port, BACKLOG, host);
    secured.setNeedClientAuth(tls.demandsCertificate());
    return secured;
  }

  /** Begins to accept connections; there must be a view to answer from. */
  public void start() {
    acceptor.start();
  }

  /** The address listened on. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  /** What the node tells clients. */
  public NodeView view() {
    return view;
  }

  /** Changes what the node tells clients, from the next request on. */
  public void view(NodeView next) {
    view = next;
  }

  /** What the node has done. */
  public Counters counters() {
    return counters;
  }

  /** What is wrong with the node. */
  public Faults faults() {
    return faults;
  }

  /** Closes all connections and keeps listening. */
  public void closeConnections() {
    connections.forEach(NodeServer::closeQuietly);
  }

  /** Closes the socket and all connections at once. */
  @Override
  public void close() {
    closed = true;
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException("node " + name + " cannot close its socket", e);
    }
    faults.end();
    closeConnections();
    awaitAcceptor();
  }

  /** The kernel keeps the port as long as a thread waits in accept, so that one has to go first. */
  private void awaitAcceptor() {
    try {
      acceptor.join(ACCEPTOR_PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!closed) {
      Socket socket;
      try {
        socket = listener.accept();
      } catch (SocketException e) {
        if (closed) {
          return;
        }
        throw new UncheckedIOException(e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      serve(socket);
    }
  }

  private void serve(Socket socket) {
    try {
      socket.setTcpNoDelay(true);
    } catch (SocketException e) {
      // The client has gone already.
      closeQuietly(socket);
      return;
    }
    counters.connectionAccepted();
    connections.add(socket);
    Runnable onClose =
        () -> {
          connections.remove(socket);
          counters.connectionClosed();
        };
    daemon(new ClientConnection(socket, messages, faults, counters, onClose), "connection").start();
    if (closed) {
      // Accepted while close() went through the connections.
      closeQuietly(socket);
    }
  }

  private Thread daemon(Runnable task, String role) {
    Thread thread = new Thread(task, "simulator-" + name + "-" + role);
    thread.setDaemon(true);
    return thread;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closing is all that was wanted, and the connection is unusable either way.
    }
  }
}
