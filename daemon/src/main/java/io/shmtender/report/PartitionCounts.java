package io.shmtender.report;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceView;
import io.shmtender.reader.Node;
import java.util.IdentityHashMap;

/** How many partitions of a namespace each node holds. */
public final class PartitionCounts {
  // Nodes of one view are the same objects everywhere in it.
  private final IdentityHashMap<Node, int[]> byNode = new IdentityHashMap<>();
  private final int[] none = new int[2];

  /** Counts the partitions of a namespace of a view. */
  public PartitionCounts(ClusterView view, NamespaceView namespace) {
    view.nodes().forEach(node -> byNode.put(node, new int[2]));
    for (int replica = 0; replica < namespace.replicaCount(); replica++) {
      int role = replica == 0 ? 0 : 1;
      for (int partition = 0; partition < NamespaceView.PARTITIONS; partition++) {
        Node holder = namespace.replica(replica, partition);
        (holder == null ? none : byNode.get(holder))[role]++;
      }
    }
  }

  /** Returns of how many partitions a node is the master. */
  public int masters(Node node) {
    return byNode.get(node)[0];
  }

  /** Returns how many proles a node holds. */
  public int proles(Node node) {
    return byNode.get(node)[1];
  }

  /** Returns how many partitions have no master. */
  public int withoutMaster() {
    return none[0];
  }

  /** Returns how many proles nobody holds. */
  public int missingProles() {
    return none[1];
  }
}
