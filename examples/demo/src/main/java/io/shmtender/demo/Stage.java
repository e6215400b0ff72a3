package io.shmtender.demo;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.NoSegmentException;
import io.shmtender.reader.Node;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.NodeCounters;
import io.shmtender.simulator.spec.NodeSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Everything that runs: the cluster in this process, the daemons and readers in theirs, and an
 * attachment of the demo's own by which it sees what they see.
 */
final class Stage implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final int REPLICATION_FACTOR = 2;

  private final WorkDirectory directory;
  private final SimulatedCluster cluster;
  private final Tenders tenders;
  private final StatusAddress status;
  private final Readers readers = new Readers();
  private ShmReader reader;

  private Stage(
      WorkDirectory directory, SimulatedCluster cluster, Path launcher, StatusAddress status) {
    this.directory = directory;
    this.cluster = cluster;
    List<String> seeds = cluster.nodes().stream().map(n -> n.host() + ":" + n.port()).toList();
    this.tenders = new Tenders(launcher, directory.path(), seeds, status);
    this.status = status;
  }

  /** Starts the cluster. */
  static Stage open(Path launcher, StatusAddress status) throws DemoFailure {
    SimulatedCluster cluster =
        SimulatedCluster.builder()
            .clusterName("demo")
            .namespace(Workload.NAMESPACE, REPLICATION_FACTOR)
            .node(NodeSpec.anywhere().named("A"))
            .node(NodeSpec.anywhere().named("B"))
            .node(NodeSpec.anywhere().named("C"))
            .start();
    try {
      return new Stage(WorkDirectory.create(), cluster, launcher, status);
    } catch (DemoFailure e) {
      cluster.close();
      throw e;
    }
  }

  /** Waits for the first daemon's map. */
  void attach(Pace pace, TenderProcess first) throws DemoFailure, CurtainException {
    ReaderOptions options = ReaderOptions.defaults().withDirectory(directory.path());
    pace.until(
        START_LIMIT,
        () -> "a map: " + first.process().lastLines(),
        () -> {
          first.process().checkAlive();
          reader = attached(options);
          return reader != null;
        });
  }

  // Null while there is no map. The SDK's own wait would not notice that the daemon ended.
  private static ShmReader attached(ReaderOptions options) {
    try {
      return ShmReader.attach(options);
    } catch (NoSegmentException e) {
      return null;
    }
  }

  SimulatedCluster cluster() {
    return cluster;
  }

  Path directory() {
    return directory.path();
  }

  String key() {
    return SegmentKey.DEFAULT.toString();
  }

  StatusAddress status() {
    return status;
  }

  Tenders tenders() {
    return tenders;
  }

  Readers readers() {
    return readers;
  }

  ShmReader reader() {
    return reader;
  }

  /** Returns the daemon that owns the key now. */
  TenderProcess owner() throws DemoFailure {
    return tenders.byPid(reader.status().ownerPid());
  }

  /** Returns of how many partitions a node is master in the published map. */
  int mastersOf(String node) {
    ClusterView view = reader.view();
    int masters = 0;
    for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
      Node master = view.master(Workload.NAMESPACE, partition);
      if (master != null && master.name().equals(node)) {
        masters++;
      }
    }
    return masters;
  }

  /** Returns whether the map has a node that answered the tender's last request. */
  boolean answersTender(String name) {
    return reader.view().nodes().stream().anyMatch(n -> n.name().equals(name) && n.active());
  }

  /** Returns how many commands met a node that was not the right one and passed them on. */
  long proxied() {
    Map<String, NodeCounters> counters = cluster.counters();
    return counters.values().stream().mapToLong(NodeCounters::proxiedCommands).sum();
  }

  /** Returns the nodes and where they listen. */
  String nodes() {
    List<SimulatedNode> nodes = cluster.nodes();
    return String.join(
        ", ", nodes.stream().map(node -> node.name() + " on port " + node.port()).toList());
  }

  /** Ends every process, then the cluster; removes the directory. */
  @Override
  @SuppressWarnings("try") // They are there to be closed, each whatever becomes of the others.
  public void close() {
    try (directory;
        cluster;
        tenders;
        readers) {
      if (reader != null) {
        reader.close();
      }
    }
  }
}
