package io.shmtender.daemon.tend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.reader.ClusterMap;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.NodeSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SeedingTest {
  /** Longer than a DNS label may be, so that no name server is asked. */
  private static final String UNKNOWN_HOST = "no-such-host-" + "x".repeat(60);

  private static SimulatedCluster cluster(String name, int nodes) {
    return SimulatedCluster.builder().clusterName(name).nodes(nodes).start();
  }

  /** A cluster whose node names do not collide with those of {@link #cluster}. */
  private static SimulatedCluster otherCluster(String name, int nodes) {
    var builder = SimulatedCluster.builder().clusterName(name);
    for (int i = 1; i <= nodes; i++) {
      builder.node(NodeSpec.anywhere().named("CC" + i));
    }
    return builder.start();
  }

  private static Seed closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new Seed("127.0.0.1", socket.getLocalPort());
    }
  }

  private static TendFailure.Kind failureOf(TendOutcome outcome) {
    return outcome.failure().orElseThrow().kind();
  }

  @Test
  void seedsThatAreDownOrUnknownDoNotMatterWhileOneLeadsToTheCluster() throws IOException {
    try (SimulatedCluster cluster = cluster("alpha", 3);
        Tending tending =
            new Tending(
                Tending.quick(
                        closedPort(),
                        new Seed(UNKNOWN_HOST, 3000),
                        Tending.seed(cluster.nodes().get(1)))
                    .build())) {
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  void seedThatHangsDoesNotKeepTheOthersFromStarting() {
    try (SimulatedCluster cluster = cluster("alpha", 3);
        SimulatedCluster hanging = otherCluster("beta", 1);
        Tending tending =
            new Tending(
                Tending.quick(
                        Tending.seed(hanging.nodes().get(0)), Tending.seed(cluster.nodes().get(0)))
                    .build())) {
      hanging.nodes().get(0).hang();
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  void withoutAnySeedThereIsNoMapButTheReasonForEverySeed() throws IOException {
    Seed down = closedPort();
    Seed unknown = new Seed(UNKNOWN_HOST, 3000);
    try (Tending tending = new Tending(Tending.quick(down, unknown).build())) {
      TendOutcome outcome =
          tending.tendUntil(
              "both seeds failed",
              () ->
                  tending.last().failureSummary().contains(down.toString())
                      && tending.last().failureSummary().contains(UNKNOWN_HOST));
      assertEquals(TendFailure.Kind.SEEDS_UNREACHABLE, failureOf(outcome));
      assertEquals(Optional.empty(), outcome.map());
      assertFalse(outcome.reached());
      assertFalse(outcome.unsettled());
    }
  }

  @Test
  void dnsNameOfASeedIsResolved() {
    try (SimulatedCluster cluster = cluster("alpha", 2);
        Tending tending =
            new Tending(
                Tending.quick(new Seed("localhost", cluster.nodes().get(0).port())).build())) {
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  void dnsNamesOfPeersAreResolved() {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder()
                .node(NodeSpec.anywhere().advertisedAs("localhost"))
                .node(NodeSpec.anywhere().advertisedAs("localhost"))
                .start();
        Tending tending = Tending.of(cluster)) {
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  void nodesAreReachedOverIpv6() {
    NodeSpec ipv6 = NodeSpec.anywhere().on("::1", 0);
    try (SimulatedCluster cluster =
            SimulatedCluster.builder().node(ipv6).node(ipv6).node(ipv6).start();
        Tending tending =
            new Tending(
                Tending.quick(Seed.parse("[::1]:" + cluster.nodes().get(0).port())).build())) {
      tending.tendUntilTrue(cluster);
      assertEquals("0:0:0:0:0:0:0:1", tending.map().nodes().get(2).address());
    }
  }

  @Test
  void alternateServicesAreUsedWhenAskedFor() {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder()
                .node(NodeSpec.anywhere().advertisedAs("192.0.2.1").withAlternates("127.0.0.1"))
                .node(NodeSpec.anywhere().advertisedAs("192.0.2.2").withAlternates("127.0.0.1"))
                .start();
        Tending tending =
            new Tending(
                Tending.quick(Tending.seed(cluster.nodes().get(0)))
                    .useServicesAlternate(true)
                    .build())) {
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  void ipMapReplacesWhatTheServersGiveOut() {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder()
                .node(NodeSpec.anywhere().advertisedAs("192.0.2.1"))
                .node(NodeSpec.anywhere().advertisedAs("192.0.2.2"))
                .start();
        Tending tending =
            new Tending(
                Tending.quick(Tending.seed(cluster.nodes().get(0)))
                    .ipMap(Map.of("192.0.2.1", "127.0.0.1", "192.0.2.2", "127.0.0.1"))
                    .build())) {
      tending.tendUntilTrue(cluster);
    }
  }

  // All seeds answer before the first tend decides, on a busy machine too.
  private static TenderConfig.Builder patient(Seed... seeds) {
    return Tending.patient(seeds).tendInterval(Duration.ofMinutes(1));
  }

  @Test
  void clusterOfAnotherNameThanTheExpectedIsAFailureOfItsOwnKind() {
    try (SimulatedCluster cluster = cluster("alpha", 2);
        Tending tending =
            new Tending(
                patient(Tending.seed(cluster.nodes().get(0))).clusterName("beta").build())) {
      TendOutcome outcome = tending.tend();
      assertEquals(TendFailure.Kind.CLUSTER_NAME_MISMATCH, failureOf(outcome));
      assertTrue(outcome.failure().orElseThrow().conclusive());
      assertTrue(outcome.failureSummary().contains("'alpha'"), outcome.failureSummary());
      assertTrue(outcome.failureSummary().contains("'beta'"), outcome.failureSummary());
      assertEquals(Optional.empty(), outcome.map());
    }
  }

  @Test
  void expectedClusterNameDecidesBetweenSeedsOfTwoClusters() {
    try (SimulatedCluster alpha = cluster("alpha", 2);
        SimulatedCluster beta = otherCluster("beta", 2);
        Tending tending =
            new Tending(
                Tending.quick(Tending.seed(alpha.nodes().get(0)), Tending.seed(beta.nodes().get(0)))
                    .clusterName("beta")
                    .build())) {
      tending.tendUntilTrue(beta);
    }
  }

  @Test
  void seedsOfTwoClustersOfDifferentNamesAreAFailureThatNamesBoth() {
    try (SimulatedCluster alpha = cluster("alpha", 2);
        SimulatedCluster beta = otherCluster("beta", 1);
        Tending tending =
            new Tending(
                patient(Tending.seed(alpha.nodes().get(0)), Tending.seed(beta.nodes().get(0)))
                    .build())) {
      TendOutcome outcome = tending.tend();
      assertEquals(TendFailure.Kind.SEVERAL_CLUSTERS, failureOf(outcome));
      assertFalse(outcome.failure().orElseThrow().conclusive());
      assertTrue(outcome.failureSummary().contains("'alpha'"), outcome.failureSummary());
      assertTrue(outcome.failureSummary().contains("'beta'"), outcome.failureSummary());
      assertEquals(Optional.empty(), outcome.map());
    }
  }

  @Test
  void seedsOfTwoClustersWithoutNamesAreAFailureThatNamesTheNodesOfBoth() {
    try (SimulatedCluster one = cluster("null", 2);
        SimulatedCluster two = otherCluster("null", 2);
        Tending tending =
            new Tending(
                patient(Tending.seed(one.nodes().get(0)), Tending.seed(two.nodes().get(0)))
                    .build())) {
      TendOutcome outcome = tending.tend();
      assertEquals(TendFailure.Kind.SEVERAL_CLUSTERS, failureOf(outcome));
      assertFalse(outcome.failure().orElseThrow().conclusive());
      assertTrue(outcome.failureSummary().contains("CC1, CC2"), outcome.failureSummary());
      assertTrue(
          outcome.failureSummary().contains(one.nodes().get(0).name()), outcome.failureSummary());
      assertEquals(Optional.empty(), outcome.map());
    }
  }

  @Test
  void seedThatSeesNoOtherNodeIsPassedOverForOneThatDoes() {
    try (SimulatedCluster cluster = cluster("alpha", 3)) {
      SimulatedNode lonely = cluster.nodes().get(0);
      cluster.isolateNode(lonely.name());
      try (Tending tending =
          new Tending(
              Tending.quick(Tending.seed(lonely), Tending.seed(cluster.nodes().get(1))).build())) {
        tending.tendUntil("both others are known", () -> tending.map().nodes().size() == 2);
        assertTrue(tending.map().nodes().stream().noneMatch(n -> n.name().equals(lonely.name())));
        cluster.rejoinNode(lonely.name());
        tending.tendUntilTrue(cluster);
      }
    }
  }

  @Test
  void lonelyNodeIsAClusterWhenThereIsNoOther() {
    try (SimulatedCluster cluster = cluster("alpha", 1);
        Tending tending = Tending.of(cluster)) {
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  void mapStaysWhileAllNodesAreLostAndTheSeedsBringThemBack() {
    try (SimulatedCluster cluster = cluster("alpha", 3);
        Tending tending = Tending.of(cluster)) {
      tending.tendUntilTrue(cluster);
      List<SimulatedNode> nodes = cluster.nodes();
      nodes.forEach(node -> cluster.killNodeUnnoticed(node.name()));
      tending.tendUntil(
          "the seeds are asked again",
          () ->
              tending
                  .last()
                  .failure()
                  .filter(f -> f.kind() == TendFailure.Kind.SEEDS_UNREACHABLE)
                  .isPresent());
      assertFalse(tending.last().reached());
      assertEquals(3, tending.map().nodes().size());
      assertTrue(tending.map().nodes().stream().allMatch(n -> !n.active()));
      assertEquals(0, tending.map().namespaces().get(0).partitionsWithoutMaster());
      nodes.forEach(node -> cluster.restartNode(node.name(), node.port()));
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  void afterAllNodesWereLostAnyOfThemBringsTheClusterBackWithoutTheSeed() {
    try (SimulatedCluster cluster = cluster("alpha", 3);
        Tending tending = Tending.of(cluster)) {
      tending.tendUntilTrue(cluster);
      List<SimulatedNode> nodes = cluster.nodes();
      nodes.forEach(node -> cluster.killNodeUnnoticed(node.name()));
      tending.tendUntil(
          "the cluster is lost", () -> tending.last().failureSummary().startsWith("no seed"));
      cluster.restartNode(nodes.get(1).name(), nodes.get(1).port());
      tending.tendUntilTrue(cluster);
    }
  }

  @Test
  void clusterOfAnotherNameIsNotTakenForTheOneThatWasLost() {
    try (SimulatedCluster alpha = cluster("alpha", 1)) {
      SimulatedNode lost = alpha.nodes().get(0);
      try (Tending tending = Tending.of(alpha)) {
        tending.tendUntilTrue(alpha);
        alpha.killNodeUnnoticed(lost.name());
        try (SimulatedCluster beta =
            SimulatedCluster.builder()
                .clusterName("beta")
                .node(NodeSpec.anywhere().named("CC1").on("127.0.0.1", lost.port()))
                .start()) {
          tending.tendUntil(
              "the other cluster is refused",
              () ->
                  tending
                      .last()
                      .failure()
                      .filter(f -> f.kind() == TendFailure.Kind.ANOTHER_CLUSTER)
                      .isPresent());
          assertEquals("alpha", tending.map().clusterName());
          assertEquals(lost.name(), tending.map().nodes().get(0).name());
          assertEquals(1, beta.nodes().size());
        }
      }
    }
  }

  /** What a tender of the cluster would publish. */
  private static ClusterMap published(SimulatedCluster cluster) {
    try (Tending predecessor = Tending.of(cluster)) {
      predecessor.tendUntilTrue(cluster);
      return predecessor.map();
    }
  }

  @Test
  void whatIsPublishedDecidesBetweenSeedsOfTwoClusters() {
    try (SimulatedCluster alpha = cluster("alpha", 3);
        SimulatedCluster beta = otherCluster("beta", 2);
        Tending tending =
            new Tending(
                patient(Tending.seed(beta.nodes().get(0)), Tending.seed(alpha.nodes().get(0)))
                    .build())) {
      tending.startFrom(published(alpha));
      tending.tendUntilTrue(alpha);
    }
  }

  @Test
  void whatIsPublishedDecidesBetweenSeedsOfTwoClustersWithoutNames() {
    try (SimulatedCluster one = cluster("null", 3);
        SimulatedCluster two = otherCluster("null", 2);
        Tending tending =
            new Tending(
                patient(Tending.seed(two.nodes().get(0)), Tending.seed(one.nodes().get(0)))
                    .build())) {
      tending.startFrom(published(one));
      tending.tendUntilTrue(one);
    }
  }

  @Test
  void seedOfAnotherClusterIsNoReasonToEndWhileTheOthersAreSilent() throws IOException {
    try (SimulatedCluster alpha = cluster("alpha", 2);
        SimulatedCluster beta = otherCluster("beta", 2);
        Tending tending =
            new Tending(patient(Tending.seed(beta.nodes().get(0)), closedPort()).build())) {
      ClusterMap published = published(alpha);
      tending.startFrom(published);
      TendOutcome outcome = tending.tend();
      assertEquals(TendFailure.Kind.ANOTHER_CLUSTER, failureOf(outcome));
      assertFalse(outcome.failure().orElseThrow().conclusive());
      assertFalse(outcome.reached());
      assertEquals(Optional.of(published), outcome.map());
    }
  }

  @Test
  void seedsThatAllLeadToAnotherClusterThanThePublishedOneAreAWrongConfiguration() {
    try (SimulatedCluster alpha = cluster("alpha", 2);
        SimulatedCluster beta = otherCluster("beta", 2);
        Tending tending =
            new Tending(
                patient(Tending.seed(beta.nodes().get(0)), Tending.seed(beta.nodes().get(1)))
                    .build())) {
      tending.startFrom(published(alpha));
      TendFailure failure = tending.tend().failure().orElseThrow();
      assertEquals(TendFailure.Kind.ANOTHER_CLUSTER, failure.kind());
      assertTrue(failure.conclusive());
      assertTrue(failure.message().contains("'alpha'"), failure.message());
      assertTrue(failure.message().contains("'beta'"), failure.message());
      assertTrue(failure.message().contains("aerospike-shm-tender rm"), failure.message());
    }
  }

  @Test
  void clusterWithoutANameThatWasMadeAnewUnderNewNodeNamesIsComplainedAboutAndNotTaken() {
    try (SimulatedCluster old = cluster("null", 1)) {
      SimulatedNode lost = old.nodes().get(0);
      try (Tending tending = Tending.of(old)) {
        tending.tendUntilTrue(old);
        ClusterMap before = tending.map();
        old.killNodeUnnoticed(lost.name());
        try (SimulatedCluster anew =
            SimulatedCluster.builder()
                .clusterName("null")
                .node(NodeSpec.anywhere().named("CC1").on("127.0.0.1", lost.port()))
                .start()) {
          tending.tendUntil(
              "the new cluster is refused",
              () ->
                  tending
                      .last()
                      .failure()
                      .filter(f -> f.kind() == TendFailure.Kind.ANOTHER_CLUSTER)
                      .filter(f -> !f.conclusive())
                      .isPresent());
          assertEquals(before.namespaces(), tending.map().namespaces());
          assertEquals(1, anew.nodes().size());
        }
      }
    }
  }
}
