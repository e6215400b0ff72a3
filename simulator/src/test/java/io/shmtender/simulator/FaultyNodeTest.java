package io.shmtender.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import com.aerospike.client.Bin;
import com.aerospike.client.Key;
import com.aerospike.client.policy.ClientPolicy;
import com.aerospike.client.policy.Policy;
import com.aerospike.client.policy.WritePolicy;
import io.shmtender.simulator.spec.Garble;
import io.shmtender.testing.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes that hang, are slow, answer nonsense, or are not responsible. */
final class FaultyNodeTest {
  @Test
  void hangingNodeAcceptsButAnswersOnlyWhenItNoLongerHangs() throws Exception {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).start();
        AerospikeClient client = Clients.connect(cluster)) {
      Key key = new Key("test", "set", 1);
      client.put(null, key, new Bin("n", 1));
      SimulatedNode node = cluster.nodes().get(0);
      node.hang();
      long accepted = node.counters().connectionsAccepted();
      assertThrows(AerospikeException.Timeout.class, () -> client.get(impatient(), key));

      CompletableFuture<String> answer =
          CompletableFuture.supplyAsync(() -> Clients.info(node, "node"));
      Await.until(
          "the hanging node accepts a connection",
          () -> node.counters().connectionsAccepted() > accepted);
      assertTrue(!answer.isDone());
      node.unhang();
      assertEquals(node.name(), answer.get(Clients.PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
      assertEquals(1, client.get(null, key).getInt("n"));
    }
  }

  @Test
  void killedNodeLetsGoOfClientsThatWaitForIt() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).start()) {
      SimulatedNode node = cluster.nodes().get(0);
      node.hang();
      CompletableFuture<String> answer =
          CompletableFuture.supplyAsync(() -> Clients.info(node, "node"));
      Await.until("the request has arrived", () -> node.counters().bytesReceived() > 0);
      cluster.killNode(node.name());
      Exception broken =
          assertThrows(
              Exception.class, () -> answer.get(Clients.PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
      assertTrue(broken.getCause() instanceof AerospikeException, broken.toString());
      Await.until("no connection is left", () -> node.counters().connectionsOpen() == 0);
    }
  }

  @Test
  void slowNodeTakesItsTime() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).start()) {
      SimulatedNode node = cluster.nodes().get(0);
      node.slowDown(Duration.ofMillis(200));
      long start = System.nanoTime();
      Clients.info(node, "node");
      assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(200));
      node.heal();
      Clients.info(node, "node");
    }
  }

  @ParameterizedTest
  @EnumSource(Garble.class)
  void officialClientSurvivesGarbledAnswers(Garble how) {
    ClientPolicy policy = Clients.policy();
    policy.timeout = 5_000;
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(2).start();
        AerospikeClient client = Clients.connect(cluster, policy)) {
      Clients.awaitSamePartitions(cluster, client, "test");
      SimulatedNode node = cluster.nodes().get(1);
      Key key = Clients.keyOf(cluster, "test", node.name());
      client.put(null, key, new Bin("n", 1));
      node.garble(how);
      assertThrows(RuntimeException.class, () -> client.get(impatient(), key));
      node.heal();
      Await.until("the client reads again", () -> reads(client, key));
    }
  }

  @Test
  void wrongNodeProxiesToTheMaster() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(3).start();
        AerospikeClient client = Clients.connectStale(cluster)) {
      Key key = new Key("test", "set", 1);
      client.put(null, key, new Bin("n", 1));
      int pid = Clients.partitionId(key);
      ClusterSnapshot.PartitionState before = cluster.snapshot().partition("test", pid);
      String third =
          Clients.nodeNames(cluster).stream()
              .filter(n -> !n.equals(before.master()) && !before.proles().contains(n))
              .findFirst()
              .orElseThrow();
      cluster.movePartition("test", pid, third);
      assertEquals(1, client.get(null, key).getInt("n"));
      assertEquals(1, cluster.node(before.master()).counters().proxiedCommands());
    }
  }

  @Test
  void proleServesReadsButProxiesWrites() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(3).start();
        AerospikeClient client = Clients.connectStale(cluster)) {
      Key key = new Key("test", "set", 1);
      client.put(null, key, new Bin("n", 1));
      int pid = Clients.partitionId(key);
      ClusterSnapshot.PartitionState before = cluster.snapshot().partition("test", pid);
      cluster.movePartition("test", pid, before.proles().get(0));
      assertEquals(before.master(), cluster.snapshot().partition("test", pid).proles().get(0));
      SimulatedNode prole = cluster.node(before.master());
      assertEquals(1, client.get(null, key).getInt("n"));
      assertEquals(0, prole.counters().proxiedCommands());
      client.put(null, key, new Bin("n", 2));
      assertEquals(1, prole.counters().proxiedCommands());
    }
  }

  @Test
  void commandsForMasterThatIsDeadTimeOutUntilTheOthersNotice() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(2).start();
        AerospikeClient client = Clients.connectStale(cluster)) {
      SimulatedNode survivor = cluster.nodes().get(0);
      String victim = cluster.nodes().get(1).name();
      Key key = Clients.keyOf(cluster, "test", survivor.name());
      cluster.movePartition("test", Clients.partitionId(key), victim);
      cluster.killNodeUnnoticed(victim);
      WritePolicy policy = client.copyWritePolicyDefault();
      policy.maxRetries = 0;
      AerospikeException timeout =
          assertThrows(AerospikeException.class, () -> client.put(policy, key, new Bin("n", 1)));
      assertEquals(9, timeout.getResultCode());
      cluster.rebalance();
      client.put(policy, key, new Bin("n", 1));
    }
  }

  @Test
  void partitionWithoutMasterIsUnavailable() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(2).start();
        AerospikeClient client = Clients.connectStale(cluster)) {
      Key key = new Key("test", "set", 1);
      client.put(null, key, new Bin("n", 1));
      cluster.makeUnavailable("test", Clients.partitionId(key));
      AerospikeException unavailable =
          assertThrows(AerospikeException.class, () -> client.get(null, key));
      assertEquals(11, unavailable.getResultCode());
      cluster.rebalance();
      assertEquals(1, client.get(null, key).getInt("n"));
    }
  }

  private static boolean reads(AerospikeClient client, Key key) {
    try {
      return client.get(impatient(), key).getInt("n") == 1;
    } catch (AerospikeException e) {
      return false;
    }
  }

  // For what never answers, and for what is tried again until it does.
  private static Policy impatient() {
    Policy policy = new Policy();
    policy.socketTimeout = 100;
    policy.totalTimeout = 300;
    policy.maxRetries = 0;
    return policy;
  }
}
