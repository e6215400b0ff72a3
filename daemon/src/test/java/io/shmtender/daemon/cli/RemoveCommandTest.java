package io.shmtender.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.testing.DaemonProcess;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
final class RemoveCommandTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private CommandRun remove(String key) {
    return CommandRun.of("rm", key, "--directory", directory);
  }

  @Test
  void aSegmentThatNobodyOwnsIsRemovedAndItsReadersAreToldSo() throws Exception {
    SegmentPublisher publisher = SmallCluster.named("old").publish(directory, SegmentKey.DEFAULT);
    Path file = publisher.path();
    publisher.close();
    try (ShmReader reader = ShmReader.attach(ReaderOptions.defaults().withDirectory(directory))) {
      CommandRun rm = remove("0xA7000000");

      assertEquals(0, rm.exitCode(), rm::err);
      assertEquals("removed " + file + "\n", rm.out());
      assertFalse(Files.exists(file));
      assertEquals("old", reader.view().clusterName());
      assertEquals(SegmentStatus.State.SUPERSEDED, reader.status().state());

      SegmentPublisher next = SmallCluster.named("new").publish(directory, SegmentKey.DEFAULT);
      Await.until(LIMIT, "the next segment", () -> reader.view().clusterName().equals("new"));
      next.close();
    }
  }

  @Test
  void otherKeysAndTheLockStay() throws Exception {
    SmallCluster.named("a").publish(directory, new SegmentKey(1)).close();
    SmallCluster.named("b").publish(directory, new SegmentKey(2)).close();

    assertEquals(0, remove("1").exitCode());

    assertTrue(Files.exists(directory.resolve("0x00000001.1.lock")));
    assertTrue(Files.exists(directory.resolve("0x00000002.1.1.segment")));
  }

  @Test
  void aFileThatIsNoSegmentIsRemovedAndCalledSo() throws Exception {
    Path file = Files.write(directory.resolve("0xA7000000.1.1.segment"), new byte[1000]);

    CommandRun rm = remove("0xA7000000");

    assertEquals(0, rm.exitCode(), rm::err);
    assertEquals("removed " + file + ", which was not a segment\n", rm.out());
    assertFalse(Files.exists(file));
  }

  @Test
  void aMissingKeyIsNotMadeUp() {
    assertEquals(6, remove("0xA7000000").exitCode());
    assertEquals(List.of(), List.of(directory.toFile().list()));
  }

  @Test
  void aLivingAndAHungOwnerKeepTheirSegment() throws Exception {
    try (SimulatedCluster cluster = SimulatedCluster.builder().clusterName("kept").start();
        ChildJvm daemon =
            DaemonProcess.start(
                directory,
                cluster.nodes().get(0).port(),
                Duration.ofMillis(50),
                Duration.ofSeconds(3))) {
      ReaderOptions options =
          ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT);
      try (ShmReader reader = ShmReader.attach(options)) {
        CommandRun alive = remove("0xA7000000");

        assertEquals(7, alive.exitCode());
        assertTrue(alive.err().contains("pid " + daemon.process().pid() + " tends it"), alive::err);

        daemon.signal("STOP");
        Await.until(LIMIT, "silence", () -> !reader.status().tended());
        CommandRun hung = remove("0xA7000000");

        assertEquals(7, hung.exitCode());
        assertTrue(
            hung.err()
                .contains(
                    "pid " + daemon.process().pid() + " holds its lock, but its last tend was"),
            hung::err);
        assertTrue(Files.exists(reader.status().path()));
      }
    }
  }
}
