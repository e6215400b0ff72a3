package io.shmtender.daemon.segment;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.testing.PlantedMap;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NoSegmentException;
import io.shmtender.reader.Node;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SegmentPublisherTest {
  @TempDir Path directory;
  private SegmentSettings settings;

  @BeforeEach
  void useTheDirectory() {
    settings = SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
  }

  private ShmReader attach() {
    return ShmReader.attach(ReaderOptions.defaults().withDirectory(directory));
  }

  private SegmentPublisher open(int fence, long number) throws Exception {
    return SegmentPublisher.open(settings, fence, Optional.of(PlantedMap.of(number)), Set.of());
  }

  private List<String> files() throws IOException {
    return new SegmentDirectory(directory).names().stream().sorted().toList();
  }

  @Test
  void readersSeeEveryMapAsItWasPublished() throws Exception {
    SegmentPublisher publisher = open(1, 1);
    try (ShmReader reader = attach()) {
      for (long number = 2; number < 500; number++) {
        assertTrue(publisher.publish(PlantedMap.of(number), Set.of()));
        assertEquals(PlantedMap.of(number), reader.view().map());
        assertEquals(number, reader.view().sequence());
        assertNull(PlantedMap.contradiction(reader.view()));
      }
    }
  }

  @Test
  void aMapThatChangedNothingIsNotPublished() throws Exception {
    SegmentPublisher publisher = open(1, 1);
    try (ShmReader reader = attach()) {
      var before = reader.view();
      assertFalse(publisher.publish(PlantedMap.of(1), Set.of()));
      publisher.heartbeat(1_000, true);
      assertSame(before, reader.view());
      assertEquals(1, reader.status().tends());
    }
  }

  @Test
  void aMapThatOutgrowsTheFileMovesReadersToALargerOne() throws Exception {
    settings =
        new SegmentSettings(
            settings.directory(),
            settings.key(),
            3,
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            SegmentSettings.DEFAULT_MODE,
            Optional.empty());
    SegmentPublisher publisher = open(1, 30);
    try (ShmReader reader = attach()) {
      assertEquals(3, reader.status().maxNodes());
      publisher.publish(PlantedMap.of(39), Set.of());
      assertEquals(PlantedMap.of(39), reader.view().map());
      assertEquals(12, reader.status().maxNodes());
      assertEquals(2, reader.status().maxNamespaces());
      assertEquals(2, reader.view().sequence());
      assertEquals(List.of("0xA7000000.1.2.segment"), files());
    }
  }

  @Test
  void theNextOwnerCarriesOnWhatWasPublished() throws Exception {
    SegmentPublisher first = open(1, 7);
    try (ShmReader reader = attach()) {
      first.close();
      assertEquals(SegmentStatus.State.CLOSED, reader.status().state());
      assertEquals(PlantedMap.of(7), reader.view().map());

      SegmentPublisher second = SegmentPublisher.open(settings, 1, Optional.empty(), Set.of());

      assertEquals(PlantedMap.of(7), reader.view().map());
      assertEquals(SegmentStatus.State.READY, reader.status().state());
      assertEquals(2, reader.status().epoch());
      assertEquals(2, second.published());
      assertEquals(1, reader.status().failedTends(), "before the first heartbeat");
      second.heartbeat(1_000, false);
      assertEquals(1, reader.status().failedTends());
    }
  }

  @Test
  void nothingThatAFormerOwnerWritesReachesReaders() throws Exception {
    SegmentPublisher former = open(1, 100);
    try (ShmReader reader = attach()) {
      SegmentPublisher present = open(2, 200);
      assertTrue(former.superseded());
      assertEquals(200, PlantedMap.number(reader.view()));

      // A publish in place, and a growth: what a stopped owner may be about to do when it wakes.
      former.publish(PlantedMap.of(101), Set.of());
      former.publish(wideMap(40), Set.of());

      assertEquals(200, PlantedMap.number(reader.view()));
      assertEquals(200, PlantedMap.number(attach().view()));
      present.publish(PlantedMap.of(201), Set.of());
      assertEquals(201, PlantedMap.number(reader.view()));
      assertFalse(present.superseded());
    }
  }

  private static ClusterMap wideMap(int nodes) {
    Node node = PlantedMap.of(1).nodes().get(0);
    return new ClusterMap(
        "planted",
        IntStream.range(0, nodes)
            .mapToObj(i -> new Node("W" + i, node.address(), 3000, "", "8.1", 0, 0, true))
            .toList(),
        List.of());
  }

  @Test
  void anotherClustersSegmentIsLeftAlone() throws Exception {
    SegmentPublisher former = open(1, 7);
    former.close();
    Path file = directory.resolve("0xA7000000.1.1.segment");
    byte[] before = Files.readAllBytes(file);
    ClusterMap other = named("other", nodes(3, 4000));

    OtherClusterException refused =
        assertThrows(
            OtherClusterException.class,
            () -> SegmentPublisher.open(settings, 1, Optional.of(other), Set.of()));

    assertTrue(refused.getMessage().contains("cluster 'planted'"), refused.getMessage());
    assertTrue(refused.getMessage().contains("cluster 'other'"), refused.getMessage());
    assertArrayEquals(before, Files.readAllBytes(file));
    assertEquals(List.of("0xA7000000.1.1.segment"), files());
  }

  @Test
  void aRenamedClusterIsKnownByMostOfItsServers() throws Exception {
    SegmentPublisher former =
        SegmentPublisher.open(settings, 1, Optional.of(named("before", nodes(4, 3000))), Set.of());
    former.close();

    List<Node> half = nodes(2, 3000);
    half.addAll(nodes(4, 4000).subList(2, 4));
    assertThrows(
        OtherClusterException.class,
        () -> SegmentPublisher.open(settings, 1, Optional.of(named("after", half)), Set.of()));

    SegmentPublisher publisher =
        SegmentPublisher.open(settings, 1, Optional.of(named("after", nodes(3, 3000))), Set.of());
    publisher.publish(named("later", nodes(3, 3000)), Set.of());
    // All of its servers were replaced in the tend in which it was renamed.
    publisher.publish(named("last", nodes(3, 4000)), Set.of("later"));
    try (ShmReader reader = attach()) {
      assertEquals("last", reader.view().clusterName());
    }
  }

  private static ClusterMap named(String name, List<Node> nodes) {
    return new ClusterMap(name, nodes, List.of());
  }

  // With names as somebody chose them, who chose the same ones for other clusters.
  private static List<Node> nodes(int count, int firstPort) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      nodes.add(new Node("A" + i, "127.0.0.1", firstPort + i, "", "8.1", 0, 0, true));
    }
    return nodes;
  }

  @Test
  void clustersWithoutNamesAreToldApartByTheirNodes() throws Exception {
    SegmentPublisher publisher =
        SegmentPublisher.open(settings, 1, Optional.of(nameless(List.of("A", "B"))), Set.of());
    publisher.publish(nameless(List.of("B", "C")), Set.of());
    publisher.publish(nameless(List.of("C", "D")), Set.of());
    assertThrows(
        OtherClusterException.class,
        () -> publisher.publish(nameless(List.of("E", "F")), Set.of()));
    try (ShmReader reader = attach()) {
      assertEquals("C", reader.view().nodes().get(0).name());
    }
  }

  private static ClusterMap nameless(List<String> nodes) {
    return new ClusterMap(
        "",
        nodes.stream().map(name -> new Node(name, "::1", 3000, "", "8.1.0.0", 0, 0, true)).toList(),
        List.of());
  }

  @Test
  void aFileOfRandomBytesIsNotWrittenOver() throws Exception {
    Path file = directory.resolve("0xA7000000.1.1.segment");
    Files.write(file, new byte[5000]);
    SegmentException refused = assertThrows(SegmentException.class, () -> open(1, 1));
    assertTrue(refused.getMessage().contains("is not a segment"), refused.getMessage());
    assertArrayEquals(new byte[5000], Files.readAllBytes(file));
  }

  @Test
  void aSegmentOfAnotherLayoutVersionIsSuperseded() throws Exception {
    open(1, 1).close();
    Path file = directory.resolve("0xA7000000.1.1.segment");
    byte[] bytes = Files.readAllBytes(file);
    bytes[8] = 9;
    Files.write(file, bytes);
    open(1, 2);
    assertEquals(List.of("0xA7000000.1.2.segment"), files());
    try (ShmReader reader = attach()) {
      assertEquals(2, PlantedMap.number(reader.view()));
    }
  }

  @Test
  void aSegmentThatSomebodyRemovedIsPublishedAgain() throws Exception {
    SegmentPublisher publisher = open(1, 1);
    try (ShmReader reader = attach()) {
      Files.delete(directory.resolve("0xA7000000.1.1.segment"));
      publisher.heartbeat(1_000, false);
      publisher.heartbeat(1_000, false);
      assertEquals(2, reader.status().failedTends());
      publisher.publish(PlantedMap.of(2), Set.of());
      assertEquals(2, PlantedMap.number(reader.view()));
      assertEquals(2, PlantedMap.number(attach().view()));
    }
  }

  @Test
  void modeIsAsConfiguredWhateverTheUmask() throws Exception {
    settings =
        new SegmentSettings(
            settings.directory(),
            settings.key(),
            16,
            8,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            PosixFilePermissions.fromString("rw-rw----"),
            Optional.of("nogroup"));
    open(1, 1);
    Path file = directory.resolve("0xA7000000.1.1.segment");
    assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void aDirectoryThatIsNoneIsOneClearMessage() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    settings = SegmentSettings.defaults(new SegmentDirectory(file), SegmentKey.DEFAULT);
    SegmentException refused = assertThrows(SegmentException.class, () -> open(1, 1));
    assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void anInitialisingSegmentSaysThatATenderIsAtWork(int fence) throws Exception {
    SegmentPublisher publisher = SegmentPublisher.open(settings, fence, Optional.empty(), Set.of());
    assertEquals(SegmentStatus.State.INITIALISING, publisher.status().state());
    assertTrue(publisher.status().tended());
    var refused = assertThrows(NoSegmentException.class, this::attach);
    assertTrue(refused.getMessage().contains("has not reached its cluster"), refused.getMessage());
    publisher.publish(PlantedMap.of(1), Set.of());
    try (ShmReader reader = attach()) {
      assertEquals(1, PlantedMap.number(reader.view()));
    }
  }
}
