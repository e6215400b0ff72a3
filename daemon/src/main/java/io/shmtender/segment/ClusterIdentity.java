package io.shmtender.segment;

import io.shmtender.cluster.ClusterMap;
import io.shmtender.cluster.ClusterNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Tells clusters apart: by their names where both have one, else by their nodes, of which at least
 * one has to be common. Of two names it is one cluster all the same if it was renamed: while it was
 * tended, or else, if most of the nodes that were published are there, by name and at the same
 * address.
 */
final class ClusterIdentity {
  private ClusterIdentity() {}

  /**
   * Checks that two maps are of one cluster.
   *
   * @param where what holds the first one, for the message
   * @throws OtherClusterException if they are not
   */
  static void check(String where, ClusterMap published, ClusterMap reached)
      throws OtherClusterException {
    String before = published.clusterName();
    String now = reached.clusterName();
    boolean same =
        (before.isEmpty() || now.isEmpty())
            ? nodesInCommon(published, reached)
            : before.equals(now)
                || reached.formerNames().contains(before)
                || mostServersInCommon(published, reached);
    if (!same) {
      throw new OtherClusterException(
          where
              + " describes "
              + describe(published)
              + ", but the seeds reach "
              + describe(reached)
              + ". Nothing was changed. Use another key for this cluster, correct the seeds, or, if "
              + "the old cluster is gone for good, remove its segment with 'aerospike-shm-tender rm'");
    }
  }

  private static boolean nodesInCommon(ClusterMap one, ClusterMap other) {
    if (one.nodes().isEmpty() || other.nodes().isEmpty()) {
      return true;
    }
    Set<String> names = names(one);
    names.retainAll(names(other));
    return !names.isEmpty();
  }

  // By addresses, too: node names that were chosen by hand, like a1 and a2, are in many clusters.
  private static boolean mostServersInCommon(ClusterMap published, ClusterMap reached) {
    Set<Server> servers = servers(published);
    int all = servers.size();
    servers.retainAll(servers(reached));
    return 2 * servers.size() > all;
  }

  private record Server(String node, String address, int port) {}

  private static Set<Server> servers(ClusterMap map) {
    return map.nodes().stream()
        .map(node -> new Server(node.name(), node.address(), node.port()))
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static Set<String> names(ClusterMap map) {
    return map.nodes().stream()
        .map(ClusterNode::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String describe(ClusterMap map) {
    List<String> nodes = names(map).stream().limit(3).toList();
    String some = nodes + (map.nodes().size() > nodes.size() ? " and others" : "");
    return map.clusterName().isEmpty()
        ? "a cluster without name of nodes " + some
        : "cluster '" + map.clusterName() + "' of nodes " + some;
  }
}
