package io.shmtender.reader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.reader.layout.SegmentLayout;
import io.shmtender.testing.Await;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader makes of a file that pins the layout, with no daemon at hand. */
final class GoldenSegmentTest {
  private static final Node FIRST =
      new Node("BB9010011AC4202", "10.1.2.3", 3000, "", "8.1.2.0", 31, 11, true);
  private static final Node SILENT =
      new Node("BB9020011AC4202", "10.1.2.4", 3001, "", "7.0.0.2", 15, 12, false);
  private static final Node SECURE =
      new Node("BB9030011AC4202", "fd00::17", 4333, "db.example", "8.1.2.0", 31, 13, true);
  private static final List<Node> NODES = List.of(FIRST, SILENT, SECURE);

  @TempDir Path directory;
  private GoldenSegment golden;

  @BeforeEach
  void writeIt() throws IOException {
    golden = new GoldenSegment(directory);
  }

  private static byte[] digest(int partition) {
    byte[] digest = new byte[Key.DIGEST_SIZE];
    digest[0] = (byte) partition;
    digest[1] = (byte) (partition >> 8);
    return digest;
  }

  @Test
  void theLayoutHasTheVersionThatTheFilePins() {
    assertEquals(
        GoldenSegment.VERSION,
        SegmentLayout.LAYOUT_VERSION,
        "a new version of the layout needs a new file: golden-segment.py says how it is made");
  }

  @Test
  void everythingInTheFileIsRead() {
    try (ShmReader reader = ShmReader.attach(golden.options())) {
      ClusterView view = reader.view();
      assertEquals(GoldenSegment.SEQUENCE, view.sequence());
      assertEquals("golden", view.clusterName());
      assertEquals(Instant.ofEpochMilli(1_700_000_001_750L), view.publishedAt());
      assertEquals(NODES, view.nodes());
      assertTrue(view.namespace("sc").strongConsistency());
      assertEquals(3, view.namespace("sc").replicaCount());
      assertEquals(2, view.namespace("test").replicaCount());
      for (int partition = 0; partition < SegmentLayout.PARTITIONS; partition++) {
        assertEquals(1000 + partition % 7, view.namespace("sc").regime(partition));
        assertEquals(0, view.namespace("test").regime(partition));
      }
      for (int node = 0; node < NODES.size(); node++) {
        assertEquals(1 + node, view.namespace("test").rackId(node));
        assertEquals(node == 2 ? 9 : 0, view.namespace("sc").rackId(node));
      }
      assertEquals(1, view.namespace("test").partitionsWithoutMaster());
      assertEquals(0, view.namespace("sc").partitionsWithoutMaster());
    }
  }

  @Test
  void everyPartitionIsRoutedByEveryWay() {
    try (ShmReader reader = ShmReader.attach(golden.options())) {
      NamespaceRouter test = reader.namespace("test");
      NamespaceRouter sc = reader.namespace("sc");
      for (int partition = 0; partition < SegmentLayout.PARTITIONS - 1; partition++) {
        byte[] digest = digest(partition);
        Node master = NODES.get(partition % 3);
        assertEquals(master, reader.route("test", digest));
        assertEquals(master, test.route(digest));
        assertEquals(NODES.get((partition + 1) % 3), sc.route(digest));
      }
      byte[] last = digest(SegmentLayout.PARTITIONS - 1);
      assertThrows(PartitionUnavailableException.class, () -> reader.route("test", last));
      assertThrows(PartitionUnavailableException.class, () -> test.route(last));
      assertThrows(UnknownNamespaceException.class, () -> reader.route("prod", last));
    }
  }

  @Test
  void replicasComeInTheirOrder() {
    try (ShmReader reader = ShmReader.attach(golden.options())) {
      for (int record = 0; record < 1000; record++) {
        Key key = Key.of("sc", "set", record);
        int first = (key.partitionId() + 1) % 3;
        assertEquals(
            List.of(NODES.get(first), NODES.get((first + 1) % 3), NODES.get((first + 2) % 3)),
            reader.replicas(key));
      }
    }
  }

