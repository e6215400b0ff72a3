package io.shmtender.daemon.conductor;

import io.shmtender.daemon.cluster.ClusterMap;
import io.shmtender.daemon.tend.TendOutcome;
import io.shmtender.daemon.tend.Tender;

/** Where cluster maps come from: a tender, or a test's script. */
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

  /** Returns a tender as a source. */
  static ClusterSource of(Tender tender) {
    return of(tender, () -> {});
  }

  /**
   * Returns a tender as a source.
   *
   * @param onAccepted called once the daemon goes by it
   */
  static ClusterSource of(Tender tender, Runnable onAccepted) {
    return new ClusterSource() {
      @Override
      public void accepted() {
        onAccepted.run();
      }

      @Override
      public TendOutcome tend() {
        return tender.tend();
      }

      @Override
      public void startFrom(ClusterMap published) {
        tender.startFrom(published);
      }

      @Override
      public void close() {
        tender.close();
      }
    };
  }
}
