package io.shmtender.daemon.tend;

import java.io.IOException;

/** A server belongs to a cluster of another name than the expected one. */
final class ClusterNameMismatchException extends IOException {
  private static final long serialVersionUID = 1L;

  ClusterNameMismatchException(String node, String expected, String found) {
    super(
        "node "
            + node
            + " belongs to cluster "
            + (found.isEmpty() ? "without a name" : "'" + found + "'")
            + ", not to the expected '"
            + expected
            + "'");
  }
}
