package io.shmtender.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.Bin;
import com.aerospike.client.Key;
import io.shmtender.simulator.spec.NamespaceSpec;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the nodes of a split cluster tell clients. */
final class SplitTest {
  private static final Pattern PEER = Pattern.compile("\\[([0-9A-F]+),");

  private static SimulatedCluster cluster(int nodes) {
    return SimulatedCluster.builder()
        .nodes(nodes)
        .namespace(NamespaceSpec.available("ap", 2))
        .namespace(NamespaceSpec.stronglyConsistent("sc", 2))
        .start();
  }

  private static List<String> names(SimulatedCluster cluster) {
    return cluster.nodes().stream().map(SimulatedNode::name).toList();
  }

  private static Set<String> peers(SimulatedNode node) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = PEER.matcher(Clients.info(node, "peers-clear-std"));
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  /** What a node claims of a namespace, as {@code regime,count,bitmap,...}. */
  private static String[] claim(SimulatedNode node, String namespace) {
    for (String claim : Clients.info(node, "replicas").split(";", -1)) {
      if (claim.startsWith(namespace + ":")) {
        return claim.substring(namespace.length() + 1).split(",", -1);
      }
    }
    throw new AssertionError(node + " has no " + namespace);
  }

  private static long masters(SimulatedNode node, String namespace) {
    byte[] bits = Base64.getDecoder().decode(claim(node, namespace)[2]);
    return BitSet.valueOf(bits).cardinality();
  }

  private static long masters(SimulatedCluster cluster, List<String> nodes, String namespace) {
    return nodes.stream().mapToLong(name -> masters(cluster.node(name), namespace)).sum();
  }

  @Test
  void eachSideHasItsOwnPeersAndAllPartitions() {
    try (SimulatedCluster cluster = cluster(4)) {
      List<String> names = names(cluster);
      List<String> left = names.subList(0, 2);
      List<String> right = names.subList(2, 4);
      cluster.split(List.of(left, right));
      assertEquals(Set.of(names.get(1)), peers(cluster.node(names.get(0))));
      assertEquals(Set.of(names.get(2)), peers(cluster.node(names.get(3))));
      assertEquals(4096, masters(cluster, left, "ap"));
      assertEquals(4096, masters(cluster, right, "ap"));
      for (String name : names) {
        assertEquals(
            left.contains(name) ? left : right,
            cluster.snapshot(name).nodes().stream().map(ClusterSnapshot.NodeState::name).toList());
        assertEquals(2, cluster.node(name).rebalanceGeneration());
      }
      cluster.heal();
      assertEquals(4096, masters(cluster, names, "ap"));
      assertEquals(3, peers(cluster.node(names.get(0))).size());
      assertEquals(4, cluster.snapshot(names.get(3)).nodes().size());
    }
  }

  @Test
  void nodeThatIsAloneHasOneReplicaOfEverything() {
    try (SimulatedCluster cluster = cluster(4)) {
      List<String> names = names(cluster);
      cluster.split(List.of(names.subList(3, 4)));
      SimulatedNode alone = cluster.node(names.get(3));
      assertEquals(Set.of(), peers(alone));
      assertEquals("1", claim(alone, "ap")[1]);
      assertEquals(4096, masters(alone, "ap"));
      assertEquals(4096, masters(cluster, names.subList(0, 3), "ap"));
      cluster
          .snapshot()
          .namespaces()
          .get("ap")
          .partitions()
          .forEach(partition -> assertFalse(partition.master().equals(alone.name())));
    }
  }

  @Test
  void nodesTellPartitionsAndPeersEachAtItsOwnMoment() {
    try (SimulatedCluster cluster = cluster(4)) {
      List<String> names = names(cluster);
      SimulatedNode alone = cluster.node(names.get(3));
      SimulatedNode other = cluster.node(names.get(0));
      long before = masters(other, "ap");
      cluster.splitUnnoticed(List.of(List.of(alone.name())));
      assertTrue(masters(alone, "ap") < 4096);
      assertEquals(3, peers(alone).size());
      assertEquals(1, alone.partitionGeneration());

      cluster.tellPartitions(alone.name());
      assertEquals(4096, masters(alone, "ap"));
      assertEquals(2, alone.partitionGeneration());
      assertEquals(2, alone.rebalanceGeneration());
      assertEquals(3, peers(alone).size());
      assertEquals(1, alone.peersGeneration());

      cluster.tellPeers(alone.name());
      assertEquals(Set.of(), peers(alone));
      assertEquals(2, alone.peersGeneration());
      assertEquals(before, masters(other, "ap"));
      assertEquals(3, peers(other).size());

      cluster.tellPeers(other.name());
      assertEquals(2, peers(other).size());
      assertEquals(before, masters(other, "ap"));
      cluster.tellPartitions(other.name());
      assertTrue(masters(other, "ap") > before);

      cluster.healUnnoticed();
      assertEquals(4096, masters(alone, "ap"));
      cluster.rebalance();
      assertEquals(4096, masters(cluster, names, "ap"));
    }
  }

