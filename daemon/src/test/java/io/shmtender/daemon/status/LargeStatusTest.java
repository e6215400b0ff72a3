package io.shmtender.daemon.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.http.Request;
import io.shmtender.daemon.http.Response;
import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.testing.LargeCluster;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.testing.MemoryDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the status page costs and says of a cluster as large as there are any. */
final class LargeStatusTest {
  private static final int PAGE_BYTES = 300_000;
  private static final int NODES = LargeCluster.NODES;
  private static final int NAMESPACES = LargeCluster.NAMESPACES;

  @TempDir(factory = MemoryDirectory.class)
  private Path directory;

  private StatusSnapshot status(ClusterMap map) throws Exception {
    return new StatusStates(directory).large(map, map);
  }

  private static Response response(StatusSnapshot status, String path, String... parameters)
      throws IOException {
    Map<String, List<String>> given =
        parameters.length == 0 ? Map.of() : Map.of(parameters[0], List.of(parameters[1]));
    return StatusRoutes.of(() -> status).get(path).get(new Request(path, given, Map.of()));
  }

  private static String page(StatusSnapshot status, String... parameters) throws IOException {
    return new String(response(status, "/", parameters).body(), UTF_8);
  }

  private static void assertFits(StatusSnapshot status) throws IOException {
    String node = status.observation().cluster().orElseThrow().nodes().get(0).name();
    String namespace = status.observation().cluster().orElseThrow().namespaces().get(0).name();
    for (String page :
        List.of(page(status), page(status, "node", node), page(status, "namespace", namespace))) {
      int bytes = page.getBytes(UTF_8).length;
      assertTrue(bytes <= PAGE_BYTES, bytes + " bytes");
    }
  }

  @Test
  void aPageHas300KilobytesAtMostHoweverLargeTheClusterIs() throws Exception {
    assertFits(status(LargeCluster.of(NODES, NAMESPACES, node -> node % 4 == 0)));
  }

  @Test
  void andHoweverManyNodesThereAreOfOneNamespace() throws Exception {
    assertFits(status(LargeCluster.of(2000, 1, node -> node % 4 == 0)));
  }

  @Test
  void andWhereEverythingIsShown() throws Exception {
    assertFits(status(LargeCluster.of(32, 4, node -> node % 4 == 0)));
  }

  @Test
  void andWhateverNamesAreMadeOf() throws Exception {
    assertFits(
        status(
            LargeCluster.of(
                NODES,
                NAMESPACES,
                node -> node % 4 == 0,
                node -> String.format("\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"&%03d", node),
                namespace ->
                    String.format("\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"&%02d", namespace),
                0)));
  }

  @Test
  void itSaysWhereToLook() throws Exception {
    StatusSnapshot status =
        status(LargeCluster.of(NODES, NAMESPACES, node -> node >= 200 && node < 220));
    String page = page(status);
    assertTrue(page.contains("256 nodes, of which 236 answer. Masters of a node: "), page);
    assertTrue(page.contains("data-node=\"" + LargeCluster.node(200)), page);
    assertTrue(page.contains("connection refused, and more"), page);
    assertTrue(page.contains("and 8 more nodes, marked below."), page);
    assertTrue(
        page.contains("Does not answer: </span>" + LargeCluster.node(219).substring(11)), page);
    assertTrue(page.contains("?namespace=namespace31"), page);
    assertFalse(page.contains(LargeCluster.node(3) + " has"), page);
  }

  @Test
  void itShowsANodeAndANamespaceInDetailWhenAsked() throws Exception {
    StatusSnapshot status = status(LargeCluster.of(NODES, NAMESPACES, node -> node == 5));
    String node = page(status, "node", LargeCluster.node(5));
    assertTrue(node.contains("<h3>Node " + LargeCluster.node(5) + "</h3>"), node);
    assertTrue(node.contains("10.0.0.5:3000, does not answer since "), node);
    String namespace = page(status, "namespace", "namespace7");
    assertTrue(namespace.contains("data-namespace=\"namespace7\""), namespace);
    assertTrue(page(status, "node", "<b>").contains("There is no node &lt;b&gt;"));
    assertTrue(page(status, "namespace", "x").contains("There is no namespace x "));
    String json =
        new String(
            response(status, "/api/partitions.json", "namespace", "namespace7").body(), UTF_8);
    assertTrue(json.contains("\"namespace7\""), json);
    assertFalse(json.contains("\"namespace8\""), json);
    String all = new String(response(status, "/api/status.json").body(), UTF_8);
    assertTrue(all.contains("\"failure\": \"connection refused, and more\""), all);
  }

  @Test
  void aPageIsMadeWithLittleMemory() throws Exception {
    StatusSnapshot status = status(LargeCluster.of(NODES, NAMESPACES, node -> node % 4 == 0));
    write(status);
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(id);
    write(status);
    long allocated = threads.getThreadAllocatedBytes(id) - before;
    assertTrue(allocated <= 4_000_000, allocated + " bytes, of which a part at a time is needed");
  }

  private static void write(StatusSnapshot status) throws IOException {
    response(status, "/").content().writeTo(OutputStream.nullOutputStream());
  }

  @Test
  void aViewIsCountedOnceForAsLongAsNothingElseIsPublished() throws Exception {
    SegmentSettings settings =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
    SegmentPublisher publisher =
        SegmentPublisher.open(settings, 1, Optional.of(LargeCluster.of(4, 2)), Set.of());
    publisher.heartbeat(1, true);
    SegmentObserver observer =
        new SegmentObserver(
            settings.directory(),
            settings.key(),
            () -> true,
            InstantSource.system(),
            new Timeline(System::nanoTime),
            new EventLog(InstantSource.system()));
    try (observer) {
      observer.look();
      observer.look();
      ClusterFacts facts = observer.latest().cluster().orElseThrow();
      publisher.heartbeat(1, true);
      observer.look();
      assertSame(facts, observer.latest().cluster().orElseThrow());
      publisher.publish(LargeCluster.of(5, 2), Set.of());
      observer.look();
      assertEquals(5, observer.latest().cluster().orElseThrow().nodes().size());
    }
  }
}
