package io.shmtender.client.net;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends waits that take too long, by closing their connection, and closes connections that nobody
 * used for too long. One thread for all connections of a client. It watches while commands are
 * under way; a second after the last it sleeps until the next idle connection is due, and it ends
 * when none is left that would be. So an idle process soon has no thread.
 *
 * <p>Why not a timeout at the socket: with one, the JDK asks twice and polls in between, so that an
 * answer takes three system calls instead of one, and connecting with one makes all later reads do
 * so. It also has none for sending.
 *
 * <p>Why no wait is missed: a wait is set before its thread looks whether this one is watching, and
 * this one looks through all waits once more after it said that it is not. The same holds for idle
 * connections and the end of this thread. It says so under a lock, and is started under it: nobody
 * relies on a thread that could not be started.
 */
public final class WaitLimiter implements Runnable {
  /** Something else to look after while anybody waits. Called by the watch's thread, often. */
  public interface Round {
    /** Sees what is due; returns whether anybody waits. It must not wait itself. */
    boolean look(long now);
  }

  /** When to come back while no idle connection can become too old. */
  static final long NEVER = Long.MAX_VALUE;

  // How late a command may be.
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);
  // How often to look for connections that are too old, at most.
  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int AWAY = 0;
  private static final int WATCHING = 1;
  private static final int RESTING = 2;

  private final ConnectionPools pools;
  private final List<Round> rounds = new CopyOnWriteArrayList<>();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  // Written under this object's lock, which is held for no I/O.
  private volatile int state = AWAY;
  private Thread thread;

  WaitLimiter(ConnectionPools pools) {
    this.pools = pools;
  }

  void add(Connection connection) {
    connections.add(connection);
  }

  void remove(Connection connection) {
    connections.remove(connection);
  }

  void add(Round round) {
    rounds.add(round);
  }

  void remove(Round round) {
    rounds.remove(round);
  }

  /**
   * Starts the thread if needed; set the wait first.
   *
   * @return false if the thread could not be started: something else has to end the wait
   */
  boolean wake() {
    return state == WATCHING || rouse();
  }

  /**
   * Has idle connections closed in time; call it after one has become idle. If no thread can be
   * started, they are closed as others come back.
   */
  void remind() {
    if (state == AWAY) {
      rouse();
    }
  }

  /** Wakes the thread, to find that there is nothing left to come back for. */
  void endRest() {
    if (state == RESTING) {
      rouse();
    }
  }

  private synchronized boolean rouse() {
    if (state == AWAY) {
      Thread next = new Thread(null, this, "aerospike-shm-timeouts", 0, false);
      next.setDaemon(true);
      try {
        next.start();
      } catch (OutOfMemoryError e) {
        // No more threads, says the JVM: a limit of the user's or the container's. The next try
        // starts anew.
        return false;
      }
      thread = next;
    } else if (state == RESTING) {
      LockSupport.unpark(thread);
    }
    state = WATCHING;
    return true;
  }

  @Override
  public void run() {
    try {
      watch();
    } finally {
      // Whatever ended it, such as a lack of memory: the next wait starts another.
      end();
    }
  }

  private synchronized void end() {
    if (thread == Thread.currentThread()) {
      state = AWAY;
    }
  }

  private void watch() {
    long lastWait = System.nanoTime();
    long lastSweep = lastWait;
    while (true) {
      LockSupport.parkNanos(this, TICK_NANOS);
      long now = System.nanoTime();
      if (endWaits(now)) {
        lastWait = now;
        // For nodes that no command goes to while others are busy.
        if (now - lastSweep > SWEEP_NANOS) {
          lastSweep = now;
          pools.closeTooOld(now);
        }
      } else if (now - lastWait > LINGER_NANOS) {
        if (!rest()) {
          return;
        }
        lastWait = System.nanoTime();
      }
    }
  }

  // Returns when there are waits to watch; false when this thread is to end.
  private boolean rest() {
    change(WATCHING, RESTING);
    while (state == RESTING) {
      long now = System.nanoTime();
      long due = pools.closeTooOld(now);
      if (endWaits(now)) {
        change(RESTING, WATCHING);
      } else if (due != NEVER) {
        LockSupport.parkNanos(this, Math.max(due, SWEEP_NANOS));
      } else if (change(RESTING, AWAY)) {
        now = System.nanoTime();
        boolean isNeeded = endWaits(now) || pools.closeTooOld(now) != NEVER;
        return isNeeded && takeOver();
      }
    }
    return true;
  }

  private synchronized boolean change(int from, int to) {
    if (state != from) {
      return false;
    }
    state = to;
    return true;
  }

  // False if another thread is there already.
  private synchronized boolean takeOver() {
    if (!change(AWAY, WATCHING)) {
      return false;
    }
    thread = Thread.currentThread();
    return true;
  }

  // Whether anybody waits.
  private boolean endWaits(long now) {
    boolean any = false;
    for (Connection connection : connections) {
      any |= connection.endWaitAt(now);
    }
    for (Round round : rounds) {
      any |= round.look(now);
    }
    return any;
  }
}
