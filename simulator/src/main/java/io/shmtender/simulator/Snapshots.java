package io.shmtender.simulator;

import io.shmtender.simulator.spec.NamespaceSpec;
import io.shmtender.simulator.topology.Namespace;
import io.shmtender.simulator.topology.PartitionTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Makes {@link ClusterSnapshot}s. */
final class Snapshots {
  private Snapshots() {}

  static ClusterSnapshot of(
      String clusterName,
      List<SimulatedNode> nodes,
      Collection<Namespace> of,
      Function<String, PartitionTable> tables) {
    Map<String, ClusterSnapshot.NamespaceState> namespaces = new LinkedHashMap<>();
    for (Namespace namespace : of) {
      String name = namespace.spec().name();
      namespaces.put(name, namespace(namespace.spec(), tables.apply(name)));
    }
    return new ClusterSnapshot(
        clusterName,
        nodes.stream()
            .map(n -> new ClusterSnapshot.NodeState(n.name(), n.host(), n.port(), n.rack()))
            .toList(),
        namespaces);
  }

  private static ClusterSnapshot.NamespaceState namespace(
      NamespaceSpec spec, PartitionTable table) {
    List<ClusterSnapshot.PartitionState> partitions = new ArrayList<>();
    for (List<String> owners : table.owners()) {
      partitions.add(
          owners.isEmpty()
              ? new ClusterSnapshot.PartitionState(null, List.of(), table.regime())
              : new ClusterSnapshot.PartitionState(
                  owners.get(0), owners.subList(1, owners.size()), table.regime()));
    }
    return new ClusterSnapshot.NamespaceState(
        table.replicationFactor(), spec.strongConsistency(), partitions);
  }
}
