package io.shmtender.daemon.segment;

import io.shmtender.daemon.cluster.ClusterIdentity;
import io.shmtender.daemon.cluster.ClusterMap;

/** The segment describes another cluster than the one that the tender reaches. */
public final class OtherClusterException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a message. */
  public OtherClusterException(String message) {
    super(message);
  }

  /**
   * Throws one if two maps are of different clusters.
   *
   * @param where what holds the published one, for the message
   */
  static void check(String where, ClusterMap published, ClusterMap reached)
      throws OtherClusterException {
    if (published.nodes().equals(reached.nodes())
        && published.clusterName().equals(reached.clusterName())) {
      // What moves every day is partitions.
      return;
    }
    ClusterIdentity known = ClusterIdentity.of(published);
    ClusterIdentity seen = ClusterIdentity.of(reached);
    if (!known.isSeenAs(seen)) {
      throw new OtherClusterException(
          where
              + " describes "
              + known
              + ", but the seeds reach "
              + seen
              + ". Nothing was changed. Use another key for this cluster or correct the seeds; if"
              + " the old cluster is gone for good, stop all tenders of the key, remove its segment"
              + " with 'aerospike-shm-tender rm', and start again");
    }
  }
}
