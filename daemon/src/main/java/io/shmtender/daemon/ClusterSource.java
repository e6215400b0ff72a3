package io.shmtender.daemon;

import io.shmtender.cluster.ClusterNode;
import io.shmtender.tend.TendOutcome;
import io.shmtender.tend.Tender;
import java.util.List;

/** Where cluster maps come from: a tender, or a test's script. */
@FunctionalInterface
public interface ClusterSource extends AutoCloseable {
  /** Asks the cluster once. Returns within about a tend interval, whatever the nodes do. */
  TendOutcome tend();

  /**
   * Tells where nodes of the cluster were last, for a tend that finds nobody where it would look.
   */
  default void nodesWereAt(List<ClusterNode> nodes) {}

  /** Lets go of connections; nothing is asked any more. */
  @Override
  default void close() {}

  /** Returns a tender as a source. */
  static ClusterSource of(Tender tender) {
    return new ClusterSource() {
      @Override
      public TendOutcome tend() {
        return tender.tend();
      }

      @Override
      public void nodesWereAt(List<ClusterNode> nodes) {
        tender.nodesWereAt(nodes);
      }

      @Override
      public void close() {
        tender.close();
      }
    };
  }
}
