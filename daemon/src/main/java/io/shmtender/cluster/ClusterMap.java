package io.shmtender.cluster;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The state of a cluster at one instant.
 *
 * <p>Two maps are equal when they would publish the same bytes; a tend that changed nothing returns
 * an equal map.
 *
 * @param clusterName the cluster's name, empty when the servers have none; at most 64 ASCII
 *     characters
 * @param nodes the nodes, sorted by name; their positions are the node indexes of {@link
 *     NamespaceMap}
 * @param namespaces the namespaces, sorted by name
 */
public record ClusterMap(
    String clusterName, List<ClusterNode> nodes, List<NamespaceMap> namespaces) {

  /** Copies the lists. */
  public ClusterMap {
    requireNonNull(clusterName);
    nodes = List.copyOf(nodes);
    namespaces = List.copyOf(namespaces);
  }

  /** Returns the largest number of replicas that a namespace has, 0 without namespaces. */
  public int maxReplicaCount() {
    return namespaces.stream().mapToInt(NamespaceMap::replicaCount).max().orElse(0);
  }
}
