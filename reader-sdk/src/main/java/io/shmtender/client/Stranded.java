package io.shmtender.client;

import io.shmtender.client.net.Deadline;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Node;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.ShmReaderException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A client without a tender: what it learns by asking the cluster itself, and when it follows the
 * segment again. Made when a command first finds its node gone while nobody tends, so that other
 * processes do without. Thread-safe.
 *
 * <p>No thread: the command that found out asks, one at a time and at most once a second, within a
 * share of the time that is left to it.
 */
final class Stranded {
  private static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long SEARCH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final ClientCluster cluster;
  private final ShmReader reader;
  private final ReentrantLock asking = new ReentrantLock();
  // All nodes that were in a view since the segment was left; guarded by asking.
  private final Map<String, Node> known = new HashMap<>();
  private volatile State state = State.FOLLOWING;
  private volatile long lastAsk = System.nanoTime() - ASK_NANOS;
  private volatile long lastSearch = System.nanoTime();
  // Whether a command found its node gone and had no time left to ask.
  private volatile boolean owed;
  private volatile Answer answer = Answer.NONE;

  /**
   * Where the client's view comes from.
   *
   * @param since when it left the segment; null while it follows it
   * @param view the cluster by its own answers; null while there are none
   */
  private record State(Instant since, ClusterView view) {
    static final State FOLLOWING = new State(null, null);
  }

  /** The outcome of the last time that the client asked, and how often it has asked. */
  private record Answer(long count, Instant at, List<String> answered, Map<String, String> silent) {
    static final Answer NONE = new Answer(0, null, List.of(), Map.of());
  }

  Stranded(ClientCluster cluster, ShmReader reader) {
    this.cluster = cluster;
    this.reader = reader;
  }

  /** Returns the view to go by, where the segment shows this one. */
  ClusterView instead(ClusterView published) {
    State now = state;
    if (now.since() == null) {
      return published;
    }
    ClusterView newest = published;
    // A tender that comes back may begin a file that the one before does not tell of.
    if (System.nanoTime() - lastSearch >= SEARCH_NANOS) {
      lastSearch = System.nanoTime();
      newest = reader.freshView();
    }
    if (reader.isTended()) {
      state = State.FOLLOWING;
      return reader.view();
    }
    return now.view() == null ? newest : now.view();
  }

  /**
   * Returns whether a command should ask before it is sent anywhere, or wait for the one that does:
   * by the view so far it may be sent to the node that hangs.
   */
  boolean owesAsking() {
    return owed && (isDue() || asking.isLocked());
  }

  private boolean isDue() {
    return System.nanoTime() - lastAsk >= ASK_NANOS;
  }

  /**
   * Asks the cluster, unless somebody just did.
   *
   * @param command the deadline of the command that found its node gone, of which half may be used
   * @param waits whether to wait for another command that is asking
   */
  void ask(Deadline command, boolean waits) {
    long budget = Math.min(LONGEST_NANOS, command.leftNanos() / 2);
    if (budget < SHORTEST_NANOS) {
      owed = true;
      return;
    }
    if (!isDue() && !asking.isLocked()) {
      return;
    }
    long begin = System.nanoTime();
    if (!lock(waits ? budget : 0)) {
      return;
    }
    try {
      long left = budget - (System.nanoTime() - begin);
      if (isDue() && left >= SHORTEST_NANOS) {
        ask(left);
      }
    } finally {
      asking.unlock();
    }
  }

  private boolean lock(long nanos) {
    try {
      return asking.tryLock(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // The command finds that out where it waits.
      Thread.currentThread().interrupt();
      return false;
    }
  }

  // Under the lock.
  private void ask(long nanos) {
    ClusterView published;
    try {
      published = reader.published();
    } catch (ShmReaderException e) {
      // A damaged segment: the next look-up says so. The failure that led here must not get lost.
      return;
    }
    if (published == null || reader.isTended()) {
      state = State.FOLLOWING;
      owed = false;
      return;
    }
    State before = state;
    if (before.since() == null) {
      known.clear();
      before = new State(Instant.now(), null);
      state = before;
    }
    ClusterView base = before.view() == null ? published : before.view();
    for (Node node : base.nodes()) {
      known.put(node.name(), node);
    }
    lastAsk = System.nanoTime();
    int millis = (int) TimeUnit.NANOSECONDS.toMillis(nanos);
    Asking question = new Asking(cluster, base, new Deadline(lastAsk, millis, millis));
    Map<String, Node> former = new HashMap<>(known);
    for (Node node : base.nodes()) {
      former.remove(node.name());
    }
    ClusterView found = question.run(former.values());
    answer =
        new Answer(
            answer.count() + 1,
            Instant.now(),
            List.copyOf(question.answered()),
            Map.copyOf(question.silent()));
    if (found != null) {
      state = new State(before.since(), found);
    }
    owed = false;
  }

  /** Returns how the client is doing. */
  ClientStatus status(SegmentStatus segment) {
    Answer last = answer;
    return new ClientStatus(
        segment, state.since(), last.count(), last.at(), last.answered(), last.silent());
  }
}
