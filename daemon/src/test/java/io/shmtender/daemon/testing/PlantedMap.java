package io.shmtender.daemon.testing;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Maps of which every part follows from one number, so that a reader can tell from any two parts
 * whether they belong together. The number of nodes, namespaces and replicas varies with it.
 */
public final class PlantedMap {
  private PlantedMap() {}

  /** Returns the map of a number. */
  public static ClusterMap of(long number) {
    int nodeCount = nodeCount(number);
    List<Node> nodes = new ArrayList<>();
    for (int node = 0; node < nodeCount; node++) {
      nodes.add(
          new Node(
              "N" + node,
              "127.0.0.1",
              3000 + (int) (number % 10_000),
              "",
              Long.toString(number),
              (int) number,
              (int) number,
              true));
    }
    List<NamespaceMap> namespaces = new ArrayList<>();
    for (int namespace = 0; namespace < namespaceCount(number); namespace++) {
      short[][] replicas = new short[replicaCount(number)][NamespaceMap.PARTITIONS];
      for (int replica = 0; replica < replicas.length; replica++) {
        for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
          replicas[replica][partition] = (short) holder(number, replica, partition);
        }
      }
      int[] regimes = new int[NamespaceMap.PARTITIONS];
      Arrays.fill(regimes, (int) number);
      int[] racks = new int[nodeCount];
      Arrays.fill(racks, (int) (number >>> 3));
      namespaces.add(new NamespaceMap("ns" + namespace, false, replicas, regimes, racks));
    }
    return new ClusterMap("planted", nodes, namespaces);
  }

  private static int nodeCount(long number) {
    return 3 + (int) (number % 5);
  }

  private static int namespaceCount(long number) {
    return 1 + (int) (number % 2);
  }

  private static int replicaCount(long number) {
    return 1 + (int) (number % 3);
  }

  private static int holder(long number, int replica, int partition) {
    return (int) ((partition + number * 7 + replica) % nodeCount(number));
  }

  /** Returns the number in a view; every check starts from it. */
  public static long number(ClusterView view) {
    return Long.parseLong(view.nodes().get(0).build());
  }

  /** Returns what in a view does not follow from its number; null if everything does. */
  public static String contradiction(ClusterView view) {
    long number = number(view);
    if (view.nodes().size() != nodeCount(number)
        || view.namespaces().size() != namespaceCount(number)) {
      return number + ": " + view.nodes().size() + " nodes, " + view.namespaces().size();
    }
    for (Node node : view.nodes()) {
      if (!node.build().equals(Long.toString(number))
          || node.rebalanceGeneration() != (int) number) {
        return number + ": " + node;
      }
    }
    for (NamespaceMap namespace : view.namespaces()) {
      if (namespace.replicaCount() != replicaCount(number)) {
        return number + ": " + namespace.replicaCount() + " replicas in " + namespace.name();
      }
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        String found = contradiction(view, number, namespace, partition);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /** Returns what in one partition does not follow from the number; null if everything does. */
  public static String contradiction(
      ClusterView view, long number, NamespaceMap namespace, int partition) {
    for (int replica = 0; replica < namespace.replicaCount(); replica++) {
      Node expected = view.nodes().get(holder(number, replica, partition));
      Node found = view.map().replica(namespace, replica, partition);
      if (!expected.equals(found)) {
        return number + ": partition " + partition + ", replica " + replica + " is at " + found;
      }
    }
    return namespace.regime(partition) == (int) number
        ? null
        : number + ": partition " + partition + " has regime " + namespace.regime(partition);
  }
}
