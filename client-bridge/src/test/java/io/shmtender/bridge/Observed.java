package io.shmtender.bridge;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.cluster.Node;
import com.aerospike.client.cluster.Partitions;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.NodeCounters;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What tests see of clients and clusters. */
final class Observed {
  private Observed() {}

  /** Returns how many info requests the nodes of a cluster got. */
  static long infoRequests(SimulatedCluster cluster) {
    return cluster.counters().values().stream().mapToLong(NodeCounters::infoRequests).sum();
  }

  /** Returns the names of the nodes that there are. */
  static Set<String> names(SimulatedCluster cluster) {
    return cluster.nodes().stream()
        .map(SimulatedNode::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the names of the nodes that a client has. */
  static Set<String> names(AerospikeClient client) {
    Set<String> names = new TreeSet<>();
    for (Node node : client.getNodes()) {
      names.add(node.getName());
    }
    return names;
  }

  /**
   * Returns whether a client goes by a map. What nobody holds does not count: a client keeps the
   * last holder.
   */
  static boolean goesBy(AerospikeClient client, ClusterMap map) {
    for (NamespaceMap namespace : map.namespaces()) {
      Partitions partitions = client.getCluster().partitionMap.get(namespace.name());
      if (partitions == null || partitions.replicas.length != namespace.replicaCount()) {
        return false;
      }
      for (int replica = 0; replica < namespace.replicaCount(); replica++) {
        for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
          Node has = partitions.replicas[replica].get(partition);
          io.shmtender.reader.Node wanted = map.replica(namespace, replica, partition);
          if (wanted != null && (has == null || !has.getName().equals(wanted.name()))) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
