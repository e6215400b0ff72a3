package io.shmtender.daemon.status;

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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessTableTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final ProcessTable processes = new ProcessTable(Path.of("/proc"), System::nanoTime);
  private long now;
  private long cpu;
  // As much as anybody could use.
  private final CpuBudget budget = new CpuBudget(Long.MAX_VALUE, () -> now, () -> cpu);

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
  @Tag("process")
  void seesWhoHasAFileMapped() throws IOException {
    Path mapped = Files.writeString(directory.resolve("a.segment"), "x".repeat(100));
    Path other = Files.writeString(directory.resolve("b.segment"), "y".repeat(100));
    assertEquals(Set.of(), processes.mappings(List.of(mapped, other), budget).of(mapped));
    try (ChildJvm child = ChildJvm.start(Other.class, "map", mapped.toString())) {
      child.awaitLine(LIMIT, line -> line.startsWith("has it"));
      ProcessTable.Mappings seen = processes.mappings(List.of(mapped, other), budget);
      assertEquals(Set.of(child.process().pid()), seen.of(mapped));
      assertEquals(Set.of(), seen.of(other));
    }
  }

  @Test
  @Tag("process")
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
    assertEquals(Set.of(), processes.mappings(List.of(none), budget).of(none));
    assertEquals(Set.of(), new ProcessTable(none, () -> now).waitingFor(directory));
  }

  // ---- A host whose processes do as they are told ----

  private Path proc() throws IOException {
    return Files.createDirectories(directory.resolve("proc"));
  }

  private void process(int pid, long start, long bytes, Path... mapped) throws IOException {
    Path process = Files.createDirectories(proc().resolve(Integer.toString(pid)));
    Files.writeString(
        process.resolve("stat"),
        pid + " (a (name) of 2) S 1" + " 0".repeat(17) + " " + start + " " + bytes + " 77 0\n");
    StringBuilder maps = new StringBuilder("7ffd0-7ffd1 r-xp 00000000 00:00 0  [vdso]\n");
    maps.append("00400000-00401000 r-xp 00000000 fe:00 12345   /usr/bin/with a space\n");
    for (Path file : mapped) {
      maps.append("7f0000000000-7f0000001000 r--s 00000000 00:17 ")
          .append(MappedFiles.inode(file))
          .append("    ")
          .append(file)
          .append('\n');
    }
    Files.writeString(process.resolve("maps"), maps.append("7f1-7f2 rw-p 00000000 00:00 0 \n"));
  }

  @Test
  @Tag("slow")
  void looksOnlyAtProcessesThatAreNewOrChanged() throws IOException {
    Path segment = Files.writeString(directory.resolve("a.segment"), "x");
    for (int pid = 1; pid <= 1000; pid++) {
      process(pid, 7, 4096L * pid, pid % 2 == 0 ? new Path[] {segment} : new Path[0]);
    }
    ProcessTable table = new ProcessTable(proc(), () -> now);
    assertEquals(500, table.mappings(List.of(segment), budget).of(segment).size());
    // What nobody would look for: they are not looked at again.
    for (int pid = 1; pid <= 1000; pid++) {
      process(pid, 7, 4096L * pid);
    }
    assertEquals(500, table.mappings(List.of(segment), budget).of(segment).size());
    process(2, 7, 1, new Path[0]);
    process(3, 7, 1, segment);
    // Another process of the same id and size.
    process(4, 8, 4096L * 4);
    process(2001, 7, 4096, segment);
    Set<Long> seen = table.mappings(List.of(segment), budget).of(segment);
    assertEquals(500, seen.size());
    assertFalse(seen.contains(2L));
    assertTrue(seen.contains(3L));
    assertFalse(seen.contains(4L));
    assertTrue(seen.contains(2001L));
    now += TimeUnit.MINUTES.toNanos(1);
    assertEquals(Set.of(3L, 2001L), table.mappings(List.of(segment), budget).of(segment));
  }

  @Test
  void looksAtAllOfThemForAnotherFile() throws IOException {
    Path segment = Files.writeString(directory.resolve("a.segment"), "x");
    Path next = Files.writeString(directory.resolve("b.segment"), "x");
    process(1, 7, 4096, segment);
    ProcessTable table = new ProcessTable(proc(), () -> now);
    assertEquals(Set.of(1L), table.mappings(List.of(segment), budget).of(segment));
    process(1, 7, 4096, next);
    assertEquals(Set.of(1L), table.mappings(List.of(next), budget).of(next));
  }

  @Test
  void goesAsFarAsItsBudgetAndOnFromThere() throws IOException {
    Path segment = Files.writeString(directory.resolve("a.segment"), "x");
    for (int pid = 1; pid <= 100; pid++) {
      process(pid, 7, 4096, segment);
    }
    ProcessTable table = new ProcessTable(proc(), () -> now);
    // Each time that it asks, a millisecond has gone by.
    CpuBudget tight =
        new CpuBudget(
            TimeUnit.MILLISECONDS.toNanos(40),
            () -> now,
            () -> cpu += TimeUnit.MILLISECONDS.toNanos(1));
    assertTrue(tight.isLeft());
    tight.begin();
    ProcessTable.Mappings first = table.mappings(List.of(segment), tight);
    tight.end();
    int seen = first.of(segment).size();
    assertTrue(seen >= 30 && seen <= 40, () -> seen + " looked at");
    assertEquals(100 - seen, first.pending());
    assertFalse(tight.isLeft());
    now += TimeUnit.MINUTES.toNanos(2);
    assertTrue(tight.isLeft());
    tight.begin();
    int more = table.mappings(List.of(segment), tight).of(segment).size();
    assertTrue(more >= 70 && more <= 80, () -> more + " looked at, those first that were not");
  }
}
