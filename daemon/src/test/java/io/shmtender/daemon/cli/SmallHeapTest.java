package io.shmtender.daemon.cli;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.launch.ExitCode;
import io.shmtender.simulator.ClusterBuilder;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons with less heap than their cluster takes. */
@Tag("process")
@Tag("once")
final class SmallHeapTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int NAMESPACES = 100;

  @TempDir private Path directory;
  private SimulatedCluster cluster;

  @BeforeEach
  void startCluster() {
    ClusterBuilder builder = SimulatedCluster.builder().nodes(3);
    for (int i = 0; i < NAMESPACES; i++) {
      builder.namespace("namespace" + i, 3);
    }
    cluster = builder.start();
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  private ChildJvm start(String heap) {
    return ChildJvm.start(
        List.of("-XX:+UseSerialGC", heap, "-XX:TieredStopAtLevel=1"),
        Main.class,
        "run",
        "--http-address=off",
        "--seed=127.0.0.1:" + cluster.nodes().get(0).port(),
        "--directory=" + directory);
  }

  @Test
  void aDaemonWarnsOnceAndInTimeOfAClusterThatIsLargeForItsHeap() {
    try (ChildJvm daemon = start("-Xmx24m")) {
      String line = daemon.awaitLine(LIMIT, logged -> logged.contains(" MB of heap"));
      assertTrue(line.contains("a cluster of 3 nodes and 100 namespaces takes about "), line);
      assertTrue(line.contains("-Xmx in AEROSPIKE_SHM_TENDER_OPTS"), line);
      cluster.moveRandomPartitions("namespace1", 100, 1);
      daemon.awaitLine(LIMIT, logged -> logged.contains("owner of key"));
      assertEquals(
          1, daemon.lines().stream().filter(logged -> logged.contains(" MB of heap")).count());
      assertTrue(daemon.process().isAlive());
    }
  }

  @Test
  void aDaemonThatLacksMemoryForTendingEndsWithOneLineThatSaysWhatToDo() {
    try (ChildJvm daemon = start("-Xmx7m")) {
      assertEquals(ExitCode.FAILURE, daemon.awaitExit(LIMIT), () -> daemon.lines().toString());
      List<String> complaints =
          daemon.lines().stream().filter(line -> line.contains("emory")).toList();
      assertEquals(1, complaints.size(), () -> daemon.lines().toString());
      assertTrue(
          complaints.get(0).startsWith("aerospike-shm-tender: out of memory (Java heap space"),
          complaints::toString);
      assertTrue(complaints.get(0).endsWith(" by -Xmx in AEROSPIKE_SHM_TENDER_OPTS"));
      assertTrue(daemon.lines().stream().noneMatch(line -> line.startsWith("\tat ")));
    }
  }
}
