package io.shmtender.simulator.cli;

import io.shmtender.simulator.ClusterSnapshot;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.NodeCounters;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the console shows of a cluster, as JSON in one line. */
final class ClusterJson {
  private ClusterJson() {}

  /** Nodes with their generations and counters. */
  static String stats(SimulatedCluster cluster) {
    return "{\"nodes\":{"
        + cluster.nodes().stream()
            .map(node -> quote(node.name()) + ":" + node(node))
            .collect(Collectors.joining(","))
        + "}}";
  }

  /** Per namespace: replication factor, regime, unavailable partitions, partitions by master. */
  static String partitions(ClusterSnapshot snapshot) {
    return "{" + members(snapshot.namespaces(), ClusterJson::namespace) + "}";
  }

  private static String node(SimulatedNode node) {
    NodeCounters counters = node.counters();
    return "{\"host\":"
        + quote(node.host())
        + ",\"port\":"
        + node.port()
        + ",\"rack\":"
        + node.rack()
        + ",\"partitionGeneration\":"
        + node.partitionGeneration()
        + ",\"peersGeneration\":"
        + node.peersGeneration()
        + ",\"rebalanceGeneration\":"
        + node.rebalanceGeneration()
        + ",\"infoRequests\":"
        + counters.infoRequests()
        + ",\"infoNames\":"
        + counters.infoNames()
        + ",\"infoByName\":{"
        + members(new TreeMap<>(counters.infoByName()), String::valueOf)
        + "},\"connectionsAccepted\":"
        + counters.connectionsAccepted()
        + ",\"connectionsOpen\":"
        + counters.connectionsOpen()
        + ",\"recordCommands\":"
        + counters.recordCommands()
        + ",\"proxiedCommands\":"
        + counters.proxiedCommands()
        + ",\"batches\":"
        + counters.batches()
        + ",\"bytesReceived\":"
        + counters.bytesReceived()
        + ",\"bytesSent\":"
        + counters.bytesSent()
        + "}";
  }

  private static String namespace(ClusterSnapshot.NamespaceState state) {
    Map<String, Long> masters =
        state.partitions().stream()
            .filter(partition -> partition.master() != null)
            .collect(
                Collectors.groupingBy(
                    ClusterSnapshot.PartitionState::master, TreeMap::new, Collectors.counting()));
    long unavailable =
        state.partitions().stream().filter(partition -> partition.master() == null).count();
    return "{\"replicationFactor\":"
        + state.replicationFactor()
        + ",\"strongConsistency\":"
        + state.strongConsistency()
        + ",\"regime\":"
        + state.partitions().get(0).regime()
        + ",\"unavailable\":"
        + unavailable
        + ",\"masters\":{"
        + members(masters, String::valueOf)
        + "}}";
  }

  private static <T> String members(Map<String, T> map, Function<T, String> value) {
    return map.entrySet().stream()
        .map(entry -> quote(entry.getKey()) + ":" + value.apply(entry.getValue()))
        .collect(Collectors.joining(","));
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
