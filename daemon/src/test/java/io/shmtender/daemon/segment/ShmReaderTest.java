package io.shmtender.daemon.segment;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.testing.PlantedMap;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.CorruptSegmentException;
import io.shmtender.reader.LayoutVersionException;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.NamespaceRouter;
import io.shmtender.reader.NoSegmentException;
import io.shmtender.reader.PartitionUnavailableException;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.reader.StaleSegmentException;
import io.shmtender.reader.UnknownNamespaceException;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.reader.layout.SegmentLayout;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader sees and says when all is well and when it is not. */
final class ShmReaderTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;
  private SegmentSettings settings;
  private ReaderOptions options;

  @BeforeEach
  void useTheDirectory() {
    settings = SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
    options = ReaderOptions.defaults().withDirectory(directory);
  }

  private SegmentPublisher open(int fence, long number) throws Exception {
    return SegmentPublisher.open(settings, fence, Optional.of(PlantedMap.of(number)), Set.of());
  }

  private Path file(String name) {
    return directory.resolve("0xA7000000." + name + ".segment");
  }

  private static void assertSays(Exception exception, String... parts) {
    for (String part : parts) {
      assertTrue(exception.getMessage().contains(part), exception.getMessage());
    }
  }

  @Test
  void withoutATenderItSaysWhatToDo() {
    assertSays(
        assertThrows(NoSegmentException.class, () -> ShmReader.attach(options)),
        "0xA7000000",
        directory.toString(),
        "is aerospike-shm-tender running");
  }

  @Test
  void attachWaitsForATenderToPublish() throws Exception {
    CompletableFuture<ShmReader> attaching =
        CompletableFuture.supplyAsync(() -> ShmReader.attach(options.withWaitLimit(LIMIT)));
    SegmentPublisher publisher = SegmentPublisher.open(settings, 1, Optional.empty(), Set.of());
    publisher.publish(PlantedMap.of(5), Set.of());
    try (ShmReader reader = attaching.get()) {
      assertEquals(5, PlantedMap.number(reader.view()));
    }
  }

  @Test
  void aClosedReaderSaysSoAndItsRoutersToo() throws Exception {
    open(1, 1);
    ShmReader reader = ShmReader.attach(options);
    NamespaceRouter router = reader.namespace("ns0");
    assertNotNull(router.route(new byte[20]));
    reader.close();
    for (int i = 0; i < 2; i++) {
      assertThrows(IllegalStateException.class, reader::view);
      assertThrows(IllegalStateException.class, reader::status);
      assertThrows(IllegalStateException.class, () -> router.route(new byte[20]));
    }
  }

  @Test
  @Tag("slow")
  void aStaleLimitIsKeptAndASuccessorEndsTheComplaint() throws Exception {
    SegmentPublisher first = open(1, 1);
    try (ShmReader reader = ShmReader.attach(options.withStaleLimit(Duration.ofMillis(1500)))) {
      NamespaceRouter router = reader.namespace("ns0");
      Await.until(LIMIT, "a stale segment", () -> isStale(reader));
      assertSays(
          assertThrows(StaleSegmentException.class, () -> router.route(new byte[20])),
          "the limit is 1.5 s",
          "is aerospike-shm-tender running");
      // Again if this thread did not run for so long that it is too old once more.
      boolean stale = true;
      for (int i = 0; i < 20 && stale; i++) {
        first.heartbeat(1, true);
        stale = isStale(router);
      }
      assertFalse(stale);
      Await.until(LIMIT, "a stale segment", () -> isStale(reader));
      open(2, 2);
      assertEquals(2, PlantedMap.number(reader.view()));
    }
  }

  /** Takes many views with a stale limit that no heartbeat of this host's reaches. */
  static final class ManyViews {
    private static final Duration LIMIT = Duration.ofHours(1);

    private ManyViews() {}

    public static void main(String[] args) {
      ReaderOptions options = ReaderOptions.defaults().withDirectory(Path.of(args[0]));
      try (ShmReader reader = ShmReader.attach(options.withStaleLimit(LIMIT))) {
        for (int i = 0; i < 20_000; i++) {
          reader.view();
          if (i % 100 == 0 && reader.status().heartbeatAge().compareTo(LIMIT) > 0) {
            throw new IllegalStateException("a heartbeat of " + reader.status().heartbeatAge());
          }
        }
      }
    }
  }

  @Test
  @Tag("process")
  void aHeartbeatThatComesWhileItsAgeIsTakenIsNotOld() throws Exception {
    SegmentPublisher publisher = open(1, 1);
    // Interpreted, there is room for many heartbeats between two steps of a view.
    try (ChildJvm views = ChildJvm.start(List.of("-Xint"), ManyViews.class, directory.toString())) {
      while (views.process().isAlive()) {
        publisher.heartbeat(1, true);
      }
      assertEquals(0, views.process().exitValue(), () -> views.lines().toString());
    }
  }

  private static boolean isStale(NamespaceRouter router) {
    try {
      return router.route(new byte[20]) == null;
    } catch (StaleSegmentException e) {
      return true;
    }
  }

  private static boolean isStale(ShmReader reader) {
    try {
      reader.view();
      return false;
    } catch (StaleSegmentException e) {
      return true;
    }
  }

  @Test
  void withoutAStaleLimitTheLastStateStaysInUse() throws Exception {
    SegmentPublisher publisher = open(1, 3);
    try (ShmReader reader = ShmReader.attach(options)) {
      publisher.close();
      for (String name : new SegmentDirectory(directory).names()) {
        Files.delete(directory.resolve(name));
      }
      assertEquals(3, PlantedMap.number(reader.view()));
      assertEquals(3, PlantedMap.number(reader.freshView()));
      assertEquals(SegmentStatus.State.CLOSED, reader.status().state());
    }
  }

  @Test
  void aReaderOfASupersededSegmentFindsTheSuccessorWhenItComes() throws Exception {
    open(1, 3).close();
    SequenceFlags.supersede(file("1.1"));
    try (ShmReader reader = ShmReader.attach(options)) {
      assertEquals(3, PlantedMap.number(reader.view()));
      open(1, 4);
      Await.until(LIMIT, "the successor", () -> PlantedMap.number(reader.view()) == 4);
    }
  }

  @Test
  @Tag("slow")
  void aDirectoryThatWasEmptiedByHandIsFoundOutAfterAFailure() throws Exception {
    open(1, 3).close();
    try (ShmReader reader = ShmReader.attach(options)) {
      Files.delete(file("1.1"));
      // The new owner cannot tell the old file's readers: it has no name any more.
      settings =
          new SegmentSettings(
              settings.directory(),
              settings.key(),
              16,
              8,
              Duration.ofMillis(1),
              Duration.ofSeconds(30),
              SegmentSettings.DEFAULT_MODE,
              Optional.empty());
      open(1, 4);
      assertEquals(3, PlantedMap.number(reader.view()));
      // Two intervals of 1 s without a heartbeat.
      Await.until(LIMIT, "the new file", () -> PlantedMap.number(reader.freshView()) == 4);
    }
  }

  @Test
  void anUnknownNamespaceIsNamedTogetherWithTheKnownOnes() throws Exception {
    open(1, 1);
    try (ShmReader reader = ShmReader.attach(options)) {
      assertSays(
          assertThrows(UnknownNamespaceException.class, () -> reader.route("prod", new byte[20])),
          "'prod'",
          "[ns0, ns1]");
    }
  }

  @Test
  void aPartitionWithoutMasterIsNamed() throws Exception {
    short[][] nobody = new short[1][NamespaceMap.PARTITIONS];
    Arrays.fill(nobody[0], (short) NamespaceMap.NONE);
    NamespaceMap namespace =
        new NamespaceMap("ns", false, nobody, new int[NamespaceMap.PARTITIONS], new int[3]);
    ClusterMap map =
        new ClusterMap("planted", PlantedMap.of(5).nodes().subList(0, 3), List.of(namespace));
    SegmentPublisher.open(settings, 1, Optional.of(map), Set.of());
    try (ShmReader reader = ShmReader.attach(options)) {
      assertSays(
          assertThrows(
              PartitionUnavailableException.class,
              () -> reader.route("ns", new byte[] {(byte) 0xFF, 0x1F})),
          "partition 4095",
          "'ns'");
      assertNull(reader.view().master("ns", 7));
    }
  }

  @Test
  void anotherLayoutVersionIsNamed() throws Exception {
    open(1, 1);
    byte[] bytes = Files.readAllBytes(file("1.1"));
    bytes[SegmentLayout.LAYOUT_VERSION_OFFSET] = 9;
    Files.write(file("1.1"), bytes);
    assertSays(
        assertThrows(LayoutVersionException.class, () -> ShmReader.attach(options)),
        "layout version 9",
        "knows version 1");
  }

  @Test
  void aFileCutShortAnywhereIsSaidToBeDamaged() throws Exception {
    open(1, 1);
    byte[] whole = Files.readAllBytes(file("1.1"));
    Files.delete(file("1.1"));
    for (int length : new int[] {0, 1, 8, 255, 511, 512, 513, 4096, whole.length - 1}) {
      Files.write(file("1.1"), Arrays.copyOf(whole, length));
      assertSays(
          assertThrows(CorruptSegmentException.class, () -> ShmReader.attach(options)),
          file("1.1").toString());
    }
  }

  @Test
  void randomBytesAndFlippedBitsAreExceptionsAndNothingElse() throws Exception {
    open(1, 2);
    byte[] whole = Files.readAllBytes(file("1.1"));
    Files.delete(file("1.1"));
    long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
    Random random = new Random(seed);
    int body = SegmentLayout.HEADER_LENGTH + (whole.length - SegmentLayout.HEADER_LENGTH) / 2;
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] bytes = whole.clone();
      if (i % 10 == 0) {
        random.nextBytes(bytes);
      } else {
        // In the constants, or in the part of the current body that is in use.
        int at = i % 2 == 0 ? random.nextInt(248) : body + random.nextInt(20_000);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
      }
      // A new file each time: readers may still have the old one mapped.
      Files.deleteIfExists(file("1.1"));
      Files.write(file("1.1"), bytes);
      try (ShmReader reader = ShmReader.attach(options)) {
        assertNull(PlantedMap.contradiction(reader.view()), "seed " + seed);
      } catch (ShmReaderException e) {
        refused++;
      }
    }
    assertTrue(refused >= 250, "only " + refused + " were refused; seed " + seed);
  }

  @Test
  void manyThreadsSeeWholeStatesOnly() throws Exception {
    SegmentPublisher publisher = open(1, 1);
    try (ShmReader reader = ShmReader.attach(options)) {
      List<CompletableFuture<String>> readers =
          IntStream.range(0, 4)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> readUntil(reader, 2000)))
              .toList();
      for (long number = 2; number <= 2000; number++) {
        publisher.publish(PlantedMap.of(number), Set.of());
      }
      for (CompletableFuture<String> found : readers) {
        assertNull(found.get());
      }
    }
  }

  private static String readUntil(ShmReader reader, long last) {
    ClusterView view;
    do {
      view = reader.view();
      String contradiction = PlantedMap.contradiction(view);
      if (contradiction != null) {
        return contradiction;
      }
    } while (PlantedMap.number(view) < last);
    return null;
  }
}
