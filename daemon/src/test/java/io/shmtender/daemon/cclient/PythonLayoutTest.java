package io.shmtender.daemon.cclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.testing.Python;
import io.shmtender.simulator.ClusterSnapshot;
import io.shmtender.simulator.ClusterSnapshot.PartitionState;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import io.shmtender.testing.MemoryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which layout a release of the Python client has: what it makes itself as an owner says so. Then
 * it follows the daemon in that layout, which has to be the one that docs/c-clients.md names.
 *
 * <p>It takes any number of virtual environments: {@code SHMTENDER_PYTHON_MORE} names further ones,
 * separated by colons.
 */
@Tag("process")
@Tag("once") // What clients and daemon do to each other is the same on every JDK.
final class PythonLayoutTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int NODES = 16;
  private static final int NAMESPACES = 8;

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  static List<Python> releases() throws IOException {
    List<Python> releases = new ArrayList<>(Python.releases());
    String more = System.getenv("SHMTENDER_PYTHON_MORE");
    if (more != null) {
      for (String name : more.split(":", -1)) {
        String release =
            Python.releaseIn(Path.of(name))
                .orElseThrow(() -> new AssertionError(name + " holds no release of aerospike"));
        releases.add(Python.in(Path.of(name), release, documentedLayout(release)));
      }
    }
    return releases;
  }

  @ParameterizedTest
  @MethodSource("releases")
  void releaseMakesAndFollowsTheLayoutThatTheReadmeNames(Python release) throws Exception {
    release.assumeInstalled();
    assertEquals(documentedLayout(release.release()), release.layout());
    try (Host host = new Host(release, directory)) {
      assertEquals(List.of(release.layout()), layoutsOfWhatItMakes(host));
      followsTheDaemon(host, release.layout());
    }
  }

  private static List<CClientLayout> layoutsOfWhatItMakes(Host host) {
    // Three replicas: where the third one is, tells layout 4.6 from 6.4.
    host.cluster().setReplicationFactor("test", 3);
    Follower owner = host.follower();
    List<CClientLayout> layouts = new ArrayList<>();
    Await.until(
        LIMIT,
        "a segment of a layout that is known",
        () -> {
          layouts.clear();
          try (AttachedSegment segment = AttachedSegment.of(host.key().key())) {
            Arrays.stream(CClientLayout.values())
                .filter(layout -> fits(segment, layout, host.cluster().snapshot()))
                .forEach(layouts::add);
          }
          return !layouts.isEmpty();
        });
    owner.closeClient();
    // The last one that has a segment attached removes it.
    Await.until(LIMIT, "no segment of " + host.key(), () -> !host.key().leadsSomewhere());
    host.cluster().setReplicationFactor("test", 2);
    return layouts;
  }

  private static boolean fits(
      AttachedSegment segment, CClientLayout layout, ClusterSnapshot cluster) {
    SegmentShape shape = SegmentShape.of(layout);
    int table = shape.slot(NODES);
    // Where layout 4.6 says whether the namespace is strongly consistent, the later ones have the
    // number of replicas.
    return segment.length() == table + NAMESPACES * 65576L
        && segment.i32(36) == table
        && segment.u8(table + 32) == (shape.replicas() == 2 ? 0 : 3)
        && namesOf(segment, shape)
            .equals(cluster.nodes().stream().map(node -> node.name()).sorted().toList())
        && allReplicasFit(segment, shape, cluster);
  }

  private static List<String> namesOf(AttachedSegment segment, SegmentShape shape) {
    List<String> names = new ArrayList<>();
    for (int slot = 0; slot < segment.i32(12); slot++) {
      if (shape.isActive(segment, slot)) {
        names.add(shape.name(segment, slot));
      }
    }
    return names.stream().sorted().toList();
  }

  private static boolean allReplicasFit(
      AttachedSegment segment, SegmentShape shape, ClusterSnapshot cluster) {
    for (int partition = 0; partition < 4096; partition++) {
      PartitionState state = cluster.partition("test", partition);
      List<String> wanted = new ArrayList<>(state.proles());
      wanted.add(0, state.master());
      for (int replica = 0; replica < shape.replicas(); replica++) {
        int number = segment.i32(shape.entry(segment, 0, partition) + 4 * replica);
        if (number < 1
            || number > segment.i32(12)
            || !shape.name(segment, number - 1).equals(wanted.get(replica))) {
          return false;
        }
      }
    }
    return true;
  }

  private void followsTheDaemon(Host host, CClientLayout layout) throws IOException {
    SimulatedCluster cluster = host.cluster();
    EveryPartition partitions = new EveryPartition(cluster, directory);
    CClientDaemon daemon = host.startDaemon("--tend-interval", "100ms");
    daemon.awaitOwns();
    Follower follower = host.follower();
    partitions.awaitRightIn(follower);
    follower.write("one");

    // While it has a client of its own.
    follower.startChildren("fork", 2);
    follower.startChildren("spawn", 1);
    if (layout == CClientLayout.V4_6) {
      // Who closes a client of this layout removes the key, and then the segment is another.
      daemon.awaitOwns();
    }
    assertTrue(daemon.owns(), "the daemon owns the segment");

    host.changeCluster();
    host.awaitRightSegment();
    partitions.awaitRightIn(follower);
    follower.write("another");
    follower.closeClient();
    daemon.awaitOwns();
  }

  /** Returns the layout that the page names for a release. */
  private static CClientLayout documentedLayout(String release) throws IOException {
    List<CClientLayout> layouts = new ArrayList<>();
    for (CClientLayout layout : CClientLayout.values()) {
      String range = pythonColumn(layout);
      String[] ends = range.split(" to ", -1);
      String first = ends[0].replace("up", "").strip();
      String last = ends[ends.length - 1];
      if ((first.isEmpty() || compare(first, release) <= 0) && compare(release, last) <= 0) {
        layouts.add(layout);
      }
    }
    assertEquals(
        1, layouts.size(), () -> "rows of " + release + " in docs/c-clients.md: " + layouts);
    return layouts.get(0);
  }

  private static String pythonColumn(CClientLayout layout) throws IOException {
    String row = "| `" + layout + "` |";
    return Files.readAllLines(Path.of("..", "docs", "c-clients.md")).stream()
        .filter(line -> line.startsWith(row))
        .map(line -> line.split("\\|", -1)[4].strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError("docs/c-clients.md has no row of layout " + layout));
  }

  private static int compare(String one, String other) {
    return Arrays.compare(numbers(one), numbers(other));
  }

  private static int[] numbers(String release) {
    return Stream.of(release.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
  }
}
