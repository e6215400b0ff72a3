package io.shmtender.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import com.aerospike.client.Bin;
import com.aerospike.client.Key;
import com.aerospike.client.Record;
import com.aerospike.client.async.EventLoops;
import com.aerospike.client.async.EventPolicy;
import com.aerospike.client.async.NettyEventLoops;
import com.aerospike.client.async.NioEventLoops;
import com.aerospike.client.listener.RecordListener;
import com.aerospike.client.listener.WriteListener;
import com.aerospike.client.policy.ClientPolicy;
import io.netty.channel.nio.NioEventLoopGroup;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients with event loops follow a segment as others do: their commands go by it, too. */
@Tag("slow")
final class EventLoopsTest {
  private static final String NAMESPACE = "test";
  private static final int KEYS = 200;
  private static final int PATIENCE_MILLIS = 60_000;

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  @Test
  void ofTheJdk() throws Exception {
    try (EventLoops loops = new NioEventLoops(new EventPolicy(), 2)) {
      follow(loops);
    }
  }

  @Test
  void ofNetty() throws Exception {
    try (EventLoops loops = new NettyEventLoops(new EventPolicy(), new NioEventLoopGroup(2))) {
      follow(loops);
    }
  }

  private void follow(EventLoops loops) throws Exception {
    ClientPolicy policy = new ClientPolicy();
    policy.eventLoops = loops;
    policy.timeout = PATIENCE_MILLIS;
    policy.writePolicyDefault.totalTimeout = PATIENCE_MILLIS;
    policy.writePolicyDefault.maxRetries = 10;
    policy.readPolicyDefault.totalTimeout = PATIENCE_MILLIS;
    try (SimulatedCluster cluster =
            SimulatedCluster.builder().nodes(3).namespace(NAMESPACE, 2).start();
        PublishedSegment segment =
            new PublishedSegment(directory, 1, PublishedSegment.tend(cluster));
        AerospikeClient client =
            new AerospikeClient(policy, "127.0.0.1", cluster.nodes().get(0).port())) {
      ShmFollower follower =
          ShmFollower.follow(
              client,
              ReaderOptions.defaults()
                  .withDirectory(directory)
                  .withStaleLimit(Duration.ofHours(1)));
      Await.until(
          () -> "it follows: " + follower.status(), () -> follower.status().followedNodes() == 3);
      long asked = Observed.infoRequests(cluster);
      writeAndRead(client, loops, "three");
      assertEquals(
          asked, Observed.infoRequests(cluster), "info requests while the client followed");

      String lost = cluster.nodes().get(2).name();
      cluster.killNode(lost);
      segment.publish(PublishedSegment.tend(cluster));
      Await.until(
          "the node is dropped",
          () -> Arrays.stream(client.getNodes()).noneMatch(node -> node.getName().equals(lost)));
      writeAndRead(client, loops, "two");

      cluster.restartNode(lost);
      segment.publish(PublishedSegment.tend(cluster));
      Await.until(
          () -> "it follows all again: " + follower.status(),
          () -> follower.status().followedNodes() == 3);
      writeAndRead(client, loops, "three again");
    }
  }

  private static void writeAndRead(AerospikeClient client, EventLoops loops, String value) {
    List<CompletableFuture<Void>> written = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      Written outcome = new Written();
      client.put(loops.next(), outcome, null, key(i), new Bin("value", value));
      written.add(outcome.future);
    }
    written.forEach(CompletableFuture::join);
    List<CompletableFuture<Record>> read = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      Read outcome = new Read();
      client.get(loops.next(), outcome, null, key(i));
      read.add(outcome.future);
    }
    for (CompletableFuture<Record> record : read) {
      assertEquals(value, record.join().getString("value"));
    }
  }

  private static Key key(int number) {
    return new Key(NAMESPACE, "users", number);
  }

  private static final class Written implements WriteListener {
    private final CompletableFuture<Void> future = new CompletableFuture<>();

    @Override
    public void onSuccess(Key key) {
      future.complete(null);
    }

    @Override
    public void onFailure(AerospikeException e) {
      future.completeExceptionally(e);
    }
  }

  private static final class Read implements RecordListener {
    private final CompletableFuture<Record> future = new CompletableFuture<>();

    @Override
    public void onSuccess(Key key, Record read) {
      future.complete(read);
    }

    @Override
    public void onFailure(AerospikeException e) {
      future.completeExceptionally(e);
    }
  }
}
