package io.shmtender.daemon.tend;

import io.shmtender.daemon.cluster.ClusterMap;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

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
 */
public record TendOutcome(
    Optional<ClusterMap> map,
    boolean changed,
    boolean reached,
    Duration duration,
    Optional<TendFailure> failure,
    boolean unsettled,
    Map<String, String> missing) {

  /** Copies the missing nodes. */
  public TendOutcome {
    missing = Map.copyOf(missing);
  }

  /** An outcome in which no node is missing. */
  public TendOutcome(
      Optional<ClusterMap> map,
      boolean changed,
      boolean reached,
      Duration duration,
      Optional<TendFailure> failure,
      boolean unsettled) {
    this(map, changed, reached, duration, failure, unsettled, Map.of());
  }

  /** Returns the failure's message, empty when nothing failed. */
  public String failureSummary() {
    return failure.map(TendFailure::message).orElse("");
  }
}
