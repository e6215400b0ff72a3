package io.shmtender.status;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessTableTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final ProcessTable processes = new ProcessTable(Path.of("/proc"));

  /** Maps a file, or waits for its lock; ends when it is killed. */
  static final class Other {
    public static void main(String[] arguments) throws Exception {
      try (FileChannel channel =
          FileChannel.open(
              Path.of(arguments[1]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        Object held =
            arguments[0].equals("map")
                ? channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                : channel.lock();
        System.out.println("has it: " + held);
        Thread.currentThread().join();
      }
    }
  }

  @Test
  void seesWhoHasAFileMapped() throws IOException {
    Path mapped = Files.writeString(directory.resolve("a.segment"), "x".repeat(100));
    Path other = Files.writeString(directory.resolve("b.segment"), "y".repeat(100));
    assertEquals(Set.of(), processes.mappings(List.of(mapped, other)).of(mapped));
    try (ChildJvm child = ChildJvm.start(Other.class, "map", mapped.toString())) {
      child.awaitLine(LIMIT, line -> line.startsWith("has it"));
      ProcessTable.Mappings seen = processes.mappings(List.of(mapped, other));
      assertEquals(Set.of(child.process().pid()), seen.of(mapped));
      assertEquals(Set.of(), seen.of(other));
    }
  }

  @Test
  void seesWhoWaitsForALockAndLeavesTheLockAlone() throws IOException {
    Path file = Files.writeString(directory.resolve("a.lock"), "x");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.lock();
        ChildJvm child = ChildJvm.start(Other.class, "lock", file.toString())) {
      Await.until(
          LIMIT,
          () -> "the waiting process in " + processes.waitingFor(file),
          () -> processes.waitingFor(file).equals(Set.of(child.process().pid())));
      assertTrue(lock.isValid());
      assertTrue(child.lines().isEmpty(), child.lines()::toString);
    }
  }

  @Test
  void seesNothingOfWhatIsNotThere() {
    Path none = directory.resolve("none");
    assertEquals(Set.of(), processes.waitingFor(none));
    assertEquals(Set.of(), processes.mappings(List.of(none)).of(none));
    assertEquals(Set.of(), new ProcessTable(none).waitingFor(directory));
  }
}
