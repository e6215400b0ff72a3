package io.shmtender.daemon.cluster;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The state of a cluster at one instant.
 *
 * <p>Two maps are equal when they would publish the same bytes; a tend that changed nothing returns
 * an equal map. The former names are not published.
 *
 * @param clusterName the cluster's name, empty when the servers have none; at most 64 ASCII
 *     characters
 * @param formerNames what the cluster was called before it was renamed under the eyes of whoever
 *     made this map
 * @param nodes the nodes, sorted by name; their positions are the node indexes of {@link
 *     NamespaceMap}
 * @param namespaces the namespaces, sorted by name
 */
public record ClusterMap(
    String clusterName,
    Set<String> formerNames,
    List<ClusterNode> nodes,
    List<NamespaceMap> namespaces) {

  /** Copies the collections. */
  public ClusterMap {
    requireNonNull(clusterName);
    formerNames = Set.copyOf(formerNames);
    nodes = List.copyOf(nodes);
    namespaces = List.copyOf(namespaces);
  }

  /** Makes the map of a cluster that was always called so. */
  public ClusterMap(String clusterName, List<ClusterNode> nodes, List<NamespaceMap> namespaces) {
    this(clusterName, Set.of(), nodes, namespaces);
  }

  @Override
  public boolean equals(Object other) {
    // Most tends change nothing, and the others little: what is unchanged is the same object.
    if (this == other) {
      return true;
    }
    return other instanceof ClusterMap that
        && clusterName.equals(that.clusterName)
        && nodes.equals(that.nodes)
        && namespaces.equals(that.namespaces);
  }

  @Override
  public int hashCode() {
    return Objects.hash(clusterName, nodes, namespaces);
  }

  /** Returns the largest number of replicas that a namespace has, 0 without namespaces. */
  public int maxReplicaCount() {
    return namespaces.stream().mapToInt(NamespaceMap::replicaCount).max().orElse(0);
  }
}
