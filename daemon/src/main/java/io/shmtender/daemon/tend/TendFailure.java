package io.shmtender.daemon.tend;

import static java.util.Objects.requireNonNull;

/**
 * What kept a tend from being a success, in words for an operator.
 *
 * @param kind what to make of it
 * @param message what happened, where, and what to do
 * @param conclusive whether every configured seed leads to another cluster than the one that is
 *     meant, and this process never reached that one: a wrong configuration, which trying again
 *     does not mend
 */
public record TendFailure(Kind kind, String message, boolean conclusive) {

  /** What to make of a failure. */
  public enum Kind {
    /** No seed answered. It may yet: keep tending. */
    SEEDS_UNREACHABLE,
    /** Seeds answered, but their cluster's name is not the expected one. */
    CLUSTER_NAME_MISMATCH,
    /** The seeds reach more than one cluster or part of one, and nothing says which is meant. */
    SEVERAL_CLUSTERS,
    /** The seeds reach another cluster than the one that was reached or published before. */
    ANOTHER_CLUSTER,
    /** The cluster is reached, but some of its nodes do not answer. */
    NODES_FAILING
  }

  /** Checks that nothing is missing. */
  public TendFailure {
    requireNonNull(kind);
    requireNonNull(message);
  }

  /** A failure that may pass. */
  public TendFailure(Kind kind, String message) {
    this(kind, message, false);
  }

  /** Returns whether seeds lead to another cluster than the one that is meant. */
  public boolean isWrongCluster() {
    return switch (kind) {
      case CLUSTER_NAME_MISMATCH, SEVERAL_CLUSTERS, ANOTHER_CLUSTER -> true;
      case SEEDS_UNREACHABLE, NODES_FAILING -> false;
    };
  }
}
