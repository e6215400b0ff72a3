package io.shmtender.daemon.tend;

import io.shmtender.reader.ClusterMap;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one tend found.
 *
 * @param map the newest map: what the tender started from, if anything, until the cluster was
 *     reached; kept while the cluster is out of reach
 * @param changed whether the map differs from that of the tend before
 * @param reached whether any node answered since the tend before
 * @param duration how long the tend took
 * @param failure what did not work, empty when all did
 * @param unsettled whether changes go on, so that the next tend should come soon (50 to 100 ms)
 *     rather than after an interval
 * @param missing the nodes that the cluster names and of which nobody knows what they hold, as they
 *     were never reached, with the reasons; none of those in the map that the tender started from
 * @param formerNames what the cluster was called before it was renamed under the tender's eyes, by
 *     which it is known to be the same
 */
public record TendOutcome(
    Optional<ClusterMap> map,
    boolean changed,
    boolean reached,
    Duration duration,
    Optional<TendFailure> failure,
    boolean unsettled,
    Map<String, String> missing,
    Set<String> formerNames) {

  /** Copies the collections. */
  public TendOutcome {
    missing = Map.copyOf(missing);
    formerNames = Set.copyOf(formerNames);
  }

  /** An outcome in which no node is missing, of a cluster that was always called so. */
  public TendOutcome(
      Optional<ClusterMap> map,
      boolean changed,
      boolean reached,
      Duration duration,
      Optional<TendFailure> failure,
      boolean unsettled) {
    this(map, changed, reached, duration, failure, unsettled, Map.of(), Set.of());
  }

  /** Returns the failure's message, empty when nothing failed. */
  public String failureSummary() {
    return failure.map(TendFailure::message).orElse("");
  }
}
