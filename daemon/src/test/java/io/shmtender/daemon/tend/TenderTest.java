package io.shmtender.daemon.tend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.reader.ClusterMap;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.NamespaceSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TenderTest {

  @Test
  void firstTendFindsTheWholeCluster() {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder()
                .clusterName("alpha")
                .nodes(4)
                .namespace(NamespaceSpec.available("test", 2))
                .namespace(NamespaceSpec.stronglyConsistent("sc", 3))
                .start();
        Tending tending = Tending.of(cluster)) {
      TendOutcome outcome = tending.tend();
      assertEquals(Optional.empty(), Truth.difference(cluster.snapshot(), outcome.map()));
      assertTrue(outcome.changed());
      assertTrue(outcome.reached());
      assertEquals("", outcome.failureSummary());
      assertFalse(tending.tend().changed());
    }
  }

  @Test
  void whatDidNotChangeIsTheSameObjectInTheNextMap() {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder()
                .nodes(3)
                .namespace(NamespaceSpec.available("one", 2))
                .namespace(NamespaceSpec.available("two", 2))
                .start();
        Tending tending = Tending.of(cluster)) {
      tending.tendUntilTrue(cluster);
      ClusterMap before = tending.map();
      assertSame(before, tending.tend().map().orElseThrow());
      cluster.moveRandomPartitions("one", 10, 1);
      tending.tendUntilTrue(cluster);
      ClusterMap after = tending.map();
      assertNotEquals(before.namespaces().get(0), after.namespaces().get(0));
      assertSame(before.namespaces().get(1), after.namespaces().get(1));
      for (int node = 0; node < 3; node++) {
        if (before.nodes().get(node).equals(after.nodes().get(node))) {
          assertSame(before.nodes().get(node), after.nodes().get(node));
        }
      }
    }
  }

  @Test
  void manyNodesThatFailAreACountAndAFewReasons() {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder().clusterName("alpha").nodes(10).namespace("test", 2).start();
        Tending tending = Tending.of(cluster)) {
      tending.tendUntilTrue(cluster);
      List<String> names = cluster.nodes().stream().map(SimulatedNode::name).toList();
      names.subList(1, 3).forEach(cluster::killNodeUnnoticed);
      tending.tendUntil(
          "two fail",
          () ->
              names.subList(1, 3).stream().allMatch(tending.last().failureSummary()::contains)
                  && !tending.last().failureSummary().contains("nodes fail"));
      names.subList(3, 10).forEach(cluster::killNodeUnnoticed);
      tending.tendUntil(
          "nine fail", () -> tending.last().failureSummary().startsWith("9 nodes fail: node "));
      String summary = tending.last().failureSummary();
      assertTrue(summary.endsWith(" and 6 more"), summary);
      assertTrue(summary.length() < 2000, summary);
    }
  }

  @Test
  void everyChangeShowsInTheMap() {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder()
                .clusterName("alpha")
                .nodes(3)
                .namespace(NamespaceSpec.available("test", 2))
                .enterprise()
                .start();
        Tending tending = Tending.of(cluster)) {
      tending.tendUntilTrue(cluster);
      String added = cluster.addNode().name();
      tending.tendUntilTrue(cluster);
      cluster.moveRandomPartitions("test", 100, 1);
      tending.tendUntilTrue(cluster);
      cluster.setRack(added, 3);
      tending.tendUntilTrue(cluster);
      cluster.setReplicationFactor("test", 3);
      tending.tendUntilTrue(cluster);
      cluster.setReplicationFactor("test", 1);
      tending.tendUntilTrue(cluster);
      cluster.addNamespace(NamespaceSpec.stronglyConsistent("other", 2));
      tending.tendUntilTrue(cluster);
      cluster.killNode(added);
      tending.tendUntilTrue(cluster);
      cluster.restartNode(added);
      tending.tendUntilTrue(cluster);
    }
  }
}
