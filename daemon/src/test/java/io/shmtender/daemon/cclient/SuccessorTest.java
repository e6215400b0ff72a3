package io.shmtender.daemon.cclient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.testing.Await;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real daemons, killed while a node of the cluster does not answer: whoever comes next publishes no
 * less than was published, for readers of either kind of segment, at no instant.
 */
@Tag("process")
final class SuccessorTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private final SimulatedCluster cluster =
      SimulatedCluster.builder()
          .clusterName("prod")
          .nodes(3)
          .namespace("test", 2)
          .namespace("bar", 1)
          .start();
  private final ScratchKey key = ScratchKey.unused();
  private final List<CClientDaemon> daemons = new ArrayList<>();

  @AfterEach
  void endAll() {
    daemons.forEach(CClientDaemon::close);
    key.close();
    cluster.close();
  }

  private CClientDaemon start() {
    CClientDaemon daemon =
        CClientDaemon.start(
            directory,
            cluster.nodes().get(0),
            key,
            "--http-address=off",
            "--tend-interval=250ms",
            "--takeover-threshold=1h");
    daemons.add(daemon);
    return daemon;
  }

  private ShmReader attach() {
    return ShmReader.attach(ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT));
  }

  private String cClientDifference() {
    return key.read().map(seen -> seen.differenceFrom(cluster.snapshot())).orElse("no segment");
  }

  private static int withoutMaster(ClusterView view) {
    return view.namespaces().stream().mapToInt(NamespaceMap::partitionsWithoutMaster).sum();
  }

  /** Looks again and again until the successor has tended for a while. */
  private void assertNothingIsLostUntilTheSuccessorHasTended(ShmReader reader, int nodes) {
    Await.until(
        LIMIT,
        () -> "a successor that tends: " + reader.status(),
        () -> {
          assertEquals(nodes, reader.view().nodes().size());
          assertEquals(0, withoutMaster(reader.view()));
          assertEquals("", cClientDifference());
          return reader.status().epoch() == 2 && reader.status().tends() > 8;
        });
  }

  @Test
  void aStandbyThatNeverTendedANodeTakesOverWhileThatNodeHangs() {
    CClientDaemon owner = start();
    try (ShmReader reader = attach()) {
      CClientDaemon standby = start();
      standby.process().awaitLine(LIMIT, line -> line.contains("standby: another"));
      SimulatedNode joined = cluster.addNode();
      Await.until(LIMIT, () -> cClientDifference(), () -> cClientDifference().isEmpty());
      assertEquals(4, reader.view().nodes().size());
      joined.hang();

      owner.process().process().destroyForcibly();

      assertNothingIsLostUntilTheSuccessorHasTended(reader, 4);
      joined.unhang();
    }
  }

  @Test
  void aDaemonThatIsStartedAgainKeepsWhatWasKnownOfANodeThatHangs() {
    CClientDaemon first = start();
    try (ShmReader reader = attach()) {
      Await.until(LIMIT, () -> cClientDifference(), () -> cClientDifference().isEmpty());
      SimulatedNode hung = cluster.nodes().get(2);
      hung.hang();
      first.process().process().destroyForcibly();
      first.process().awaitExit(LIMIT);

      start();

      assertNothingIsLostUntilTheSuccessorHasTended(reader, 3);
      hung.unhang();
    }
  }
}
