package io.shmtender.daemon.cclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.testing.NodeJs;
import io.shmtender.testing.Await;
import io.shmtender.testing.MemoryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody removes the key of a segment that Node.js processes follow. */
@Tag("process")
@Tag("once") // What clients and daemon do to each other is the same on every JDK.
final class RemovedKeyTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  @ParameterizedTest
  @EnumSource(NodeJs.class)
  void newFollowersFindAnotherSegmentAndTheOldOnesGoOn(NodeJs release) throws Exception {
    release.assumeInstalled();
    try (Host host = new Host(release, directory)) {
      EveryPartition partitions = new EveryPartition(host.cluster(), directory);
      CClientDaemon daemon = host.startDaemon();
      daemon.awaitOwns();
      Follower old = host.follower();
      // Comes up at any time: before the key is removed, after the daemon has made another segment,
      // or in between; then it makes one.
      Follower early = host.startFollower();
      OptionalInt former = host.key().id();

      ipcrm(host.key());
      Await.until(
          LIMIT,
          "another segment that is owned and ready",
          () -> !host.key().id().equals(former) && isOwnedAndReady(host.key()));
      Follower late = host.follower();
      early.awaitConnected();

      host.changeCluster();
      for (Follower follower : List.of(old, early, late)) {
        partitions.awaitRightIn(follower);
        follower.write("of-" + follower.pid());
      }
      assertTrue(daemon.owns() || isOwnedBy(early, host.key()), "who owns the new segment");
    }
  }

  @ParameterizedTest
  @EnumSource(NodeJs.class)
  void processThatMadeTheSegmentIsFollowedUntilItCloses(NodeJs release) throws Exception {
    release.assumeInstalled();
    try (Host host = new Host(release, directory)) {
      EveryPartition partitions = new EveryPartition(host.cluster(), directory);
      CClientDaemon daemon = host.startDaemon();
      daemon.awaitOwns();
      Follower old = host.follower();

      daemon.process().signal("STOP");
      ipcrm(host.key());
      Follower quick = host.follower();
      daemon.process().signal("CONT");
      daemon.awaitFollows(quick);

      host.changeCluster();
      partitions.awaitRightIn(old);
      partitions.awaitRightIn(quick);
      quick.closeClient();
      daemon.awaitOwns();
      host.awaitRightSegment();
    }
  }

  private static boolean isOwnedBy(Follower follower, ScratchKey key) {
    return key.read().filter(seen -> seen.ownedBy(follower.pid())).isPresent();
  }

  private static boolean isOwnedAndReady(ScratchKey key) {
    return key.read().filter(seen -> seen.locked() && seen.ready()).isPresent();
  }

  private static void ipcrm(ScratchKey key) throws IOException, InterruptedException {
    Process ipcrm = new ProcessBuilder("ipcrm", "-M", key.toString()).inheritIO().start();
    assertEquals(0, ipcrm.waitFor(), "exit code of ipcrm -M " + key);
  }
}
