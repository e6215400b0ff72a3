package io.shmtender.daemon.status;

import io.shmtender.daemon.report.Excerpt;
import io.shmtender.daemon.tend.TendListener;
import io.shmtender.reader.Node;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Why each node that does not answer this daemon does not: log and status line have a few of many.
 * Thread-safe; the tending thread only stores a reference.
 */
final class NodeTroubles implements TendListener {
  private static final int LENGTH = 400;

  private final InstantSource clock;
  private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();

  /**
   * What is wrong with a node.
   *
   * @param since since when
   * @param times how many tends in a row it did not answer
   * @param why the reason of the last time
   */
  record Trouble(Instant since, int times, String why) {}

  NodeTroubles(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns the nodes that do not answer, by name. */
  Map<String, Trouble> present() {
    return Map.copyOf(troubles);
  }

  /** Forgets everything: this daemon does not tend any more. */
  void clear() {
    troubles.clear();
  }

  @Override
  public void nodeFailed(String node, long durationNanos, int failures, Exception cause) {
    String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    Trouble before = troubles.get(node);
    Instant since = before == null ? clock.instant() : before.since();
    troubles.put(node, new Trouble(since, failures, Excerpt.cut(why, LENGTH)));
  }

  @Override
  public void nodeRefreshed(String node, long durationNanos) {
    if (!troubles.isEmpty()) {
      troubles.remove(node);
    }
  }

  @Override
  public void nodeRemoved(Node node) {
    troubles.remove(node.name());
  }
}
