package io.shmtender.daemon.testing;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/** Maps of clusters of any size, as large as there are any. */
public final class LargeCluster {
  /** As many nodes as a cluster has. */
  public static final int NODES = 256;

  /** As many namespaces as a server has. */
  public static final int NAMESPACES = 32;

  private static final int REPLICAS = 3;

  private LargeCluster() {}

  /** Returns a node's name. */
  public static String node(int number) {
    return String.format("BB9%012X", number);
  }

  /** Returns the map of a cluster that is well. */
  public static ClusterMap of(int nodes, int namespaces) {
    return of(nodes, namespaces, node -> false);
  }

  /** Returns the map of a cluster, some of whose nodes fail. */
  public static ClusterMap of(int nodes, int namespaces, IntPredicate failing) {
    return of(
        nodes, namespaces, failing, LargeCluster::node, namespace -> "namespace" + namespace, 0);
  }

  /**
   * Returns the map of a cluster.
   *
   * @param shift by how many nodes each partition moved
   */
  public static ClusterMap of(
      int nodes,
      int namespaces,
      IntPredicate failing,
      IntFunction<String> nodeName,
      IntFunction<String> namespaceName,
      int shift) {
    List<Node> all = new ArrayList<>();
    int[] racks = new int[nodes];
    for (int node = 0; node < nodes; node++) {
      racks[node] = 1 + node % 4;
      all.add(
          new Node(
              nodeName.apply(node),
              "10.0." + node / 256 + "." + node % 256,
              3000,
              "",
              "8.1.0.0",
              0,
              1,
              !failing.test(node)));
    }
    List<NamespaceMap> maps = new ArrayList<>();
    for (int namespace = 0; namespace < namespaces; namespace++) {
      short[][] holders = new short[Math.min(REPLICAS, nodes)][NamespaceMap.PARTITIONS];
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        for (int replica = 0; replica < holders.length; replica++) {
          holders[replica][partition] =
              (short) ((partition * 7 + partition / 64 + namespace + shift + replica) % nodes);
        }
      }
      maps.add(
          new NamespaceMap(
              namespaceName.apply(namespace),
              false,
              holders,
              new int[NamespaceMap.PARTITIONS],
              racks));
    }
    return new ClusterMap("large", all, maps);
  }
}
