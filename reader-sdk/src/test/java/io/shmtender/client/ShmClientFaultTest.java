package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.Replica;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Key;
import io.shmtender.reader.PartitionUnavailableException;
import io.shmtender.reader.Router;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.Garble;
import io.shmtender.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Threads write and read while nodes are killed, hang, are slow and answer nonsense, partitions
 * move and views change. Every key is written once, so that what became of it can be told: who was
 * told that it is written finds it, who was told that it is not and without doubt does not. And no
 * command outlasts its timeout by as long as a node may hang here.
 */
@Tag("soak")
final class ShmClientFaultTest {
  private static final int THREADS = 6;
  private static final int FAULTS = 90;
  private static final int COMMANDS_PER_FAULT = 30;
  private static final int TOTAL_MILLIS = 250;
  // A busy machine is late, and how late a good one is the benchmarks say. A wait without an end
  // is what must not be.
  private static final int MAX_LATE_MILLIS = 30_000;
  private static final int LEAST_WRITTEN = 300;
  private static final int VALUE_SIZE = 64;
  private static final int LARGE_VALUE_SIZE = 512 * 1024;
  private static final List<Garble> GARBLES = List.of(Garble.values());
  private static final List<Replica> REPLICAS = List.of(Replica.values());

  /** What a tender published last. */
  private static final class Published implements Router {
    private volatile ClusterView view;

    @Override
    public ClusterView view() {
      return view;
    }

    @Override
    public ClusterView freshView() {
      return view;
    }
  }

  private final long seed = System.nanoTime();
  private final SimulatedCluster cluster = SimulatedCluster.builder().nodes(4).start();
  // Shows what was published last: looking at a simulated cluster waits while it changes.
  private final Published router = new Published();
  private final Queue<Integer> written = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> refused = new ConcurrentLinkedQueue<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicInteger nextKey = new AtomicInteger();
  private final AtomicInteger commands = new AtomicInteger();
  private final AtomicInteger inDoubt = new AtomicInteger();
  private volatile boolean ended;

  @Test
  void whatIsAcknowledgedIsThereWhatIsInDoubtIsSaidAndNothingWaitsForEver() throws Exception {
    System.out.println("seed " + seed);
    publish();
    try (cluster;
        ShmClient client = ShmClient.of(router)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int number = i;
        Thread thread = new Thread(() -> work(client, new Random(seed + number)), "worker-" + i);
        threads.add(thread);
        thread.start();
      }
      Random random = new Random(seed);
      // The more faults the busier the machine is, for as many writes.
      for (int i = 0; i < FAULTS || written.size() <= LEAST_WRITTEN || inDoubt.get() == 0; i++) {
        fault(random);
        int before = commands.get();
        Await.until("commands go on", () -> commands.get() >= before + COMMANDS_PER_FAULT);
      }
      ended = true;
      for (Thread thread : threads) {
        thread.join();
      }
      for (SimulatedNode node : cluster.nodes()) {
        node.heal();
      }
      cluster.rebalance();
      publish();
      // With a client of its own, so that nothing is left of the faults.
      try (ShmClient judge = Patient.client(router)) {
        check(judge);
      }
    }
  }

  private void work(ShmClient client, Random random) {
    try {
      while (!ended) {
        long start = System.nanoTime();
        String what = random.nextInt(3) == 0 ? read(client, random) : write(client, random);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        if (millis > TOTAL_MILLIS + MAX_LATE_MILLIS) {
          wrong.add("took " + millis + " ms: " + what);
        }
        commands.incrementAndGet();
      }
    } catch (RuntimeException e) {
      wrong.add("undocumented: " + e);
    }
  }

  private String write(ShmClient client, Random random) {
    int number = nextKey.incrementAndGet();
    WritePolicy policy =
        WritePolicy.defaults().withTotalTimeout(TOTAL_MILLIS).withMaxRetries(random.nextInt(3));
    try {
      client.put(policy, key(number), new Bin("n", number), new Bin("v", value(number)));
      written.add(number);
      return "write";
    } catch (CommandException e) {
      if (e.inDoubt()) {
        inDoubt.incrementAndGet();
      } else {
        refused.add(number);
      }
      return e.toString();
    } catch (PartitionUnavailableException e) {
      refused.add(number);
      return e.toString();
    }
  }

  private String read(ShmClient client, Random random) {
    Integer number = written.peek();
    if (number == null) {
      return "nothing to read";
    }
    // In turn, so that old keys are read as often as new ones.
    written.remove(number);
    written.add(number);
    ReadPolicy policy =
        ReadPolicy.defaults()
            .withTotalTimeout(TOTAL_MILLIS)
            .withSocketTimeout(random.nextInt(2) * 100)
            .withReplica(REPLICAS.get(random.nextInt(REPLICAS.size())));
    try {
      checkRecord(number, client.get(policy, key(number)));
      return "read";
    } catch (CommandException | PartitionUnavailableException e) {
      return e.toString();
    }
  }

  private void fault(Random random) {
    List<SimulatedNode> nodes = cluster.nodes();
    SimulatedNode node = nodes.get(random.nextInt(nodes.size()));
    switch (random.nextInt(10)) {
      case 0 -> {
        cluster.killNode(node.name());
        cluster.restartNode(node.name());
      }
      case 1 -> {
        if (nodes.size() > 2) {
          cluster.killNodeUnnoticed(node.name());
        }
      }
      case 2 -> {
        if (nodes.size() < 5) {
          cluster.addNode();
        }
      }
      case 3 -> node.hang();
      case 4 -> node.slowDown(Duration.ofMillis(random.nextInt(300)));
      case 5 -> node.garble(GARBLES.get(random.nextInt(GARBLES.size())));
      case 6 -> cluster.moveRandomPartitions("test", 500, random.nextLong());
      case 7 -> node.closeConnections();
      default -> {
        nodes.forEach(SimulatedNode::heal);
        cluster.rebalance();
      }
    }
    if (random.nextInt(3) > 0) {
      publish();
    }
  }

  private void publish() {
    ClusterView before = router.view;
    router.view =
        SimulatedRouter.view(cluster.snapshot(), before == null ? 1 : before.sequence() + 1);
  }

  private void check(ShmClient judge) {
    for (int number : written) {
      checkRecord(number, judge.get(key(number)));
    }
    for (int number : refused) {
      if (judge.exists(key(number))) {
        wrong.add("key " + number + " was refused without doubt and is there");
      }
    }
    assertEquals(List.of(), List.copyOf(wrong), "seed " + seed);
  }

  private void checkRecord(int number, Record record) {
    if (record == null) {
      wrong.add("key " + number + " was acknowledged and is lost");
    } else if (record.getLong("n") != number
        || record.getBytes("v").length != value(number).length) {
      wrong.add("key " + number + " has another record's value " + record.getLong("n"));
    }
  }

  private static Key key(int number) {
    return Key.of("test", "set", number);
  }

  // Now and then more than the sockets' buffers take.
  private static byte[] value(int number) {
    return new byte[number % 100 == 0 ? LARGE_VALUE_SIZE : VALUE_SIZE];
  }
}
