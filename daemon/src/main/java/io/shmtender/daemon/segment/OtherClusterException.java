package io.shmtender.daemon.segment;

import io.shmtender.daemon.cluster.ClusterIdentity;
import io.shmtender.reader.ClusterMap;
import java.util.Set;

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
   * @param formerNames what the reached one was called before it was renamed
   */
  static void check(String where, ClusterMap published, ClusterMap reached, Set<String> formerNames)
      throws OtherClusterException {
    if (published.nodes().equals(reached.nodes())
        && published.clusterName().equals(reached.clusterName())) {
      // What moves every day is partitions.
      return;
    }
    ClusterIdentity known = ClusterIdentity.of(published, Set.of());
    ClusterIdentity seen = ClusterIdentity.of(reached, formerNames);
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
