package io.shmtender.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.Host;
import com.aerospike.client.policy.ClientPolicy;
import com.aerospike.client.policy.Replica;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.simulator.ClusterBuilder;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.NamespaceSpec;
import io.shmtender.simulator.spec.NodeSpec;
import io.shmtender.testing.Await;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that follows a tender's segment beside one that does not: each gets the same random
 * commands, in turns, while nodes are lost, return and are replaced, and partitions, replicas and
 * racks change. Both have the same results, and the one that follows has no more failures.
 */
@Tag("slow")
@SuppressWarnings("try")
final class BesideThePlainClientTest {
  private static final String NAMESPACE = "test";
  private static final int ROUNDS = 2;
  private static final int COMMANDS = 150;
  private static final int PATIENCE_MILLIS = 60_000;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private final long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private SimulatedCluster cluster;
  private AerospikeClient bridged;
  private AerospikeClient plain;
  private Workload bridgedWork;
  private Workload plainWork;

  @Test
  void inANamespaceThatIsAvailable() throws Exception {
    compare(
        SimulatedCluster.builder().nodes(4).namespace(NamespaceSpec.available(NAMESPACE, 2)),
        new ClientPolicy());
  }

  @Test
  void inANamespaceThatIsStronglyConsistent() throws Exception {
    compare(
        SimulatedCluster.builder()
            .nodes(4)
            .namespace(NamespaceSpec.stronglyConsistent(NAMESPACE, 2)),
        new ClientPolicy());
  }

  @Test
  void withRacks() throws Exception {
    ClusterBuilder racks = SimulatedCluster.builder();
    for (int rack : List.of(1, 1, 2, 2)) {
      racks.node(NodeSpec.anywhere().inRack(rack));
    }
    ClientPolicy policy = new ClientPolicy();
    policy.rackAware = true;
    policy.rackId = 2;
    policy.readPolicyDefault.replica = Replica.PREFER_RACK;
    compare(racks.namespace(NamespaceSpec.available(NAMESPACE, 2)), policy);
  }

  private void compare(ClusterBuilder builder, ClientPolicy policy) throws Exception {
    // Named, since all of its nodes may be replaced.
    try (SimulatedCluster started = builder.clusterName("alpha").start();
        TendedSegment segment = new TendedSegment(directory, started, Duration.ofMillis(100));
        AerospikeClient following = connect(started, policy);
        AerospikeClient alone = connect(started, policy)) {
      cluster = started;
      bridged = following;
      plain = alone;
      ShmFollower follower =
          ShmFollower.follow(following, ReaderOptions.defaults().withDirectory(directory));
      Await.until(() -> "it follows: " + follower.status(), () -> follower.status().following());
      bridgedWork = new Workload(following, NAMESPACE, "bridged", seed);
      plainWork = new Workload(alone, NAMESPACE, "plain", seed);
      for (int round = 0; round < ROUNDS; round++) {
        loseAndReturn();
        replace();
        move();
        changeReplicas();
        changeRacks();
      }
      System.out.printf(
          "seed %d: %d commands failed, and %d of the plain client%n",
          seed, bridgedWork.failed(), plainWork.failed());
      assertTrue(follower.status().following(), () -> "it still follows: " + follower.status());
      assertTrue(
          bridgedWork.failed() <= plainWork.failed(),
          () ->
              bridgedWork.failed()
                  + " commands of the client that follows failed, and "
                  + plainWork.failed()
                  + " of the plain one, seed "
                  + seed);
    }
  }

  private static AerospikeClient connect(SimulatedCluster cluster, ClientPolicy policy) {
    policy.timeout = PATIENCE_MILLIS;
    policy.readPolicyDefault.totalTimeout = PATIENCE_MILLIS;
    policy.writePolicyDefault.totalTimeout = PATIENCE_MILLIS;
    // What they leave alone after many errors is not the question here.
    policy.maxErrorRate = 0;
    return new AerospikeClient(
        policy,
        cluster.nodes().stream()
            .map(node -> new Host(node.host(), node.port()))
            .toArray(Host[]::new));
  }

  private void loseAndReturn() {
    String lost = any();
    cluster.killNode(lost);
    workUntilBothKnow();
    cluster.restartNode(lost);
    workUntilBothKnow();
  }

  private void replace() {
    cluster.removeNode(any());
    cluster.addNode();
    workUntilBothKnow();
  }

  private void move() {
    cluster.moveRandomPartitions(NAMESPACE, 2000, random.nextLong());
    workUntilBothKnow();
  }

  private void changeReplicas() {
    cluster.setReplicationFactor(NAMESPACE, 3);
    workUntilBothKnow();
    cluster.setReplicationFactor(NAMESPACE, 2);
    workUntilBothKnow();
  }

  private void changeRacks() {
    if (plain.getCluster().rackIds[0] != 0) {
      cluster.setRack(any(), 2);
      workUntilBothKnow();
    }
  }

  private String any() {
    List<SimulatedNode> nodes = cluster.nodes();
    return nodes.get(random.nextInt(nodes.size())).name();
  }

  private void workUntilBothKnow() {
    Set<String> there = Observed.names(cluster);
    Await.until(
        LIMIT,
        () ->
            "both know that there are "
                + there
                + ": the one that follows knows "
                + Observed.names(bridged)
                + ", the plain one "
                + Observed.names(plain)
                + ", seed "
                + seed,
        () -> {
          work();
          return Observed.names(bridged).equals(there) && Observed.names(plain).equals(there);
        });
    for (int i = 0; i < COMMANDS; i++) {
      work();
    }
  }

  private void work() {
    int failed = bridgedWork.failed() + plainWork.failed();
    String one;
    String other;
    if (random.nextBoolean()) {
      one = bridgedWork.next();
      other = plainWork.next();
    } else {
      other = plainWork.next();
      one = bridgedWork.next();
    }
    if (bridgedWork.failed() + plainWork.failed() == failed) {
      assertEquals(other, one, () -> "seed " + seed);
    } else {
      // What one of them did not write the other may have written: both begin anew.
      cluster.loseRecords(NAMESPACE);
    }
  }
}
