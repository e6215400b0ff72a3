package io.shmtender.bridge;

import static org.junit.jupiter.api.Assertions.*;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import com.aerospike.client.Bin;
import com.aerospike.client.Host;
import com.aerospike.client.IAerospikeClient;
import com.aerospike.client.Key;
import com.aerospike.client.admin.AdminCommand;
import com.aerospike.client.cluster.Node;
import com.aerospike.client.cluster.Partitions;
import com.aerospike.client.policy.AuthMode;
import com.aerospike.client.policy.ClientPolicy;
import com.aerospike.client.policy.TlsPolicy;
import io.shmtender.daemon.tend.Credentials;
import io.shmtender.daemon.tend.TenderConfig;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.simulator.SelfSigned;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.spec.TlsSpec;
import io.shmtender.simulator.spec.Users;
import io.shmtender.testing.Await;
import io.shmtender.testing.MemoryDirectory;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Official clients that follow a segment. Where it counts what servers are asked, nobody else asks
 * them: the segment is published by this process.
 */
@SuppressWarnings("try")
final class ShmFollowerTest {
  private static final String NAMESPACE = "test";
  private static final String TLS_NAME = "alpha.example";
  private static final int KEYS = 200;
  private static final int PATIENCE_MILLIS = 60_000;
  private static final Duration NEVER = Duration.ofHours(1);

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private static SimulatedCluster cluster(int nodes) {
    return SimulatedCluster.builder().nodes(nodes).namespace(NAMESPACE, 2).start();
  }

  private static AerospikeClient connect(SimulatedCluster cluster) {
    return new AerospikeClient(policy(), "127.0.0.1", cluster.nodes().get(0).port());
  }

  private static ClientPolicy policy() {
    ClientPolicy policy = new ClientPolicy();
    policy.tendInterval = 250;
    policy.timeout = PATIENCE_MILLIS;
    policy.readPolicyDefault.totalTimeout = PATIENCE_MILLIS;
    policy.writePolicyDefault.totalTimeout = PATIENCE_MILLIS;
    policy.writePolicyDefault.maxRetries = 100;
    policy.readPolicyDefault.maxRetries = 100;
    policy.writePolicyDefault.sleepBetweenRetries = 20;
    policy.readPolicyDefault.sleepBetweenRetries = 20;
    return policy;
  }

  private ReaderOptions options(Duration staleLimit) {
    return ReaderOptions.defaults().withDirectory(directory).withStaleLimit(staleLimit);
  }

  private static void awaitAllFollowed(ShmFollower follower, int nodes) {
    Await.until(
        () -> nodes + " nodes follow: " + follower.status(),
        () -> follower.status().following() && follower.status().followedNodes() == nodes);
  }

  private static String master(AerospikeClient client, int partition) {
    Partitions partitions = client.getCluster().partitionMap.get(NAMESPACE);
    Node node = partitions.replicas[0].get(partition);
    return node == null ? null : node.getName();
  }

  private static void awaitMaster(AerospikeClient client, int partition, String name) {
    Await.until(
        "partition " + partition + " is at " + name, () -> name.equals(master(client, partition)));
  }

  private static void writeAndRead(AerospikeClient client, String value) {
    for (int i = 0; i < KEYS; i++) {
      Key key = new Key(NAMESPACE, "users", i);
      client.put(null, key, new Bin("value", value));
      assertEquals(value, client.get(null, key).getString("value"));
    }
  }

  // A partition, who has it, and who may have it.
  private record Move(int partition, String from, String to) {
    static Move in(ClusterMap map) {
      String from = map.master(map.namespace(NAMESPACE), 0).name();
      String to =
          map.nodes().stream()
              .map(io.shmtender.reader.Node::name)
              .filter(name -> !name.equals(from))
              .findFirst()
              .orElseThrow();
      return new Move(0, from, to);
    }
  }

  @Test
  void aClientThatFollowsAsksNoServerWhatTheSegmentSays() throws Exception {
    try (SimulatedCluster cluster = cluster(3)) {
      ClusterMap before = PublishedSegment.tend(cluster);
      Move move = Move.in(before);
      cluster.movePartition(NAMESPACE, move.partition(), move.to());
      ClusterMap after = PublishedSegment.tend(cluster);
      try (PublishedSegment segment = new PublishedSegment(directory, 1, after);
          AerospikeClient client = connect(cluster)) {
        ShmFollower follower = ShmFollower.follow(client, options(NEVER));
        awaitAllFollowed(follower, 3);
        awaitMaster(client, move.partition(), move.to());
        long asked = Observed.infoRequests(cluster);

        segment.publish(before);
        awaitMaster(client, move.partition(), move.from());
        segment.publish(after);
        awaitMaster(client, move.partition(), move.to());
        writeAndRead(client, "followed");

        assertEquals(
            asked, Observed.infoRequests(cluster), "info requests while the client followed");
        assertEquals(3, follower.status().followedNodes());
      }
    }
  }

