package io.shmtender.benchmarks;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.Key;
import com.aerospike.client.cluster.Cluster;
import com.aerospike.client.cluster.Partition;
import com.aerospike.client.policy.WritePolicy;
import io.shmtender.reader.NamespaceRouter;
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

/** From a ready digest to the node that holds the master. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteBenchmark {
  private TendedCluster cluster;
  private ShmReader reader;
  private NamespaceRouter router;
  private AerospikeClient client;
  private Cluster officialCluster;
  private WritePolicy writePolicy;
  private Key key;
  private byte[] digest;

  /** Starts cluster, daemon, reader and official client. */
  @Setup(Level.Trial)
  public void start() {
    cluster = new TendedCluster();
    reader = cluster.attach();
    router = reader.namespace(TendedCluster.NAMESPACE);
    client = cluster.connect();
    officialCluster = client.getCluster();
    writePolicy = new WritePolicy();
    // One, since walking through an array of digests costs about as much as routing does.
    key = new Key(TendedCluster.NAMESPACE, "users", "user-1000017");
    digest = key.digest;
  }

  /** Ends them. */
  @TearDown(Level.Trial)
  public void end() {
    client.close();
    reader.close();
    cluster.close();
  }

  /** The reader SDK, with the namespace resolved beforehand. */
  @Benchmark
  public Node namespaceResolved() {
    return router.route(digest);
  }

  /** The reader SDK, with the namespace by its name. */
  @Benchmark
  public Node namespaceByName() {
    return reader.route(TendedCluster.NAMESPACE, digest);
  }

  /** The official Java client, as its write commands route. */
  @Benchmark
  public com.aerospike.client.cluster.Node official() {
    Partition partition = Partition.write(officialCluster, writePolicy, key);
    return partition.getNodeWrite(officialCluster);
  }
}
