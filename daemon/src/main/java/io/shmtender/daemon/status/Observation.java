package io.shmtender.daemon.status;

import io.shmtender.daemon.report.SegmentEntry;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the segment showed when it was looked at last. Immutable.
 *
 * @param at when
 * @param segment the segment; empty while there is none
 * @param counted its view; empty while there is none
 * @param marks the mark of each node, by name
 * @param moves the moves of each namespace's masters, by name
 */
record Observation(
    Instant at,
    Optional<SegmentEntry> segment,
    Optional<CountedView> counted,
    Map<String, Integer> marks,
    Map<String, MasterMoves> moves) {

  /** Returns the cluster with what is counted in it. */
  Optional<ClusterFacts> cluster() {
    return counted.map(CountedView::facts);
  }

  /** Returns an observation of nothing. */
  static Observation nothing(Instant at) {
    return new Observation(at, Optional.empty(), Optional.empty(), Map.of(), Map.of());
  }
}
