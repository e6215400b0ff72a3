package io.shmtender.benchmarks;

import com.aerospike.client.AerospikeClient;
import io.shmtender.reader.ShmReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Runs {@link Load} in turn with the reader SDK and the official client. */
final class Commands {
  private static final int ROUNDS = 3;

  private Commands() {}

  /** What one process with its threads achieved. */
  record Result(double perSecond, double medianMicros, double p99Micros, double allocated) {
    private static Result parse(String line) {
      String[] numbers = line.split(" ", -1);
      return new Result(
          Double.parseDouble(numbers[0]),
          Double.parseDouble(numbers[1]),
          Double.parseDouble(numbers[2]),
          Double.parseDouble(numbers[3]));
    }

    private static Result median(List<Result> results) {
      return new Result(
          median(results, Result::perSecond),
          median(results, Result::medianMicros),
          median(results, Result::p99Micros),
          median(results, Result::allocated));
    }

    private static double median(List<Result> results, ToDoubleFunction<Result> value) {
      return results.stream().mapToDouble(value).sorted().toArray()[results.size() / 2];
    }
  }

  /** The reader SDK and the official client with the same commands. */
  record Comparison(Result sdk, Result official) {}

  static Comparison compare(TendedCluster cluster, String command, int threads) {
    List<Result> sdk = new ArrayList<>();
    List<Result> official = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      sdk.add(run(ShmReader.class, "sdk", cluster.directory().toString(), command, threads));
      official.add(
          run(
              AerospikeClient.class,
              "official",
              Integer.toString(cluster.port()),
              command,
              threads));
    }
    return new Comparison(Result.median(sdk), Result.median(official));
  }

  private static Result run(
      Class<?> library, String name, String where, String command, int threads) {
    return Result.parse(
        Jvm.run(library, Load.class, name, where, command, Integer.toString(threads)));
  }

  /** Prints the comparison of a few loads only. */
  public static void main(String[] arguments) {
    try (TendedCluster cluster = new TendedCluster()) {
      cluster.attach().close();
      for (int i = 0; i < arguments.length; i += 2) {
        System.out.println(
            arguments[i]
                + " "
                + arguments[i + 1]
                + " "
                + compare(cluster, arguments[i], Integer.parseInt(arguments[i + 1])));
      }
    }
  }
}
