package io.shmtender.daemon.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.report.Change.Kind;
import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.testing.LargeCluster;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of changes, of few and of many. */
final class SegmentChangesTest {
  @TempDir(factory = MemoryDirectory.class)
  private Path directory;

  private List<Change> changes(ClusterMap before, ClusterMap after) throws Exception {
    SegmentSettings settings =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
    SegmentPublisher publisher = SegmentPublisher.open(settings, 1, Optional.of(before), Set.of());
    ClusterView then = view(settings);
    publisher.publish(after, Set.of());
    return SegmentChanges.between(then, view(settings));
  }

  private static ClusterView view(SegmentSettings settings) throws Exception {
    return SegmentEntry.list(settings.directory()).get(0).view().orElseThrow();
  }

  @Test
  void fewAreToldEachByItself() throws Exception {
    assertEquals(
        List.of(
            new Change(Kind.BAD, "node " + LargeCluster.node(1) + " does not answer"),
            new Change(Kind.BAD, "node " + LargeCluster.node(2) + " does not answer")),
        changes(LargeCluster.of(4, 1), LargeCluster.of(4, 1, node -> node == 1 || node == 2)));
  }

  @Test
  void ofManyAFewAreNamed() throws Exception {
    List<Change> changes =
        changes(
            LargeCluster.of(LargeCluster.NODES, LargeCluster.NAMESPACES),
            LargeCluster.of(
                LargeCluster.NODES,
                LargeCluster.NAMESPACES,
                node -> node % 4 == 0,
                LargeCluster::node,
                namespace -> "namespace" + namespace,
                1));
    List<String> texts = new ArrayList<>(changes.stream().map(Change::text).toList());
    assertEquals(
        List.of(
            "64 nodes do not answer: "
                + String.join(
                    ", ", LargeCluster.node(0), LargeCluster.node(4), LargeCluster.node(8))
                + " and 61 more",
            "131072 masters moved in 32 namespaces: namespace0 (4096), namespace1 (4096),"
                + " namespace10 (4096) and 29 more",
            "262144 proles moved in 32 namespaces: namespace0 (8192), namespace1 (8192),"
                + " namespace10 (8192) and 29 more"),
        texts);
    assertTrue(changes.get(0).kind() == Kind.BAD, changes::toString);
  }
}
