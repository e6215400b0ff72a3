package io.shmtender.daemon.conductor;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.client.Bin;
import io.shmtender.client.CommandException;
import io.shmtender.client.Record;
import io.shmtender.client.ShmClient;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.daemon.testing.DaemonProcess;
import io.shmtender.reader.Key;
import io.shmtender.reader.PartitionUnavailableException;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application writes through the shared memory of real tenders, while those are killed and nodes
 * die, hang and hand partitions over: what was acknowledged is there at the end.
 */
@Tag("process")
@Tag("soak")
final class ClientUnderFaultsTest {
  // Many that write one record at a time: while a node hangs, most of them wait for it.
  private static final int THREADS = 16;
  private static final int THREADS_THAT_COMBINE = 4;
  private static final int TOGETHER = 25;
  private static final int FAULTS = 40;
  private static final int WRITES_PER_FAULT = 100;
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration THRESHOLD = Duration.ofSeconds(30);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final WritePolicy WRITE =
      WritePolicy.defaults().withTotalTimeout(500).withSocketTimeout(100).withMaxRetries(5);

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private final long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Deque<ChildJvm> tenders = new ArrayDeque<>();
  private final AtomicInteger nextKey = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final Queue<Integer> written = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> notWritten = new ConcurrentLinkedQueue<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private volatile boolean ended;

  @Test
  @Tag("once") // All its threads are of the operating system, as on every JDK.
  void noAcknowledgedWriteIsLost() throws Exception {
    noAcknowledgedWriteIsLost(false);
  }

  @Test
  void noAcknowledgedWriteThatWasCombinedIsLost() throws Exception {
    noAcknowledgedWriteIsLost(true);
  }

  private void noAcknowledgedWriteIsLost(boolean combined) throws Exception {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(4).start()) {
      startTender(cluster);
      startTender(cluster);
      ReaderOptions options =
          ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT);
      try (ShmClient client = ShmClient.attach(options)) {
        List<Thread> threads = startWriters(client, combined);
        int kills = 0;
        for (int i = 0; i < FAULTS; i++) {
          kills += fault(cluster);
          int before = acknowledged.get();
          Await.until(
              LIMIT,
              () -> "writes are acknowledged again, seed " + seed + " " + wrong,
              () -> acknowledged.get() >= before + WRITES_PER_FAULT || !wrong.isEmpty());
        }
        ended = true;
        for (Thread thread : threads) {
          thread.join();
        }
        cluster.nodes().forEach(SimulatedNode::heal);
        cluster.rebalance();
        check(client);
        System.out.printf(
            "seed %d: %d acknowledged, %d not, tenders killed %d times%n",
            seed, acknowledged.get(), refused.get(), kills);
        assertTrue(kills > 0, "seed " + seed);
      }
    } finally {
      ended = true;
      tenders.forEach(ChildJvm::close);
    }
  }

  private void startTender(SimulatedCluster cluster) {
    int seedPort = cluster.nodes().get(0).port();
    tenders.add(DaemonProcess.start(directory, seedPort, INTERVAL, THRESHOLD));
  }

  private List<Thread> startWriters(ShmClient client, boolean combined) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < (combined ? THREADS_THAT_COMBINE : THREADS); i++) {
      Thread thread = new Thread(() -> write(client, combined), "writer-" + i);
      threads.add(thread);
      thread.start();
    }
    return threads;
  }

  private void write(ShmClient client, boolean combined) {
    try {
      while (!ended) {
        if (combined) {
          writeTogether(client);
        } else {
          int number = nextKey.incrementAndGet();
          try {
            client.put(WRITE, key(number), new Bin("n", number));
            ended(number, null);
          } catch (ShmReaderException e) {
            ended(number, e);
          }
        }
      }
    } catch (RuntimeException e) {
      wrong.add("undocumented: " + e);
    }
  }

  private void writeTogether(ShmClient client) {
    Map<Integer, CompletableFuture<Void>> underWay = new LinkedHashMap<>();
    for (int i = 0; i < TOGETHER; i++) {
      int number = nextKey.incrementAndGet();
      underWay.put(number, client.async().put(WRITE, key(number), new Bin("n", number)));
    }
    underWay.forEach(
        (number, future) -> {
          try {
            future.join();
            ended(number, null);
          } catch (CompletionException e) {
            ended(number, e.getCause());
          }
        });
  }

  private void ended(int number, Throwable failure) {
    if (failure == null) {
      written.add(number);
      acknowledged.incrementAndGet();
    } else if (failure instanceof CommandException e) {
      refused.incrementAndGet();
      if (!e.inDoubt()) {
        notWritten.add(number);
      }
    } else if (failure instanceof PartitionUnavailableException) {
      refused.incrementAndGet();
      notWritten.add(number);
    } else {
      wrong.add("undocumented: " + failure);
    }
  }

  // Returns how many tenders it killed.
  private int fault(SimulatedCluster cluster) {
    List<SimulatedNode> nodes = cluster.nodes();
    // Not the first one: it is the seed, and a node that was killed comes back at another port.
    SimulatedNode node = nodes.get(1 + random.nextInt(nodes.size() - 1));
    switch (random.nextInt(6)) {
      case 0, 1 -> {
        tenders.remove().close();
        startTender(cluster);
        return 1;
      }
      case 2 -> {
        cluster.killNode(node.name());
        cluster.restartNode(node.name());
      }
      case 3 -> {
        // One at a time: while most of them hang, most writers wait for their timeout.
        nodes.forEach(SimulatedNode::heal);
        node.hang();
      }
      case 4 -> cluster.moveRandomPartitions("test", 500, random.nextLong());
      default -> nodes.forEach(SimulatedNode::heal);
    }
    return 0;
  }

  private void check(ShmClient client) {
    // The tender may not have published the end of the faults yet: tries until it has.
    ReadPolicy patient =
        ReadPolicy.defaults()
            .withTotalTimeout((int) LIMIT.toMillis())
            .withSocketTimeout(5_000)
            .withMaxRetries(1000)
            .withSleepBetweenRetries(10);
    for (int number : written) {
      Record record = client.get(patient, key(number));
      if (record == null || record.getLong("n") != number) {
        wrong.add("key " + number + " was acknowledged and reads " + record);
      }
    }
    for (int number : notWritten) {
      if (client.get(patient, key(number)) != null) {
        wrong.add("key " + number + " was written, though its failure is not in doubt");
      }
    }
    assertEquals(List.of(), List.copyOf(wrong), "seed " + seed);
  }

  private static Key key(int number) {
    return Key.of("test", "faults", number);
  }
}
