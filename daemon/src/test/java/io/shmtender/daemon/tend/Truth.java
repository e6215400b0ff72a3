package io.shmtender.daemon.tend;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.simulator.ClusterSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares a map with what the simulator knows to be true. */
final class Truth {
  private Truth() {}

  /** Says how the map differs from the truth; empty when it does not. */
  static Optional<String> difference(ClusterSnapshot truth, Optional<ClusterMap> found) {
    if (found.isEmpty()) {
      return Optional.of("no map");
    }
    ClusterMap map = found.get();
    // Servers without a cluster name say that it is null.
    String clusterName = truth.clusterName().equals("null") ? "" : truth.clusterName();
    if (!clusterName.equals(map.clusterName())) {
      return Optional.of("cluster name '" + map.clusterName() + "'");
    }
    List<String> nodes = nodes(truth);
    List<String> foundNodes =
        map.nodes().stream()
            .map(
                n ->
                    n.name()
                        + "@"
                        + n.address()
                        + ":"
                        + n.port()
                        + " "
                        + (n.active() ? "active" : "failing"))
            .toList();
    if (!nodes.equals(foundNodes)) {
      return Optional.of("nodes " + foundNodes + " instead of " + nodes);
    }
    for (Map.Entry<String, ClusterSnapshot.NamespaceState> entry : truth.namespaces().entrySet()) {
      Optional<NamespaceMap> namespace =
          map.namespaces().stream().filter(ns -> ns.name().equals(entry.getKey())).findFirst();
      if (namespace.isEmpty()) {
        return Optional.of("no namespace " + entry.getKey());
      }
      Optional<String> difference = difference(entry.getValue(), namespace.get(), map, truth);
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  private static List<String> nodes(ClusterSnapshot truth) {
    return truth.nodes().stream()
        .sorted(Comparator.comparing(ClusterSnapshot.NodeState::name))
        .map(
            n ->
                n.name()
                    + "@"
                    + (n.host().equals("::1") ? "0:0:0:0:0:0:0:1" : n.host())
                    + ":"
                    + n.port()
                    + " active")
        .toList();
  }

  private static Optional<String> difference(
      ClusterSnapshot.NamespaceState truth,
      NamespaceMap found,
      ClusterMap map,
      ClusterSnapshot snapshot) {
    if (truth.replicationFactor() != found.replicaCount()) {
      return Optional.of(found.name() + " has " + found.replicaCount() + " replicas");
    }
    if (truth.strongConsistency() != found.strongConsistency()) {
      return Optional.of(found.name() + " SC " + found.strongConsistency());
    }
    for (int pid = 0; pid < NamespaceMap.PARTITIONS; pid++) {
      ClusterSnapshot.PartitionState partition = truth.partitions().get(pid);
      if (partition.master() == null) {
        continue; // Nobody claims it, so it stays where it was.
      }
      List<String> owners = new ArrayList<>(List.of(partition.master()));
      owners.addAll(partition.proles());
      List<String> foundOwners = new ArrayList<>();
      for (int replica = 0; replica < found.replicaCount(); replica++) {
        int node = found.node(replica, pid);
        foundOwners.add(node < 0 ? "-" : map.nodes().get(node).name());
      }
      if (!owners.equals(foundOwners)) {
        return Optional.of(
            found.name() + "/" + pid + " is on " + foundOwners + " instead of " + owners);
      }
      if (partition.regime() != found.regime(pid)) {
        return Optional.of(found.name() + "/" + pid + " has regime " + found.regime(pid));
      }
    }
    for (ClusterSnapshot.NodeState node : snapshot.nodes()) {
      for (int i = 0; i < map.nodes().size(); i++) {
        if (map.nodes().get(i).name().equals(node.name()) && found.rackId(i) != node.rack()) {
          return Optional.of(node.name() + " is in rack " + found.rackId(i));
        }
      }
    }
    return Optional.empty();
  }
}
