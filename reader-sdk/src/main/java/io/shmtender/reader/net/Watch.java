package io.shmtender.reader.net;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends waits that take too long, by closing their connection. One thread for all connections of a
 * client; it is there while commands are under way and ends a second after the last.
 *
 * <p>Why not a timeout at the socket: with one, the JDK asks twice and polls in between, so that an
 * answer takes three system calls instead of one, and connecting with one makes all later reads do
 * so. It also has none for sending.
 *
 * <p>Why no wait is missed: a wait is set before its thread looks whether this one is running, and
 * this one looks through all waits once more after it said that it is not.
 */
final class Watch implements Runnable {
  // What a command may be late.
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean running = new AtomicBoolean();

  void add(Connection connection) {
    connections.add(connection);
  }

  void remove(Connection connection) {
    connections.remove(connection);
  }

  /** Sees to it that the thread is there. A wait has to be set before. */
  void wake() {
    if (!running.get() && running.compareAndSet(false, true)) {
      Thread thread = new Thread(null, this, "aerospike-shm-timeouts", 0, false);
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public void run() {
    long lastWait = System.nanoTime();
    while (true) {
      LockSupport.parkNanos(this, TICK_NANOS);
      long now = System.nanoTime();
      if (endWaits(now)) {
        lastWait = now;
      } else if (now - lastWait > LINGER_NANOS) {
        running.set(false);
        if (!endWaits(now) || !running.compareAndSet(false, true)) {
          return;
        }
      }
    }
  }

  // Whether anybody waits.
  private boolean endWaits(long now) {
    boolean any = false;
    for (Connection connection : connections) {
      any |= connection.endWaitAt(now);
    }
    return any;
  }
}
