package io.shmtender.daemon.tend;

import io.shmtender.reader.ClusterMap;

/** Where cluster maps come from: a {@link Tender}, or a test's script. */
@FunctionalInterface
public interface ClusterSource extends AutoCloseable {
  /** Asks the cluster once. Returns within about a tend interval, whatever the nodes do. */
  TendOutcome tend();

  /**
   * Starts from what was published for the key: nodes and partitions stay as they are in there
   * until the cluster says otherwise.
   */
  default void startFrom(ClusterMap published) {}

  /** From now on this is what the daemon asks: until now it was tried out. */
  default void accepted() {}

  /** Lets go of connections; nothing is asked any more. */
  @Override
  default void close() {}
}
