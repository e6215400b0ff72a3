package io.shmtender.bridge;

import com.aerospike.client.cluster.Cluster;
import io.shmtender.reader.ReaderOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that looks at segments and keeps all followers of a JVM going. There is none while
 * there is no follower.
 *
 * <p>Followers and the thread are guarded by the class. A thread that finds no follower ends under
 * the same lock under which followers are added, so that none is added to a thread that is ending.
 */
final class Watcher {
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final List<Follower> followers = new ArrayList<>();
  private static Thread thread;
  private static int lastId;

  // Those of the thread that runs.
  private static Map<ReaderOptions, SegmentSource> present = new HashMap<>();

  private final Map<ReaderOptions, SegmentSource> sources;

  private Watcher(Map<ReaderOptions, SegmentSource> sources) {
    this.sources = sources;
  }

  /**
   * Returns the follower of a client, a new one if there is none.
   *
   * @throws OutOfMemoryError if there may be no more threads, and nothing is changed
   */
  static synchronized Follower follow(Cluster cluster, ReaderOptions options, ClientHooks hooks) {
    for (Follower follower : followers) {
      if (follower.cluster() == cluster && !follower.hasLeft()) {
        return follower;
      }
    }
    long now = System.nanoTime();
    if (thread == null) {
      present = new HashMap<>();
    }
    SegmentSource source =
        present.computeIfAbsent(options, wanted -> new SegmentSource(wanted, now));
    Follower added = new Follower(cluster, source, hooks, ++lastId, now);
    if (thread == null) {
      Watcher watcher = new Watcher(present);
      // It may outlive the application in a container that made the first client: it keeps nothing
      // of the thread that makes it.
      Thread made = new Thread(null, watcher::run, "aerospike-shm-follower", 0, false);
      made.setDaemon(true);
      made.setContextClassLoader(null);
      // Fails where there may be no more threads. It waits for this lock.
      made.start();
      thread = made;
    } else {
      wake();
    }
    followers.add(added);
    return added;
  }

  /** Lets the thread look now. */
  static synchronized void wake() {
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    boolean ended = false;
    try {
      List<Follower> all = new ArrayList<>();
      while (!ends(all)) {
        LockSupport.parkNanos(this, turn(all));
        // An interrupt would make each wait end at once; nobody here has a use for it.
        Thread.interrupted();
        all.clear();
      }
      ended = true;
    } finally {
      if (!ended) {
        abandon();
      }
    }
  }

  // After an error that nothing here expects, such as too little memory: what nobody looks at must
  // not be followed. The thread's handler shows the error.
  private static void abandon() {
    synchronized (Watcher.class) {
      followers.forEach(Follower::leave);
      followers.clear();
      thread = null;
    }
  }

  private boolean ends(List<Follower> copy) {
    synchronized (Watcher.class) {
      copy.addAll(followers);
      closeUnused(copy);
      if (copy.isEmpty()) {
        thread = null;
      }
      return copy.isEmpty();
    }
  }

  private void closeUnused(List<Follower> used) {
    for (Iterator<SegmentSource> i = sources.values().iterator(); i.hasNext(); ) {
      SegmentSource source = i.next();
      if (used.stream().noneMatch(follower -> follower.source() == source)) {
        source.close();
        i.remove();
      }
    }
  }

  private long turn(List<Follower> all) {
    long now = System.nanoTime();
    long wait = LONGEST_WAIT_NANOS;
    List<SegmentSource> looked = new ArrayList<>();
    for (Follower follower : all) {
      SegmentSource source = follower.source();
      if (!looked.contains(source)) {
        looked.add(source);
        wait = Math.min(wait, source.look(now));
      }
      wait = Math.min(wait, turn(follower, now));
    }
    return wait;
  }

  // Returns after how many nanoseconds to come again.
  private long turn(Follower follower, long now) {
    long next;
    try {
      follower.show();
      next = follower.turn(now);
    } catch (RuntimeException | LinkageError e) {
      follower.fail(e);
      next = Follower.DONE;
    }
    if (next != Follower.DONE) {
      return next;
    }
    follower.hide();
    synchronized (Watcher.class) {
      followers.remove(follower);
    }
    // To see whether there is any left.
    return 0;
  }
}
