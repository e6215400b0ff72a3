package io.shmtender.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchCommandTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private SegmentPublisher publisher;

  @AfterEach
  void letGo() {
    if (publisher != null) {
      publisher.abandon();
    }
  }

  @Test
  @Tag("process")
  void withoutATerminalEachChangeIsALine() throws Exception {
    SmallCluster cluster = SmallCluster.named("prod");
    publisher = cluster.publish(directory, SegmentKey.DEFAULT);
    try (ChildJvm watch =
        ChildJvm.start(
            Main.class, "watch", "0xA7000000", "--directory", directory.toString(), "--count=5")) {
      watch.awaitLine(
          LIMIT, line -> line.endsWith(" s ago") && line.contains(" ready, publish 1, 2 nodes"));

      publisher.publish(cluster.withNodes(3).map(), Set.of());
      watch.awaitLine(
          LIMIT, line -> line.contains(": node C joined at 10.0.0.3:3000; ap: 2730 masters moved"));
      publisher.publish(cluster.withNodes(3).whereTheLastNodeFails().map(), Set.of());
      watch.awaitLine(LIMIT, line -> line.endsWith(": node C does not answer"));
      publisher.publish(
          cluster.withNodes(3).whereTheLastNodeFails().withoutMaster(9).map(), Set.of());
      watch.awaitLine(LIMIT, line -> line.contains("sc: 9 partitions without master"));
      publisher.close();
      publisher = null;
      watch.awaitLine(LIMIT, line -> line.endsWith(": ready -> closed"));

      assertEquals(0, watch.awaitExit(LIMIT));
    }
  }

  @Test
  void anIntervalPrintsEvenWithoutChanges() throws Exception {
    publisher = SmallCluster.named("prod").publish(directory, SegmentKey.DEFAULT);

    CommandRun watch =
        CommandRun.of("watch", "0xA7000000", "-d", directory, "--interval=10ms", "--count=3");

    assertEquals(0, watch.exitCode());
    assertEquals(3, watch.out().lines().filter(line -> line.contains("0xA7000000 ready")).count());
  }

  @Test
  @Tag("process")
  void watchFollowsToTheNextOwner() throws Exception {
    publisher = SmallCluster.named("prod").publish(directory, SegmentKey.DEFAULT);
    try (ChildJvm watch =
        ChildJvm.start(
            Main.class, "watch", "0xA7000000", "--directory", directory.toString(), "--count=2")) {
      watch.awaitLine(LIMIT, line -> line.contains("ready"));
      SegmentPublisher next = SmallCluster.named("prod").publish(directory, SegmentKey.DEFAULT);
      publisher.abandon();
      publisher = next;

      watch.awaitLine(
          LIMIT, line -> line.contains("owns, epoch 2; continues in 0xA7000000.1.2.segment"));
    }
  }

  @Test
  void watchOfNothingFails() {
    CommandRun watch = CommandRun.of("watch", "0xA7000000", "-d", directory);

    assertEquals(6, watch.exitCode());
    assertTrue(watch.err().contains("no segment of key 0xA7000000"), watch::err);
  }

  @Test
  void wrongIntervalsAndCountsAreExplained() {
    CommandRun interval = CommandRun.of("watch", "1", "-d", directory, "--interval", "5");
    CommandRun count = CommandRun.of("watch", "1", "-d", directory, "--count", "0");

    assertEquals(2, interval.exitCode());
    assertTrue(interval.err().contains("'5' has no unit: write 5ms or 5s"), interval::err);
    assertEquals(2, count.exitCode());
    assertTrue(count.err().contains("--count: write 1 or more"), count::err);
  }
}
