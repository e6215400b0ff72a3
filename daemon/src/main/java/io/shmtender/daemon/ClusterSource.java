package io.shmtender.daemon;

import io.shmtender.tend.TendOutcome;

/** Where cluster maps come from: a tender, or a test's script. */
@FunctionalInterface
public interface ClusterSource {
  /** Asks the cluster once. Returns within about a tend interval, whatever the nodes do. */
  TendOutcome tend();
}
