package io.shmtender.daemon.segment;

import io.shmtender.daemon.cluster.ClusterMap;
import io.shmtender.daemon.cluster.ClusterNode;
import io.shmtender.daemon.cluster.NamespaceMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceView;
import io.shmtender.reader.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes a cluster map again from what a predecessor published. */
final class PublishedMap {
  private PublishedMap() {}

  static ClusterMap of(ClusterView view) {
    List<ClusterNode> nodes = new ArrayList<>();
    Map<String, Integer> indexes = new HashMap<>();
    for (Node node : view.nodes()) {
      indexes.put(node.name(), nodes.size());
      nodes.add(
          new ClusterNode(
              node.name(),
              node.address(),
              node.port(),
              node.tlsName(),
              node.build(),
              node.features(),
              node.rebalanceGeneration(),
              node.active() ? ClusterNode.State.ACTIVE : ClusterNode.State.FAILING));
    }
    List<NamespaceMap> namespaces = new ArrayList<>();
    for (NamespaceView namespace : new TreeMap<>(view.namespaces()).values()) {
      namespaces.add(namespace(namespace, view.nodes(), indexes));
    }
    return new ClusterMap(view.clusterName(), nodes, namespaces);
  }

  private static NamespaceMap namespace(
      NamespaceView view, List<Node> nodes, Map<String, Integer> indexes) {
    short[][] replicas = new short[view.replicaCount()][NamespaceMap.PARTITIONS];
    int[] regimes = new int[NamespaceMap.PARTITIONS];
    for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
      regimes[partition] = view.regime(partition);
      for (int replica = 0; replica < replicas.length; replica++) {
        Node holder = view.replica(replica, partition);
        replicas[replica][partition] =
            (short) (holder == null ? NamespaceMap.NONE : indexes.get(holder.name()));
      }
    }
    int[] racks = nodes.stream().mapToInt(view::rackId).toArray();
    return new NamespaceMap(view.name(), view.strongConsistency(), replicas, regimes, racks);
  }
}
