package io.shmtender.daemon.cclient;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A C client that follows, as as_shm_cluster.c has it: {@code as_shm_tender} and {@code
 * as_shm_reset_nodes}. Its clock is the test's.
 */
final class CFollower {
  private final AttachedSegment segment;
  private final SegmentShape shape;
  private final long interval;
  private final long lookTakes;
  // local_nodes
  private final Map<Integer, String> nodes = new LinkedHashMap<>();
  private int nodesGen;
  private long nextLook;
  private long lookEnds = Long.MAX_VALUE;

  /**
   * Attaches.
   *
   * @param interval its tend interval
   * @param lookTakes from when it sees the nodes' generation until it has seen the slots
   * @param firstLook when its tend thread looks first
   */
  CFollower(
      AttachedSegment segment, SegmentShape shape, long interval, long lookTakes, long firstLook) {
    this.segment = segment;
    this.shape = shape;
    this.interval = interval;
    this.lookTakes = lookTakes;
    this.nextLook = firstLook;
    // as_shm_create does this, and leaves nodes_gen to the tend thread, where it begins with 0.
    resetNodes();
  }

  /** Does what is due. */
  void turn(long now) {
    if (now - lookEnds >= 0) {
      lookEnds = Long.MAX_VALUE;
      resetNodes();
      nextLook = now + interval;
    }
    if (lookEnds == Long.MAX_VALUE && now - nextLook >= 0) {
      int gen = segment.i32(20);
      if (gen == nodesGen) {
        nextLook = now + interval;
      } else {
        nodesGen = gen;
        lookEnds = now + lookTakes;
      }
    }
  }

  private void resetNodes() {
    int max = segment.i32(12);
    for (int i = 0; i < max; i++) {
      if (!shape.isActive(segment, i)) {
        nodes.remove(i);
      } else if (!nodes.containsKey(i)) {
        nodes.put(i, shape.node(segment, i));
      }
    }
  }

  /** Returns the nodes that it knows by their slots. */
  Map<Integer, String> nodes() {
    return nodes;
  }

  @Override
  public String toString() {
    return "a follower that looks every "
        + interval / 1_000_000
        + " ms for "
        + lookTakes / 1_000_000
        + " ms";
  }
}
