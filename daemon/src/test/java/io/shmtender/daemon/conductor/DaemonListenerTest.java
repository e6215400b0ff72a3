package io.shmtender.daemon.conductor;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TendListener;
import io.shmtender.daemon.tend.Tender;
import io.shmtender.daemon.tend.TenderConfig;
import io.shmtender.daemon.testing.DaemonProcess;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import io.shmtender.testing.MemoryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a daemon tells its listeners. */
final class DaemonListenerTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration INTERVAL = Duration.ofMillis(100);

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private final List<Running> running = new ArrayList<>();
  private SimulatedCluster cluster;

  @BeforeEach
  void startCluster() {
    cluster = SimulatedCluster.builder().nodes(2).namespace("test", 2).start();
  }

  @AfterEach
  void stopAll() throws Exception {
    for (Running daemon : List.copyOf(running)) {
      daemon.stop();
    }
    cluster.close();
  }

  /** Notes what it is told; turns are too many to note. */
  private static class Notes implements DaemonListener {
    final List<Object> events = new CopyOnWriteArrayList<>();

    @Override
    public void standingBy() {
      events.add("standing by");
    }

    @Override
    public void owning(Ownership ownership) {
      events.add(ownership);
    }

    @Override
    public void published(Publication publication) {
      events.add(publication);
    }

    @Override
    public void tendStored(TendStored stored) {
      events.add(stored);
    }

    @Override
    public void trouble(String message) {
      events.add(message.isEmpty() ? "no trouble" : "trouble");
    }

    @Override
    public void stopped() {
      events.add("stopped");
    }

    <T> Optional<T> first(Class<T> type) {
      return events.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    <T> T await(Class<T> type) {
      Await.until(LIMIT, () -> type + " in " + events, () -> first(type).isPresent());
      return first(type).orElseThrow();
    }

    void await(Object event) {
      Await.until(LIMIT, () -> event + " in " + events, () -> events.contains(event));
    }
  }

  /** A daemon on a thread of its own. */
  private final class Running {
    private final TenderDaemon daemon;
    private final Tender tender;
    private final Thread thread;

    Running(DaemonListener listener) {
      Seed seed = new Seed("127.0.0.1", cluster.nodes().get(0).port());
      tender =
          new Tender(
              // How long a tend may take, which on a busy machine is more than the interval.
              TenderConfig.of(List.of(seed)).tendInterval(LIMIT).requestTimeout(LIMIT).build(),
              TendListener.NONE);
      SegmentSettings settings =
          new SegmentSettings(
              new SegmentDirectory(directory),
              SegmentKey.DEFAULT,
              16,
              8,
              INTERVAL,
              Duration.ofSeconds(30),
              SegmentSettings.DEFAULT_MODE,
              Optional.empty());
      daemon = new TenderDaemon(settings, tender, listener);
      thread =
          new Thread(
              () -> {
                try {
                  daemon.run();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      thread.start();
      running.add(this);
    }

    void stop() throws InterruptedException {
      daemon.stop();
      thread.join(LIMIT.toMillis());
      assertFalse(thread.isAlive());
      tender.close();
      running.remove(this);
    }
  }

  // Within one process the kernel's lock would not tell the two apart.
  private ChildJvm startOtherOwner() {
    ChildJvm owner =
        DaemonProcess.start(
            directory, cluster.nodes().get(0).port(), INTERVAL, Duration.ofSeconds(30));
    Await.until(LIMIT, () -> "a segment, " + owner.lines(), this::isReadable);
    return owner;
  }

  private boolean isReadable() {
    try {
      return new SegmentDirectory(directory)
          .newest(SegmentKey.DEFAULT)
          .map(file -> SegmentStatus.read(new SegmentDirectory(directory).resolve(file)))
          .filter(status -> status.state() == SegmentStatus.State.READY)
          .isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anOwnerSaysWhatItIsAndWhenItEnds() throws Exception {
    Notes notes = new Notes();
    Running owner = new Running(notes);
    Ownership ownership = notes.await(Ownership.class);
    assertEquals(1, ownership.epoch());
    assertEquals(Ownership.Origin.FREE, ownership.origin());
    assertTrue(ownership.duration().toNanos() > 0);
    owner.stop();
    assertEquals("stopped", notes.events.get(notes.events.size() - 1));
  }

  @Test
  @Tag("process")
  void aStandbyTurnsAndOwnsWhenTheOwnerIsKilled() {
    try (ChildJvm owner = startOtherOwner()) {
      AtomicInteger turns = new AtomicInteger();
      DaemonListener counter =
          new DaemonListener() {
            @Override
            public void turned() {
              turns.incrementAndGet();
            }
          };
      Notes notes = new Notes();
      new Running(DaemonListener.all(List.of(notes, counter)));
      notes.await("standing by");
      int before = turns.get();
      Await.until(LIMIT, () -> "turns: " + turns, () -> turns.get() >= before + 3);

      owner.process().destroyForcibly();

      Ownership ownership = notes.await(Ownership.class);
      assertEquals(2, ownership.epoch());
      assertEquals(Ownership.Origin.OWNER_ENDED, ownership.origin());
    }
  }

  @Test
  void everyStateOfTheClusterIsPublishedOnceAndEveryTendHasAHeartbeat() {
    Notes notes = new Notes();
    new Running(notes);
    Publication publication = notes.await(Publication.class);
    assertEquals(2, publication.map().nodes().size());
    TendStored stored = notes.await(TendStored.class);
    assertTrue(stored.outcome().reached());
    assertEquals(16, stored.capacity().nodes());
    assertTrue(stored.segment().startsWith(directory));

    cluster.addNode();

    Await.until(
        LIMIT,
        () -> "three nodes in " + notes.events,
        () ->
            publications(notes).stream()
                .map(Publication::map)
                .map(ClusterMap::nodes)
                .anyMatch(nodes -> nodes.size() == 3));
    List<Long> sequences = publications(notes).stream().map(Publication::sequence).toList();
    assertEquals(sequences.stream().distinct().sorted().toList(), sequences);
  }

  private static List<Publication> publications(Notes notes) {
    return notes.events.stream()
        .filter(Publication.class::isInstance)
        .map(Publication.class::cast)
        .toList();
  }

  @Test
  void troubleIsToldWhenItComesAndWhenItGoes() {
    Notes notes = new Notes();
    new Running(notes);
    notes.await(Publication.class);
    String node = cluster.nodes().get(1).name();
    int port = cluster.nodes().get(1).port();
    // The others go on naming it: one that the cluster drops at once just leaves the map.
    cluster.killNodeUnnoticed(node);
    notes.await("trouble");
    cluster.restartNode(node, port);
    notes.await("no trouble");
  }

  static List<Throwable> failures() {
    return List.of(
        new IllegalStateException("meant to fail"),
        new NoClassDefFoundError("meant to fail"),
        new StackOverflowError("meant to fail"),
        new OutOfMemoryError("meant to fail"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aListenerThatFailsHurtsNobody(Throwable failure) {
    Notes notes = new Notes();
    DaemonListener failing =
        new DaemonListener() {
          @Override
          public void tendStored(TendStored stored) {
            if (failure instanceof Error error) {
              throw error;
            }
            throw new IllegalStateException(failure);
          }
        };
    new Running(DaemonListener.all(List.of(DaemonListener.all(List.of(failing)), notes)));
    Await.until(
        LIMIT,
        () -> "heartbeats in " + notes.events,
        () -> notes.events.stream().filter(TendStored.class::isInstance).count() > 3);
  }
}
