package io.shmtender.reader.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connections to one node. Last in, first out: a burst's connections fall idle and go, and the
 * one that was just used is still in the caches. Thread-safe; the lock is never held during I/O.
 *
 * <p>No thread opens the minimum of connections: as long as there are fewer, a command opens one
 * instead of taking an idle one, so that the first commands to a node share the work. Those of the
 * minimum do not end by age, but are looked at before they are used again.
 */
public final class ConnectionPool {
  // When a connection is looked at before a write uses it: a write that finds it broken only after
  // sending is in doubt. Not sooner, since looking costs a millisecond; and not when one that is as
  // old has just been of use: a node that restarts takes all its connections with it. That spares
  // bursts of writes a look for each connection.
  private static final long LOOK_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Watch watch;
  private final String address;
  private final int port;
  private final PoolSettings settings;
  private final int limit;
  private final Breaker breaker;
  private final Access access;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock. The idle ones are a ring: taken and put at the top, the oldest at the
  // bottom.
  private final Connection[] idle;
  private int bottom;
  private int idleCount;
  private int openCount;
  private boolean closed;
  // When a connection was last of use, the oldest if there were several in a short time, and since
  // when that one is open.
  private long provenAt;
  private long provenSince;

  ConnectionPool(Watch watch, String address, int port, String tlsName, PoolSettings settings) {
    this.watch = watch;
    this.address = address;
    this.port = port;
    this.settings = settings;
    this.limit = settings.limit();
    this.access = new Access(settings.tls(), tlsName, settings.login());
    this.breaker = new Breaker(settings.maxErrors(), settings.errorWindowNanos());
    this.idle = new Connection[limit];
    this.provenAt = System.nanoTime();
    this.provenSince = provenAt;
  }

  boolean leadsTo(String otherAddress, int otherPort, String otherTlsName) {
    return port == otherPort && address.equals(otherAddress) && access.isOf(otherTlsName);
  }

  /** Returns how many connections there may be. */
  public int limit() {
    return limit;
  }

  /** Returns whether the node failed so often that it is left alone now. */
  public boolean isBackingOff() {
    return breaker.isOpen();
  }

  /**
   * Logs in anew with the next connection, and closes the idle ones. Returns whether that may help:
   * whether there is a login.
   */
  public boolean endSession() {
    boolean mayHelp = access.endSession();
    if (mayHelp) {
      discardIdle();
    }
    return mayHelp;
  }

  /** Counts an error of the node's. */
  public void countError() {
    breaker.countError();
  }

  /**
   * Returns the idle connection that was used last; null when one has to be opened.
   *
   * @param write whether a command could not just be repeated if the connection turns out broken
   */
  public Connection takeIdle(boolean write) {
    while (true) {
      long now = System.nanoTime();
      Connection connection;
      boolean spare;
      boolean proven;
      lock.lock();
      try {
        if (idleCount == 0 || openCount < settings.minimum()) {
          return null;
        }
        int top = (bottom + --idleCount) % limit;
        connection = idle[top];
        idle[top] = null;
        spare = openCount > settings.minimum();
        proven = now - provenAt <= LOOK_AFTER_NANOS && connection.openSince() - provenSince >= 0;
      } finally {
        lock.unlock();
      }
      if (isGood(connection, now - connection.idleSince(), spare, !write || proven)) {
        return connection;
      }
      discard(connection);
    }
  }

  private boolean isGood(Connection connection, long idleNanos, boolean spare, boolean mayTrust) {
    boolean tooLong = idleNanos > settings.maxIdleNanos();
    if (tooLong && spare) {
      return false;
    }
    boolean mustLook = tooLong || (!mayTrust && idleNanos > LOOK_AFTER_NANOS);
    return !mustLook || connection.isStillOpen();
  }

  /**
   * Opens a connection.
   *
   * @param timeoutMillis how long that may take without a deadline, handshake and login included
   * @return null when there are as many as there may be
   * @throws IOException if the node cannot be connected to, or not in time
   */
  public Connection open(int timeoutMillis, Deadline deadline) throws IOException {
    lock.lock();
    try {
      if (openCount == limit) {
        return null;
      }
      openCount++;
    } finally {
      lock.unlock();
    }
    Connection connection = null;
    try {
      try {
        connection = connect(timeoutMillis, deadline);
      } catch (IOException e) {
        // Not caught by its class, which would be loaded in every process that connects.
        if (!(e instanceof SessionEndedException)) {
          throw e;
        }
        connection = connect(timeoutMillis, deadline);
      }
      return connection;
    } finally {
      if (connection == null) {
        forget();
      }
    }
  }

  private Connection connect(int timeoutMillis, Deadline deadline) throws IOException {
    return Connection.open(
        watch,
        access,
        new InetSocketAddress(InetAddress.getByName(address), port),
        deadline.limit(timeoutMillis));
  }

  /** Takes back a connection on which nothing is outstanding. */
  public void release(Connection connection) {
    if (!connection.isUsable()) {
      retire(connection);
      return;
    }
    long now = System.nanoTime();
    connection.becameIdle(now);
    Connection tooOld = null;
    lock.lock();
    try {
      if (closed) {
        tooOld = connection;
      } else {
        if (connection.openSince() - provenSince <= 0 || now - provenAt > LOOK_AFTER_NANOS) {
          provenSince = connection.openSince();
          provenAt = now;
        }
        // There is no thread that looks for old connections: one is looked at for each that comes.
        if (idleCount > 0
            && openCount > settings.minimum()
            && now - idle[bottom].idleSince() > settings.maxIdleNanos()) {
          tooOld = takeBottom();
        }
        idle[(bottom + idleCount++) % limit] = connection;
      }
    } finally {
      lock.unlock();
    }
    if (tooOld != null) {
      retire(tooOld);
    }
  }

  /** Closes a connection that was taken or opened and broke; others may have with it. */
  public void discard(Connection connection) {
    lock.lock();
    try {
      provenAt = System.nanoTime() - LOOK_AFTER_NANOS - 1;
    } finally {
      lock.unlock();
    }
    retire(connection);
  }

  private void retire(Connection connection) {
    forget();
    connection.close();
  }

  /** Closes the idle connections: one of them was found broken, so the others likely are. */
  public void discardIdle() {
    while (true) {
      Connection connection;
      lock.lock();
      try {
        if (idleCount == 0) {
          return;
        }
        connection = takeBottom();
      } finally {
        lock.unlock();
      }
      retire(connection);
    }
  }

  /** Closes the idle connections now, and those in use when they come back. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    discardIdle();
  }

  private Connection takeBottom() {
    Connection connection = idle[bottom];
    idle[bottom] = null;
    bottom = (bottom + 1) % limit;
    idleCount--;
    return connection;
  }

  private void forget() {
    lock.lock();
    try {
      openCount--;
    } finally {
      lock.unlock();
    }
  }
}
