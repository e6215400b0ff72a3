package io.shmtender.benchmarks;

import io.shmtender.client.Bin;
import io.shmtender.client.ClientOptions;
import io.shmtender.client.CommandException;
import io.shmtender.client.ShmClient;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Key;
import io.shmtender.reader.Node;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReader;
import io.shmtender.simulator.SimulatedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How soon a client that went on without a tender follows one that is back: from when another
 * reader of the host sees the new tender's map until the client goes by it. The tender was killed,
 * then a node, which the client found out by itself.
 */
public final class Returns {
  /** How often it is measured, unless told otherwise: each takes some seconds. */
  static final int TIMES = 8;

  private static final int KEYS = 200;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private Returns() {}

  /**
   * Takes the path of the daemon's launcher, and writes the table; with a number of returns after
   * that it only prints.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean all = arguments.length == 1;
    int times = all ? TIMES : Integer.parseInt(arguments[1]);
    String text =
        MeasuredTable.conditions("benchmarks/run return")
            + "\n\n"
            + table(measure(Path.of(arguments[0]), times));
    System.out.println(text);
    if (all) {
      MeasuredTable.RETURNS.write(MeasuredTable.ROOT, text);
    }
  }

  /** Returns what was measured as a table. */
  static String table(double[] millis) {
    return String.format(
        Locale.ROOT,
        """
        | | times | median | worst |
        |---|---:|---:|---:|
        | a client that was left alone follows a tender that is back, ms | %d | %.0f | %.0f |
        """,
        millis.length,
        Median.of(Arrays.stream(millis)),
        Arrays.stream(millis).max().orElseThrow());
  }

  /** Measures so many returns, in milliseconds. */
  static double[] measure(Path launcher, int times) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(Path.of("/dev/shm"), "return");
    DaemonProcess daemon = null;
    try (SimulatedCluster cluster =
        SimulatedCluster.builder()
            .clusterName("return")
            .nodes(4)
            .namespace(TendedCluster.NAMESPACE, 2)
            .start()) {
      List<String> command =
          List.of(
              launcher.toString(),
              "run",
              "--http-address=off",
              "--seed",
              "127.0.0.1:" + cluster.nodes().get(0).port(),
              "--directory",
              directory.toString());
      daemon = new DaemonProcess(command);
      ReaderOptions options =
          ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT);
      try (ShmClient client = ShmClient.attach(options, ClientOptions.defaults());
          ShmReader other = ShmReader.attach(options)) {
        for (int i = 0; i < KEYS; i++) {
          client.put(key(i), new Bin("n", i));
        }
        double[] taken = new double[times];
        for (int i = 0; i < times; i++) {
          // Not the seed.
          String lost = cluster.nodes().get(1).name();
          daemon.await("key of " + lost, () -> isSettled(other) && hasKey(lost, other.view()));
          daemon.end();
          cluster.killNode(lost);
          awaitStranded(client);
          cluster.restartNode(lost);
          daemon = new DaemonProcess(command);
          taken[i] = followed(client, other, daemon);
        }
        return taken;
      }
    } finally {
      if (daemon != null) {
        daemon.end();
      }
      TendedCluster.delete(directory);
    }
  }

  // Past what a takeover makes of the map of before, and as the segment has it.
  private static boolean isSettled(ShmReader reader) {
    SegmentStatus status = reader.status();
    return status.tends() > 1 && reader.view().sequence() == status.sequence();
  }

  // Who loses nothing does not find out that anything is missing.
  private static boolean hasKey(String node, ClusterView view) {
    for (int i = 0; i < KEYS; i++) {
      Node master = view.master(TendedCluster.NAMESPACE, key(i).partitionId());
      // One that did not answer yet is passed over for a prole.
      if (master != null && master.active() && master.name().equals(node)) {
        return true;
      }
    }
    return false;
  }

  private static double followed(ShmClient client, ShmReader other, DaemonProcess daemon)
      throws InterruptedException {
    long[] followedAt = new long[1];
    AtomicBoolean ended = new AtomicBoolean();
    Thread application =
        new Thread(
            () -> {
              while (client.status().stranded() && !ended.get()) {
                readAll(client);
              }
              followedAt[0] = System.nanoTime();
            });
    application.start();
    try {
      daemon.await("new map", () -> other.status().ownerPid() == daemon.pid());
      long seenAt = System.nanoTime();
      daemon.await("client that follows", () -> !application.isAlive());
      application.join();
      return Math.max(0, (followedAt[0] - seenAt) / 1e6);
    } finally {
      ended.set(true);
      application.join();
    }
  }

  private static void awaitStranded(ShmClient client) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!client.status().stranded()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "the client never asked the cluster itself: " + client.status());
      }
      readAll(client);
    }
  }

  // Each may fail: that is how a client finds out.
  private static void readAll(ShmClient client) {
    for (int i = 0; i < KEYS; i++) {
      try {
        client.get(key(i));
      } catch (CommandException e) {
        if (client.status().stranded()) {
          return;
        }
      }
    }
  }

  private static Key key(int number) {
    return Key.of(TendedCluster.NAMESPACE, "return", number);
  }
}
