package io.shmtender.benchmarks;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.cluster.Node;
import io.shmtender.benchmarks.LoadProcess.Result;
import io.shmtender.bridge.FollowerStatus;
import io.shmtender.bridge.ShmFollower;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;

/**
 * An official client that follows a segment beside one that does not: how fast their commands are,
 * what they cost at rest, and how soon they go by a change of the cluster.
 */
public final class Bridge {
  private static final String[] COMMANDS = {"get", "put"};
  private static final int[] THREADS = {1, 8, 64};
  private static final int REST_PROCESSES = 3;
  private static final long REST_MILLIS = 20_000;
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private static final Commands.Ours BRIDGED =
      (processors, cluster, command) ->
          new LoadProcess(
              processors,
              AerospikeClient.class,
              "bridged",
              cluster.port(),
              cluster.directory(),
              command);

  private Bridge() {}

  /** When masters change. */
  private enum Changes {
    /** One, when there was none for longer than the daemon tends fast after a change. */
    RARE("a single change", 30, Duration.ofSeconds(4)),
    /** One after the other, as while partitions migrate. */
    OFTEN("changes in succession", 200, Duration.ZERO);

    private final String words;
    private final int count;
    private final Duration pause;

    Changes(String words, int count, Duration pause) {
      this.words = words;
      this.count = count;
      this.pause = pause;
    }
  }

  /** Measures all and writes the table; with any argument it measures changes only, and prints. */
  public static void main(String[] arguments) throws IOException {
    ComparisonTable table = new ComparisonTable("following", "plain");
    if (arguments.length == 0) {
      loads(table);
      rest(table);
    }
    for (Duration interval : List.of(Duration.ofSeconds(1), Duration.ofMillis(250))) {
      changes(table, interval);
    }
    String text = MeasuredTable.conditions("benchmarks/run bridge") + "\n\n" + table;
    System.out.println(text);
    if (arguments.length == 0) {
      MeasuredTable.BRIDGE.write(MeasuredTable.ROOT, text);
    }
  }

  /** Lets a client follow the segment of a directory, and waits until all of its nodes do. */
  static void follow(AerospikeClient client, Path directory) {
    ShmFollower follower =
        ShmFollower.follow(client, ReaderOptions.defaults().withDirectory(directory));
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      FollowerStatus status = follower.status();
      if (status.following() && status.followedNodes() == client.getNodes().length) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("the client does not follow: " + status);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static void loads(ComparisonTable table) throws IOException {
    for (String command : COMMANDS) {
      for (int threads : THREADS) {
        Commands.Comparison load = Commands.compare(BRIDGED, command, threads);
        String what = command + ", " + (threads == 1 ? "1 thread" : threads + " threads");
        table.row(what + ": per second", load, Result::perSecond);
        table.row("  99th percentile, us", load, Result::p99Micros);
      }
    }
  }

  private static void rest(ComparisonTable table) throws IOException {
    double[] following = new double[REST_PROCESSES];
    double[] plain = new double[REST_PROCESSES];
    try (ClusterProcess cluster = new ClusterProcess(Processors.ALL)) {
      for (int i = 0; i < REST_PROCESSES; i++) {
        try (LoadProcess one = BRIDGED.start(Processors.ALL, cluster, Load.REST);
            LoadProcess other =
                new LoadProcess(
                    Processors.ALL, AerospikeClient.class, "official", cluster.port(), Load.REST)) {
          for (LoadProcess fresh : List.of(one, other)) {
            // Which has still something to do.
            fresh.run(1, REST_MILLIS / 2);
          }
          following[i] = one.run(1, REST_MILLIS).cpuMicros();
          plain[i] = other.run(1, REST_MILLIS).cpuMicros();
        }
      }
    }
    table.pair(
        "at rest, processor time in a second, us",
        Median.of(Arrays.stream(following)),
        Median.of(Arrays.stream(plain)));
  }

  private static void changes(ComparisonTable table, Duration interval) {
    try (TendedCluster tended = new TendedCluster(interval);
        AerospikeClient following = tended.connect();
        AerospikeClient plain = tended.connect()) {
      tended.attach().close();
      follow(following, tended.directory());
      for (Changes changes : Changes.values()) {
        double[][] millis = measure(changes, tended.cluster(), following, plain);
        String what = changes.words + ", tender's interval " + interval.toMillis() + " ms";
        table.pair(what + ": routed by it, median, ms", median(millis[0]), median(millis[1]));
        table.pair("  99 %, ms", percent99(millis[0]), percent99(millis[1]));
      }
    }
  }

  // From a change of a partition's master until each of the two goes by it, in milliseconds.
  private static double[][] measure(
      Changes changes, SimulatedCluster cluster, AerospikeClient... clients) {
    Random random = new Random(17);
    double[][] millis = new double[clients.length][changes.count];
    for (int i = 0; i < changes.count; i++) {
      // At any moment of the clients' and the tender's intervals.
      pause(changes.pause.plusMillis(random.nextInt(1000)));
      int partition = random.nextInt(Node.PARTITIONS);
      String before = master(clients[0], partition);
      String after =
          cluster.nodes().stream()
              .map(SimulatedNode::name)
              .filter(name -> !name.equals(before))
              .findFirst()
              .orElseThrow();
      long begin = System.nanoTime();
      cluster.movePartition(TendedCluster.NAMESPACE, partition, after);
      boolean[] there = new boolean[clients.length];
      for (int left = clients.length; left > 0; LockSupport.parkNanos(POLL_NANOS)) {
        long now = System.nanoTime();
        if (now - begin > LIMIT.toNanos()) {
          throw new IllegalStateException("partition " + partition + " has not moved for a client");
        }
        for (int c = 0; c < clients.length; c++) {
          if (!there[c] && after.equals(master(clients[c], partition))) {
            there[c] = true;
            millis[c][i] = (now - begin) / 1e6;
            left--;
          }
        }
      }
    }
    return millis;
  }

  private static void pause(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static String master(AerospikeClient client, int partition) {
    return client
        .getCluster()
        .partitionMap
        .get(TendedCluster.NAMESPACE)
        .replicas[0]
        .get(partition)
        .getName();
  }

  private static double median(double[] values) {
    return Median.of(DoubleStream.of(values));
  }

  private static double percent99(double[] values) {
    double[] sorted = DoubleStream.of(values).sorted().toArray();
    return sorted[(sorted.length * 99 + 99) / 100 - 1];
  }
}
