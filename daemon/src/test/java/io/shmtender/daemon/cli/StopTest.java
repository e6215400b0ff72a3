package io.shmtender.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.cclient.ScratchKey;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentFile;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import io.shmtender.testing.MemoryDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Signals at every instant of a daemon's life. Whatever it is about, it ends with 0, says that it
 * stopped and nothing else, and leaves nothing that is half made.
 */
@Tag("process")
final class StopTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int INSTANTS = 6;
  private static final int ROUNDS = 3;

  // The first class that main loads after it began to catch signals.
  private static final String CAUGHT = TopCommand.class.getName();
  private static final String CLASS_LOADED = " source: ";

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @TempDir(factory = MemoryDirectory.class)
  private Path directory;

  private SimulatedCluster cluster;

  @BeforeEach
  void startCluster() {
    cluster = SimulatedCluster.builder().clusterName("prod").nodes(3).start();
    System.out.println("seed " + seed);
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  private String[] arguments(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--http-address=127.0.0.1:0",
                "--tend-interval=100ms",
                "--seed=127.0.0.1:" + cluster.nodes().get(0).port(),
                "--directory=" + directory));
    arguments.addAll(List.of(more));
    return arguments.toArray(new String[0]);
  }

  /** A daemon that says how far it is: by each class of this project that it loads. */
  private static final class Progress implements AutoCloseable {
    private final Process process;
    private final List<String> log = new ArrayList<>();
    private final BufferedReader output;

    Progress(String... arguments) {
      List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,HUP"));
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(argument -> argument.startsWith("--add-"))
          .forEach(command::add);
      command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
      command.addAll(List.of("-Xlog:class+load=info:stdout:none"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
      command.addAll(List.of(arguments));
      try {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      output = process.inputReader(StandardCharsets.UTF_8);
      // Its output ends with it.
      CompletableFuture.delayedExecutor(LIMIT.toSeconds(), TimeUnit.SECONDS)
          .execute(process::destroyForcibly);
    }

    /** Reads on until so many classes of this project came after the first that has the name. */
    void awaitClasses(String first, int more) {
      int left = more;
      boolean begun = false;
      for (String line = next(); line != null; line = next()) {
        begun |= line.startsWith(first + CLASS_LOADED);
        if (begun && line.startsWith("io.shmtender.") && left-- <= 0) {
          return;
        }
      }
    }

    /** Reads on until the log has a line with the text. */
    void awaitLog(String text) {
      for (String line = next(); line != null; line = next()) {
        if (line.contains(text)) {
          return;
        }
      }
      throw new AssertionError(text + " in " + log);
    }

    // Null at the end.
    private String next() {
      try {
        String line = output.readLine();
        if (line != null && !line.contains(CLASS_LOADED)) {
          log.add(line);
        }
        return line;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void signal(String name) {
      if (name.equals("TERM")) {
        // At once: a command for it takes longer than what there is to hit.
        process.toHandle().destroy();
        return;
      }
      try {
        Process kill = new ProcessBuilder("kill", "-" + name, process.pid() + "").start();
        assertEquals(0, kill.waitFor());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }

    /** Waits for the end, which has to be in order. */
    void assertStopsInOrder(String when) {
      while (next() != null) {
        // Up to the end of its output.
      }
      try {
        assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), when);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
      assertEquals(0, process.exitValue(), () -> when + ": " + log);
      // Later JVMs warn of what the launcher's flags allow, and end that with an empty line.
      log.removeIf(line -> line.startsWith("WARNING: ") || line.isEmpty());
      assertTrue(
          log.stream().allMatch(line -> line.matches("[-0-9T:.+]+ INFO  .*")),
          () -> when + ": " + log);
      assertTrue(log.get(log.size() - 1).endsWith(" stopped"), () -> when + ": " + log);
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private void assertNothingHalfMade(String when) throws IOException {
    List<String> names = new SegmentDirectory(directory).names();
    assertTrue(
        names.stream().allMatch(name -> name.matches("0xA7000000\\..*\\.(segment|lock)")),
        () -> when + ": " + names);
    List<SegmentFile> segments = new SegmentDirectory(directory).files();
    assertTrue(segments.size() <= 1, () -> when + ": " + names);
    for (SegmentFile segment : segments) {
      assertEquals(
          SegmentStatus.State.CLOSED,
          SegmentStatus.read(directory.resolve(segment.name())).state(),
          when);
    }
  }

  private void clear() throws IOException {
    for (String name : new SegmentDirectory(directory).names()) {
      Files.delete(directory.resolve(name));
    }
  }

  @Test
  void anyInstantOfAStart() throws IOException {
    try (ScratchKey key = ScratchKey.unused()) {
      int classes = 0;
      try (Progress whole = new Progress(arguments("--c-client-segment=" + key + ":6.4"))) {
        whole.awaitClasses(CAUGHT, 0);
        for (String line = whole.next(); !line.contains("listening on"); line = whole.next()) {
          classes += line.startsWith("io.shmtender.") ? 1 : 0;
        }
        whole.signal("INT");
        whole.assertStopsInOrder("started");
      }
      for (int instant = 0; instant < INSTANTS; instant++) {
        clear();
        int after = (int) ((instant + random.nextDouble()) * classes / INSTANTS);
        String when = "after " + after + " of " + classes + " classes";
        try (Progress start = new Progress(arguments("--c-client-segment=" + key + ":6.4"))) {
          start.awaitClasses(CAUGHT, after);

          start.signal("TERM");

          start.assertStopsInOrder(when);
        }
        assertNothingHalfMade(when);
        assertFalse(key.leadsSomewhere(), when);
      }
    }
  }

  @Test
  void anyInstantOfATakeoverAndOfGrowth() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      clear();
      long nanos = random.nextLong(TimeUnit.MILLISECONDS.toNanos(60));
      String when = nanos / 1000 + " us after the owner was killed";
      try (ChildJvm owner = ChildJvm.start(Main.class, arguments("--max-nodes=1"))) {
        owner.awaitLine(LIMIT, line -> line.contains("owner of key"));
        try (Progress standby = new Progress(arguments("--max-nodes=1"))) {
          standby.awaitLog("standby: another tender owns");
          owner.process().toHandle().destroyForcibly();
          cluster.addNode();
          LockSupport.parkNanos(nanos);

          standby.signal("TERM");

          standby.assertStopsInOrder(when);
        }
        owner.awaitExit(LIMIT);
      }
      List<String> names = new SegmentDirectory(directory).names();
      assertTrue(names.stream().noneMatch(name -> name.contains("draft")), () -> when + names);
    }
  }

  @Test
  void anyInstantOfAReloadAndOfAStop() throws IOException {
    Path file = Files.createTempFile("tender", ".yaml");
    try {
      for (int round = 0; round < ROUNDS; round++) {
        clear();
        Files.writeString(file, "log-level: info\n");
        long nanos = random.nextLong(TimeUnit.MILLISECONDS.toNanos(100));
        String when = nanos / 1000 + " us after SIGHUP";
        try (Progress daemon = new Progress(arguments("--config=" + file))) {
          daemon.awaitLog("listening on");
          daemon.signal("HUP");
          LockSupport.parkNanos(nanos);

          daemon.signal("TERM");
          daemon.signal("TERM");
          daemon.signal("INT");

          daemon.assertStopsInOrder(when);
        }
        assertNothingHalfMade(when);
      }
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void aHangupBeforeAnythingCanBeReadAgainDoesNotEndTheStart() throws IOException {
    Path file = Files.createTempFile("tender", ".yaml");
    try (Progress daemon = new Progress(arguments("--config=" + file))) {
      daemon.awaitClasses(CAUGHT, 0);

      daemon.signal("HUP");

      daemon.awaitLog("configuration reloaded: nothing changed");
      daemon.signal("TERM");
      daemon.assertStopsInOrder("after a reload");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void aHangupEndsADaemonThatHasNothingToReadAgain() throws IOException {
    try (Progress daemon = new Progress(arguments())) {
      daemon.awaitLog("owner of key");

      daemon.signal("HUP");

      daemon.assertStopsInOrder("after a hangup");
    }
    assertNothingHalfMade("after a hangup");
  }

  @Test
  void onceSaysThatItWasStoppedBeforeItPublished() throws IOException {
    try (ChildJvm once = ChildJvm.start(Main.class, arguments("--once"))) {
      // By now it is within its first tend, or about to be.
      Await.until(LIMIT, "a thread that asks", () -> isAsking(once));
      once.process().toHandle().destroy();

      int exit = once.awaitExit(LIMIT);

      String message = "stopped by a signal before anything was published";
      assertEquals(
          exit == 0, once.lines().stream().noneMatch(line -> line.contains(message)), exit + "");
      assertTrue(exit == 0 || exit == 1, () -> exit + ": " + once.lines());
    }
    assertNothingHalfMade("once");
  }

  private static boolean isAsking(ChildJvm daemon) {
    Path threads = Path.of("/proc", Long.toString(daemon.process().pid()), "task");
    try (var all = Files.list(threads)) {
      return all.anyMatch(StopTest::asks) || !daemon.process().isAlive();
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean asks(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).startsWith("tend-");
    } catch (IOException e) {
      return false;
    }
  }
}
