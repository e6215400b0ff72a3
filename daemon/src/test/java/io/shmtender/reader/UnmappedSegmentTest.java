package io.shmtender.reader;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.testing.PlantedMap;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.reader.layout.Trust;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a process sees before its first mapping is there: states read from the file, while a writer
 * publishes as fast as it can.
 */
@Tag("process")
final class UnmappedSegmentTest {
  private static final int VIEWS = 3000;

  @TempDir Path directory;

  @Test
  void statesReadFromTheFileAreWholeAndTheMappingGoesOnFromThem() throws Exception {
    SegmentSettings settings =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
    SegmentPublisher publisher = SegmentPublisher.open(settings, 1, Optional.empty(), Set.of());
    publisher.publish(PlantedMap.of(1), Set.of());
    try (ChildJvm reader = ChildJvm.start(Reader.class, publisher.path().toString())) {
      while (reader.process().isAlive()) {
        publisher.publish(PlantedMap.of(publisher.published() + 1), Set.of());
        publisher.heartbeat(1, true);
      }
      assertEquals(0, reader.awaitExit(Duration.ofMinutes(2)), () -> "" + reader.lines());
      assertEquals("whole, mapped", reader.awaitLine(Duration.ofMinutes(2), line -> true));
    } finally {
      publisher.close();
    }
  }

  @Test
  void aReaderIsMappedSoonAfterItAttached() throws Exception {
    SegmentSettings settings =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
    SegmentPublisher publisher = SegmentPublisher.open(settings, 1, Optional.empty(), Set.of());
    publisher.publish(PlantedMap.of(1), Set.of());
    try (ChildJvm reader = ChildJvm.start(Attacher.class, directory.toString())) {
      reader.awaitLine(Duration.ofMinutes(2), "mapped"::equals);
      assertEquals(0, reader.awaitExit(Duration.ofMinutes(2)), () -> "" + reader.lines());
    } finally {
      publisher.close();
    }
  }

  /** Looks at one state after the other without a mapping, then with one. */
  static final class Reader {
    private Reader() {}

    /** Takes the segment file. */
    public static void main(String[] arguments) {
      try (Segment segment = Segment.openIfPresent(Path.of(arguments[0]), Trust.ofReader(null))) {
        long last = check(segment, 0, false);
        segment.mapSoon();
        awaitMapping(segment);
        check(segment, last, true);
      }
      System.out.println("whole, mapped");
    }

    private static long check(Segment segment, long last, boolean mapped) {
      for (int views = 0; views < VIEWS; ) {
        Cursor cursor = segment.read();
        ClusterView view = cursor.view;
        String contradiction = PlantedMap.contradiction(view);
        if (contradiction != null || view.sequence() < last || cursor.mapped != mapped) {
          throw new IllegalStateException(
              contradiction + ", " + last + " to " + view.sequence() + ", " + cursor.mapped);
        }
        views += view.sequence() > last ? 1 : 0;
        last = view.sequence();
      }
      return last;
    }
  }

  /** Attaches and waits until look-ups need no system call. */
  static final class Attacher {
    private Attacher() {}

    /** Takes the directory. */
    public static void main(String[] arguments) {
      ReaderOptions options = ReaderOptions.defaults().withDirectory(Path.of(arguments[0]));
      try (ShmReader reader = ShmReader.attach(options)) {
        NamespaceRouter router = reader.namespace("ns0");
        Node before = router.route(new byte[Key.DIGEST_SIZE]);
        awaitMapping(reader.current().segment);
        if (!reader.current().isCurrent()
            || !router.route(new byte[Key.DIGEST_SIZE]).equals(before)) {
          throw new IllegalStateException("not the same state, mapped");
        }
      }
      System.out.println("mapped");
    }
  }

  private static void awaitMapping(Segment segment) {
    Await.until("the segment is mapped", segment::isMapped);
  }
}
