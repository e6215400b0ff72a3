package io.shmtender.tend;

import static java.util.Objects.requireNonNull;

/**
 * What kept a tend from being a success, in words for an operator.
 *
 * @param kind what to make of it
 * @param message what happened, where, and what to do
 */
public record TendFailure(Kind kind, String message) {

  /** What to make of a failure. */
  public enum Kind {
    /** No seed answered. It may yet: keep tending. */
    SEEDS_UNREACHABLE,
    /** Seeds answered, but their cluster's name is not the expected one: a wrong configuration. */
    CLUSTER_NAME_MISMATCH,
    /** The seeds reach more than one cluster, and nothing says which is meant. */
    SEVERAL_CLUSTERS,
    /** All nodes were lost, and the seeds now reach a cluster of another name. */
    ANOTHER_CLUSTER,
    /** The cluster is reached, but some of its nodes do not answer. */
    NODES_FAILING
  }

  /** Checks that nothing is missing. */
  public TendFailure {
    requireNonNull(kind);
    requireNonNull(message);
  }

  /** Returns whether the seeds lead to another cluster than the one that is meant. */
  public boolean isWrongCluster() {
    return switch (kind) {
      case CLUSTER_NAME_MISMATCH, SEVERAL_CLUSTERS, ANOTHER_CLUSTER -> true;
      case SEEDS_UNREACHABLE, NODES_FAILING -> false;
    };
  }
}
