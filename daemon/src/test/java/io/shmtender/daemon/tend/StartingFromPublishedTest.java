package io.shmtender.daemon.tend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.NamespaceSpec;
import io.shmtender.simulator.spec.NodeSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tender that starts from what another one published: nothing gets worse by ignorance. */
final class StartingFromPublishedTest {
  private final SimulatedCluster cluster =
      SimulatedCluster.builder()
          .clusterName("known")
          .nodes(4)
          .namespace("test", 2)
          .namespace("bar", 1)
          .enterprise()
          .start();

  private final Set<String> answered = new HashSet<>();

  @AfterEach
  void closeCluster() {
    cluster.close();
  }

  private ClusterMap published() {
    try (Tending predecessor = Tending.of(cluster)) {
      predecessor.tendUntilTrue(cluster);
      return predecessor.map();
    }
  }

  private Tending successor(ClusterMap published) {
    Tending successor = tending();
    successor.startFrom(published);
    return successor;
  }

  private Tending tending() {
    TendListener listener =
        new TendListener() {
          @Override
          public void nodeRefreshed(String node, long durationNanos) {
            answered.add(node);
          }
        };
    return new Tending(Tending.quick(Tending.seed(node(0))).build(), listener);
  }

  private SimulatedNode node(int index) {
    return cluster.nodes().get(index);
  }

  private static int withoutMaster(ClusterMap map) {
    return map.namespaces().stream().mapToInt(NamespaceMap::partitionsWithoutMaster).sum();
  }

