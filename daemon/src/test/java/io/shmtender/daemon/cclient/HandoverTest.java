package io.shmtender.daemon.cclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.cli.Main;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import io.shmtender.testing.MemoryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An owner is stopped in good order while applications want its segments, one of each layout. */
@Tag("process")
final class HandoverTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private final SimulatedCluster cluster = SimulatedCluster.builder().start();
  private final List<ScratchKey> keys = new ArrayList<>();
  private final List<AttachedSegment> segments = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private CClientDaemon owner;
  private EagerApplications applications;

  @BeforeEach
  void startOwner() {
    for (int i = 0; i < 3; i++) {
      keys.add(ScratchKey.unused());
    }
    owner = start();
    owner.awaitOwns();
    for (ScratchKey key : keys) {
      segments.add(AttachedSegment.await(key.key()));
    }
    awaitOwner(owner);
    applications = keep(new EagerApplications(List.copyOf(segments)));
  }

  @AfterEach
  void endAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    segments.forEach(AttachedSegment::close);
    keys.forEach(ScratchKey::close);
    cluster.close();
  }

  private <T extends AutoCloseable> T keep(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private CClientDaemon start() {
    return keep(
        CClientDaemon.start(
            directory,
            cluster.nodes().get(0),
            keys.get(0),
            "--c-client-segment",
            keys.get(1) + ":4.6",
            "--c-client-segment",
            keys.get(2) + ":7.4.1"));
  }

  private CClientDaemon startStandby() {
    CClientDaemon standby = start();
    awaitStandby(standby.process());
    return standby;
  }

  private static void awaitStandby(ChildJvm process) {
    process.awaitLine(LIMIT, line -> line.contains("standby: another"));
  }

  private CClientDaemon startStoppedStandby() {
    CClientDaemon standby = startStandby();
    standby.process().signal("STOP");
    Await.until(LIMIT, "a standby that is stopped", () -> isStopped(standby));
    return standby;
  }

  private static boolean isStopped(CClientDaemon daemon) {
    try {
      Path stat = Path.of("/proc", Long.toString(daemon.pid()), "stat");
      return Files.readString(stat).contains(") T ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isOwner(CClientDaemon daemon) {
    return segments.stream()
        .allMatch(segment -> segment.u8(48) == 1 && segment.i32(8) == (int) daemon.pid());
  }

  private void awaitOwner(CClientDaemon daemon) {
    Await.until(
        LIMIT,
        () -> daemon.pid() + " owns all; it printed " + daemon.process().lines(),
        () -> isOwner(daemon));
  }

  // It stamped them for so long after it was told to stop, and so is about to hand them over.
  private void awaitWaiting(Duration time) {
    long end = System.nanoTime() / 1_000_000 + time.toMillis();
    Await.until(
        LIMIT,
        () -> "an owner that waits; it printed " + owner.process().lines(),
        () -> segments.stream().allMatch(segment -> segment.i64(0) >= end));
    assertTrue(isOwner(owner), owner.process().lines()::toString);
  }

  private void awaitEndOfOwner() {
    assertEquals(0, owner.process().awaitExit(LIMIT), owner.process().lines()::toString);
  }

  @Test
  void aStandbyThatIsSlowGetsAllOfThem() {
    CClientDaemon standby = startStoppedStandby();
    owner.process().signal("TERM");
    awaitWaiting(Duration.ofSeconds(2));

    standby.process().signal("CONT");

    awaitOwner(standby);
    awaitEndOfOwner();
    assertTrue(isOwner(standby), standby.process().lines()::toString);
    assertEquals(0, applications.owned());
  }

  @Test
  void nobodyIsWaitedForWithoutAStandby() {
    owner.process().signal("TERM");
    awaitEndOfOwner();
    Await.until(LIMIT, "applications that own", () -> applications.owned() == 3);
  }

  @Test
  void aStandbyThatDiesIsWaitedForNoLonger() {
    CClientDaemon standby = startStoppedStandby();
    owner.process().signal("TERM");
    awaitWaiting(Duration.ofMillis(500));

    standby.close();

    awaitEndOfOwner();
    Await.until(LIMIT, "applications that own", () -> applications.owned() == 3);
  }

  @Test
  void whoStopsItAgainWaitsForNobodyAndTheStandbyGetsThemStill() {
    CClientDaemon standby = startStoppedStandby();
    owner.process().signal("TERM");
    awaitWaiting(Duration.ofMillis(500));

    owner.process().signal("TERM");

    awaitEndOfOwner();
    assertTrue(isOwner(owner), "left as a killed process leaves them");
    standby.process().signal("CONT");
    awaitOwner(standby);
    assertEquals(0, applications.owned());
  }

  @Test
  void aStandbyThatHasNoUseForThemIsNotWaitedFor() {
    ChildJvm standby =
        keep(
            ChildJvm.start(
                Main.class,
                "run",
                "--seed",
                cluster.nodes().get(0).host() + ":" + cluster.nodes().get(0).port(),
                "--directory",
                directory.toString()));
    awaitStandby(standby);
    owner.process().signal("TERM");

    awaitEndOfOwner();
    Await.until(LIMIT, "applications that own", () -> applications.owned() == 3);
    standby.awaitLine(LIMIT, line -> line.contains("owner of key"));
  }

  @Test
  void whoHasASegmentThatWasRemovedIsHandedOverToo() {
    AttachedSegment removed = segments.get(1);
    AttachedSegment.remove(keys.get(1).key());
    Await.until(
        LIMIT,
        "another segment",
        () -> keys.get(1).id().isPresent() && keys.get(1).id().getAsInt() != removed.id());
    segments.add(keep(AttachedSegment.await(keys.get(1).key())));
    CClientDaemon standby = startStoppedStandby();
    owner.process().signal("TERM");
    awaitWaiting(Duration.ofMillis(500));
    standby.process().signal("CONT");
    awaitOwner(standby);
    awaitEndOfOwner();

    // And once more from one that has no time for it.
    CClientDaemon next = startStandby();
    standby.close();
    awaitOwner(next);
    assertEquals(0, applications.owned());
  }
}
