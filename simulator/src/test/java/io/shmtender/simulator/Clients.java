package io.shmtender.simulator;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.Host;
import com.aerospike.client.Info;
import com.aerospike.client.Key;
import com.aerospike.client.cluster.Connection;
import com.aerospike.client.cluster.Node;
import com.aerospike.client.cluster.Partition;
import com.aerospike.client.cluster.Partitions;
import com.aerospike.client.policy.ClientPolicy;
import com.aerospike.client.policy.Policy;
import io.shmtender.simulator.spec.NodeCounters;
import io.shmtender.testing.Await;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Official clients connected to simulated clusters, and what they know. */
final class Clients {
  /** As often as the client allows: quick tests rather than kind ones. */
  private static final int TEND_INTERVAL_MILLIS = 250;

  /** For commands and connections: a machine under load is no failure of a client or a node. */
  static final int PATIENCE_MILLIS = 60_000;

  /** The longest that the client allows. */
  private static final int LONGER_THAN_ANY_TEST_MILLIS = 60_000;

  private Clients() {}

  static AerospikeClient connect(SimulatedCluster cluster) {
    return connect(cluster, policy());
  }

  static AerospikeClient connect(SimulatedCluster cluster, ClientPolicy policy) {
    return new AerospikeClient(policy, seed(cluster));
  }

  /** A client that does not notice changes: it has tended for the last time in this test. */
  static AerospikeClient connectStale(SimulatedCluster cluster) {
    ClientPolicy policy = policy();
    policy.tendInterval = LONGER_THAN_ANY_TEST_MILLIS;
    AerospikeClient client = connect(cluster, policy);
    // Its thread tends once more right after it has connected.
    Await.until(
        "the client has tended",
        () ->
            cluster.counters().values().stream()
                .allMatch(counters -> counters.infoByName().containsKey("peers-generation")));
    awaitSamePartitions(cluster, client, "test");
    return client;
  }

  static ClientPolicy policy() {
    ClientPolicy policy = new ClientPolicy();
    policy.tendInterval = TEND_INTERVAL_MILLIS;
    policy.timeout = PATIENCE_MILLIS;
    for (Policy each :
        List.of(
            policy.readPolicyDefault,
            policy.writePolicyDefault,
            policy.batchPolicyDefault,
            policy.batchParentPolicyWriteDefault)) {
      each.totalTimeout = PATIENCE_MILLIS;
    }
    return policy;
  }

  static Host seed(SimulatedCluster cluster) {
    SimulatedNode first = cluster.nodes().get(0);
    return new Host(first.host(), first.port());
  }

  static String info(SimulatedNode node, String name) {
    Connection connection =
        new Connection(new InetSocketAddress(node.host(), node.port()), PATIENCE_MILLIS);
    try {
      return Info.request(connection, name);
    } finally {
      connection.close();
    }
  }

  /** How many commands nodes have proxied. */
  static long proxied(SimulatedCluster cluster) {
    return cluster.counters().values().stream().mapToLong(NodeCounters::proxiedCommands).sum();
  }

  static int partitionId(Key key) {
    return Partition.getPartitionId(key.digest);
  }

  /** A key whose partition has {@code master}. */
  static Key keyOf(SimulatedCluster cluster, String namespace, String master) {
    ClusterSnapshot snapshot = cluster.snapshot();
    for (int i = 0; ; i++) {
      Key key = new Key(namespace, "set", i);
      if (master.equals(snapshot.partition(namespace, partitionId(key)).master())) {
        return key;
      }
    }
  }

  static Set<String> nodeNames(AerospikeClient client) {
    return Arrays.stream(client.getNodes())
        .map(Node::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static Set<String> nodeNames(SimulatedCluster cluster) {
    return cluster.nodes().stream()
        .map(SimulatedNode::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static void awaitSameNodes(SimulatedCluster cluster, AerospikeClient client) {
    Await.until(
        () -> "the client knows " + nodeNames(client) + " of " + nodeNames(cluster),
        () -> nodeNames(client).equals(nodeNames(cluster)));
  }

  /** Waits until the client maps every partition as the cluster has it. */
  static void awaitSamePartitions(
      SimulatedCluster cluster, AerospikeClient client, String namespace) {
    Await.until(
        "the client's map of " + namespace + " agrees with the cluster",
        () -> owners(client, namespace).equals(owners(cluster, namespace)));
  }

  private static List<List<String>> owners(SimulatedCluster cluster, String namespace) {
    return cluster.snapshot().namespaces().get(namespace).partitions().stream()
        .map(
            partition -> {
              List<String> owners = new ArrayList<>(List.of(partition.master()));
              owners.addAll(partition.proles());
              return owners;
            })
        .toList();
  }

  private static List<List<String>> owners(AerospikeClient client, String namespace) {
    Partitions partitions = client.getCluster().partitionMap.get(namespace);
    if (partitions == null) {
      return List.of();
    }
    List<List<String>> all = new ArrayList<>();
    for (int pid = 0; pid < Node.PARTITIONS; pid++) {
      List<String> owners = new ArrayList<>();
      for (var replica : partitions.replicas) {
        Node node = replica.get(pid);
        owners.add(node == null ? "nobody" : node.getName());
      }
      all.add(owners);
    }
    return all;
  }
}
