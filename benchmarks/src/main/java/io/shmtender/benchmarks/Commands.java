package io.shmtender.benchmarks;

import com.aerospike.client.AerospikeClient;
import io.shmtender.benchmarks.LoadProcess.Result;
import io.shmtender.reader.ShmReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Runs {@link Load} with the reader SDK and with the official client, in turns of a fifth of a
 * second, each as often first as second: how fast a shared machine is changes from one second to
 * the next, for both alike. What the JIT compiler makes of a process differs from one process to
 * the next, so there are several.
 *
 * <p>With many threads the simulated cluster has one half of the processors and the clients have
 * the other. Servers are other machines: what they need would otherwise be taken from what is
 * measured, the same amount from both clients. One thread and the node that it asks work in turns,
 * and need no processor at the same time.
 */
final class Commands {
  private static final int PROCESSES = 5;
  private static final int ROUNDS = 18;
  // Those that take up connections which have been idle while the other one warmed up.
  private static final int WARM_UP_ROUNDS = 5;
  private static final long TURN_MILLIS = 200;
  private static final long WARM_UP_MILLIS = 2_000;

  private Commands() {}

  /** The reader SDK and the official client in one round after the other. */
  static final class Comparison {
    private final List<Result> sdk = new ArrayList<>();
    private final List<Result> official = new ArrayList<>();

    /** Returns the median of the reader SDK's rounds. */
    double sdk(ToDoubleFunction<Result> value) {
      return Median.of(sdk.stream().mapToDouble(value));
    }

    /** Returns the median of the official client's rounds. */
    double official(ToDoubleFunction<Result> value) {
      return Median.of(official.stream().mapToDouble(value));
    }

    /** Returns the median of the rounds' ratios. */
    double ratio(ToDoubleFunction<Result> value) {
      return Median.of(
          IntStream.range(0, sdk.size())
              .mapToDouble(
                  i -> value.applyAsDouble(sdk.get(i)) / value.applyAsDouble(official.get(i))));
    }
  }

  /** What is measured beside the official client. */
  interface Ours {
    /** Starts its load on some processors. */
    LoadProcess start(Processors processors, ClusterProcess cluster, String command);
  }

  /** Compares the reader SDK. */
  static Comparison compare(String command, int threads) throws IOException {
    return compare(
        (processors, cluster, load) ->
            new LoadProcess(processors, ShmReader.class, "sdk", cluster.directory(), load),
        command,
        threads);
  }

  static Comparison compare(Ours ours, String command, int threads) throws IOException {
    Comparison comparison = new Comparison();
    for (int i = 0; i < PROCESSES; i++) {
      compare(ours, command, threads, comparison);
    }
    return comparison;
  }

  private static void compare(Ours ours, String command, int threads, Comparison comparison)
      throws IOException {
    boolean divided = threads > 1;
    Processors forClients = divided ? Processors.SECOND_HALF : Processors.ALL;
    try (ClusterProcess cluster =
            new ClusterProcess(divided ? Processors.FIRST_HALF : Processors.ALL);
        LoadProcess sdk = ours.start(forClients, cluster, command);
        LoadProcess official =
            new LoadProcess(
                forClients, AerospikeClient.class, "official", cluster.port(), command)) {
      for (LoadProcess load : List.of(sdk, official)) {
        // First one alone: the JVM's compiler comes to nothing while many keep all cores busy.
        load.run(1, WARM_UP_MILLIS);
        load.run(threads, WARM_UP_MILLIS);
      }
      for (int i = -WARM_UP_ROUNDS; i < ROUNDS; i++) {
        boolean sdkFirst = i % 2 == 0;
        Result first = (sdkFirst ? sdk : official).run(threads, TURN_MILLIS);
        Result second = (sdkFirst ? official : sdk).run(threads, TURN_MILLIS);
        if (i >= 0) {
          comparison.sdk.add(sdkFirst ? first : second);
          comparison.official.add(sdkFirst ? second : first);
        }
      }
    }
  }

  /** Prints the comparison of a few loads only: pairs of a command and a number of threads. */
  public static void main(String[] arguments) throws IOException {
    for (int i = 0; i < arguments.length; i += 2) {
      ComparisonTable table = new ComparisonTable();
      table.load(
          arguments[i] + ", " + arguments[i + 1],
          compare(arguments[i], Integer.parseInt(arguments[i + 1])));
      System.out.println(table);
    }
  }
}
