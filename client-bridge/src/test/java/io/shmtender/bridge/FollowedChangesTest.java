package io.shmtender.bridge;

import static org.junit.jupiter.api.Assertions.*;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.Bin;
import com.aerospike.client.Key;
import com.aerospike.client.policy.ClientPolicy;
import com.aerospike.client.policy.Replica;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.spec.NamespaceSpec;
import io.shmtender.simulator.spec.NodeSpec;
import io.shmtender.testing.Await;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a segment says of racks, replicas and regimes is what a client goes by that follows it. The
 * segment changes when the test says so, and nobody else asks the servers.
 */
final class FollowedChangesTest {
  private static final String NAMESPACE = "test";
  private static final int PATIENCE_MILLIS = 60_000;

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  @Test
  void racks() throws Exception {
    ClientPolicy policy = policy();
    policy.rackAware = true;
    policy.rackId = 3;
    policy.readPolicyDefault.replica = Replica.PREFER_RACK;
    try (SimulatedCluster cluster =
            SimulatedCluster.builder()
                .node(NodeSpec.anywhere().inRack(1))
                .node(NodeSpec.anywhere().inRack(2))
                .namespace(NAMESPACE, 2)
                .start();
        PublishedSegment segment =
            new PublishedSegment(directory, 1, PublishedSegment.tend(cluster));
        AerospikeClient client = connect(cluster, policy)) {
      follow(client, 2);
      String name = cluster.nodes().get(0).name();

      cluster.setRack(name, 3);
      publishAskingNobody(segment, cluster, client);
      Await.until(
          "the node is in its other rack",
          () ->
              Arrays.stream(client.getNodes())
                  .anyMatch(node -> node.getName().equals(name) && node.hasRack(NAMESPACE, 3)));

      long before = cluster.node(name).counters().recordCommands();
      for (int i = 0; i < 100; i++) {
        client.get(null, new Key(NAMESPACE, "users", i));
      }
      assertEquals(before + 100, cluster.node(name).counters().recordCommands());
    }
  }

  @Test
  void moreReplicasAndFewer() throws Exception {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder().nodes(3).namespace(NAMESPACE, 2).start();
        PublishedSegment segment =
            new PublishedSegment(directory, 1, PublishedSegment.tend(cluster));
        AerospikeClient client = connect(cluster, policy())) {
      follow(client, 3);
      for (int factor : new int[] {3, 1, 2}) {
        cluster.setReplicationFactor(NAMESPACE, factor);
        publishAskingNobody(segment, cluster, client);
        assertEquals(factor, client.getCluster().partitionMap.get(NAMESPACE).replicas.length);
        writeAndRead(client);
      }
    }
  }

  @Test
  void mastersOfAStronglyConsistentNamespaceThroughLossAndReturn() throws Exception {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder()
                .nodes(4)
                .namespace(NamespaceSpec.stronglyConsistent(NAMESPACE, 2))
                .start();
        PublishedSegment segment =
            new PublishedSegment(directory, 1, PublishedSegment.tend(cluster));
        AerospikeClient client = connect(cluster, policy())) {
      ShmFollower follower = follow(client, 4);
      assertTrue(client.getCluster().partitionMap.get(NAMESPACE).scMode);
      writeAndRead(client);

      String lost = cluster.nodes().get(0).name();
      cluster.killNode(lost);
      publish(segment, cluster, client);
      writeAndRead(client);

      cluster.restartNode(lost);
      publish(segment, cluster, client);
      writeAndRead(client);

      follower.leave();
      cluster.killNode(lost);
      ClusterMap without = PublishedSegment.tend(cluster);
      Await.until("the client finds out by itself", () -> Observed.goesBy(client, without));
      writeAndRead(client);
    }
  }

  @Test
  void aClusterThatShrinksToOneNodeAndGrowsAgain() throws Exception {
    try (SimulatedCluster cluster =
            SimulatedCluster.builder().nodes(3).namespace(NAMESPACE, 2).start();
        PublishedSegment segment =
            new PublishedSegment(directory, 1, PublishedSegment.tend(cluster));
        AerospikeClient client = connect(cluster, policy())) {
      follow(client, 3);
      cluster.removeNode(cluster.nodes().get(0).name());
      cluster.removeNode(cluster.nodes().get(0).name());
      publish(segment, cluster, client);
      Await.until("one node is left", () -> client.getNodes().length == 1);
      writeAndRead(client);

      cluster.addNode();
      publish(segment, cluster, client);
      writeAndRead(client);
    }
  }

  private static ClientPolicy policy() {
    ClientPolicy policy = new ClientPolicy();
    policy.timeout = PATIENCE_MILLIS;
    policy.readPolicyDefault.totalTimeout = PATIENCE_MILLIS;
    policy.readPolicyDefault.maxRetries = 100;
    policy.writePolicyDefault.totalTimeout = PATIENCE_MILLIS;
    policy.writePolicyDefault.maxRetries = 100;
    return policy;
  }

  private static AerospikeClient connect(SimulatedCluster cluster, ClientPolicy policy) {
    return new AerospikeClient(policy, "127.0.0.1", cluster.nodes().get(0).port());
  }

  private ShmFollower follow(AerospikeClient client, int nodes) {
    ShmFollower follower =
        ShmFollower.follow(
            client,
            ReaderOptions.defaults().withDirectory(directory).withStaleLimit(Duration.ofHours(1)));
    Await.until(
        () -> nodes + " nodes follow: " + follower.status(),
        () -> follower.status().followedNodes() == nodes);
    return follower;
  }

  // Of nodes that the client knows already.
  private static void publishAskingNobody(
      PublishedSegment segment, SimulatedCluster cluster, AerospikeClient client) throws Exception {
    ClusterMap map = PublishedSegment.tend(cluster);
    long asked = Observed.infoRequests(cluster);
    segment.publish(map);
    Await.until("the client goes by the map", () -> Observed.goesBy(client, map));
    assertEquals(asked, Observed.infoRequests(cluster), "info requests while the client followed");
  }

  private static void publish(
      PublishedSegment segment, SimulatedCluster cluster, AerospikeClient client) throws Exception {
    ClusterMap map = PublishedSegment.tend(cluster);
    segment.publish(map);
    Await.until("the client goes by the map", () -> Observed.goesBy(client, map));
  }

  private static void writeAndRead(AerospikeClient client) {
    for (int i = 0; i < 100; i++) {
      Key key = new Key(NAMESPACE, "users", i);
      client.put(null, key, new Bin("n", i));
      assertEquals(i, client.get(null, key).getInt("n"));
    }
  }
}
