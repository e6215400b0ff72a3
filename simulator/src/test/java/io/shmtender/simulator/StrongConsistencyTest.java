package io.shmtender.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.Bin;
import com.aerospike.client.Key;
import com.aerospike.client.policy.Policy;
import com.aerospike.client.policy.ReadModeSC;
import com.aerospike.client.policy.Replica;
import io.shmtender.simulator.spec.NamespaceSpec;
import io.shmtender.testing.Await;
import org.junit.jupiter.api.Test;

/** Regimes and reads of strong-consistency namespaces, as the official Java client sees them. */
final class StrongConsistencyTest {
  @Test
  void officialClientIgnoresClaimsOfAnOlderRegime() {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder()
                .namespace(NamespaceSpec.stronglyConsistent("bank", 2))
                .start();
        AerospikeClient client = Clients.connect(cluster)) {
      Clients.awaitSamePartitions(cluster, client, "bank");
      assertTrue(client.getCluster().partitionMap.get("bank").scMode);
      String stale = cluster.nodes().get(0).name();
      cluster.freezeView(stale);
      cluster.moveRandomPartitions("bank", 500, 1);
      Await.until(
          "the client maps all moved partitions to their masters",
          () -> mastersAgree(cluster, client, stale));

      // The stale claimant speaks up again, and is not believed.
      cluster.claimMastership(stale, "bank", 17);
      int generation = cluster.node(stale).partitionGeneration();
      Await.until(
          "the client has asked the stale node again",
          () -> cluster.node(stale).counters().infoByName().getOrDefault("replicas", 0L) > 1);
      assertEquals(generation, cluster.node(stale).partitionGeneration());
      assertTrue(mastersAgree(cluster, client, stale));

      // With a newer regime it is.
      cluster.reportRegime(stale, "bank", 1000);
      Await.until(
          "the client believes the newer regime",
          () ->
              client
                  .getCluster()
                  .partitionMap
                  .get("bank")
                  .replicas[0]
                  .get(17)
                  .getName()
                  .equals(stale));
    }
  }

  /** Partitions that the stale node gained are claimed by nobody, so they are left out. */
  private static boolean mastersAgree(
      SimulatedCluster cluster, AerospikeClient client, String stale) {
    var masters = client.getCluster().partitionMap.get("bank").replicas[0];
    ClusterSnapshot snapshot = cluster.snapshot();
    for (int pid = 0; pid < masters.length(); pid++) {
      String master = snapshot.partition("bank", pid).master();
      if (!master.equals(stale) && !masters.get(pid).getName().equals(master)) {
        return false;
      }
    }
    return true;
  }

  @Test
  void strongConsistencyReadsComeFromTheMasterUnlessReplicasAreAllowed() {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder()
                .nodes(2)
                .namespace(NamespaceSpec.stronglyConsistent("bank", 2))
                .start();
        AerospikeClient client = Clients.connect(cluster)) {
      Clients.awaitSamePartitions(cluster, client, "bank");
      Key key = new Key("bank", "set", 1);
      client.put(null, key, new Bin("n", 1));
      String master = cluster.snapshot().partition("bank", Clients.partitionId(key)).master();
      Policy policy = client.copyReadPolicyDefault();
      policy.readModeSC = ReadModeSC.ALLOW_REPLICA;
      policy.replica = Replica.SEQUENCE;
      cluster.node(master).hang();
      policy.socketTimeout = 100;
      // As often as it takes: the replica may be slow, too.
      policy.maxRetries = 1_000;
      assertEquals(1, client.get(policy, key).getInt("n"));
      assertEquals(0, Clients.proxied(cluster));
      cluster.node(master).unhang();
    }
  }
}
