package io.shmtender.benchmarks;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import com.aerospike.client.policy.Policy;
import io.shmtender.client.CommandTimeoutException;
import io.shmtender.client.ShmClient;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.reader.Key;
import io.shmtender.reader.ShmReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * How long a get takes that a node answers ten times as late as its total timeout allows, {@link
 * #TIMEOUT_MILLIS}. Not later still: then neither client would take it for a node any more.
 *
 * @param sdk the reader SDK
 * @param official the official client
 * @param slowestOfManyMillis how long the slowest of {@link #MANY} asynchronous gets of the reader
 *     SDK took, the median of several rounds, all called at once and each with {@link
 *     #MANY_TIMEOUT_MILLIS}
 */
record CommandTimeouts(Taken sdk, Taken official, double slowestOfManyMillis) {
  private static final int TIMEOUT_MILLIS = 50;
  private static final Duration LATE = Duration.ofMillis(10 * TIMEOUT_MILLIS);
  private static final int TIMES = 200;
  private static final int MANY = 10_000;
  // The first are the compiler's.
  private static final int ROUNDS = 9;
  private static final int MANY_TIMEOUT_MILLIS = 200;

  /**
   * Times of one client.
   *
   * @param medianMillis the median
   * @param p99Millis the 99th percentile
   */
  record Taken(double medianMillis, double p99Millis) {}

  /** Measures these times only, and writes their table. */
  public static void main(String[] arguments) throws IOException {
    String text = MeasuredTable.conditions("benchmarks/run timeout") + "\n\n" + measure().table();
    System.out.println(text);
    MeasuredTable.TIMEOUTS.write(MeasuredTable.ROOT, text);
  }

  /** Returns the times as a table in Markdown. */
  String table() {
    ComparisonTable table = new ComparisonTable();
    table.pair("get that times out after 50 ms, ms", sdk.medianMillis(), official.medianMillis());
    table.pair("  99th percentile, ms", sdk.p99Millis(), official.p99Millis());
    table.single("slowest of 10,000 async gets, after 200 ms, ms", slowestOfManyMillis);
    return table.toString();
  }

  /** Takes turns, so that what else the machine does hits both alike. */
  static CommandTimeouts measure() {
    try (TendedCluster cluster = new TendedCluster();
        ShmReader reader = cluster.attach();
        ShmClient sdk = ShmClient.of(reader);
        AerospikeClient official = cluster.connect()) {
      cluster.slowDown(LATE);
      List<Double> ours = new ArrayList<>();
      List<Double> theirs = new ArrayList<>();
      for (int i = 0; i < TIMES; i++) {
        ours.add(sdk(sdk, i));
        theirs.add(official(official, i));
      }
      List<Double> slowest = new ArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        slowest.add(slowestOfMany(sdk));
      }
      return new CommandTimeouts(
          taken(ours), taken(theirs), Median.of(slowest.stream().mapToDouble(Double::doubleValue)));
    }
  }

  private static double slowestOfMany(ShmClient client) {
    ReadPolicy policy = ReadPolicy.defaults().withTotalTimeout(MANY_TIMEOUT_MILLIS);
    List<CompletableFuture<Long>> taken = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      long start = System.nanoTime();
      taken.add(
          client
              .async()
              .get(policy, Key.of(TendedCluster.NAMESPACE, "hung", i))
              .handle((record, failure) -> System.nanoTime() - start));
    }
    return taken.stream().mapToLong(CompletableFuture::join).max().orElseThrow() / 1e6;
  }

  private static double sdk(ShmClient client, int number) {
    ReadPolicy policy = ReadPolicy.defaults().withTotalTimeout(TIMEOUT_MILLIS).withMaxRetries(0);
    long start = System.nanoTime();
    try {
      client.get(policy, Key.of(TendedCluster.NAMESPACE, "hung", number));
      throw new IllegalStateException("a node that is late answered");
    } catch (CommandTimeoutException e) {
      return (System.nanoTime() - start) / 1e6;
    }
  }

  private static double official(AerospikeClient client, int number) {
    Policy policy = new Policy();
    policy.setTimeout(TIMEOUT_MILLIS);
    policy.maxRetries = 0;
    long start = System.nanoTime();
    try {
      client.get(policy, new com.aerospike.client.Key(TendedCluster.NAMESPACE, "hung", number));
      throw new IllegalStateException("a node that is late answered");
    } catch (AerospikeException.Timeout e) {
      return (System.nanoTime() - start) / 1e6;
    }
  }

  private static Taken taken(List<Double> millis) {
    double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Taken(
        Median.of(millis.stream().mapToDouble(Double::doubleValue)),
        sorted[(int) Math.ceil(sorted.length * 0.99) - 1]);
  }
}
