package io.shmtender.simulator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The truth about a cluster at one moment, for tests to compare with.
 *
 * @param clusterName the cluster's name
 * @param nodes the running nodes
 * @param namespaces the namespaces by name
 */
public record ClusterSnapshot(
    String clusterName, List<NodeState> nodes, Map<String, NamespaceState> namespaces) {

  /** Copies the collections; the order of the namespaces stays. */
  public ClusterSnapshot {
    nodes = List.copyOf(nodes);
    namespaces = Collections.unmodifiableMap(new LinkedHashMap<>(namespaces));
  }

  /**
   * A running node.
   *
   * @param name its name
   * @param host the address it listens on
   * @param port the port it listens on
   * @param rack its rack
   */
  public record NodeState(String name, String host, int port, int rack) {}

  /**
   * A namespace.
   *
   * @param replicationFactor how many copies there really are
   * @param strongConsistency whether it has regimes
   * @param partitions by partition id
   */
  public record NamespaceState(
      int replicationFactor, boolean strongConsistency, List<PartitionState> partitions) {
    /** Copies the list. */
    public NamespaceState {
      partitions = List.copyOf(partitions);
    }
  }

  /**
   * A partition.
   *
   * @param master the master's name, null when the partition is unavailable
   * @param proles the names of the other owners in order
   * @param regime the regime of the masters, 0 for an available namespace
   */
  public record PartitionState(String master, List<String> proles, int regime) {
    /** Copies the list. */
    public PartitionState {
      proles = List.copyOf(proles);
    }
  }

  /**
   * The state of a partition.
   *
   * @throws IllegalArgumentException when there is no such namespace
   */
  public PartitionState partition(String namespace, int partitionId) {
    NamespaceState state = namespaces.get(namespace);
    if (state == null) {
      throw new IllegalArgumentException("there is no namespace '" + namespace + "'");
    }
    return state.partitions().get(partitionId);
  }
}
