package io.shmtender.daemon.cluster;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.Node;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What tells a cluster from others: by their names where both have one, else by their nodes, of
 * which at least one has to be common. Of two names it is one cluster all the same if it was
 * renamed: while it was tended, or else, if most of the servers that were known are there, by node
 * name and at the same address.
 *
 * @param name the cluster's name, empty when it has none
 * @param formerNames what it was called before it was renamed
 * @param nodes the names of its nodes
 * @param servers its nodes with their addresses, as far as those are known
 */
public record ClusterIdentity(
    String name, Set<String> formerNames, Set<String> nodes, Set<Server> servers) {
  private static final int NODES_TO_NAME = 3;

  /** A node at an address: node names that were chosen by hand, like a1, are in many clusters. */
  public record Server(String node, String address, int port) {}

  /** Copies the sets. */
  public ClusterIdentity {
    formerNames = Set.copyOf(formerNames);
    nodes = Set.copyOf(nodes);
    servers = Set.copyOf(servers);
  }

  /**
   * Returns the identity of the cluster that a map describes.
   *
   * @param formerNames what it was called before it was renamed
   */
  public static ClusterIdentity of(ClusterMap map, Set<String> formerNames) {
    return new ClusterIdentity(
        map.clusterName(),
        formerNames,
        map.nodes().stream().map(Node::name).collect(Collectors.toSet()),
        map.nodes().stream()
            .map(node -> new Server(node.name(), node.address(), node.port()))
            .collect(Collectors.toSet()));
  }

  /** Returns whether what is seen now is the cluster that was known, this one. */
  public boolean isSeenAs(ClusterIdentity seen) {
    if (name.isEmpty() || seen.name.isEmpty()) {
      return nodes.isEmpty()
          || seen.nodes.isEmpty()
          || nodes.stream().anyMatch(seen.nodes::contains);
    }
    return name.equals(seen.name)
        || seen.formerNames.contains(name)
        || 2 * servers.stream().filter(seen.servers::contains).count() > servers.size();
  }

  /** Describes the cluster in a message: its name and some of its nodes. */
  @Override
  public String toString() {
    List<String> some = new TreeSet<>(nodes).stream().limit(NODES_TO_NAME).toList();
    return (name.isEmpty() ? "a cluster without a name" : "cluster '" + name + "'")
        + " of nodes "
        + some
        + (nodes.size() > some.size() ? " and " + (nodes.size() - some.size()) + " more" : "");
  }
}
