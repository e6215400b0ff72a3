package io.shmtender.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import com.aerospike.client.Bin;
import com.aerospike.client.Key;
import com.aerospike.client.Record;
import com.aerospike.client.ResultCode;
import com.aerospike.client.policy.ClientPolicy;
import com.aerospike.client.policy.Policy;
import com.aerospike.client.policy.Replica;
import io.shmtender.simulator.spec.NamespaceSpec;
import io.shmtender.simulator.spec.NodeCounters;
import io.shmtender.simulator.spec.NodeSpec;
import io.shmtender.testing.Await;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The official Java client against a cluster that changes. */
final class OfficialClientTendsTest {
  private static final int KEYS = 200;

  @Test
  void officialClientRoutesEveryKeyToItsMaster() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().start();
        AerospikeClient client = Clients.connect(cluster)) {
      assertEquals(Clients.nodeNames(cluster), Clients.nodeNames(client));
      Clients.awaitSamePartitions(cluster, client, "test");
      write(client);
      assertReadable(client);
      assertEquals(0, Clients.proxied(cluster));
    }
  }

  @Test
  void officialClientSeesNodeThatJoined() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(2).start();
        AerospikeClient client = Clients.connect(cluster)) {
      write(client);
      cluster.addNode();
      Clients.awaitSameNodes(cluster, client);
      Clients.awaitSamePartitions(cluster, client, "test");
      assertReadable(client);
    }
  }

  @Test
  void officialClientDropsNodeThatLeft() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().start();
        AerospikeClient client = Clients.connect(cluster)) {
      write(client);
      cluster.removeNode(cluster.nodes().get(1).name());
      Clients.awaitSameNodes(cluster, client);
      Clients.awaitSamePartitions(cluster, client, "test");
      assertReadable(client);
    }
  }

  @Test
  void officialClientSeesKilledNodeReturnOnAnotherPort() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().start();
        AerospikeClient client = Clients.connect(cluster)) {
      write(client);
      String victim = cluster.nodes().get(2).name();
      cluster.killNode(victim);
      Clients.awaitSameNodes(cluster, client);
      Clients.awaitSamePartitions(cluster, client, "test");
      SimulatedNode returned = cluster.restartNode(victim);
      Clients.awaitSameNodes(cluster, client);
      Clients.awaitSamePartitions(cluster, client, "test");
      assertReadable(client);
      assertTrue(returned.counters().recordCommands() > 0);
    }
  }

  @Test
  void officialClientNoticesQuickRestartOnTheSamePort() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().start();
        AerospikeClient client = Clients.connect(cluster)) {
      write(client);
      SimulatedNode victim = cluster.nodes().get(1);
      cluster.killNodeUnnoticed(victim.name());
      SimulatedNode returned = cluster.restartNode(victim.name(), victim.port());
      assertEquals(victim.port(), returned.port());
      Await.until("the client tends the node again", () -> tends(returned.counters()) > 1);
      Clients.awaitSameNodes(cluster, client);
      Clients.awaitSamePartitions(cluster, client, "test");
      assertReadable(client);
    }
  }

  /** What a real node said in the second and a half after its start (8.1.2, two nodes). */
  @Test
  void nodeThatRestartsKnowsNobodyAndRefusesCommandsUntilItJoins() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(2).start();
        AerospikeClient client = Clients.connect(cluster)) {
      SimulatedNode node = cluster.nodes().get(1);
      Key key = Clients.keyOf(cluster, "test", node.name());
      client.put(null, key, new Bin("a", 1));
      cluster.killNodeUnnoticed(node.name());
      SimulatedNode starting = cluster.restartNodeUnnoticed(node.name(), node.port());
      assertEquals(node.port(), starting.port());
      for (Map.Entry<String, String> answer :
          Map.of(
                  "status", "ok",
                  "namespaces", "test",
                  "partition-generation", "-1",
                  "rebalance-generation", "0",
                  "peers-generation", "0",
                  "peers-clear-std", "0,3000,[]",
                  "replicas", "test:0,1," + NO_PARTITION,
                  "cluster-stable:", "ERROR:7:unstable cluster")
              .entrySet()) {
        assertEquals(answer.getValue(), Clients.info(starting, answer.getKey()), answer.getKey());
      }
      assertTrue(Clients.info(starting, "namespace/test").startsWith("ns_cluster_size=0;"));
      assertTrue(Clients.info(starting, "statistics").contains(";cluster_size=0;cluster_key=0;"));
      // The client still takes the node for the master.
      Policy fromMaster = client.copyReadPolicyDefault();
      fromMaster.replica = Replica.MASTER;
      AerospikeException refused =
          assertThrows(AerospikeException.class, () -> client.get(fromMaster, key));
      assertEquals(ResultCode.PARTITION_UNAVAILABLE, refused.getResultCode());
      cluster.rebalance();
      Clients.awaitSamePartitions(cluster, client, "test");
      assertEquals(1, client.get(null, key).getInt("a"));
      assertEquals(1, starting.partitionGeneration());
    }
  }

  private static final String NO_PARTITION = Base64.getEncoder().encodeToString(new byte[512]);

  @Test
  void officialClientWaitsForNodeThatHasNotJoinedYet() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).start()) {
      SimulatedNode joining = cluster.addJoiningNode(NodeSpec.anywhere());
      assertEquals(-1, joining.partitionGeneration());
      assertThrows(
          AerospikeException.class,
          () -> new AerospikeClient(Clients.policy(), joining.host(), joining.port()).close());
      cluster.rebalance();
      assertEquals(1, joining.partitionGeneration());
      try (AerospikeClient client =
          new AerospikeClient(Clients.policy(), joining.host(), joining.port())) {
        Clients.awaitSameNodes(cluster, client);
        Clients.awaitSamePartitions(cluster, client, "test");
      }
    }
  }

  @Test
  void othersNameKilledNodeUntilTheyNotice() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().start()) {
      String victim = cluster.nodes().get(2).name();
      SimulatedNode survivor = cluster.nodes().get(0);
      cluster.killNodeUnnoticed(victim);
      assertTrue(Clients.info(survivor, "peers-clear-std").contains(victim));
      cluster.rebalance();
      assertTrue(!Clients.info(survivor, "peers-clear-std").contains(victim));
      assertTrue(Clients.info(survivor, "alumni-clear-std").contains(victim));
    }
  }

  @Test
  void officialClientFollowsPartitionsThatMove() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(4).start();
        AerospikeClient client = Clients.connect(cluster)) {
      write(client);
      assertEquals(1000, cluster.moveRandomPartitions("test", 1000, 7).size());
      Clients.awaitSamePartitions(cluster, client, "test");
      long before = Clients.proxied(cluster);
      assertReadable(client);
      assertEquals(before, Clients.proxied(cluster));
    }
  }

  @Test
  void officialClientFollowsReplicationFactor() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(4).start();
        AerospikeClient client = Clients.connect(cluster)) {
      for (int factor : new int[] {4, 1, 3}) {
        cluster.setReplicationFactor("test", factor);
        Clients.awaitSamePartitions(cluster, client, "test");
        assertEquals(factor, client.getCluster().partitionMap.get("test").replicas.length);
      }
    }
  }

  @Test
  void officialClientReadsFromItsRack() {
    ClientPolicy policy = Clients.policy();
    policy.rackAware = true;
    policy.rackId = 1;
    policy.readPolicyDefault.replica = Replica.PREFER_RACK;
    try (SimulatedCluster cluster =
            SimulatedCluster.builder()
                .node(NodeSpec.anywhere().inRack(1))
                .node(NodeSpec.anywhere().inRack(1))
                .node(NodeSpec.anywhere().inRack(2))
                .node(NodeSpec.anywhere().inRack(2))
                .start();
        AerospikeClient client = Clients.connect(cluster, policy)) {
      Clients.awaitSamePartitions(cluster, client, "test");
      write(client);
      long farBefore = commands(cluster, 2);
      assertReadable(client);
      assertEquals(farBefore, commands(cluster, 2));
      assertEquals(0, Clients.proxied(cluster));

      cluster.nodes().forEach(node -> cluster.setRack(node.name(), 3 - node.rack()));
      Clients.awaitSamePartitions(cluster, client, "test");
      Await.until(
          "the client knows the new racks",
          () ->
              List.of(client.getNodes()).stream()
                  .allMatch(n -> n.hasRack("test", rack(cluster, n.getName()))));
      farBefore = commands(cluster, 2);
      assertReadable(client);
      assertEquals(farBefore, commands(cluster, 2));
    }
  }

  @Test
  void namespacesComeAndGo() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(2).start();
        AerospikeClient client = Clients.connect(cluster)) {
      cluster.addNamespace(NamespaceSpec.available("late", 2));
      Clients.awaitSamePartitions(cluster, client, "late");
      Key key = new Key("late", "set", 1);
      client.put(null, key, new Bin("n", 1));
      cluster.removeNamespace("late");
      AerospikeException gone = assertThrows(AerospikeException.class, () -> client.get(null, key));
      assertEquals(20, gone.getResultCode());
    }
  }

  @Test
  void officialClientRefusesClusterOfAnotherName() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().clusterName("one").start()) {
      ClientPolicy right = Clients.policy();
      right.clusterName = "one";
      Clients.connect(cluster, right).close();
      ClientPolicy wrong = Clients.policy();
      wrong.clusterName = "two";
      assertThrows(AerospikeException.class, () -> Clients.connect(cluster, wrong));
      cluster.setClusterName("two");
      Clients.connect(cluster, wrong).close();
    }
  }

  @Test
  void nodesCanListenOnIpv6() {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder()
                .node(NodeSpec.anywhere().on("::1", 0))
                .node(NodeSpec.anywhere().on("::1", 0))
                .start();
        AerospikeClient client = Clients.connect(cluster)) {
      Clients.awaitSameNodes(cluster, client);
      write(client);
      assertReadable(client);
    }
  }

  @Test
  void peersCanBeAdvertisedByName() {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder()
                .node(NodeSpec.anywhere().advertisedAs("localhost"))
                .node(NodeSpec.anywhere().advertisedAs("localhost"))
                .start();
        AerospikeClient client = Clients.connect(cluster)) {
      assertTrue(Clients.info(cluster.nodes().get(0), "peers-clear-std").contains("localhost:"));
      Clients.awaitSameNodes(cluster, client);
    }
  }

  @Test
  void clientsThatAskForAlternateServicesGetThem() {
    ClientPolicy policy = Clients.policy();
    policy.useServicesAlternate = true;
    NodeSpec spec = NodeSpec.anywhere().advertisedAs("192.0.2.1").withAlternates("127.0.0.1");
    try (SimulatedCluster cluster =
            SimulatedCluster.builder().node(spec).node(spec).node(spec).start();
        AerospikeClient client = Clients.connect(cluster, policy)) {
      Clients.awaitSameNodes(cluster, client);
      write(client);
      assertReadable(client);
    }
  }

  @Test
  void clustersInOneProcessKnowNothingOfEachOther() {
    try (SimulatedCluster one = SimulatedCluster.builder().nodes(2).start();
        SimulatedCluster two = SimulatedCluster.builder().nodes(3).start();
        AerospikeClient first = Clients.connect(one);
        AerospikeClient second = Clients.connect(two)) {
      Key key = new Key("test", "set", 1);
      first.put(null, key, new Bin("n", 1));
      assertNotNull(first.get(null, key));
      assertEquals(null, second.get(null, key));
      assertEquals(2, first.getNodes().length);
      assertEquals(3, second.getNodes().length);
    }
  }

  @Test
  void isolatedNodeClaimsEverythingAndClientsKeepToTheOthers() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().start();
        AerospikeClient client = Clients.connect(cluster)) {
      String alone = cluster.nodes().get(2).name();
      cluster.isolateNode(alone);
      assertTrue(Clients.info(cluster.node(alone), "peers-clear-std").endsWith(",3000,[]"));
      Clients.awaitSamePartitions(cluster, client, "test");
      cluster.rejoinNode(alone);
      Clients.awaitSameNodes(cluster, client);
      Clients.awaitSamePartitions(cluster, client, "test");
    }
  }

  @Test
  void officialClientSendsOneInfoRequestPerNodeAndInterval() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().start();
        AerospikeClient client = Clients.connect(cluster)) {
      Clients.awaitSamePartitions(cluster, client, "test");
      SimulatedNode node = cluster.nodes().get(1);
      awaitTends(node, tends(node.counters()) + 2);
      NodeCounters before = node.counters();
      awaitTends(node, tends(before) + 4);
      NodeCounters after = node.counters();
      Set<String> asked =
          after.infoByName().entrySet().stream()
              .filter(e -> e.getValue() > before.infoByName().getOrDefault(e.getKey(), 0L))
              .map(Map.Entry::getKey)
              .collect(Collectors.toSet());
      assertEquals(Set.of("node", "peers-generation", "partition-generation"), asked);
      // A request may be under way at either end.
      long requests = after.infoRequests() - before.infoRequests();
      assertTrue(Math.abs(requests - (tends(after) - tends(before))) <= 1, "requests " + requests);
    }
  }

  private static void awaitTends(SimulatedNode node, long count) {
    Await.until("tend " + count, () -> tends(node.counters()) >= count);
  }

  private static long tends(NodeCounters counters) {
    return counters.infoByName().getOrDefault("peers-generation", 0L);
  }

  private static void write(AerospikeClient client) {
    for (int i = 0; i < KEYS; i++) {
      client.put(null, new Key("test", "set", i), new Bin("n", i));
    }
  }

  private static void assertReadable(AerospikeClient client) {
    for (int i = 0; i < KEYS; i++) {
      Record found = client.get(null, new Key("test", "set", i));
      assertNotNull(found, "record " + i);
      assertEquals(i, found.getInt("n"));
    }
  }

  private static int rack(SimulatedCluster cluster, String name) {
    return cluster.node(name).rack();
  }

  private static long commands(SimulatedCluster cluster, int rack) {
    return cluster.nodes().stream()
        .filter(node -> node.rack() == rack)
        .mapToLong(node -> node.counters().recordCommands())
        .sum();
  }
}
