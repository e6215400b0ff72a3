package io.shmtender.daemon.cclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real daemons, real signals: a segment of each layout, which this process has attached. */
@Tag("process")
final class DaemonTakeoverTest {
  private static final int TIMES = 5;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  // That it has passed explains no takeover here.
  private static final String[] PATIENT = {"--takeover-threshold", "24h"};

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private final SimulatedCluster cluster = SimulatedCluster.builder().start();
  private final List<ScratchKey> keys = new ArrayList<>();
  private final List<AttachedSegment> segments = new ArrayList<>();
  private final List<CClientDaemon> daemons = new ArrayList<>();

  @BeforeEach
  void chooseKeys() {
    for (int i = 0; i < 3; i++) {
      keys.add(ScratchKey.unused());
    }
  }

  @AfterEach
  void endAll() {
    daemons.forEach(CClientDaemon::close);
    segments.forEach(AttachedSegment::close);
    keys.forEach(ScratchKey::close);
    cluster.close();
  }

  private CClientDaemon start(String... flags) {
    List<String> further = new ArrayList<>(List.of(flags));
    further.addAll(List.of("--c-client-segment", keys.get(1) + ":4.6"));
    further.addAll(List.of("--c-client-segment", keys.get(2) + ":7.4.1"));
    CClientDaemon daemon =
        CClientDaemon.start(
            directory, cluster.nodes().get(0), keys.get(0), further.toArray(String[]::new));
    daemons.add(daemon);
    return daemon;
  }

  private CClientDaemon startOwner(String... flags) {
    CClientDaemon owner = start(flags);
    owner.awaitOwns();
    for (ScratchKey key : keys) {
      segments.add(AttachedSegment.await(key.key()));
    }
    awaitOwner(owner);
    return owner;
  }

  private CClientDaemon startStandby(String... flags) {
    CClientDaemon standby = start(flags);
    standby.process().awaitLine(LIMIT, line -> line.contains("standby: another"));
    return standby;
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

  @Test
  void aStandbyTakesOverOnceTheOwnerIsKilled() {
    CClientDaemon owner = startOwner(PATIENT);
    CClientDaemon standby = startStandby(PATIENT);
    for (int i = 0; i < TIMES; i++) {
      owner.process().process().destroyForcibly();
      awaitOwner(standby);
      daemons.remove(owner);
      owner.close();
      owner = standby;
      standby = startStandby(PATIENT);
    }
  }

  @Test
  void aStandbyTakesOverFromAStoppedOwnerBeforeAnyLockIsFree() {
    CClientDaemon owner = startOwner();
    CClientDaemon standby = startStandby();
    owner.process().signal("TERM");
    Await.until(
        LIMIT,
        () -> "the standby owns: " + standby.process().lines(),
        () -> {
          segments.forEach(segment -> assertEquals(1, segment.u8(48), "a free lock was seen"));
          return isOwner(standby);
        });
    owner.process().awaitExit(LIMIT);
    assertTrue(isOwner(standby), "the former owner left everything alone");
  }

  @Test
  void anOwnerThatIsKilledAndStartedAgainOwnsAgainAtOnce() {
    CClientDaemon owner = startOwner(PATIENT);
    owner.close();
    CClientDaemon next = start(PATIENT);
    awaitOwner(next);
  }

  @Test
  void anOwnerThatHungAndGoesOnDoesNotTakeAnythingBack() {
    String[] quick = {"--takeover-threshold", "3s"};
    CClientDaemon owner = startOwner(quick);
    CClientDaemon standby = startStandby(quick);
    owner.process().signal("STOP");
    awaitOwner(standby);
    owner.process().signal("CONT");
    owner.process().awaitLine(LIMIT, line -> line.contains("now a standby"));
    awaitOwner(standby);
    assertEquals(3, segments.get(0).i32(12));
    // Once more the other way round, which shows that it really stands by.
    standby.process().process().destroyForcibly();
    awaitOwner(owner);
  }
}