  @Test
  @Tag("slow")
  void aNodeThatTheSegmentNoLongerHasIsDroppedAndIsThereAgainWhenItHas() throws Exception {
    try (SimulatedCluster cluster = cluster(3)) {
      ClusterMap three = PublishedSegment.tend(cluster);
      try (PublishedSegment segment = new PublishedSegment(directory, 1, three);
          AerospikeClient client = connect(cluster)) {
        ShmFollower follower = ShmFollower.follow(client, options(NEVER));
        awaitAllFollowed(follower, 3);
        writeAndRead(client, "three");

        String lost = cluster.nodes().get(2).name();
        cluster.killNode(lost);
        segment.publish(PublishedSegment.tend(cluster));
        Await.until("the node is dropped", () -> !Observed.names(client).contains(lost));
        writeAndRead(client, "two");

        cluster.restartNode(lost);
        segment.publish(PublishedSegment.tend(cluster));
        Await.until("the node is there again", () -> Observed.names(client).contains(lost));
        awaitAllFollowed(follower, 3);
        writeAndRead(client, "three again");
      }
    }
  }

  @Test
  @Tag("slow")
  void aClientGoesByItselfWhenNobodyTendsAndReturns() throws Exception {
    try (SimulatedCluster cluster = cluster(3);
        AerospikeClient client = connect(cluster)) {
      ShmFollower follower = ShmFollower.follow(client, options(Duration.ofSeconds(2)));
      try (PublishedSegment segment =
          new PublishedSegment(directory, 1, PublishedSegment.tend(cluster))) {
        awaitAllFollowed(follower, 3);
        assertEquals(3, client.getNodes().length);
      }
      Await.until("it tends by itself", () -> !follower.status().following());
      assertTrue(
          follower.status().reason().contains("no tender has been at work"),
          follower.status().reason());

      String lost = cluster.nodes().get(2).name();
      cluster.killNode(lost);
      Await.until("it found out by itself", () -> !Observed.names(client).contains(lost));
      writeAndRead(client, "by itself");

      try (PublishedSegment segment =
          new PublishedSegment(directory, 2, PublishedSegment.tend(cluster))) {
        awaitAllFollowed(follower, 2);
        writeAndRead(client, "followed again");
      }
    }
  }

  @Test
  void aClientThatLeavesAsksTheServersAgainWithoutAFailure() throws Exception {
    try (SimulatedCluster cluster = cluster(3);
        PublishedSegment segment =
            new PublishedSegment(directory, 1, PublishedSegment.tend(cluster));
        AerospikeClient client = connect(cluster)) {
      ShmFollower follower = ShmFollower.follow(client, options(NEVER));
      awaitAllFollowed(follower, 3);
      long asked = Observed.infoRequests(cluster);

      follower.leave();
      Await.until("it tends by itself", () -> !follower.status().following());
      Await.until("it asks all servers", () -> Observed.infoRequests(cluster) >= asked + 9);

      Move move = Move.in(PublishedSegment.tend(cluster));
      cluster.movePartition(NAMESPACE, move.partition(), move.to());
      awaitMaster(client, move.partition(), move.to());
      assertEquals(3, client.getNodes().length);
      writeAndRead(client, "left");

      ShmFollower again = ShmFollower.follow(client, options(NEVER));
      segment.publish(PublishedSegment.tend(cluster));
      awaitAllFollowed(again, 3);
    }
  }

