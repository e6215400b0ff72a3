package io.shmtender.daemon.http;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on an address and answers by routes, from {@link #start} to {@link #close}.
 *
 * <p>Everything happens on threads of its own: one that gets the port, again and again while
 * somebody else has it, one that serves all connections, and one for each lane of routes. Whoever
 * sends or takes slowly costs none of them, and is cut off after some seconds. So clients can use
 * up what is set aside for them here, and nothing else.
 *
 * <p>Thread-safe: what is shared is guarded by this object's lock, which no thread holds while it
 * waits for the network.
 */
public final class HttpService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);
  private static final Duration RETRY = Duration.ofSeconds(10);
  // Those that come at once; the kernel has a limit of its own.
  private static final int BACKLOG = 1024;

  private final HttpAddress address;
  private final HostNames hosts;
  private final Supplier<List<Lane>> lanes;
  private final Duration retry;
  private Thread starter;
  private HttpLoop loop;
  private boolean closed;

  /**
   * Creates a server that does not listen yet.
   *
   * @param address where to listen
   * @param hosts further names that this host may be asked for by; {@code *.} before one stands for
   *     all names below it
   * @param lanes the lanes; made on the server's own thread, once it has the port
   */
  public HttpService(HttpAddress address, List<String> hosts, Supplier<List<Lane>> lanes) {
    this(address, hosts, lanes, RETRY);
  }

  HttpService(HttpAddress address, List<String> hosts, Supplier<List<Lane>> lanes, Duration retry) {
    this.address = address;
    this.hosts = new HostNames(address, hosts);
    this.lanes = lanes;
    this.retry = retry;
  }

  /** Begins to listen soon, or as soon as the port is free. Returns at once. */
  public synchronized void start() {
    if (starter == null && !closed) {
      starter = new Thread(this::listen, "http-start");
      starter.setDaemon(true);
      starter.start();
    }
  }

  /** Returns where this listens, empty as long as it does not. */
  public synchronized Optional<InetSocketAddress> listening() {
    return Optional.ofNullable(loop).map(HttpLoop::address);
  }

  private void listen() {
    try {
      for (boolean first = true; !tryToListen(first); first = false) {
        TimeUnit.NANOSECONDS.sleep(retry.toNanos());
      }
      hosts.learnOwn();
    } catch (InterruptedException e) {
      LOG.debug("closed before the port was free", e);
    }
  }

  private boolean tryToListen(boolean first) {
    try {
      serve(bind());
      return true;
    } catch (IOException | RuntimeException | Error e) {
      // Errors too, such as no thread to be had: what is free later is tried later.
      if (first) {
        LOG.warn(
            "no metrics, health and status page yet: cannot listen on {}: {}. {}; trying again"
                + " every {} s",
            address,
            e instanceof IOException ? e.getMessage() : e.toString(),
            advice(e),
            retry.toSeconds());
      }
      return false;
    }
  }

  private ServerSocketChannel bind() throws IOException {
    InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
    if (socket.isUnresolved()) {
      throw new IOException("unknown host " + address.host());
    }
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      return channel.bind(socket, BACKLOG);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static String advice(Throwable e) {
    return e instanceof BindException
        ? "If that is another daemon of this host, give each an http-address with a port of its own"
        : "Correct http-address, or set it to off";
  }

  private void serve(ServerSocketChannel bound) throws IOException {
    try {
      HttpLoop serving = new HttpLoop(bound, hosts, lanes.get());
      synchronized (this) {
        if (closed) {
          bound.close();
          return;
        }
        serving.start();
        loop = serving;
      }
      LOG.info("listening on http:/{}", serving.address());
    } catch (IOException | RuntimeException | Error e) {
      bound.close();
      throw e;
    }
  }

  /** Stops listening; requests under way are cut off. */
  @Override
  public void close() {
    HttpLoop serving;
    synchronized (this) {
      closed = true;
      if (starter != null) {
        starter.interrupt();
      }
      serving = loop;
      loop = null;
    }
    if (serving != null) {
      serving.close();
    }
  }
}
