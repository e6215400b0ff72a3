package io.shmtender.daemon.conductor;

import static java.util.Objects.requireNonNull;

import io.shmtender.reader.ClusterMap;
import java.time.Duration;

/**
 * Event: a state of the cluster was published.
 *
 * @param map the state
 * @param sequence the number of the publish, as readers see it
 * @param duration how long publishing took, making a larger file included
 */
public record Publication(ClusterMap map, long sequence, Duration duration) {

  /** Checks that nothing is missing. */
  public Publication {
    requireNonNull(map);
    requireNonNull(duration);
  }
}
