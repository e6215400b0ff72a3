package io.shmtender.benchmarks;

import com.aerospike.client.AerospikeClient;
import io.shmtender.reader.Node;
import io.shmtender.reader.ShmReader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From nothing to the first routed digest, in a warm JVM. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AttachBenchmark {
  private final byte[] digest = new byte[20];
  private TendedCluster cluster;

  /** Starts cluster and daemon. */
  @Setup(Level.Trial)
  public void start() {
    cluster = new TendedCluster();
    cluster.attach().close();
  }

  /** Ends them. */
  @TearDown(Level.Trial)
  public void end() {
    cluster.close();
  }

  /** The reader SDK attaches and routes. */
  @Benchmark
  public Node attach() {
    try (ShmReader reader = cluster.attach()) {
      return reader.route(TendedCluster.NAMESPACE, digest);
    }
  }

  /** The official Java client connects; its constructor returns when it can route. */
  @Benchmark
  public int officialConnect() {
    try (AerospikeClient client = cluster.connect()) {
      return client.getNodes().length;
    }
  }
}
