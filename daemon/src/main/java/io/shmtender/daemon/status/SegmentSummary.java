package io.shmtender.daemon.status;

import io.shmtender.daemon.report.Condition;
import io.shmtender.daemon.report.SegmentEntry;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.layout.SegmentFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A segment file as a row of a table has it. The view of a large cluster has megabytes, of which
 * this keeps three words. Immutable.
 *
 * @param file its name's parts
 * @param path where it is
 * @param condition how it is doing
 * @param status what it says of itself; empty if it cannot be read
 * @param cluster what it says of the cluster; empty if nothing is published, or it is not the
 *     newest file of its key
 */
record SegmentSummary(
    SegmentFile file,
    Path path,
    Condition condition,
    Optional<SegmentStatus> status,
    Optional<Cluster> cluster) {

  /**
   * A cluster's size.
   *
   * @param name its name, empty if it has none
   * @param nodes how many nodes it has
   * @param namespaces how many namespaces it has
   */
  record Cluster(String name, int nodes, int namespaces) {
    private Cluster(ClusterView view) {
      this(view.clusterName(), view.nodes().size(), view.namespaces().size());
    }
  }

  /** Returns what a row says of a segment. */
  static SegmentSummary of(SegmentEntry entry) {
    return new SegmentSummary(
        entry.file(),
        entry.path(),
        entry.condition(),
        entry.status(),
        entry.view().map(Cluster::new));
  }

  /** Returns the summary of the same cluster, with what the file says of itself by now. */
  SegmentSummary with(SegmentStatus now) {
    return new SegmentSummary(file, path, Condition.of(now), Optional.of(now), cluster);
  }

  /** Returns whether nothing was published since. */
  boolean isAsPublished(SegmentStatus now) {
    return status.filter(then -> then.sequence() == now.sequence()).isPresent();
  }
}
