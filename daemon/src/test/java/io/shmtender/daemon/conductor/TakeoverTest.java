package io.shmtender.daemon.conductor;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.testing.DaemonProcess;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReader;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real daemons, real signals: who owns a key after its owner is gone, and why. How long it takes is
 * measured by {@code benchmarks/run takeover}.
 */
@Tag("process")
final class TakeoverTest {
  private static final int TIMES = 8;
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  // Nothing here waits for it: only that the lock is free can make a standby own.
  private static final Duration NEVER = Duration.ofHours(24);

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private final List<ChildJvm> daemons = new ArrayList<>();
  private SimulatedCluster cluster;
  private ShmReader reader;

  @BeforeEach
  void startCluster() {
    cluster = SimulatedCluster.builder().clusterName("takeover").start();
  }

  @AfterEach
  void endAll() {
    daemons.forEach(ChildJvm::close);
    if (reader != null) {
      reader.close();
    }
    cluster.close();
  }

  private void startDaemons(Duration threshold) {
    startDaemon(threshold);
    reader =
        ShmReader.attach(ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT));
    startStandby(threshold);
  }

  private ChildJvm startDaemon(Duration threshold) {
    int seed = cluster.nodes().get(0).port();
    ChildJvm daemon = DaemonProcess.start(directory, seed, INTERVAL, threshold);
    daemons.add(daemon);
    return daemon;
  }

  private void startStandby(Duration threshold) {
    startDaemon(threshold).awaitLine(LIMIT, line -> line.contains("standby: another"));
  }

  private ChildJvm owner() {
    long pid = reader.status().ownerPid();
    return daemons.stream()
        .filter(daemon -> daemon.process().pid() == pid)
        .findFirst()
        .orElseThrow(() -> new AssertionError("owner " + pid + " is none of the daemons"));
  }

  // Its file appears only once it has something to publish.
  private void awaitNextOwner(long epoch) {
    Await.until(
        LIMIT,
        () -> "an owner after epoch " + epoch + ": " + reader.status(),
        () -> reader.status().epoch() > epoch);
    assertEquals(epoch + 1, reader.status().epoch(), "one owner after the other");
    assertEquals("takeover", reader.view().clusterName());
    Await.until(
        LIMIT,
        () -> "a tend of the new owner: " + reader.status(),
        () -> {
          SegmentStatus status = reader.status();
          return status.state() == SegmentStatus.State.READY
              && status.tends() > 0
              && status.failedTends() == 0
              && reader.view().nodes().size() == 3;
        });
  }

  @Test
  void standbyOwnsOnceTheOwnerIsKilledHoweverLongTheThresholdIs() {
    startDaemons(NEVER);
    for (int i = 0; i < TIMES; i++) {
      long epoch = reader.status().epoch();
      ChildJvm owner = owner();
      owner.process().destroyForcibly();
      awaitNextOwner(epoch);
      daemons.remove(owner);
      owner.close();
      startStandby(NEVER);
    }
  }

  @Test
  void standbyOwnsOnceTheOwnerIsStoppedHoweverLongTheThresholdIs() {
    startDaemons(NEVER);
    for (int i = 0; i < TIMES / 2; i++) {
      long epoch = reader.status().epoch();
      ChildJvm owner = owner();
      owner.process().destroy();
      awaitNextOwner(epoch);
      daemons.remove(owner);
      assertEquals(143, owner.awaitExit(LIMIT), () -> owner.lines().toString());
      startStandby(NEVER);
    }
  }

  @Test
  @Tag("once") // Mostly waiting for a threshold, in which no JDK has a part.
  void standbyTakesOverFromAnOwnerThatHangsAndTheOldOwnerBecomesStandby() {
    Duration threshold = Duration.ofSeconds(2);
    startDaemons(threshold);
    long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < TIMES / 2; i++) {
      // Anywhere in its interval: the pause is the point, nothing is waited for.
      LockSupport.parkNanos(random.nextInt((int) INTERVAL.toNanos()));
      ChildJvm owner = stopOwner();
      int before = standbyLines(owner);
      long stopped = System.nanoTime();
      SegmentStatus last = reader.status();
      awaitNextOwner(last.epoch());
      Duration silence = last.heartbeatAge().plusNanos(System.nanoTime() - stopped);
      assertTrue(silence.compareTo(threshold) >= 0, () -> "taken over after " + silence);
      long next = reader.status().ownerPid();
      long sequence = reader.view().sequence();

      owner.signal("CONT");

      Await.until(
          LIMIT,
          () -> "a standby again; seed " + seed + ": " + owner.lines(),
          () -> standbyLines(owner) > before);
      assertEquals(next, reader.status().ownerPid());
      assertEquals(last.epoch() + 1, reader.status().epoch());
      assertTrue(reader.view().sequence() >= sequence);
    }
  }

  // On a busy machine the owner may have been late, and another one taken over just now.
  private ChildJvm stopOwner() {
    while (true) {
      ChildJvm owner = owner();
      owner.signal("STOP");
      if (reader.status().ownerPid() == owner.process().pid()) {
        return owner;
      }
      owner.signal("CONT");
    }
  }

  private static int standbyLines(ChildJvm daemon) {
    return (int) daemon.lines().stream().filter(line -> line.contains("standby: another")).count();
  }
}
