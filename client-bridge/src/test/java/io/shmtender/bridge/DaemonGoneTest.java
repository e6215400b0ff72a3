package io.shmtender.bridge;

import static org.junit.jupiter.api.Assertions.*;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import com.aerospike.client.Bin;
import com.aerospike.client.Host;
import com.aerospike.client.Key;
import com.aerospike.client.policy.ClientPolicy;
import io.shmtender.daemon.cli.Main;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daemon, a process of its own, is killed for good. The client that followed it, and goes on
 * with commands all the time, hears of nodes by itself, and from the daemon again once that is
 * back.
 */
@Tag("process")
final class DaemonGoneTest {
  private static final String NAMESPACE = "test";
  private static final int KEYS = 200;
  private static final int PATIENCE_MILLIS = 60_000;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private SimulatedCluster cluster;
  private AerospikeClient client;
  private ShmFollower follower;
  private volatile boolean ended;
  private volatile Throwable failure;

  @Test
  void theClientGoesOnByItselfAndFollowsAgainWhenTheDaemonIsBack() throws Exception {
    try (SimulatedCluster started =
            SimulatedCluster.builder()
                .clusterName("alpha")
                .nodes(3)
                .namespace(NAMESPACE, 2)
                .start();
        AerospikeClient connected = connect(started)) {
      cluster = started;
      client = connected;
      follower = ShmFollower.follow(client, ReaderOptions.defaults().withDirectory(directory));
      String first = cluster.nodes().get(0).name();
      ChildJvm daemon = startDaemon();
      Thread commands = new Thread(this::readAndWrite, "commands");
      try (daemon) {
        awaitFollowed(3, daemon);
        commands.start();
        daemon.process().destroyForcibly();
        Await.until(
            LIMIT,
            () -> "it tends by itself: " + follower.status(),
            () -> !follower.status().following());

        cluster.killNode(first);
        awaitNodes();
        cluster.addNode();
        awaitNodes();
      }
      try (ChildJvm back = startDaemon()) {
        awaitFollowed(3, back);
        cluster.addNode();
        awaitNodes();
        awaitFollowed(4, back);
      } finally {
        ended = true;
        commands.join();
      }
      assertNull(failure, "no command failed");
    }
  }

  private ChildJvm startDaemon() {
    SimulatedNode seed = cluster.nodes().get(0);
    return ChildJvm.start(
        Main.class,
        "run",
        "--directory=" + directory,
        "--seed=" + seed.host() + ":" + seed.port(),
        "--tend-interval=250ms",
        "--http-address=off");
  }

  private static AerospikeClient connect(SimulatedCluster cluster) {
    ClientPolicy policy = new ClientPolicy();
    policy.timeout = PATIENCE_MILLIS;
    policy.readPolicyDefault.totalTimeout = PATIENCE_MILLIS;
    policy.readPolicyDefault.maxRetries = 1000;
    policy.readPolicyDefault.sleepBetweenRetries = 20;
    policy.writePolicyDefault.totalTimeout = PATIENCE_MILLIS;
    policy.writePolicyDefault.maxRetries = 1000;
    policy.writePolicyDefault.sleepBetweenRetries = 20;
    policy.maxErrorRate = 0;
    return new AerospikeClient(
        policy,
        cluster.nodes().stream()
            .map(node -> new Host(node.host(), node.port()))
            .toArray(Host[]::new));
  }

  private void readAndWrite() {
    try {
      for (int i = 0; !ended; i++) {
        Key key = new Key(NAMESPACE, "users", i % KEYS);
        client.put(null, key, new Bin("turn", i));
        assertEquals(i, client.get(null, key).getInt("turn"));
      }
    } catch (AerospikeException | AssertionError e) {
      failure = e;
    }
  }

  private void awaitFollowed(int nodes, ChildJvm daemon) {
    Await.until(
        LIMIT,
        () ->
            nodes
                + " nodes follow: "
                + follower.status()
                + "; the daemon printed "
                + daemon.lines(),
        () -> follower.status().following() && follower.status().followedNodes() == nodes);
    assertTrue(follower.status().reason().startsWith(directory.toString()));
  }

  private void awaitNodes() {
    Set<String> there = Observed.names(cluster);
    Await.until(
        LIMIT,
        () ->
            "the client knows "
                + there
                + ", and it does "
                + Observed.names(client)
                + ", "
                + follower.status(),
        () -> Observed.names(client).equals(there));
  }
}
