package io.shmtender.daemon.report;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceView;
import io.shmtender.reader.Node;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** How many partitions of a namespace each node holds. Immutable. */
public final class PartitionCounts {
  // Nodes of one view are the same objects everywhere in it.
  private final IdentityHashMap<Node, Integer> indexes;
  private final int[] masters;
  private final int[] proles;
  private final int withoutMaster;
  private final int missingProles;

  /** Counts the partitions of a namespace of a view. */
  public PartitionCounts(ClusterView view, NamespaceView namespace) {
    this(indexes(view), namespace);
  }

  private PartitionCounts(IdentityHashMap<Node, Integer> indexes, NamespaceView namespace) {
    this.indexes = indexes;
    int nobody = indexes.size();
    int[][] counts = new int[2][nobody + 1];
    for (int replica = 0; replica < namespace.replicaCount(); replica++) {
      int[] count = counts[replica == 0 ? 0 : 1];
      for (int partition = 0; partition < NamespaceView.PARTITIONS; partition++) {
        Node holder = namespace.replica(replica, partition);
        count[holder == null ? nobody : indexes.get(holder)]++;
      }
    }
    masters = counts[0];
    proles = counts[1];
    withoutMaster = masters[nobody];
    missingProles = proles[nobody];
  }

  private static IdentityHashMap<Node, Integer> indexes(ClusterView view) {
    IdentityHashMap<Node, Integer> indexes = new IdentityHashMap<>();
    for (Node node : view.nodes()) {
      indexes.put(node, indexes.size());
    }
    return indexes;
  }

  /** Counts the partitions of several namespaces of a view; of each, in their order. */
  public static List<PartitionCounts> of(ClusterView view, List<NamespaceView> namespaces) {
    IdentityHashMap<Node, Integer> indexes = indexes(view);
    List<PartitionCounts> counts = new ArrayList<>();
    for (NamespaceView namespace : namespaces) {
      counts.add(new PartitionCounts(indexes, namespace));
    }
    return counts;
  }

  /** Returns of how many partitions a node is the master. */
  public int masters(Node node) {
    return masters[indexes.get(node)];
  }

  /** Returns how many proles a node holds. */
  public int proles(Node node) {
    return proles[indexes.get(node)];
  }

  /** Returns how many partitions have no master. */
  public int withoutMaster() {
    return withoutMaster;
  }

  /** Returns how many proles nobody holds. */
  public int missingProles() {
    return missingProles;
  }
}