  @Test
  void noPartitionUnderStrongConsistencyIsOnTwoSides() {
    try (SimulatedCluster cluster = cluster(4)) {
      List<String> names = names(cluster);
      int regime = cluster.snapshot().partition("sc", 0).regime();
      // Three of four have at least one of two replicas of everything.
      cluster.split(List.of(names.subList(0, 1)));
      assertEquals(0, masters(cluster, names.subList(0, 1), "sc"));
      assertEquals(4096, masters(cluster, names.subList(1, 4), "sc"));
      assertEquals("2", claim(cluster.node(names.get(0)), "sc")[1]);
      cluster.heal();
      // Half of the nodes have what they were masters of, and what they have both replicas of.
      ClusterSnapshot whole = cluster.snapshot();
      List<String> left = names.subList(0, 2);
      cluster.split(List.of(left, names.subList(2, 4)));
      ClusterSnapshot ofLeft = cluster.snapshot(names.get(0));
      ClusterSnapshot ofRight = cluster.snapshot(names.get(3));
      for (int pid = 0; pid < 4096; pid++) {
        String before = whole.partition("sc", pid).master();
        String here = ofLeft.partition("sc", pid).master();
        String there = ofRight.partition("sc", pid).master();
        assertEquals(left.contains(before) ? before : null, here);
        assertEquals(left.contains(before) ? null : before, there);
      }
      for (String name : names) {
        assertEquals(Integer.toString(regime + 3), claim(cluster.node(name), "sc")[0]);
      }
    }
  }

  @Test
  void changesOfOneSideAreNoneOfTheOthers() {
    try (SimulatedCluster cluster = cluster(5)) {
      List<String> names = names(cluster);
      SimulatedNode there = cluster.node(names.get(4));
      cluster.split(List.of(names.subList(3, 5)));
      int generation = there.partitionGeneration();
      cluster.killNode(names.get(0));
      cluster.moveRandomPartitions("ap", 100, 1);
      assertEquals(generation, there.partitionGeneration());
      assertEquals(4096, masters(cluster, names.subList(1, 3), "ap"));
      cluster.movePartition("ap", 7, there.name());
      assertEquals(there.name(), cluster.snapshot(there.name()).partition("ap", 7).master());
      assertFalse(cluster.snapshot().partition("ap", 7).master().equals(there.name()));
      // What is left of a main side that ends is the greatest of the others.
      cluster.killNode(names.get(1));
      cluster.killNode(names.get(2));
      assertEquals(2, cluster.snapshot().nodes().size());
      assertEquals(
          Set.copyOf(names.subList(3, 5)),
          cluster.snapshot().namespaces().get("ap").partitions().stream()
              .map(ClusterSnapshot.PartitionState::master)
              .collect(Collectors.toSet()));
    }
  }

  @Test
  void recordsStayOneSet() {
    try (SimulatedCluster cluster = cluster(2);
        AerospikeClient client = Clients.connect(cluster)) {
      Key key = new Key("ap", "set", 1);
      client.put(null, key, new Bin("n", 1));
      cluster.split(List.of(names(cluster).subList(0, 1)));
      for (SimulatedNode node : cluster.nodes()) {
        try (AerospikeClient side = new AerospikeClient(node.host(), node.port())) {
          assertEquals(1, side.get(null, key).getInt("n"));
        }
      }
    }
  }

  @Test
  void splitsThatAreNoneAreRefused() {
    try (SimulatedCluster cluster = cluster(2)) {
      List<String> names = names(cluster);
      for (List<List<String>> wrong :
          List.of(
              List.of(names),
              List.<List<String>>of(),
              List.of(List.of("NOBODY")),
              List.of(List.of(names.get(0)), names))) {
        assertThrows(IllegalArgumentException.class, () -> cluster.split(wrong), wrong.toString());
      }
      assertEquals(1, cluster.nodes().get(0).rebalanceGeneration());
    }
  }
}
