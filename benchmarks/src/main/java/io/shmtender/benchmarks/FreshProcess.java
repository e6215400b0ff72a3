package io.shmtender.benchmarks;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.policy.ClientPolicy;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import java.nio.file.Path;

/**
 * What a process that just started does first: attach or connect, and route one digest. Prints how
 * long that took, in microseconds.
 */
final class FreshProcess {
  private FreshProcess() {}

  /** Takes {@code attach DIRECTORY} or {@code connect PORT}. */
  public static void main(String[] arguments) {
    long start = System.nanoTime();
    if (arguments[0].equals("attach")) {
      attach(Path.of(arguments[1]));
    } else {
      connect(Integer.parseInt(arguments[1]));
    }
    System.out.println((System.nanoTime() - start) / 1000);
    // The official client has threads.
    Runtime.getRuntime().halt(0);
  }

  private static void attach(Path directory) {
    ShmReader reader = ShmReader.attach(ReaderOptions.defaults().withDirectory(directory));
    reader.route(TendedCluster.NAMESPACE, new byte[20]);
  }

  private static void connect(int port) {
    AerospikeClient client = new AerospikeClient(new ClientPolicy(), "127.0.0.1", port);
    if (client.getNodes().length == 0) {
      throw new IllegalStateException("connected to nobody");
    }
  }
}
