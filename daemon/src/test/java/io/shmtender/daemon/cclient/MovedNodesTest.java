package io.shmtender.daemon.cclient;

import io.shmtender.daemon.testing.NodeJs;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.testing.Await;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that come back at other addresses, faster than a Node.js process that follows looks. */
@Tag("process")
@Tag("once") // What clients and daemon do to each other is the same on every JDK.
final class MovedNodesTest {
  private static final NodeJs RELEASE = NodeJs.RELEASE_6_0_0;
  private static final int FOLLOWERS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String[] OFTEN = {"--tend-interval", "100ms"};

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  @Test
  void aNodeThatIsStartedAgainAtAnotherPortIsFoundThere() throws Exception {
    RELEASE.assumeInstalled();
    try (Host host = new Host(RELEASE, directory)) {
      EveryPartition partitions = new EveryPartition(host.cluster(), directory);
      host.startDaemon(OFTEN).awaitOwns();
      List<Follower> followers = startFollowers(host);

      SimulatedNode node = host.cluster().nodes().get(1);
      host.cluster().killNode(node.name());
      Await.until(LIMIT, node + " is gone", () -> !isActive(host, node.name()));
      host.cluster().restartNode(node.name());

      // Before, others answer for it.
      host.awaitRightSegment();
      for (Follower follower : followers) {
        partitions.awaitRightIn(follower);
        follower.write("of-" + follower.pid());
      }
    }
  }

  @Test
  void nodesThatSwapAddressesAreFoundWhereTheyAre() throws Exception {
    RELEASE.assumeInstalled();
    try (Host host = new Host(RELEASE, directory)) {
      SimulatedCluster cluster = host.cluster();
      EveryPartition partitions = new EveryPartition(cluster, directory);
      host.startDaemon(OFTEN).awaitOwns();
      List<Follower> followers = startFollowers(host);

      SimulatedNode one = cluster.nodes().get(1);
      SimulatedNode other = cluster.nodes().get(2);
      cluster.killNodeUnnoticed(one.name());
      cluster.killNodeUnnoticed(other.name());
      cluster.restartNode(one.name(), other.port());
      cluster.restartNode(other.name(), one.port());

      // Before, others answer for it.
      host.awaitRightSegment();
      for (Follower follower : followers) {
        partitions.awaitRightIn(follower);
        follower.write("of-" + follower.pid());
      }
    }
  }

  // Each looks at another moment of the second.
  private static List<Follower> startFollowers(Host host) {
    List<Follower> followers = new ArrayList<>();
    for (int i = 0; i < FOLLOWERS; i++) {
      followers.add(host.follower());
    }
    return followers;
  }

  private static boolean isActive(Host host, String node) {
    return host.key().read().orElseThrow().isActive(node);
  }
}
