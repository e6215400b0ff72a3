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
 * Runs {@link Load} with the reader SDK and with the official client, in turns of half a second:
 * how fast a shared machine is changes from one second to the next, for both alike.
 */
final class Commands {
  private static final int ROUNDS = 20;
  // Those that take up connections which have been idle while the other one warmed up.
  private static final int WARM_UP_ROUNDS = 3;
  private static final long TURN_MILLIS = 500;
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

  static Comparison compare(TendedCluster cluster, String command, int threads) throws IOException {
    Comparison comparison = new Comparison();
    try (LoadProcess sdk =
            new LoadProcess(ShmReader.class, "sdk", cluster.directory().toString(), command);
        LoadProcess official =
            new LoadProcess(
                AerospikeClient.class, "official", Integer.toString(cluster.port()), command)) {
      for (LoadProcess load : List.of(sdk, official)) {
        // First one alone: the JVM's compiler comes to nothing while many keep all cores busy.
        load.run(1, WARM_UP_MILLIS);
        load.run(threads, WARM_UP_MILLIS);
      }
      for (int i = -WARM_UP_ROUNDS; i < ROUNDS; i++) {
        Result ours = sdk.run(threads, TURN_MILLIS);
        Result theirs = official.run(threads, TURN_MILLIS);
        if (i >= 0) {
          comparison.sdk.add(ours);
          comparison.official.add(theirs);
        }
      }
    }
    return comparison;
  }

  /** Prints the comparison of a few loads only. */
  public static void main(String[] arguments) throws IOException {
    try (TendedCluster cluster = new TendedCluster()) {
      cluster.attach().close();
      for (int i = 0; i < arguments.length; i += 2) {
        Compare.load(
            arguments[i] + ", " + arguments[i + 1],
            compare(cluster, arguments[i], Integer.parseInt(arguments[i + 1])));
      }
    }
  }
}
