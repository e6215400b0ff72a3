package io.shmtender.cclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real daemons, real signals: a segment of each layout, which this process has attached. */
final class DaemonTakeoverTest {
  private static final int TIMES = 15;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final double PROMISED_MILLIS = 100;
  private static final Duration REST = Duration.ofMillis(100);

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

  // A process that has just started still compiles what it did: on two cores that is most of a
  // takeover's time, and no standby's state for longer than a moment.
  private static void awaitRest(CClientDaemon daemon) {
    ProcessHandle process = daemon.process().process().toHandle();
    Await.until(
        LIMIT,
        "a standby at rest",
        () -> {
          Duration before = process.info().totalCpuDuration().orElseThrow();
          LockSupport.parkNanos(REST.toNanos());
          return process.info().totalCpuDuration().orElseThrow().equals(before);
        });
  }

  private double millisTo(CClientDaemon next, long since) {
    awaitOwner(next);
    return (System.nanoTime() - since) / 1e6;
  }

  @Test
  void aStandbyTakesOverWithin100MillisecondsAfterTheOwnerIsKilled() {
    CClientDaemon owner = startOwner();
    CClientDaemon standby = startStandby();
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      awaitRest(standby);
      long killed = System.nanoTime();
      owner.process().process().destroyForcibly();
      double taken = millisTo(standby, killed);
      millis.add(taken);
      if (taken > PROMISED_MILLIS) {
        System.out.printf("%.1f ms: %s%n", taken, standby.process().lines());
      }
      daemons.remove(owner);
      owner.close();
      owner = standby;
      standby = startStandby();
    }
    Collections.sort(millis);
    double worst = millis.get(TIMES - 1);
    System.out.printf(
        "owner killed, %d times: median %.1f ms, worst %.1f ms%n",
        TIMES, millis.get(TIMES / 2), worst);
    assertTrue(worst <= PROMISED_MILLIS, millis::toString);
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
    CClientDaemon owner = startOwner("--takeover-threshold", "1h");
    owner.close();
    CClientDaemon next = start("--takeover-threshold", "1h");
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
