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
  // Few enough for the first cache: what is measured is routing, not fetching digests.
  private static final int KEYS = 64;

  private TendedCluster cluster;
  private ShmReader reader;
  private NamespaceRouter router;
  private AerospikeClient client;
  private Cluster officialCluster;
  private WritePolicy writePolicy;
  private Key[] keys;
  private byte[][] digests;
  private int next;

  /** Starts cluster, daemon, reader and official client. */
  @Setup(Level.Trial)
  public void start() {
    cluster = new TendedCluster();
    reader = cluster.attach();
    router = reader.namespace(TendedCluster.NAMESPACE);
    client = cluster.connect();
    officialCluster = client.getCluster();
    writePolicy = new WritePolicy();
    keys = new Key[KEYS];
    digests = new byte[KEYS][];
    for (int i = 0; i < KEYS; i++) {
      keys[i] = new Key(TendedCluster.NAMESPACE, "set", i);
      digests[i] = keys[i].digest;
    }
  }

  /** Ends them. */
  @TearDown(Level.Trial)
  public void end() {
    client.close();
    reader.close();
    cluster.close();
  }

  private int nextIndex() {
    int index = next;
    next = (index + 1) & (KEYS - 1);
    return index;
  }

  /** The reader SDK, with the namespace resolved beforehand. */
  @Benchmark
  public Node namespaceResolved() {
    return router.route(digests[nextIndex()]);
  }

  /** The reader SDK, with the namespace by its name. */
  @Benchmark
  public Node namespaceByName() {
    return reader.route(TendedCluster.NAMESPACE, digests[nextIndex()]);
  }

  /** The official Java client, as its write commands route. */
  @Benchmark
  public com.aerospike.client.cluster.Node official() {
    Partition partition = Partition.write(officialCluster, writePolicy, keys[nextIndex()]);
    return partition.getNodeWrite(officialCluster);
  }
}
