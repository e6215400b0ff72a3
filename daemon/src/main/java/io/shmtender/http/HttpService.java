package io.shmtender.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on an address and answers by routes, from {@link #start} to {@link #close}.
 *
 * <p>Everything happens on threads of its own: one that gets the port, again and again while
 * somebody else has it, one that accepts, and a few that answer. Whoever sends or reads slowly is
 * cut off after some seconds, and when all threads are busy new requests are. So clients can use up
 * what is set aside for them here, and nothing else.
 *
 * <p>Thread-safe: what is shared is guarded by this object's lock, which no thread holds while it
 * waits for the network.
 */
public final class HttpService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final int THREADS = 16;
  private static final int CONNECTIONS = 128;
  private static final int BACKLOG = 64;

  private final HttpAddress address;
  private final Supplier<Map<String, Route>> routes;
  private final Duration retry;
  private final AtomicInteger threadsMade = new AtomicInteger();
  private Thread starter;
  private HttpServer server;
  private ThreadPoolExecutor executor;
  private boolean closed;

  /**
   * Creates a server that does not listen yet.
   *
   * @param address where to listen
   * @param routes the routes by their paths; made on the server's own thread, once it has the port
   */
  public HttpService(HttpAddress address, Supplier<Map<String, Route>> routes) {
    this(address, routes, RETRY);
  }

  HttpService(HttpAddress address, Supplier<Map<String, Route>> routes, Duration retry) {
    this.address = address;
    this.routes = routes;
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
    return Optional.ofNullable(server).map(HttpServer::getAddress);
  }

  private void listen() {
    ServerLimits.set(CONNECTIONS);
    try {
      serve(bind());
    } catch (InterruptedException e) {
      LOG.debug("closed before the port was free", e);
    }
  }

  private HttpServer bind() throws InterruptedException {
    for (boolean first = true; ; first = false) {
      try {
        InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
        if (socket.isUnresolved()) {
          throw new IOException("unknown host " + address.host());
        }
        return HttpServer.create(socket, BACKLOG);
      } catch (IOException e) {
        if (first) {
          LOG.warn(
              "no metrics, health and status page yet: cannot listen on {}: {}. {}; trying again"
                  + " every {} s",
              address,
              e.getMessage(),
              advice(e),
              retry.toSeconds());
        }
        TimeUnit.NANOSECONDS.sleep(retry.toNanos());
      }
    }
  }

  private static String advice(IOException e) {
    return e instanceof BindException
        ? "If that is another daemon of this host, give each an http-address with a port of its own"
        : "Correct http-address, or set it to off";
  }

  private void serve(HttpServer bound) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            0, THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), this::thread);
    bound.createContext("/", new RouteHandler(routes.get()));
    synchronized (this) {
      if (closed) {
        bound.stop(0);
        return;
      }
      bound.setExecutor(threads);
      bound.start();
      server = bound;
      executor = threads;
    }
    LOG.info("listening on http:/{}", bound.getAddress());
  }

  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "http-" + threadsMade.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** Stops listening; requests under way are cut off. */
  @Override
  public synchronized void close() {
    closed = true;
    if (starter != null) {
      starter.interrupt();
    }
    if (server != null) {
      server.stop(0);
      executor.shutdownNow();
      server = null;
    }
  }
}
