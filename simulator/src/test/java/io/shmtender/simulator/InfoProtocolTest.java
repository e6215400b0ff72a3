package io.shmtender.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.Info;
import io.shmtender.simulator.spec.NamespaceSpec;
import io.shmtender.simulator.spec.NodeSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The info protocol in the form that servers give it. */
final class InfoProtocolTest {
  @Test
  void everyNameThatTheOfficialClientsAskForHasAnAnswer() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(2).enterprise().start()) {
      SimulatedNode node = cluster.nodes().get(0);
      for (String name :
          List.of(
              "node",
              "build",
              "features",
              "edition",
              "version",
              "release",
              "cluster-name",
              "partition-generation",
              "rebalance-generation",
              "peers-generation",
              "peers-clear-std",
              "peers-clear-alt",
              "peers-tls-std",
              "peers-tls-alt",
              "alumni-clear-std",
              "alumni-clear-alt",
              "alumni-tls-std",
              "alumni-tls-alt",
              "partitions",
              "partition-info",
              "replicas",
              "replicas:max=1",
              "replicas-all",
              "replicas-master",
              "rack-ids",
              "racks:",
              "racks:namespace=test",
              "service",
              "services",
              "services-alternate",
              "services-alumni",
              "service-clear-std",
              "service-clear-alt",
              "service-tls-std",
              "service-tls-alt",
              "statistics",
              "namespaces",
              "namespace/test",
              "sets",
              "sets/test",
              "sindex-list:",
              "udf-list",
              "cluster-stable:size=2",
              "user-agent-set:value=MSx0ZXN0",
              "status")) {
        String answer = Clients.info(node, name);
        assertFalse(answer.startsWith("ERROR"), name + ": " + answer);
      }
    }
  }

  @Test
  void severalNamesAreAnsweredInOneMessage() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).start()) {
      SimulatedNode node = cluster.nodes().get(0);
      Map<String, String> answers =
          Info.request(node.host(), node.port(), "node", "build", "partitions");
      assertEquals(Map.of("node", node.name(), "build", "8.1.2.0", "partitions", "4096"), answers);
      assertEquals(1, node.counters().infoRequests());
      assertEquals(3, node.counters().infoNames());
    }
  }

  @Test
  void emptyRequestGetsASummary() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).start()) {
      SimulatedNode node = cluster.nodes().get(0);
      Map<String, String> answers = Info.request(node.host(), node.port());
      assertEquals(node.name(), answers.get("node"));
      assertTrue(answers.containsKey("statistics"));
    }
  }

  @Test
  void unknownNamesGetTheServersError() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).enterprise().start()) {
      SimulatedNode node = cluster.nodes().get(0);
      assertEquals("ERROR:4:unrecognized command", Clients.info(node, "no-such-thing"));
      assertEquals("type=unknown", Clients.info(node, "namespace/none"));
      assertEquals(
          "ERROR:20:namespace not found on node", Clients.info(node, "racks:namespace=none"));
      assertEquals("ERROR:4:bad max", Clients.info(node, "replicas:max=x"));
    }
  }

  @Test
  void peersHaveGenerationDefaultPortAndAddresses() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(2).enterprise().start()) {
      SimulatedNode first = cluster.nodes().get(0);
      SimulatedNode second = cluster.nodes().get(1);
      assertEquals(
          "1,3000,[[" + second.name() + ",,[127.0.0.1:" + second.port() + "]]]",
          Clients.info(first, "peers-clear-std"));
      assertEquals("1,3000,[]", Clients.info(first, "peers-clear-alt"));
      assertEquals("1,3000,[]", Clients.info(first, "peers-tls-std"));
      assertEquals("127.0.0.1:" + first.port(), Clients.info(first, "service-clear-std"));
    }
  }

  @Test
  void peersSinceAGenerationAreOnlyThoseThatChanged() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(2).start()) {
      SimulatedNode first = cluster.nodes().get(0);
      String second = cluster.nodes().get(1).name();
      SimulatedNode third = cluster.addNode();
      String entry = "[" + third.name() + ",,[127.0.0.1:" + third.port() + "]]";
      assertEquals("2,3000,[" + entry + "]", Clients.info(first, "peers-clear-std:generation=1"));
      assertEquals("2,3000,[]", Clients.info(first, "peers-clear-std:generation=2"));
      cluster.removeNode(second);
      assertEquals(
          "3,3000,[[" + second + ",,]]", Clients.info(first, "peers-clear-std:generation=2"));
      assertEquals("3,3000,[" + entry + "]", Clients.info(first, "peers-clear-std"));
    }
  }

  @Test
  void generationsCountWhatChangedOnEachNode() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(3).start()) {
      List<SimulatedNode> nodes = cluster.nodes();
      ClusterSnapshot.PartitionState state = cluster.snapshot().partition("test", 5);
      SimulatedNode master = cluster.node(state.master());
      SimulatedNode prole = cluster.node(state.proles().get(0));
      SimulatedNode third =
          nodes.stream().filter(n -> n != master && n != prole).findFirst().orElseThrow();
      int before = master.partitionGeneration();
      cluster.movePartition("test", 5, prole.name());
      assertEquals(before + 1, master.partitionGeneration());
      assertEquals(before + 1, prole.partitionGeneration());
      assertEquals(before, third.partitionGeneration());
      assertEquals(1, third.rebalanceGeneration());

      cluster.killNode(master.name());
      assertEquals(before + 1, third.partitionGeneration());
      assertEquals(2, third.rebalanceGeneration());
      assertEquals(2, third.peersGeneration());

      SimulatedNode returned = cluster.restartNode(master.name());
      assertEquals(1, returned.peersGeneration());
      assertEquals(1, returned.rebalanceGeneration());
    }
  }

  @Test
  void replicasOfAllNodesTogetherCoverEveryPartitionOnce() {
    try (SimulatedCluster cluster =
        SimulatedCluster.builder()
            .nodes(4)
            .namespace(NamespaceSpec.available("ap", 2))
            .namespace(NamespaceSpec.stronglyConsistent("sc", 3))
            .start()) {
      int[][] owners = new int[3][4096];
      for (SimulatedNode node : cluster.nodes()) {
        String[] namespaces = Clients.info(node, "replicas").split(";", -1);
        assertEquals(2, namespaces.length);
        assertTrue(namespaces[0].startsWith("ap:0,2,"), namespaces[0]);
        int regime = cluster.snapshot().partition("sc", 0).regime();
        assertTrue(namespaces[1].startsWith("sc:" + regime + ",3,"), namespaces[1]);
        String[] parts = namespaces[1].split(",", -1);
        for (int replica = 0; replica < 3; replica++) {
          byte[] bits = Base64.getDecoder().decode(parts[2 + replica]);
          assertEquals(512, bits.length);
          for (int pid = 0; pid < 4096; pid++) {
            owners[replica][pid] += (bits[pid >> 3] & (0x80 >> (pid & 7))) != 0 ? 1 : 0;
          }
        }
      }
      for (int[] replica : owners) {
        for (int count : replica) {
          assertEquals(1, count);
        }
      }
    }
  }

  @Test
  void racksAreListedByIdAndRackIdsByNamespace() {
    try (SimulatedCluster cluster =
        SimulatedCluster.builder()
            .node(NodeSpec.anywhere().named("A1").inRack(2))
            .node(NodeSpec.anywhere().named("B2").inRack(1))
            .node(NodeSpec.anywhere().named("C3").inRack(2))
            .namespace("one", 2)
            .namespace("two", 2)
            .start()) {
      assertEquals("one:2;two:2", Clients.info(cluster.node("C3"), "rack-ids"));
      assertEquals(
          "rack_1=B2:rack_2=C3,A1", Clients.info(cluster.node("A1"), "racks:namespace=one"));
      assertEquals(
          "ns=one:rack_1=B2:rack_2=C3,A1;ns=two:rack_1=B2:rack_2=C3,A1",
          Clients.info(cluster.node("A1"), "racks:"));
    }
  }
}
