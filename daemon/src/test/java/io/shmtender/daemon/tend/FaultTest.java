package io.shmtender.daemon.tend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.Garble;
import io.shmtender.simulator.spec.NamespaceSpec;
import io.shmtender.simulator.spec.NodeCounters;
import io.shmtender.simulator.spec.NodeSpec;
import io.shmtender.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FaultTest {
  private final Watch watch = new Watch();

  private static SimulatedCluster cluster(int nodes) {
    return SimulatedCluster.builder().clusterName("alpha").nodes(nodes).start();
  }

  private Tending tend(SimulatedCluster cluster) {
    return new Tending(
        Tending.quick(Tending.seed(cluster.nodes().get(0))).fastPoll(Duration.ZERO).build(), watch);
  }

  // Where nothing hangs, or nothing of what hangs shall end.
  private Tending patient(SimulatedCluster cluster) {
    return new Tending(
        Tending.patient(Tending.seed(cluster.nodes().get(0))).fastPoll(Duration.ZERO).build(),
        watch);
  }

  private static void awaitNothing(Tending tending) {
    tending.tendUntil("nothing is awaited", () -> !tending.last().unsettled());
  }

  private static boolean fails(Tending tending, SimulatedNode node) {
    return !tending.node(node.name()).active();
  }

  @Test
  void quietClusterGetsOneInfoRequestPerNodeAndTendOverOneConnection() {
    try (SimulatedCluster cluster = cluster(4);
        Tending tending = patient(cluster)) {
      tending.tendUntilTrue(cluster);
      awaitNothing(tending);
      Map<String, NodeCounters> before = cluster.counters();
      int tends = 50;
      for (int i = 0; i < tends; i++) {
        assertFalse(tending.tend().changed());
      }
      awaitNothing(tending);
      cluster
          .counters()
          .forEach(
              (name, after) -> {
                long requests = after.infoRequests() - before.get(name).infoRequests();
                assertTrue(
                    requests > tends / 2 && requests <= tends + 1,
                    requests + " requests in " + tends + " tends");
                assertEquals(
                    before.get(name).connectionsAccepted(), after.connectionsAccepted(), name);
                assertEquals(1, after.connectionsOpen());
              });
    }
  }

  @Test
  void listenerHearsOfEveryRequestTheServersCount() {
    try (SimulatedCluster cluster = cluster(3);
        Tending tending = patient(cluster)) {
      tending.tendUntilTrue(cluster);
      awaitNothing(tending);
      assertEquals(3, watch.added.size());
      cluster
          .counters()
          .forEach(
              (name, counted) ->
                  assertEquals(counted.infoRequests(), (long) watch.infoRequests.get(name), name));
      assertTrue(watch.bytes > 0);
      assertTrue(watch.maps >= 1);
    }
  }

  @Test
  void otherNodesAreRefreshedAtEveryTendWhileOneHangs() {
    try (SimulatedCluster cluster = cluster(8);
        Tending tending = patient(cluster)) {
      tending.tendUntilTrue(cluster);
      SimulatedNode hung = cluster.nodes().get(3);
      awaitNothing(tending);
      hung.hang();
      watch.refreshNanos.clear();
      int tends = 100;
      for (int i = 0; i < tends; i++) {
        tending.tend();
      }
      assertEquals(Map.of(), watch.failures, "all that before the request of the hung one ended");
      for (SimulatedNode node : cluster.nodes()) {
        int refreshes = watch.refreshes(node.name());
        if (!node.name().equals(hung.name())) {
          // One that is late now and then is refreshed with the next tend.
          assertTrue(refreshes > tends / 2, node + " refreshed " + refreshes + " of " + tends);
        } else {
          assertEquals(0, refreshes);
        }
      }
    }
  }

  @Test
  void changesShowWhileANodeHangsAndItsPartitionsStayWithIt() {
    try (SimulatedCluster cluster = cluster(3);
        Tending tending = tend(cluster)) {
      tending.tendUntilTrue(cluster);
      SimulatedNode hung = cluster.nodes().get(2);
      hung.hang();
      tending.tendUntil("the node fails", () -> fails(tending, hung));
      assertTrue(tending.last().failureSummary().contains(hung.name()));
      assertTrue(tending.last().failureSummary().contains("within 300 ms"));
      assertEquals(0, tending.map().namespaces().get(0).partitionsWithoutMaster());
      String added = cluster.addNode().name();
      tending.tendUntil(
          "the new node is known",
          () -> tending.map().nodes().stream().anyMatch(n -> n.name().equals(added)));
      hung.heal();
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  void hungNodeIsNotAskedAgainBeforeItsRequestEnded() {
    try (SimulatedCluster cluster = cluster(3);
        Tending tending = patient(cluster)) {
      tending.tendUntilTrue(cluster);
      SimulatedNode hung = cluster.nodes().get(2);
      awaitNothing(tending);
      long before = hung.counters().infoRequests();
      hung.hang();
      for (int i = 0; i < 20; i++) {
        tending.tend();
      }
      long asked = hung.counters().infoRequests() - before;
      assertTrue(asked <= 1, "asked " + asked + " times");
    }
  }

  @Test
  void tendEndsWhenAllNodesHangBeforeTheirRequestsDo() {
    try (SimulatedCluster cluster = cluster(3);
        Tending tending = patient(cluster)) {
      tending.tendUntilTrue(cluster);
      awaitNothing(tending);
      cluster.nodes().forEach(SimulatedNode::hang);
      for (int i = 0; i < 3; i++) {
        assertFalse(tending.tend().reached());
      }
      assertEquals(Map.of(), watch.failures);
      cluster.nodes().forEach(SimulatedNode::heal);
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  void nodesThatAllHangFail() {
    try (SimulatedCluster cluster = cluster(3);
        Tending tending = tend(cluster)) {
      tending.tendUntilTrue(cluster);
      cluster.nodes().forEach(SimulatedNode::hang);
      tending.tendUntil(
          "all nodes fail", () -> cluster.nodes().stream().allMatch(node -> fails(tending, node)));
      assertFalse(tending.last().reached());
      cluster.nodes().forEach(SimulatedNode::heal);
      tending.tendUntilTrue(cluster);
    }
  }

  @ParameterizedTest
  @EnumSource(Garble.class)
  void garbledAnswersMakeANodeFailAndNeverAWrongMap(Garble how) {
    try (SimulatedCluster cluster = cluster(3);
        Tending tending = patient(cluster)) {
      tending.tendUntilTrue(cluster);
      SimulatedNode garbling = cluster.nodes().get(1);
      garbling.garble(how);
      tending.tendUntil("the node fails", () -> fails(tending, garbling));
      assertTrue(tending.last().failureSummary().contains(garbling.name()));
      assertEquals(0, tending.map().namespaces().get(0).partitionsWithoutMaster());
      assertEquals(3, tending.map().nodes().size());
      garbling.heal();
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  void connectionThatTheServerClosedMeanwhileIsNoFailure() {
    try (SimulatedCluster cluster = cluster(3);
        Tending tending = patient(cluster)) {
      tending.tendUntilTrue(cluster);
      for (int i = 0; i < 10; i++) {
        // A request that is under way would meet it twice, and fail.
        awaitNothing(tending);
        cluster.nodes().forEach(SimulatedNode::closeConnections);
        tending.tend();
        tending.tendUntilTrue(cluster);
      }
      assertEquals(Map.of(), watch.failures);
    }
  }

  @Test
  void nodeThatComesBackAtAnotherAddressIsReplaced() {
    try (SimulatedCluster cluster = cluster(3);
        Tending tending = patient(cluster)) {
      tending.tendUntilTrue(cluster);
      SimulatedNode node = cluster.nodes().get(2);
      cluster.killNodeUnnoticed(node.name());
      cluster.restartNode(node.name());
      tending.tendUntilTrue(cluster);
      assertEquals(List.of(node.name()), watch.removed);
    }
  }

  @Test
  void partitionsStayWithANodeThatIsFoundAtAnotherAddressAndIsSlow() {
    try (SimulatedCluster cluster = cluster(3);
        Tending tending = tend(cluster)) {
      tending.tendUntilTrue(cluster);
      SimulatedNode node = cluster.nodes().get(2);
      cluster.killNodeUnnoticed(node.name());
      cluster.restartNode(node.name()).slowDown(Duration.ofMillis(150));
      tending.tendUntil(
          "the new address is known",
          () -> {
            assertEquals(0, tending.map().namespaces().get(0).partitionsWithoutMaster());
            return watch.removed.contains(node.name());
          });
      cluster.node(node.name()).heal();
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  void nodeThatComesBackAtItsAddressIsAskedForEverything() {
    try (SimulatedCluster cluster = cluster(3);
        Tending tending = patient(cluster)) {
      tending.tendUntilTrue(cluster);
      SimulatedNode node = cluster.nodes().get(2);
      cluster.killNodeUnnoticed(node.name());
      tending.tendUntil("the node fails", () -> fails(tending, node));
      cluster.restartNode(node.name(), node.port());
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  void anotherNodeAtTheAddressTakesThePlaceOfTheOneThatWasThere() {
    try (SimulatedCluster cluster = cluster(3);
        Tending tending = patient(cluster)) {
      tending.tendUntilTrue(cluster);
      SimulatedNode node = cluster.nodes().get(2);
      cluster.killNodeUnnoticed(node.name());
      cluster.addNode(NodeSpec.anywhere().named("CC1").on("127.0.0.1", node.port()));
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  void staleClaimantOfAnOldRegimeGetsNothing() {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder()
                .clusterName("alpha")
                .nodes(3)
                .namespace(NamespaceSpec.stronglyConsistent("sc", 2))
                .start();
        Tending tending = patient(cluster)) {
      tending.tendUntilTrue(cluster);
      SimulatedNode stale = cluster.nodes().get(2);
      cluster.freezeView(stale.name());
      int partition = 0;
      while (!cluster.snapshot().partition("sc", partition).master().equals(stale.name())) {
        partition++;
      }
      cluster.movePartition("sc", partition, cluster.nodes().get(0).name());
      tending.tendUntilTrue(cluster);
      // Asked for everything anew, it still claims the partition with the old regime.
      stale.closeConnections();
      for (int i = 0; i < 10; i++) {
        tending.tend();
      }
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  void aRenamedClusterIsFollowedOnceAllItsNodesSaySo() {
    try (SimulatedCluster cluster = cluster(3);
        Tending tending = patient(cluster)) {
      tending.tendUntilTrue(cluster);
      SimulatedNode late = cluster.nodes().get(1);
      cluster.freezeView(late.name());
      cluster.setClusterName("beta");
      for (int i = 0; i < 10; i++) {
        tending.tend();
        assertEquals("alpha", tending.map().clusterName());
      }
      cluster.thawView(late.name());
      tending.tendUntilTrue(cluster);
      assertEquals("beta", tending.map().clusterName());
      assertTrue(tending.last().formerNames().contains("alpha"), "as which it was published");
    }
  }

  @Test
  void aConfiguredClusterNameStaysWhateverTheNodesSay() {
    try (SimulatedCluster cluster = cluster(2);
        Tending tending =
            new Tending(
                Tending.patient(Tending.seed(cluster.nodes().get(0))).clusterName("alpha").build(),
                watch)) {
      tending.tendUntilTrue(cluster);
      cluster.setClusterName("beta");
      for (int i = 0; i < 10; i++) {
        tending.tendUntil("an answer", () -> tending.last().reached());
        assertEquals("alpha", tending.map().clusterName());
        assertEquals(2, tending.map().nodes().size());
      }
    }
  }

  @Test
  void namespacesComeAndGo() {
    try (SimulatedCluster cluster = cluster(3);
        Tending tending = patient(cluster)) {
      tending.tendUntilTrue(cluster);
      cluster.addNamespace(NamespaceSpec.available("bar", 3));
      tending.tendUntilTrue(cluster);
      cluster.removeNamespace("bar");
      cluster.moveRandomPartitions("test", 10, 1);
      tending.tendUntilTrue(cluster);
      cluster.addNamespace(NamespaceSpec.available("bar", 1));
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  @Tag("slow")
  void tenderIsUnsettledForAWhileAfterAChange() {
    try (SimulatedCluster cluster = cluster(3);
        Tending tending =
            new Tending(
                Tending.patient(Tending.seed(cluster.nodes().get(0)))
                    .fastPoll(Duration.ofSeconds(2))
                    .build())) {
      tending.tendUntilTrue(cluster);
      assertTrue(tending.last().unsettled());
      awaitNothing(tending);
      cluster.moveRandomPartitions("test", 1, 1);
      assertTrue(tending.tendUntilTrue(cluster).unsettled());
      awaitNothing(tending);
    }
  }

  @Test
  void interruptedThreadStaysInterruptedAndGetsWhatIsKnown() {
    try (SimulatedCluster cluster = cluster(3);
        Tending tending = patient(cluster)) {
      tending.tendUntilTrue(cluster);
      Thread.currentThread().interrupt();
      assertTrue(tending.tend().map().isPresent());
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void closedTenderLeavesNoConnection() {
    try (SimulatedCluster cluster = cluster(3)) {
      try (Tending tending = patient(cluster)) {
        tending.tendUntilTrue(cluster);
        cluster.nodes().get(1).hang();
        tending.tend();
      }
      cluster.nodes().get(1).heal(); // Or it would not notice.
      Await.until(
          Duration.ofMinutes(1),
          () -> "no connection: " + cluster.counters(),
          () -> cluster.counters().values().stream().allMatch(c -> c.connectionsOpen() == 0));
    }
  }
}