  // In a split each side has its own proles, but every master still claims what it had.
  private static List<Integer> masters(ClusterMap map) {
    List<Integer> masters = new ArrayList<>();
    for (NamespaceMap namespace : map.namespaces()) {
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        masters.add(namespace.master(partition));
      }
    }
    return masters;
  }

  /** Tends until the node is known to fail, and checks every map on the way against the first. */
  private static void tendWhileItHangs(Tending successor, String name, ClusterMap published) {
    successor.tendUntil(
        name + " fails",
        () -> {
          assertEquals(published.namespaces(), successor.map().namespaces());
          assertEquals(4, successor.map().nodes().size());
          assertEquals(Map.of(), successor.last().missing());
          return successor.last().failureSummary().contains(name);
        });
  }

  @Test
  void nodeThatHangsKeepsItsPartitionsThroughARestart() {
    ClusterMap published = published();
    SimulatedNode hung = node(2);
    hung.hang();
    try (Tending successor = successor(published)) {
      tendWhileItHangs(successor, hung.name(), published);
      hung.unhang();
      successor.tendUntilTrue(cluster);
    }
  }

  @Test
  void nodeThatIsSlowKeepsItsPartitionsThroughARestart() {
    ClusterMap published = published();
    SimulatedNode slow = node(3);
    slow.slowDown(Duration.ofMillis(200));
    try (Tending successor = successor(published)) {
      successor.tendUntil(
          "the slow node has answered",
          () -> {
            assertEquals(published.namespaces(), successor.map().namespaces());
            return answered.contains(slow.name());
          });
      successor.tendUntilTrue(cluster);
    }
  }

  @Test
  void nodeThatJoinedWhileAStandbyDidNotTendIsThereWhenItTakesOver() {
    try (Tending standby = tending()) {
      standby.tendUntilTrue(cluster);
      SimulatedNode joined = cluster.addNode();
      cluster.removeNode(node(1).name());
      ClusterMap published = published();
      joined.hang();
      standby.startFrom(published);
      tendWhileItHangs(standby, joined.name(), published);
      joined.unhang();
      standby.tendUntilTrue(cluster);
    }
  }

  @Test
  void standbyWhoseFirstTendFailedFindsTheClusterWhereItIsPublished() {
    List<SimulatedNode> nodes = cluster.nodes();
    ClusterMap published = published();
    SimulatedNode seed = nodes.get(0);
    try (Tending standby = new Tending(Tending.quick(Tending.seed(seed)).build())) {
      standby.tendUntilTrue(cluster);
      nodes.forEach(node -> cluster.killNodeUnnoticed(node.name()));
      standby.tendUntil(
          "the cluster is lost", () -> standby.last().failureSummary().startsWith("no seed"));
      nodes.subList(1, 4).forEach(node -> cluster.restartNode(node.name(), node.port()));
      standby.startFrom(published);
      standby.tendUntilTrue(cluster);
    }
  }

  @Test
  void nodeThatLeftMeanwhileLeavesTheMapAndItsPartitionsGoToTheOthers() {
    ClusterMap published = published();
    cluster.killNode(node(3).name());
    try (Tending successor = successor(published)) {
      successor.tendUntilTrue(cluster);
    }
  }

  @Test
  void addressThatIsAnotherNodesByNowIsNoLongerTheOldNodes() {
    ClusterMap published = published();
    SimulatedNode replaced = node(3);
    cluster.killNode(replaced.name());
    cluster.addNode(NodeSpec.anywhere().named("CC1").on("127.0.0.1", replaced.port()));
    try (Tending successor = successor(published)) {
      successor.tendUntilTrue(cluster);
    }
  }

  @Test
  void nodesThatDoNotComeBackAtOnceKeepTheirPartitionsAfterAllWereLost() {
    try (Tending tending = tending()) {
      tending.tendUntilTrue(cluster);
      ClusterMap before = tending.map();
      List<SimulatedNode> nodes = cluster.nodes();
      nodes.forEach(node -> cluster.killNodeUnnoticed(node.name()));
      tending.tendUntil(
          "the cluster is lost", () -> tending.last().failureSummary().startsWith("no seed"));
      SimulatedNode late = cluster.restartNode(nodes.get(3).name(), nodes.get(3).port());
      late.hang();
      nodes.subList(0, 3).forEach(node -> cluster.restartNode(node.name(), node.port()));
      tending.tendUntil(
          "the others are back",
          () -> {
            assertEquals(before.namespaces(), tending.map().namespaces());
            return tending.last().reached()
                && tending.last().failureSummary().contains(late.name());
          });
      late.unhang();
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  void nodeThatMovedAndIsSlowKeepsItsPartitions() {
    try (Tending tending = tending()) {
      tending.tendUntilTrue(cluster);
      SimulatedNode moving = node(2);
      cluster.killNodeUnnoticed(moving.name());
      tending.tendUntil("it fails", () -> tending.last().failureSummary().contains(moving.name()));
      SimulatedNode moved = cluster.restartNode(moving.name());
      answered.clear();
      moved.slowDown(Duration.ofMillis(120));
      tending.tendUntil(
          "it is found at its new address",
          () -> {
            assertEquals(0, withoutMaster(tending.map()));
            return tending.node(moved.name()).port() == moved.port();
          });
      tending.tendUntil(
          "it has answered",
          () -> {
            assertEquals(0, withoutMaster(tending.map()));
            return answered.contains(moved.name());
          });
      moved.heal();
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  void racksAreCarriedOn() {
    cluster.setRack(node(2).name(), 7);
    ClusterMap published = published();
    node(2).hang();
    try (Tending successor = successor(published)) {
      tendWhileItHangs(successor, node(2).name(), published);
    }
  }

  @Test
  void regimesOfAClusterThatWasSetUpAnewCountAlthoughTheyAreSmaller() {
    List<SimulatedNode> nodes = cluster.nodes();
    cluster.addNamespace(NamespaceSpec.stronglyConsistent("sc", 2));
    for (int i = 0; i < 5; i++) {
      cluster.moveRandomPartitions("sc", 100, i);
    }
    ClusterMap published = published();
    List<NodeSpec> specs =
        nodes.stream()
            .map(node -> NodeSpec.anywhere().named(node.name()).on(node.host(), node.port()))
            .toList();
    cluster.close();
    var anew =
        SimulatedCluster.builder()
            .clusterName("known")
            .namespace("test", 2)
            .namespace("bar", 1)
            .namespace(NamespaceSpec.stronglyConsistent("sc", 2));
    specs.forEach(anew::node);
    try (SimulatedCluster setUpAnew = anew.start();
        Tending successor = new Tending(Tending.quick(Tending.seed(nodes.get(0))).build())) {
      successor.startFrom(published);
      successor.tendUntilTrue(setUpAnew);
    }
  }

  @Test
  void firstTendOfAClusterSaysWhichNodesWereNotReached() {
    SimulatedNode hung = node(3);
    hung.hang();
    try (Tending first = tending()) {
      first.tendUntil(
          "the reason is known",
          () ->
              Optional.ofNullable(first.last().missing().get(hung.name()))
                  .filter(why -> why.contains("did not answer"))
                  .isPresent());
      assertEquals(
          Map.of(hung.name(), first.last().missing().get(hung.name())), first.last().missing());
      assertTrue(withoutMaster(first.map()) > 0);
      hung.unhang();
      first.tendUntilTrue(cluster);
      assertEquals(Map.of(), first.last().missing());
    }
  }

  private Tending seededOnBothSides() {
    // All seeds answer before the first tend decides, on a busy machine too.
    return new Tending(
        Tending.quick(Tending.seed(node(0)), Tending.seed(node(2)))
            .tendInterval(Duration.ofSeconds(10))
            .build());
  }

  private void splitInHalves() {
    List<String> names = cluster.nodes().stream().map(SimulatedNode::name).toList();
    cluster.split(List.of(names.subList(0, 2), names.subList(2, 4)));
  }

  @Test
  void startDuringASplitGoesOnWithWhatWasPublished() {
    ClusterMap published = published();
    splitInHalves();
    try (Tending successor = seededOnBothSides()) {
      successor.startFrom(published);
      for (int i = 0; i < 5; i++) {
        TendOutcome outcome = successor.tend();
        assertEquals(Optional.empty(), outcome.failure());
        assertEquals(masters(published), masters(successor.map()));
        assertEquals(4, successor.map().nodes().size());
      }
      cluster.heal();
      successor.tendUntilTrue(cluster);
    }
  }

  @Test
  void firstStartDuringASplitWaitsForItToHeal() {
    splitInHalves();
    try (Tending first = seededOnBothSides()) {
      TendFailure failure = first.tend().failure().orElseThrow();
      assertEquals(TendFailure.Kind.SEVERAL_CLUSTERS, failure.kind());
      assertFalse(failure.conclusive());
      assertTrue(failure.message().contains("do not see each other"), failure.message());
      assertEquals(Optional.empty(), first.last().map());
      cluster.heal();
      first.tendUntilTrue(cluster);
    }
  }
}
