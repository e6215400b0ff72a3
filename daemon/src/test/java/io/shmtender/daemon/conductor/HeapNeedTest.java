package io.shmtender.daemon.conductor;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.testing.LargeCluster;
import io.shmtender.reader.ClusterMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HeapNeedTest {
  private final HeapNeed need = new HeapNeed(48 << 20);

  private static ClusterMap cluster(int nodes, int namespaces) {
    return LargeCluster.of(nodes, namespaces);
  }

  @Test
  void whoRunsShortOfHeapHearsForWhichCluster() {
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");
    assertSame(error, need.explained(error), "no cluster is known");
    need.note(Optional.of(cluster(256, 32)));
    OutOfMemoryError explained = need.explained(error);
    assertSame(error, explained.getCause());
    assertTrue(
        explained
            .getMessage()
            .startsWith(
                "Java heap space, and a cluster of 256 nodes and 32 namespaces takes about "),
        explained.getMessage());
    OutOfMemoryError threads = new OutOfMemoryError("unable to create native thread");
    assertSame(threads, need.explained(threads), "which no heap helps");
  }

  @Test
  void whatIsTakenGrowsWithNodesAndNamespaces() {
    List<Long> megabytes =
        List.of(
            HeapNeed.megabytes(cluster(3, 2)),
            HeapNeed.megabytes(cluster(64, 2)),
            HeapNeed.megabytes(cluster(64, 32)),
            HeapNeed.megabytes(cluster(256, 32)),
            HeapNeed.megabytes(cluster(1000, 64)));
    assertEquals(megabytes.stream().sorted().distinct().toList(), megabytes);
  }
}
