package io.shmtender.tend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.simulator.NamespaceSpec;
import io.shmtender.simulator.SimulatedCluster;
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
