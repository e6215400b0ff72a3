package io.shmtender.client.net;

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
 * minimum do not end by age, but are asked before they are used again.
 */
public final class ConnectionPool implements AutoCloseable {
  // When a connection is asked before a write uses it: a write that finds it broken only after
  // sending is in doubt. By its own last use alone: what reaps idle connections leaves those that
  // are in use.
  private static final long ASK_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);
  // How long the answer may take: part of what is left, since another may have to be opened.
  private static final int ASK_PART = 4;
  private static final long MAX_ASK_MILLIS = 1_000;

  private final WaitLimiter watch;
  private final String address;
  private final int port;
  private final PoolSettings settings;
  private final int limit;
  private final Breaker breaker;
  private final Access access;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock. A ring of idle ones: taken and put at the top, the oldest at the bottom.
  private final Connection[] idle;
  private int bottom;
  private int idleCount;
  private int openCount;
  private boolean closed;
  // When a connection broke: a node that restarts takes all that were idle then with it.
  private long brokeAt;

  ConnectionPool(
      WaitLimiter watch, String address, int port, String tlsName, PoolSettings settings) {
    this.watch = watch;
    this.address = address;
    this.port = port;
    this.settings = settings;
    this.limit = settings.limit();
    this.access = new Access(settings.tls(), tlsName, settings.login());
    this.breaker = new Breaker(settings.maxErrors(), settings.errorWindowNanos());
    this.idle = new Connection[limit];
    this.brokeAt = System.nanoTime();
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
   * Hears that the session is over by which a connection got in: the next connection logs in anew,
   * and the idle ones are closed, unless that was done before. Returns whether another connection
   * may help: whether there is a login.
   */
  public boolean endSession(Connection connection) {
    if (access.endSession(connection.session())) {
      discardIdle();
    }
    return access.hasLogin();
  }

  /** Counts an error of the node's. */
  public void countError() {
    breaker.countError();
  }

  /**
   * Returns the idle connection that was used last, after it was asked if need be; null when one
   * has to be opened.
   *
   * @param write whether a command could not just be repeated if the connection turns out broken
   */
  public Connection takeIdle(boolean write, Deadline deadline) {
    Connection connection = askIdle(write);
    return connection != null && confirm(connection, deadline) ? connection : null;
  }

  /**
   * Takes the idle connection that was used last and asks on it, if need be, whether the node is
   * still there. It is of use once {@link #confirm} said so: that of other nodes can be asked
   * meanwhile.
   *
   * @param write whether a command could not just be repeated if the connection turns out broken
   * @return null when one has to be opened
   */
  public Connection askIdle(boolean write) {
    while (true) {
      long now = System.nanoTime();
      Connection connection;
      boolean spare;
      boolean suspicious;
      lock.lock();
      try {
        if (idleCount == 0 || openCount < settings.minimum()) {
          return null;
        }
        int top = (bottom + --idleCount) % limit;
        connection = idle[top];
        idle[top] = null;
        spare = openCount > settings.minimum();
        suspicious = connection.idleSince() - brokeAt <= 0;
      } finally {
        lock.unlock();
      }
      long idleNanos = now - connection.idleSince();
      boolean tooLong = idleNanos > settings.maxIdleNanos();
      if (!tooLong || !spare) {
        if (tooLong || (write && (suspicious || idleNanos > ASK_AFTER_NANOS))) {
          connection.ask();
        }
        return connection;
      }
      retire(connection);
    }
  }

  /**
   * Waits for the answer on a connection that was asked. Without one it is closed, and with it all
   * that are idle: they have been for longer.
   */
  public boolean confirm(Connection connection, Deadline deadline) {
    long part = TimeUnit.NANOSECONDS.toMillis(deadline.leftNanos()) / ASK_PART;
    if (connection.hasAnswered((int) Math.min(part, MAX_ASK_MILLIS))) {
      return true;
    }
    discard(connection);
    discardIdle();
    return false;
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
        // Start-up: not caught by its class, docs/design/start-up.md.
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
    boolean spare;
    lock.lock();
    try {
      spare = openCount > settings.minimum();
      if (closed) {
        tooOld = connection;
      } else {
        if (isBottomTooOld(now)) {
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
    if (spare) {
      watch.remind();
    }
  }

  /**
   * Closes the connections that were idle for too long. Returns in how many nanoseconds the next
   * one will have been, {@link WaitLimiter#NEVER} if none will.
   */
  long closeTooOld(long now) {
    while (true) {
      Connection tooOld;
      lock.lock();
      try {
        if (!isBottomTooOld(now)) {
          return idleCount == 0 || openCount <= settings.minimum()
              ? WaitLimiter.NEVER
              : settings.maxIdleNanos() - (now - idle[bottom].idleSince());
        }
        tooOld = takeBottom();
      } finally {
        lock.unlock();
      }
      retire(tooOld);
    }
  }

  private boolean isBottomTooOld(long now) {
    return idleCount > 0
        && openCount > settings.minimum()
        && now - idle[bottom].idleSince() > settings.maxIdleNanos();
  }

  /** Closes a connection that was taken or opened and broke; others may have with it. */
  public void discard(Connection connection) {
    if (connection.isBroken()) {
      lock.lock();
      try {
        brokeAt = System.nanoTime();
      } finally {
        lock.unlock();
      }
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
  @Override
  public void close() {
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