  @Test
  @Tag("process")
  void aClientWithTlsAndAUserFollowsAndLeavesWithoutLoggingInAnew(@TempDir Path certificates)
      throws Exception {
    SelfSigned server = SelfSigned.named(certificates, TLS_NAME);
    SelfSigned own = SelfSigned.named(certificates, "application");
    Users users = new Users().internal("app", AdminCommand.hashPassword("secret"));
    try (SimulatedCluster cluster =
        SimulatedCluster.builder()
            .nodes(3)
            .namespace(NAMESPACE, 2)
            .users(users)
            .tls(new TlsSpec(server.trusting(own), TLS_NAME, true))
            .start()) {
      TlsPolicy tls = new TlsPolicy();
      tls.context = own.trusting(server);
      TenderConfig config =
          PublishedSegment.config(cluster, TLS_NAME)
              .tls(tls)
              .credentials(new Credentials("app", "secret", AuthMode.INTERNAL))
              .build();
      ClientPolicy policy = policy();
      policy.tlsPolicy = tls;
      policy.user = "app";
      policy.password = "secret";
      ClusterMap map = PublishedSegment.tend(cluster, config);
      Host seed = new Host("127.0.0.1", TLS_NAME, cluster.nodes().get(0).port());
      try (PublishedSegment segment = new PublishedSegment(directory, 1, map);
          AerospikeClient client = new AerospikeClient(policy, seed)) {
        int sessions = users.sessionCount();
        ShmFollower follower = ShmFollower.follow(client, options(NEVER));
        awaitAllFollowed(follower, 3);
        writeAndRead(client, "followed");

        long asked = Observed.infoRequests(cluster);
        follower.leave();
        Await.until("it asks all servers", () -> Observed.infoRequests(cluster) >= asked + 9);
        Move move = Move.in(map);
        cluster.movePartition(NAMESPACE, move.partition(), move.to());
        awaitMaster(client, move.partition(), move.to());
        writeAndRead(client, "left");
        assertEquals(sessions, users.sessionCount(), "no log-in for following or leaving");
      }
    }
  }

  @Test
  void theSegmentOfAnotherClusterIsNotFollowed() throws Exception {
    try (SimulatedCluster other = cluster(2);
        SimulatedCluster cluster = cluster(3);
        PublishedSegment segment =
            new PublishedSegment(directory, 1, PublishedSegment.tend(other));
        AerospikeClient client = connect(cluster)) {
      ShmFollower follower = ShmFollower.follow(client, options(NEVER));
      Await.until(
          "it says why", () -> follower.status().reason().startsWith("none of the client's nodes"));
      assertFalse(follower.status().following());
      writeAndRead(client, "by itself");
    }
  }

  @Test
  void aClientWithoutASegmentIsWhatItAlwaysWas() {
    try (SimulatedCluster cluster = cluster(2);
        AerospikeClient client = connect(cluster)) {
      ShmFollower follower = ShmFollower.follow(client, options(NEVER));
      Await.until("it looked", () -> follower.status().reason().contains(directory.toString()));
      assertFalse(follower.status().following());
      writeAndRead(client, "alone");
    }
  }

  @Test
  void aClientThatHasNoClusterIsLeftAlone() {
    IAerospikeClient client =
        (IAerospikeClient)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {IAerospikeClient.class},
                (proxy, method, arguments) -> {
                  throw new AerospikeException(method.getName() + " not supported");
                });
    FollowerStatus status = ShmFollower.follow(client, options(NEVER)).status();
    assertFalse(status.following());
    assertTrue(status.reason().contains("getCluster not supported"), status::reason);
  }

  @Test
  void jmxShowsWhoFollowsAndForgetsClientsThatAreClosed() throws Exception {
    ObjectName all = new ObjectName("io.shmtender.bridge:type=ShmFollower,*");
    var server = ManagementFactory.getPlatformMBeanServer();
    Await.until(
        "no follower of another test is left", () -> server.queryNames(all, null).isEmpty());
    try (SimulatedCluster cluster = cluster(2);
        PublishedSegment segment =
            new PublishedSegment(directory, 1, PublishedSegment.tend(cluster))) {
      try (AerospikeClient client = connect(cluster)) {
        awaitAllFollowed(ShmFollower.follow(client, options(NEVER)), 2);
        ObjectName name = server.queryNames(all, null).iterator().next();
        assertEquals(true, server.getAttribute(name, "Following"));
        assertEquals(2, server.getAttribute(name, "FollowedNodes"));
      }
      Await.until("the bean is gone", () -> server.queryNames(all, null).isEmpty());
      Await.until("the watcher has ended", () -> !watcherRuns());
    }
  }

  private static boolean watcherRuns() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("aerospike-shm-follower"));
  }

  @Test
  void aReleaseThatNobodyTestedIsLeftAlone() {
    ClientHooks.Found unknown = ClientHooks.look("aerospike-client-jdk8 1.2.3", null);
    assertNull(unknown.hooks());
    assertTrue(unknown.refusal().contains("aerospike-client-jdk8 1.2.3"), unknown.refusal());
    assertTrue(unknown.refusal().contains(ClientHooks.FURTHER_RELEASE), unknown.refusal());

    String wanted = "aerospike-client-jdk8 1.2.3";
    assertNotNull(ClientHooks.look(wanted, wanted).hooks());
    assertNotNull(ClientHooks.find().hooks(), ClientHooks.find().refusal());
  }
}
