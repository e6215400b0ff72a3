package io.shmtender.daemon.report;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** How many partitions of a namespace each node holds. Immutable. */
public final class PartitionCounts {
  // A map answers with the same objects everywhere.
  private final IdentityHashMap<Node, Integer> places;
  private final int[] masters;
  private final int[] proles;
  private final int withoutMaster;
  private final int missingProles;

  /** Counts the partitions of one of a map's namespaces. */
  public PartitionCounts(ClusterMap map, NamespaceMap namespace) {
    this(places(map), namespace);
  }

  private PartitionCounts(IdentityHashMap<Node, Integer> places, NamespaceMap namespace) {
    this.places = places;
    masters = new int[places.size()];
    proles = new int[places.size()];
    withoutMaster = namespace.partitionsWithoutMaster();
    int missing = 0;
    for (int replica = 0; replica < namespace.replicaCount(); replica++) {
      int[] count = replica == 0 ? masters : proles;
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        int holder = namespace.node(replica, partition);
        if (holder != NamespaceMap.NONE) {
          count[holder]++;
        } else if (replica > 0) {
          missing++;
        }
      }
    }
    missingProles = missing;
  }

  private static IdentityHashMap<Node, Integer> places(ClusterMap map) {
    IdentityHashMap<Node, Integer> places = new IdentityHashMap<>();
    for (Node node : map.nodes()) {
      places.put(node, places.size());
    }
    return places;
  }

  /** Counts the partitions of all namespaces of a map; of each, in their order. */
  public static List<PartitionCounts> of(ClusterMap map) {
    IdentityHashMap<Node, Integer> places = places(map);
    List<PartitionCounts> counts = new ArrayList<>();
    for (NamespaceMap namespace : map.namespaces()) {
      counts.add(new PartitionCounts(places, namespace));
    }
    return counts;
  }

  /** Returns of how many partitions a node is the master. */
  public int masters(Node node) {
    return masters[places.get(node)];
  }

  /** Returns how many proles a node holds. */
  public int proles(Node node) {
    return proles[places.get(node)];
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
