package io.shmtender.daemon.segment;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.owner.Claim;
import io.shmtender.daemon.owner.OwnerLock;
import io.shmtender.daemon.testing.PlantedMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers in processes of their own look at every state while writers in other processes publish as
 * fast as they can and are killed or stopped at random.
 */
@Tag("process")
final class TornViewTest {
  private static final Duration THRESHOLD = Duration.ofMillis(300);
  // By each of the two readers.
  private static final long READS = 50_000_000;
  private static final int ROUNDS = 40;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir Path directory;

  @Test
  void noReaderEverSeesHalfAStateOrAnOlderOne() throws Exception {
    long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
    Random random = new Random(seed);
    List<ChildJvm> writers = new ArrayList<>();
    try (ChildJvm one = startReader();
        ChildJvm other = startReader()) {
      int kills = 0;
      int stops = 0;
      writers.add(startWriter());
      writers.add(startWriter());
      long deadline = System.nanoTime() + LIMIT.toNanos();
      // On a busy machine writers are killed before they stand by, and nobody takes over. So from
      // then on none is killed.
      for (int round = 0;
          round < ROUNDS || (greatestFence() == 1 && System.nanoTime() - deadline < 0);
          round++) {
        // The pause is what is random here: where in its loop a writer is hit.
        LockSupport.parkNanos(20_000_000L + random.nextInt(200_000_000));
        ChildJvm victim = writers.remove(random.nextInt(writers.size()));
        if (round < ROUNDS && random.nextBoolean()) {
          victim.close();
          writers.add(startWriter());
          kills++;
        } else {
          victim.signal("STOP");
          LockSupport.parkNanos(THRESHOLD.toNanos() + random.nextInt(500_000_000));
          victim.signal("CONT");
          writers.add(victim);
          stops++;
        }
      }
      String context = "seed " + seed + ", kills " + kills + ", stops " + stops;
      int takeovers = greatestFence() - 1;
      one.send("enough");
      other.send("enough");
      assertReaderFoundNothing(one, context);
      assertReaderFoundNothing(other, context);
      System.out.println(
          context + ", takeovers " + takeovers + "; " + one.lines() + "; " + other.lines());
      assertTrue(takeovers > 0, context);
    } finally {
      writers.forEach(ChildJvm::close);
    }
  }

  private static void assertReaderFoundNothing(ChildJvm reader, String context) {
    assertEquals(0, reader.awaitExit(Duration.ofMinutes(5)), () -> context + reader.lines());
    assertTrue(reader.lines().stream().anyMatch(line -> line.startsWith("whole ")), context);
  }

  private int greatestFence() throws IOException {
    return new SegmentDirectory(directory).greatestFence(SegmentKey.DEFAULT);
  }

  private ChildJvm startWriter() {
    return ChildJvm.start(Writer.class, directory.toString());
  }

  private ChildJvm startReader() {
    // With the optimizing compiler: it is the one that might reorder.
    return ChildJvm.start(
        List.of("-XX:+UseSerialGC"), Reader.class, directory.toString(), Long.toString(READS));
  }

  /** Owns when it can, and then publishes without pause. */
  static final class Writer {
    private Writer() {}

    /** Takes the directory. */
    public static void main(String[] arguments) throws Exception {
      SegmentDirectory directory = new SegmentDirectory(Path.of(arguments[0]));
      SegmentSettings settings =
          new SegmentSettings(
              directory,
              SegmentKey.DEFAULT,
              // Too small for some maps: files are replaced by larger ones as well.
              4,
              1,
              Duration.ofMillis(100),
              THRESHOLD,
              SegmentSettings.DEFAULT_MODE,
              Optional.empty());
      while (true) {
        OwnerLock lock = new OwnerLock(directory, SegmentKey.DEFAULT, THRESHOLD);
        try (Claim claim = lock.await(() -> {}).orElseThrow()) {
          own(settings, claim);
        }
      }
    }

    private static void own(SegmentSettings settings, Claim claim) throws Exception {
      SegmentPublisher publisher =
          SegmentPublisher.open(settings, claim.fence(), Optional.empty(), Set.of());
      while (claim.holds() && !publisher.superseded()) {
        // As many publishes in a row as fit between two looks at the lock, as after a long sleep.
        for (int i = 0; i < 50; i++) {
          publisher.publish(PlantedMap.of(publisher.published() + 1), Set.of());
          publisher.heartbeat(1, true);
        }
      }
      publisher.abandon();
    }
  }

  /** Looks at one state after the other and ends with 1 at the first that cannot be. */
  static final class Reader {
    private static volatile boolean enough;

    private Reader() {}

    /** Takes the directory and how many reads to make at least; a line of input says enough. */
    public static void main(String[] arguments) {
      Thread input = new Thread(Reader::awaitLine, "input");
      input.setDaemon(true);
      input.start();
      ReaderOptions options =
          ReaderOptions.defaults()
              .withDirectory(Path.of(arguments[0]))
              .withWaitLimit(Duration.ofSeconds(60));
      try (ShmReader reader = ShmReader.attach(options)) {
        String found = read(reader, Long.parseLong(arguments[1]));
        System.out.println(found);
        System.exit(found.startsWith("whole ") ? 0 : 1);
      }
    }

    private static void awaitLine() {
      try {
        if (System.in.read() >= 0) {
          enough = true;
        }
      } catch (IOException e) {
        System.out.println("no input: " + e);
      }
    }

    private static String read(ShmReader reader, long reads) {
      ClusterView last = null;
      long lastSequence = 0;
      long views = 0;
      int partition = 0;
      NamespaceMap namespace = null;
      long number = 0;
      long i = 0;
      for (; i < reads || !enough; i++) {
        if (i % 10_000 == 0) {
          // On two cores: what the writer does not get, readers have nothing to see of.
          LockSupport.parkNanos(1);
        }
        ClusterView view = reader.view();
        if (view != last) {
          String contradiction = PlantedMap.contradiction(view);
          if (contradiction != null) {
            return "torn: " + contradiction;
          }
          // A new owner carries the last state on under the next number.
          if (view.sequence() < lastSequence) {
            return "went back from " + lastSequence + " to " + view.sequence();
          }
          last = view;
          lastSequence = view.sequence();
          number = PlantedMap.number(view);
          namespace = view.namespace("ns0");
          views++;
          if (views % 10_000 == 0) {
            // Before Java 22 only this unmaps what was replaced; while much of that is left, the
            // present segment is read as a file, and the mapping is what might be torn.
            System.gc();
          }
        }
        partition = (partition + 1657) & (NamespaceMap.PARTITIONS - 1);
        if (namespace.regime(partition) != (int) number
            || PlantedMap.contradiction(view, number, namespace, partition) != null) {
          return "changed under the reader: " + number + ", partition " + partition;
        }
      }
      return "whole " + views + " views in " + i + " reads, last " + lastSequence;
    }
  }
}
