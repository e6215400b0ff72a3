package io.shmtender.daemon.conductor;

import static org.junit.jupiter.api.Assertions.*;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import com.aerospike.client.Host;
import com.aerospike.client.policy.ClientPolicy;
import com.aerospike.client.policy.Policy;
import io.shmtender.client.Bin;
import io.shmtender.client.ClientOptions;
import io.shmtender.client.ShmClient;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.daemon.testing.DaemonProcess;
import io.shmtender.reader.Key;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tender is killed for good, and then nodes are killed, moved, added and replaced one after the
 * other, under the commands of both clients: each thread gives every command to the one and to the
 * other. Without a tender an application must not be worse off than with the official client.
 */
@Tag("process")
@Tag("once") // What two clients make of the same cluster, in which no JDK has a part.
final class StrandedBesideOfficialTest {
  private static final int THREADS = 4;
  private static final int KEYS = 400;
  private static final double MOST = 1.2;
  private static final int WELL = 400;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofMinutes(2);
  // No command of either ends by its timeout: nobody hangs here.
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final int RETRIES = 2;

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private final long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final AtomicInteger commands = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger failedOfficially = new AtomicInteger();
  // Commands since one of either client failed.
  private final AtomicInteger well = new AtomicInteger();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private volatile boolean ended;

  @Test
  void noMoreCommandsFailThanTheOfficialClients() throws Exception {
    // Named, for all of its nodes may be replaced: without a name it would be another one to the
    // tender that comes back.
    try (SimulatedCluster cluster =
        SimulatedCluster.builder().clusterName("alpha").nodes(4).start()) {
      ChildJvm tender = startTender(cluster.nodes().get(0));
      try (ShmClient client = attach();
          AerospikeClient official = connect(cluster)) {
        for (int i = 0; i < KEYS; i++) {
          client.put(key(i), new Bin("n", i));
        }
        tender.close();
        List<Thread> threads = startThreads(client, official);
        List<String> history = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
          killAndRestartElsewhere(cluster, history);
          killAndReplace(cluster, history);
          addAndMove(cluster, history);
          noticeLate(cluster, history);
        }
        ChildJvm back = startTender(cluster.nodes().get(0));
        Await.until(
            LIMIT,
            () -> "the segment is followed; its tender printed " + back.lines(),
            () -> !client.status().stranded());
        awaitWell("after all");
        ended = true;
        for (Thread thread : threads) {
          thread.join();
        }
        back.close();
        System.out.printf(
            "seed %d: %d commands each, %d failed, officially %d, asked %d times: %s%n",
            seed,
            commands.get(),
            failed.get(),
            failedOfficially.get(),
            client.status().asks(),
            history);
        assertEquals(List.of(), List.copyOf(wrong));
        assertTrue(client.status().asks() > 0);
        assertTrue(
            failed.get() <= MOST * failedOfficially.get(),
            () -> failed + " failed, officially " + failedOfficially + ", seed " + seed + history);
      } finally {
        ended = true;
        tender.close();
      }
    }
  }

  private ChildJvm startTender(SimulatedNode node) {
    return DaemonProcess.start(directory, node.port(), INTERVAL, Duration.ofSeconds(30));
  }

  private ShmClient attach() {
    ReadPolicy policy =
        ReadPolicy.defaults()
            .withTotalTimeout(TIMEOUT_MILLIS)
            .withSocketTimeout(TIMEOUT_MILLIS)
            .withMaxRetries(RETRIES);
    // Both go on trying: what they leave alone after many errors is not the question here.
    return ShmClient.attach(
        ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT),
        ClientOptions.defaults().withReadPolicy(policy).withMaxErrorRate(0));
  }

  private static AerospikeClient connect(SimulatedCluster cluster) {
    ClientPolicy policy = new ClientPolicy();
    policy.maxErrorRate = 0;
    policy.readPolicyDefault = new Policy();
    policy.readPolicyDefault.totalTimeout = TIMEOUT_MILLIS;
    policy.readPolicyDefault.socketTimeout = TIMEOUT_MILLIS;
    policy.readPolicyDefault.maxRetries = RETRIES;
    return new AerospikeClient(
        policy,
        cluster.nodes().stream()
            .map(node -> new Host(node.host(), node.port()))
            .toArray(Host[]::new));
  }

  private List<Thread> startThreads(ShmClient client, AerospikeClient official) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Random keys = new Random(seed + i);
      Thread thread = new Thread(() -> work(client, official, keys), "reader-" + i);
      threads.add(thread);
      thread.start();
    }
    return threads;
  }

  private void work(ShmClient client, AerospikeClient official, Random keys) {
    try {
      while (!ended) {
        int number = keys.nextInt(KEYS);
        try {
          client.get(key(number));
          well.incrementAndGet();
        } catch (ShmReaderException e) {
          failed.incrementAndGet();
          well.set(0);
        }
        try {
          official.get(null, new com.aerospike.client.Key("test", "stranded", number));
        } catch (AerospikeException e) {
          failedOfficially.incrementAndGet();
          well.set(0);
        }
        commands.incrementAndGet();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (RuntimeException e) {
      wrong.add("undocumented: " + e);
    }
  }

  private static Key key(int number) {
    return Key.of("test", "stranded", number);
  }

  /** Waits until both clients have got over it. */
  private void awaitWell(String what) {
    well.set(0);
    Await.until(
        LIMIT,
        () -> what + ": commands go well again, seed " + seed + " " + wrong,
        () -> well.get() >= WELL || !wrong.isEmpty());
  }

  private void note(String what, List<String> history, Runnable fault) {
    int before = failed.get();
    int beforeOfficially = failedOfficially.get();
    fault.run();
    awaitWell(what);
    history.add(
        what + " " + (failed.get() - before) + ":" + (failedOfficially.get() - beforeOfficially));
  }

  private SimulatedNode anyOf(SimulatedCluster cluster) {
    List<SimulatedNode> nodes = cluster.nodes();
    return nodes.get(random.nextInt(nodes.size()));
  }

  private void killAndRestartElsewhere(SimulatedCluster cluster, List<String> history) {
    SimulatedNode node = anyOf(cluster);
    note("killed", history, () -> cluster.killNode(node.name()));
    note("moved", history, () -> cluster.restartNode(node.name()));
  }

  private void killAndReplace(SimulatedCluster cluster, List<String> history) {
    note(
        "replaced",
        history,
        () -> {
          cluster.killNode(anyOf(cluster).name());
          cluster.addNode();
        });
  }

  private void addAndMove(SimulatedCluster cluster, List<String> history) {
    note("added", history, cluster::addNode);
    note("partitions", history, () -> cluster.moveRandomPartitions("test", 2000, seed));
    note("removed", history, () -> cluster.removeNode(anyOf(cluster).name()));
  }

  /** As in real clusters, which need some heartbeats to notice that a node is gone. */
  private void noticeLate(SimulatedCluster cluster, List<String> history) {
    SimulatedNode node = anyOf(cluster);
    note(
        "noticed late",
        history,
        () -> {
          cluster.killNodeUnnoticed(node.name());
          int before = commands.get();
          int more = 1000 + random.nextInt(1000);
          Await.until(LIMIT, "commands fail", () -> commands.get() - before >= more);
          cluster.rebalance();
        });
    note("back", history, () -> cluster.restartNode(node.name()));
  }
}
