package io.shmtender.reader;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.testing.PlantedMap;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentFile;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import io.shmtender.testing.MemoryDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many segments a process has mapped, deleted ones above all, by the kernel's own list. */
@Tag("process")
final class MappingsTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  // The present segment's, and those that wait for the collector.
  private static final int HANDFUL = 4;
  private static final int REPLACED = 1000;
  private static final boolean UNMAPS = Runtime.version().feature() >= 22;
  // Enough for all of it: what is promised should not depend on a collection that comes in time.
  private static final List<String> WITHOUT_COLLECTIONS =
      List.of("-XX:+UseSerialGC", "-Xmx1200m", "-Xmn1g", "-XX:TieredStopAtLevel=1");

  @TempDir(factory = MemoryDirectory.class)
  private Path directory;

  private SegmentSettings settings(SegmentKey key) {
    // An interval so short that whoever does not tend is silent.
    return new SegmentSettings(
        new SegmentDirectory(directory),
        key,
        8,
        1,
        Duration.ofMillis(10),
        Duration.ofSeconds(30),
        SegmentSettings.DEFAULT_MODE,
        Optional.empty());
  }

  // One namespace with one replica.
  private static long small(int i) {
    return 6L * i;
  }

  private SegmentPublisher replace(int fence) throws Exception {
    return SegmentPublisher.open(
        settings(SegmentKey.DEFAULT), fence, Optional.of(PlantedMap.of(small(fence))), Set.of());
  }

  @Test
  void aThousandReplacedSegmentsLeaveAHandfulOfMappings() throws Exception {
    SegmentPublisher publisher = replace(1);
    try (ChildJvm reader =
        ChildJvm.start(WITHOUT_COLLECTIONS, Looking.class, directory.toString())) {
      look(reader, small(1));
      for (int fence = 2; fence <= REPLACED; fence++) {
        SegmentPublisher successor = replace(fence);
        publisher.abandon();
        publisher = successor;
        long number = small(fence);
        Mapped present = look(reader, number);
        assertTrue(present.all() <= HANDFUL, present::toString);
        if (UNMAPS) {
          // The thread that maps the first one may only just find that it is replaced.
          Await.until(
              LIMIT,
              () -> "no replaced segment mapped: " + reader.lines(),
              () -> look(reader, number).deleted() == 0);
        }
      }

      reader.send("collect");

      long number = small(REPLACED);
      Await.until(
          LIMIT,
          () -> "the present segment mapped and nothing else: " + reader.lines(),
          () -> look(reader, number).equals(new Mapped(number, 1, 0)));
      // The writer has them mapped, too.
      assertTrue(mapped(directory).size() <= HANDFUL, () -> mapped(directory).toString());
    } finally {
      publisher.close();
    }
  }

  @Test
  void readersThatComeAndGoLeaveAHandfulOfMappings() throws Exception {
    SegmentPublisher publisher = replace(1);
    try (ChildJvm reader =
        ChildJvm.start(WITHOUT_COLLECTIONS, Looking.class, directory.toString())) {
      reader.send("return");
      reader.awaitLine(LIMIT, line -> line.startsWith("did return: "));
      assertTrue(look(reader, small(1)).all() <= HANDFUL, reader.lines()::toString);
    } finally {
      publisher.close();
    }
  }

  @Test
  void whatIsLookedAtOnceOrInVainIsNotMapped() throws Exception {
    SegmentKey empty = new SegmentKey(SegmentKey.DEFAULT.value() + 1);
    SegmentPublisher publisher = replace(1);
    SegmentPublisher initialising =
        SegmentPublisher.open(settings(empty), 1, Optional.empty(), Set.of());
    try (ChildJvm reader =
        ChildJvm.start(
            WITHOUT_COLLECTIONS,
            Looking.class,
            directory.toString(),
            Integer.toString(empty.value()))) {
      Await.until(LIMIT, "a mapping", () -> look(reader, small(1)).all() == 1);
      for (String what : List.of("status", "fresh", "wait")) {
        reader.send(what);
        reader.awaitLine(LIMIT, line -> line.startsWith("did " + what + ": "));
        assertEquals(new Mapped(small(1), 1, 0), look(reader, small(1)), what);
      }
    } finally {
      initialising.close();
      publisher.close();
    }
  }

  @Test
  void readersThatNobodyClosedLeaveNoMappingsAfterACollection() throws Exception {
    SegmentPublisher publisher = replace(1);
    try (ChildJvm reader =
        ChildJvm.start(WITHOUT_COLLECTIONS, Looking.class, directory.toString())) {
      reader.send("abandon");
      reader.awaitLine(LIMIT, line -> line.startsWith("did abandon: "));
      Await.until(
          LIMIT,
          () -> "that the collector finds them: " + reader.lines(),
          () -> {
            reader.send("collect");
            reader.send("attach");
            return look(reader, small(1)).all() <= 2;
          });
    } finally {
      publisher.close();
    }
  }

  @Test
  void threadsThatLookWhileSegmentsAreReplacedNeverFail() throws Exception {
    SegmentPublisher publisher = replace(1);
    int last = 300;
    ReaderOptions options = ReaderOptions.defaults().withDirectory(directory);
    try (ShmReader reader = ShmReader.attach(options)) {
      AtomicLong seen = new AtomicLong();
      List<CompletableFuture<String>> threads =
          IntStream.range(0, 4)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> look(reader, last, seen, i == 0)))
              .toList();
      for (int fence = 2; fence <= last; fence++) {
        SegmentPublisher successor = replace(fence);
        publisher.abandon();
        publisher = successor;
        long number = small(fence);
        // Not before it was looked at: mapped, or about to be.
        Await.until(LIMIT, "a look at " + number, () -> seen.get() >= number || isDone(threads));
      }
      for (CompletableFuture<String> thread : threads) {
        assertNull(thread.get());
      }
    } finally {
      publisher.close();
    }
  }

  @Test
  void aThreadThatIsInterruptedAttachesAndLooksAllTheSame() throws Exception {
    SegmentPublisher publisher = replace(1);
    ReaderOptions options = ReaderOptions.defaults().withDirectory(directory);
    try (ShmReader mapped = ShmReader.attach(options)) {
      // By now the next mapping takes no thread of its own.
      Await.until(LIMIT, "a mapping", () -> isMapped(mapped));
      Thread.currentThread().interrupt();
      try (ShmReader reader = ShmReader.attach(options)) {
        assertEquals(small(1), PlantedMap.number(reader.view()));
        publisher.publish(PlantedMap.of(small(2)), Set.of());
        assertEquals(small(2), PlantedMap.number(reader.view()));
        // As when the interrupt comes in the middle of the mapping, which closes the file.
        reader.current().segment.close();
        publisher.publish(PlantedMap.of(small(3)), Set.of());
        Await.until(LIMIT, "the next map", () -> PlantedMap.number(reader.view()) == small(3));
      } finally {
        assertTrue(Thread.interrupted(), "the interrupt is the application's");
      }
    } finally {
      publisher.close();
    }
  }

  // Of earlier tests in this JVM there may be as many left as may wait for a collection.
  private static boolean isMapped(ShmReader reader) {
    if (!reader.current().segment.isMapped()) {
      System.gc();
    }
    return reader.current().segment.isMapped();
  }

  private static boolean isDone(List<CompletableFuture<String>> threads) {
    return threads.stream().anyMatch(CompletableFuture::isDone);
  }

  // Returns what is wrong.
  private static String look(ShmReader reader, int last, AtomicLong seen, boolean asks) {
    long number = 0;
    while (number < small(last)) {
      ClusterView view = reader.view();
      long now = PlantedMap.number(view);
      String contradiction =
          PlantedMap.contradiction(view, now, view.namespace("ns0"), (int) (now % 4096));
      if (contradiction != null || now < number) {
        return contradiction + ", " + number + " to " + now;
      }
      if (asks) {
        reader.isTended();
        reader.status();
      }
      number = now;
      seen.accumulateAndGet(now, Math::max);
    }
    return null;
  }

  /** What a process that looks at a map has mapped. */
  private record Mapped(long number, int all, int deleted) {
    static Mapped parse(String line) {
      String[] words = line.split(" ", -1);
      return new Mapped(
          Long.parseLong(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
    }
  }

  private static Mapped look(ChildJvm reader, long number) {
    int before = answers(reader).size();
    reader.send("look " + number);
    Await.until(
        LIMIT,
        () -> "a look at " + number + ": " + reader.lines(),
        () -> answers(reader).size() > before);
    return Mapped.parse(answers(reader).get(before));
  }

  private static List<String> mapped(Path directory) {
    try {
      List<String> mapped = new ArrayList<>(Files.readAllLines(Path.of("/proc/self/maps")));
      mapped.removeIf(line -> !line.contains(directory.toString()));
      return mapped;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> answers(ChildJvm reader) {
    return reader.lines().stream().filter(line -> line.startsWith("saw ")).toList();
  }

  /** Looks at a segment as it is told to. */
  static final class Looking {
    private static final int TIMES = 40;
    private final ReaderOptions options;
    private final Path directory;
    private final int emptyKey;

    private Looking(Path directory, int emptyKey) {
      this.options = ReaderOptions.defaults().withDirectory(directory);
      this.directory = directory;
      this.emptyKey = emptyKey;
    }

    /** Takes the directory, and perhaps a key that nothing was published for. */
    public static void main(String[] arguments) throws IOException {
      int emptyKey = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
      Looking looking = new Looking(Path.of(arguments[0]), emptyKey);
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      try (ShmReader reader = ShmReader.attach(looking.options)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          looking.obey(reader, line);
        }
      }
    }

    private void obey(ShmReader reader, String line) throws IOException {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "look" -> look(reader, Long.parseLong(words[1]));
        case "collect" -> System.gc();
        case "attach" -> ShmReader.attach(options).close();
        case "status" -> {
          SegmentFile file =
              new SegmentDirectory(directory).newest(SegmentKey.DEFAULT).orElseThrow();
          repeat(line, () -> SegmentStatus.read(directory.resolve(file.name())));
        }
        case "fresh" ->
            repeat(
                line,
                () -> {
                  reader.freshView();
                  // Not looked for more often than that.
                  LockSupport.parkNanos(10_000_000);
                });
        case "wait" ->
            repeat(
                line,
                () ->
                    assertThrows(
                        NoSegmentException.class,
                        () ->
                            ShmReader.attach(
                                options.withKey(emptyKey).withWaitLimit(Duration.ofMillis(5)))));
        case "return" -> repeat(line, () -> ShmReader.attach(options).close());
        case "abandon" -> repeat(line, () -> awaitMapping(ShmReader.attach(options)));
        default -> throw new IllegalArgumentException(line);
      }
    }

    private static void repeat(String what, Runnable action) {
      for (int i = 0; i < TIMES; i++) {
        action.run();
      }
      System.out.println("did " + what + ": " + TIMES + " times");
    }

    private static void awaitMapping(ShmReader reader) {
      Await.until(LIMIT, "a mapping", () -> reader.current().segment.isMapped());
    }

    private void look(ShmReader reader, long number) {
      Await.until(LIMIT, "number " + number, () -> PlantedMap.number(reader.view()) == number);
      List<String> mapped = mapped(directory);
      long deleted = mapped.stream().filter(line -> line.endsWith("(deleted)")).count();
      System.out.println("saw " + number + " " + mapped.size() + " " + deleted);
    }
  }
}
