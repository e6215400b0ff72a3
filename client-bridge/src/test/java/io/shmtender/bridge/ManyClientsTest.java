package io.shmtender.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.policy.ClientPolicy;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients of one JVM follow one segment, by one thread. */
@Tag("slow")
final class ManyClientsTest {
  private static final String NAMESPACE = "test";
  private static final int CLIENTS = 100;

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  @Test
  void oneThreadServesAllOfThemAndNoneAsks() throws Exception {
    List<AerospikeClient> clients = new ArrayList<>();
    try (SimulatedCluster cluster =
        SimulatedCluster.builder().nodes(3).namespace(NAMESPACE, 2).start()) {
      ClusterMap before = PublishedSegment.tend(cluster);
      cluster.moveRandomPartitions(NAMESPACE, 1000, 17);
      ClusterMap after = PublishedSegment.tend(cluster);
      try (PublishedSegment segment = new PublishedSegment(directory, 1, before)) {
        List<ShmFollower> followers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          ClientPolicy policy = new ClientPolicy();
          policy.timeout = 60_000;
          AerospikeClient client =
              new AerospikeClient(policy, "127.0.0.1", cluster.nodes().get(0).port());
          clients.add(client);
          followers.add(
              ShmFollower.follow(
                  client,
                  ReaderOptions.defaults()
                      .withDirectory(directory)
                      .withStaleLimit(Duration.ofHours(1))));
        }
        Await.until(
            "all follow",
            () -> followers.stream().allMatch(one -> one.status().followedNodes() == 3));
        assertEquals(1, watchers());
        long asked = Observed.infoRequests(cluster);
        segment.publish(after);
        Await.until(
            "all go by the new map",
            () -> clients.stream().allMatch(client -> Observed.goesBy(client, after)));
        assertEquals(
            asked, Observed.infoRequests(cluster), "info requests while the clients followed");
      } finally {
        clients.forEach(AerospikeClient::close);
      }
      Await.until("no thread is left", () -> watchers() == 0);
    }
  }

  private static long watchers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("aerospike-shm-follower"))
        .count();
  }
}
