package io.shmtender.client.net;

import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The pools by node name. Thread-safe. A pool that nobody leads to any more closes when {@link
 * #retain} is told so; connections in use end with the command that uses them.
 */
public final class ConnectionPools implements AutoCloseable {
  private final Map<String, ConnectionPool> pools = new ConcurrentHashMap<>();
  private final WaitLimiter watch = new WaitLimiter(this);
  private final PoolSettings settings;
  private volatile boolean closed;

  /** Begins without any. */
  public ConnectionPools(PoolSettings settings) {
    this.settings = settings;
  }

  /** Has the thread that ends waits look after something else, too. */
  public void add(WaitLimiter.Round round) {
    watch.add(round);
  }

  /** Stops that. */
  public void remove(WaitLimiter.Round round) {
    watch.remove(round);
  }

  /** Starts that thread if needed, now that somebody waits. */
  public void wakeWatch() {
    watch.wake();
  }

  /** Returns the pool of a node; another one when its address has changed. */
  public ConnectionPool pool(String node, String address, int port, String tlsName) {
    ConnectionPool pool = pools.get(node);
    return pool != null && pool.leadsTo(address, port, tlsName)
        ? pool
        : replace(node, address, port, tlsName);
  }

  private ConnectionPool replace(String node, String address, int port, String tlsName) {
    ConnectionPool pool = new ConnectionPool(watch, address, port, tlsName, settings);
    // Start-up: no lambda, docs/design/start-up.md.
    while (true) {
      ConnectionPool old = pools.putIfAbsent(node, pool);
      if (old == null) {
        break;
      }
      if (old.leadsTo(address, port, tlsName)) {
        return old;
      }
      if (pools.replace(node, old, pool)) {
        old.close();
        break;
      }
    }
    if (closed) {
      // Made after the others were closed, for a command that was under way: keeps nothing.
      pool.close();
    }
    return pool;
  }

  /**
   * Returns a pool that leads to an address, whoever is there. It is the caller's to close, and no
   * command finds it.
   */
  public ConnectionPool apart(String address, int port, String tlsName) {
    return new ConnectionPool(watch, address, port, tlsName, settings);
  }

  /** Closes the pools of all nodes but these. */
  public void retain(Set<String> nodes) {
    for (String name : new ArrayList<>(pools.keySet())) {
      ConnectionPool pool = nodes.contains(name) ? null : pools.remove(name);
      if (pool != null) {
        pool.close();
      }
    }
  }

  /**
   * Closes the connections that were idle for too long. Returns in how many nanoseconds the next
   * one will have been, {@link WaitLimiter#NEVER} if none will.
   */
  long closeTooOld(long now) {
    long next = WaitLimiter.NEVER;
    for (ConnectionPool pool : pools.values()) {
      next = Math.min(next, pool.closeTooOld(now));
    }
    return next;
  }

  /** Closes all pools, and those that a command under way may still ask for. */
  @Override
  public void close() {
    closed = true;
    retain(Set.of());
    watch.endRest();
  }
}
