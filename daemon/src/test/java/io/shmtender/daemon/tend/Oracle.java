package io.shmtender.daemon.tend;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.Host;
import com.aerospike.client.cluster.Node;
import com.aerospike.client.cluster.Partitions;
import com.aerospike.client.policy.ClientPolicy;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.simulator.SimulatedNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The official client, tending the same cluster, to compare maps with. */
final class Oracle implements AutoCloseable {
  private static final int LEAST_TEND_INTERVAL_MILLIS = 250;

  private final AerospikeClient client;

  Oracle(SimulatedNode seed, int timeoutMillis) {
    ClientPolicy policy = new ClientPolicy();
    policy.tendInterval = LEAST_TEND_INTERVAL_MILLIS;
    policy.timeout = timeoutMillis;
    policy.rackAware = true;
    client = new AerospikeClient(policy, new Host(seed.host(), seed.port()));
  }

  /** Makes the client tend now rather than when its interval is over. */
  void hurry() {
    client.getCluster().interruptTendSleep();
  }

  /**
   * Says what the client has not seen yet; empty when it has seen all.
   *
   * @param names the nodes that it must know, and no other
   * @param answering those of them that answer
   * @param withPeers whether it can reach all peers, and so get to know the generation of the list
   * @param cutOff nodes that it may know as well: who is cut off leaves with the next change of
   *     peers only, as the client looks who to remove before it reads who holds what now
   */
  Optional<String> unsettled(
      Set<String> names,
      Collection<SimulatedNode> answering,
      boolean withPeers,
      Set<String> cutOff) {
    Set<String> known = new TreeSet<>();
    for (Node node : client.getNodes()) {
      known.add(node.getName());
    }
    known.removeAll(cutOff);
    if (!known.equals(new TreeSet<>(names))) {
      return Optional.of("the official client knows " + known + " instead of " + names);
    }
    for (SimulatedNode node : answering) {
      Node official = client.getNode(node.name());
      if (official.getPartitionGeneration() != node.partitionGeneration()
          || official.getRebalanceGeneration() != node.rebalanceGeneration()
          || (withPeers && official.getPeersGeneration() != node.peersGeneration())) {
        return Optional.of("the official client is behind at " + node);
      }
    }
    return Optional.empty();
  }

  /** Says how the map differs from the client's; empty when it does not. */
  Optional<String> difference(ClusterMap map, Set<String> cutOff) {
    List<String> officialNodes = new ArrayList<>();
    for (Node node : client.getNodes()) {
      if (cutOff.contains(node.getName())) {
        continue;
      }
      officialNodes.add(
          node.getName()
              + "@"
              + node.getAddress().getAddress().getHostAddress()
              + ":"
              + node.getAddress().getPort());
    }
    officialNodes.sort(Comparator.naturalOrder());
    List<String> nodes =
        map.nodes().stream()
            .filter(n -> !cutOff.contains(n.name()))
            .map(n -> n.name() + "@" + n.address() + ":" + n.port())
            .toList();
    if (!nodes.equals(officialNodes)) {
      return Optional.of("nodes " + nodes + ", officially " + officialNodes);
    }
    Map<String, Partitions> official = client.getCluster().partitionMap;
    List<String> namespaces = map.namespaces().stream().map(NamespaceMap::name).toList();
    if (!namespaces.equals(official.keySet().stream().sorted().toList())) {
      return Optional.of("namespaces " + namespaces + ", officially " + official.keySet());
    }
    for (NamespaceMap namespace : map.namespaces()) {
      Optional<String> difference =
          difference(map, namespace, official.get(namespace.name()), cutOff)
              .or(() -> rackDifference(map, namespace, cutOff));
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> difference(
      ClusterMap map, NamespaceMap namespace, Partitions official, Set<String> cutOff) {
    if (namespace.replicaCount() != official.replicas.length) {
      return Optional.of(
          namespace.name()
              + " has "
              + namespace.replicaCount()
              + " replicas, officially "
              + official.replicas.length);
    }
    for (int replica = 0; replica < official.replicas.length; replica++) {
      for (int pid = 0; pid < NamespaceMap.PARTITIONS; pid++) {
        Node node = official.replicas[replica].get(pid);
        String officially = node == null || !node.isActive() ? "-" : node.getName();
        int index = namespace.node(replica, pid);
        String found = index < 0 ? "-" : map.nodes().get(index).name();
        boolean bothGone =
            (index < 0 || cutOff.contains(found))
                && (officially.equals("-") || cutOff.contains(officially));
        if (!found.equals(officially) && !bothGone) {
          return Optional.of(
              namespace.name()
                  + "/"
                  + pid
                  + "/"
                  + replica
                  + " is on "
                  + found
                  + ", officially "
                  + officially);
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> rackDifference(
      ClusterMap map, NamespaceMap namespace, Set<String> cutOff) {
    for (int i = 0; i < map.nodes().size(); i++) {
      io.shmtender.reader.Node node = map.nodes().get(i);
      if (cutOff.contains(node.name())) {
        continue;
      }
      Node official = client.getNode(node.name());
      int rack = namespace.rackId(i);
      // The client tells no rack ids, only whether one is right; it has none for a namespace that
      // the node does not have any more, or has not told of yet.
      if (rack != 0 && !official.hasRack(namespace.name(), rack)) {
        return Optional.of(node.name() + " is not in rack " + rack + " of " + namespace.name());
      }
      if (rack == 0 && official.hasRack(namespace.name(), 1)) {
        return Optional.of(node.name() + " is in rack 1 of " + namespace.name());
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    client.close();
  }
}