  @Test
  void theStatusIsReadFromTheHeaderAlone() throws IOException {
    SegmentStatus status = SegmentStatus.read(golden.path());
    assertEquals(0xA7000000, status.key());
    assertEquals(GoldenSegment.VERSION, status.layoutVersion());
    assertEquals(GoldenSegment.bytes().length, status.bytes());
    assertEquals(4, status.maxNodes());
    assertEquals(2, status.maxNamespaces());
    assertEquals(3, status.maxReplicas());
    assertEquals(SegmentStatus.State.READY, status.state());
    assertEquals(GoldenSegment.SEQUENCE, status.sequence());
    assertEquals(7, status.epoch());
    assertEquals(4711, status.ownerPid());
    assertEquals(Instant.ofEpochMilli(1_700_000_000_000L), status.ownerStart());
    assertEquals(Instant.ofEpochMilli(1_700_000_001_000L), status.created());
    assertEquals(Instant.ofEpochMilli(1_700_000_002_000L), status.heartbeatAt());
    assertEquals(42, status.tends());
    assertEquals(0, status.failedTends());
    assertEquals(Duration.ofNanos(1_500_000), status.lastTend());
    assertEquals(Duration.ofSeconds(1), status.tendInterval());
    assertEquals(Duration.ofSeconds(15), status.takeoverThreshold());
  }

  @Test
  void aLookAtASegmentMapsNothing() throws IOException {
    try (ShmReader reader = ShmReader.attach(golden.options())) {
      // A JVM that has mapped one maps the next at once.
      Await.until("a mapping", () -> reader.view() != null && isMapped());
    }
    Path other = directory.resolve("0xA7000001.1.1.segment");
    Files.write(other, GoldenSegment.bytes());
    for (int i = 0; i < 10; i++) {
      assertEquals(GoldenSegment.SEQUENCE, SegmentStatus.read(other).sequence());
      assertEquals(GoldenSegment.SEQUENCE, ClusterView.read(other).sequence());
    }
    assertEquals(0, mappings(other), "of a file that was only looked at");
  }

  // Of earlier tests in this JVM there may be as many left as may wait for a collection.
  private boolean isMapped() {
    if (mappings(golden.path()) == 0) {
      System.gc();
    }
    return mappings(golden.path()) > 0;
  }

  private static long mappings(Path path) {
    try {
      return Files.readAllLines(Path.of("/proc/self/maps")).stream()
          .filter(line -> line.contains(path.toString()))
          .count();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aReaderFollowsWhatIsPublishedNext() throws IOException {
    try (ShmReader reader = ShmReader.attach(golden.options())) {
      NamespaceRouter router = reader.namespace("test");
      ClusterView before = reader.view();
      assertSame(before, reader.view(), "nothing was published");
      golden.publishAgain();
      ClusterView after = reader.view();
      assertNotSame(before, after);
      assertEquals(GoldenSegment.SEQUENCE + 1, after.sequence());
      assertEquals(NODES.get(17 % 3), router.route(digest(17)));
      assertEquals(GoldenSegment.SEQUENCE, before.sequence(), "what was handed out stays");
    }
  }

  @Test
  void anOwnerThatStoppedLeavesAStateThatIsRead() throws IOException {
    golden.writeWord(GoldenSegment.SEQUENCE | SegmentLayout.CLOSED);
    assertEquals(SegmentStatus.State.CLOSED, SegmentStatus.read(golden.path()).state());
    try (ShmReader reader = ShmReader.attach(golden.options())) {
      assertEquals(NODES.get(17 % 3), reader.route("test", digest(17)));
    }
  }

  @Test
  void whereNothingIsPublishedThereIsNothingToAttachTo() throws IOException {
    golden.writeWord(0);
    assertEquals(SegmentStatus.State.INITIALISING, SegmentStatus.read(golden.path()).state());
    assertThrows(NoSegmentException.class, () -> ShmReader.attach(golden.options()));
    assertThrows(NoSegmentException.class, () -> ClusterView.read(golden.path()));
  }

  @Test
  void damageToTheCurrentBodyIsFoundAndThatToTheOtherOneDoesNotMatter() throws IOException {
    golden.damage(SegmentLayout.HEADER_LENGTH + SegmentLayout.BODY_CLUSTER_NAME_OFFSET);
    try (ShmReader reader = ShmReader.attach(golden.options())) {
      assertEquals("golden", reader.view().clusterName());
    }
    int bodyLength =
        ByteBuffer.wrap(GoldenSegment.bytes())
            .order(ByteOrder.LITTLE_ENDIAN)
            .getInt(SegmentLayout.BODY_LENGTH_OFFSET);
    golden.damage(
        SegmentLayout.HEADER_LENGTH + bodyLength + SegmentLayout.BODY_CLUSTER_NAME_OFFSET);
    assertThrows(CorruptSegmentException.class, () -> ShmReader.attach(golden.options()));
  }
}
