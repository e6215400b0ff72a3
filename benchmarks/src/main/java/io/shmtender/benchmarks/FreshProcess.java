package io.shmtender.benchmarks;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.policy.ClientPolicy;
import io.shmtender.client.ShmClient;
import io.shmtender.reader.Key;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a process that just started does first: attach or connect, route one digest, and read one
 * record.
 */
final class FreshProcess {
  private static final int PROCESSES = 21;

  /** The set that the record is in, with 1 as its key. */
  static final String SET = "fresh";

  private FreshProcess() {}

  /**
   * When a process had come how far, in milliseconds.
   *
   * @param routed from its main method's first line until it could route
   * @param record from its main method's first line until it had a record
   * @param recordSinceStart from the start of its JVM until it had a record
   */
  record Times(double routed, double record, double recordSinceStart) {}

  /** The reader SDK and the official client. */
  record Comparison(Times sdk, Times official) {}

  /**
   * Takes {@code reader DIRECTORY START}, {@code client DIRECTORY START} or {@code official PORT
   * START}, the start by nanoTime. The SDK attaches for routing alone and for commands in two ways.
   */
  public static void main(String[] arguments) {
    long start = System.nanoTime();
    long routed =
        switch (arguments[0]) {
          case "reader" -> route(Path.of(arguments[1]));
          case "client" -> record(Path.of(arguments[1]));
          default -> official(arguments[1]);
        };
    long end = System.nanoTime();
    long jvmStart = Long.parseLong(arguments[2]);
    System.out.println((routed - start) + " " + (end - start) + " " + (end - jvmStart));
    // The official client has threads.
    Runtime.getRuntime().halt(0);
  }

  // These return when a digest could be routed.

  private static long route(Path directory) {
    ShmReader reader = ShmReader.attach(ReaderOptions.defaults().withDirectory(directory));
    reader.route(TendedCluster.NAMESPACE, new byte[Key.DIGEST_SIZE]);
    return System.nanoTime();
  }

  private static long record(Path directory) {
    ShmClient client = ShmClient.attach(ReaderOptions.defaults().withDirectory(directory));
    long routed = System.nanoTime();
    requireRecord(client.get(Key.of(TendedCluster.NAMESPACE, SET, 1)));
    return routed;
  }

  private static AerospikeClient connect(String port) {
    return new AerospikeClient(new ClientPolicy(), "127.0.0.1", Integer.parseInt(port));
  }

  private static long official(String port) {
    AerospikeClient client = connect(port);
    if (client.getNodes().length == 0) {
      throw new IllegalStateException("connected to nobody");
    }
    long routed = System.nanoTime();
    requireRecord(client.get(null, officialKey()));
    return routed;
  }

  private static com.aerospike.client.Key officialKey() {
    return new com.aerospike.client.Key(TendedCluster.NAMESPACE, SET, 1);
  }

  private static void requireRecord(Object record) {
    if (record == null) {
      throw new IllegalStateException("there is no record");
    }
  }

  /** Writes the record that is read. */
  static void prepare(ClusterProcess cluster) {
    try (AerospikeClient client = connect(cluster.port())) {
      client.put(null, officialKey(), new com.aerospike.client.Bin("number", 1));
    }
  }

  /** The medians of many processes, started in turns: a shared machine's speed changes. */
  static Comparison compare(ClusterProcess cluster) {
    List<Times> readers = new ArrayList<>();
    List<Times> clients = new ArrayList<>();
    List<Times> officials = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      readers.add(run(ShmReader.class, "reader", cluster.directory()));
      clients.add(run(ShmClient.class, "client", cluster.directory()));
      officials.add(run(AerospikeClient.class, "official", cluster.port()));
    }
    Times client = median(clients);
    return new Comparison(
        new Times(median(readers).routed(), client.record(), client.recordSinceStart()),
        median(officials));
  }

  private static Times run(Class<?> library, String name, String where) {
    String start = Long.toString(System.nanoTime());
    String[] nanos = Jvm.run(library, FreshProcess.class, name, where, start).split(" ", -1);
    return new Times(millis(nanos[0]), millis(nanos[1]), millis(nanos[2]));
  }

  private static double millis(String nanos) {
    return Long.parseLong(nanos) / 1e6;
  }

  private static Times median(List<Times> all) {
    return new Times(
        Median.of(all.stream().mapToDouble(Times::routed)),
        Median.of(all.stream().mapToDouble(Times::record)),
        Median.of(all.stream().mapToDouble(Times::recordSinceStart)));
  }
}
