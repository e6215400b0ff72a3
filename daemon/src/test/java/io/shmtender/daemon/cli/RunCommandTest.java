package io.shmtender.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shmtender.daemon.launch.ExitCode;
import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.reader.layout.SegmentLayout;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.NodeSpec;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code run}: starting, stopping, and what it refuses to do. */
@Tag("process")
final class RunCommandTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  // A tend takes an interval at most; on a busy machine the first one needs more than the default.
  private static final String PATIENT = "--tend-interval=10s";

  @TempDir private Path directory;
  private SimulatedCluster cluster;

  @BeforeEach
  void startCluster() {
    cluster = SimulatedCluster.builder().clusterName("prod").start();
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  private String seed() {
    return "127.0.0.1:" + cluster.nodes().get(0).port();
  }

  private CommandRun once(Object... more) {
    Object[] all = {"run", "--once", PATIENT, "--seed", seed(), "--directory", directory};
    Object[] arguments = Arrays.copyOf(all, all.length + more.length);
    System.arraycopy(more, 0, arguments, all.length, more.length);
    return CommandRun.of(arguments);
  }

  private ChildJvm start(String... more) {
    String[] all = {
      "run", "--http-address=off", "--seed", seed(), "--directory", directory.toString()
    };
    String[] arguments = Arrays.copyOf(all, all.length + more.length);
    System.arraycopy(more, 0, arguments, all.length, more.length);
    return ChildJvm.start(Main.class, arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalStopsTheDaemonInOrder(String signal) {
    try (ChildJvm daemon = start("--tend-interval", "100ms");
        ShmReader reader =
            ShmReader.attach(
                ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT))) {
      daemon.awaitLine(LIMIT, line -> line.contains("owner of key 0xA7000000, epoch 1"));
      assertEquals("prod", reader.view().clusterName());

      daemon.signal(signal);

      assertEquals(0, daemon.awaitExit(LIMIT));
      assertEquals("CLOSED", reader.status().state().name());
      assertTrue(
          // Later JVMs warn of what the launcher's flags allow.
          daemon.lines().stream()
              .filter(line -> !line.startsWith("WARNING: "))
              .allMatch(line -> line.matches("[-0-9T:.+]+ (INFO|WARN|ERROR) +\\S.*")),
          daemon.lines()::toString);
    }
  }

  @Test
  @Tag("once") // What takes ten seconds is the daemon's patience.
  void seedsOfTwoClustersEndNoDaemonAndWhatIsPublishedSaysWhichOneIsMeant() throws Exception {
    try (SimulatedCluster other =
        SimulatedCluster.builder()
            .clusterName("other")
            .node(NodeSpec.anywhere().named("CC1"))
            .node(NodeSpec.anywhere().named("CC2"))
            .start()) {
      List<String> names = other.nodes().stream().map(SimulatedNode::name).toList();
      SimulatedNode stale = other.nodes().get(0);
      String[] flags = {PATIENT, "--seed", "127.0.0.1:" + stale.port()};
      try (ChildJvm daemon = start(flags)) {
        daemon.awaitLine(
            LIMIT,
            line -> line.contains("ERROR Cannot tend: the seeds reach different clusters: "));
        daemon.awaitLine(LIMIT, line -> line.contains("owner of key"));
        names.forEach(other::killNodeUnnoticed);
        daemon.awaitLine(LIMIT, line -> line.contains("Reached cluster 'prod'"));
        try (ShmReader reader = attach()) {
          assertEquals("prod", reader.view().clusterName());
        }
        daemon.process().destroyForcibly();
        daemon.awaitExit(LIMIT);
      }
      other.restartNode(stale.name(), stale.port());
      try (ChildJvm restarted = start(flags);
          ShmReader reader = attach()) {
        restarted.awaitLine(
            LIMIT, line -> line.contains("WARN  Passing over cluster 'other' of nodes [CC1]"));
        Await.until(LIMIT, "a second owner", () -> reader.status().epoch() == 2);
        assertEquals("prod", reader.view().clusterName());
      }
    }
  }

  private ShmReader attach() {
    return ShmReader.attach(ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT));
  }

  private void write(Path file, String... lines) throws IOException {
    Files.writeString(
        file,
        "seeds: ["
            + seed()
            + "]\ndirectory: "
            + directory
            + "\nhttp-address: 127.0.0.1:0\n"
            + String.join("\n", lines)
            + "\n");
  }

  @Test
  void hangupReadsTheFileAgainAndAFileWithAMistakeChangesNothing() throws IOException {
    Path file = directory.resolve("tender.yaml");
    // A reload asks the new seeds once, for as long as a tend may take.
    write(file, "tend-interval: 10s");
    try (ChildJvm daemon = ChildJvm.start(Main.class, "run", "--config", file.toString());
        ShmReader reader =
            ShmReader.attach(
                ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT))) {
      daemon.awaitLine(LIMIT, line -> line.contains("owner of key"));

      write(file, "tend-interval: 1m", "shm-takeover-threshold: 5m");
      daemon.signal("HUP");
      daemon.awaitLine(LIMIT, line -> line.contains("which takes a restart"));

      write(file, "tend-intervall: 50ms");
      daemon.signal("HUP");
      daemon.awaitLine(
          LIMIT, line -> line.contains("ERROR") && line.contains("unknown key 'tend-intervall'"));
      assertEquals(Duration.ofSeconds(10), reader.status().tendInterval());

      write(file, "tend-interval: 8s", "shm-key: 0xA8000000", "log-level: debug");
      daemon.signal("HUP");
      daemon.awaitLine(
          LIMIT,
          line ->
              line.contains("WARN")
                  && line.contains("shm-key stays 0xA7000000 until the daemon is restarted"));
      daemon.awaitLine(
          LIMIT,
          line -> line.contains("configuration reloaded: tend-interval 8s; log-level debug"));
      assertEquals(Duration.ofSeconds(8), reader.status().tendInterval());
      assertEquals(1, reader.status().epoch());

      daemon.signal("TERM");
      assertEquals(0, daemon.awaitExit(LIMIT));
    }
  }

  @Test
  void aSecondDaemonStandsByAndStopsInOrderToo() {
    try (ChildJvm owner = start()) {
      owner.awaitLine(LIMIT, line -> line.contains("owner of key"));
      try (ChildJvm standby = start()) {
        standby.awaitLine(LIMIT, line -> line.contains("standby"));
        standby.signal("TERM");
        assertEquals(0, standby.awaitExit(LIMIT));
      }
      assertTrue(owner.process().isAlive());
      CommandRun once = once();
      assertEquals(7, once.exitCode());
      assertTrue(once.err().contains("is owned by another tender"), once::err);
    }
  }

  @Test
  void onceLeavesASegmentThatIsClosed() {
    assertEquals(0, once("--key", "0xB0000001", "--max-nodes", "2").exitCode());

    CommandRun ls = CommandRun.of("ls", "-d", directory);
    assertTrue(ls.line("0xB0000001").contains("prod     closed"), ls::out);
  }

  @Test
  void onceWithoutAnAnswerFails() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    CommandRun once = CommandRun.of("run", "--once", "-s", "127.0.0.1:" + port, "-d", directory);

    assertEquals(1, once.exitCode());
    assertTrue(once.err().contains("nothing new to publish"), once::err);
    assertTrue(once.err().contains("seed 127.0.0.1:" + port + ": cannot connect"), once::err);
  }

  @Test
  void aPortInsteadOfAnAddressIsExplained() {
    CommandRun run = CommandRun.of("run", "--seed", "3000", "-d", directory);

    assertEquals(ExitCode.CONFIGURATION, run.exitCode());
    assertEquals(
        "aerospike-shm-tender: --seed: '3000' is a port, not an address: write host:port, for "
            + "example 127.0.0.1:3000\n",
        run.err());
    assertEmpty(directory);
  }

  @Test
  void everyMistakeOfTheConfigurationIsShown() throws IOException {
    Path file =
        Files.writeString(directory.resolve("tender.yaml"), "seeds: [3000]\nmode: 777\nkey: 1\n");

    CommandRun run = CommandRun.of("run", "--config", file, "--max-nodes", "none");

    assertEquals(ExitCode.CONFIGURATION, run.exitCode());
    List<String> lines = run.err().lines().toList();
    assertEquals("aerospike-shm-tender: 4 mistakes in the configuration", lines.get(0));
    assertTrue(lines.get(1).startsWith("  " + file + ":1:9: seeds: '3000' is a port"));
    assertTrue(lines.get(2).startsWith("  " + file + ":2:7: mode: mode '777'"));
    assertEquals("  " + file + ":3:1: unknown key 'key': did you mean 'shm-key'?", lines.get(3));
    assertEquals("  --max-nodes: 'none' is not a number: write 1 to 32767", lines.get(4));
  }

  @Test
  void noSeedIsExplained() {
    CommandRun run = CommandRun.of("run");

    assertEquals(ExitCode.CONFIGURATION, run.exitCode());
    assertTrue(run.err().contains("no server to ask first"), run::err);
    assertTrue(run.err().contains("--seed host:port"), run::err);
  }

  @Test
  void aFileInPlaceOfTheDirectoryIsExplained() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "mine");

    CommandRun run = CommandRun.of("run", "--seed", seed(), "-d", file.resolve("below"));

    assertEquals(4, run.exitCode());
    assertEquals(1, run.err().lines().count(), run::err);
    assertTrue(run.err().contains(file.toString()), run::err);
    assertEquals("mine", Files.readString(file));
  }

  @Test
  void aDirectoryThatMayNotBeWrittenIsExplained() throws Exception {
    Path closed = Files.createDirectory(directory.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      // Permissions count for root once it lacks the capability to override them.
      assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv");
      command.addAll(
          List.of("/usr/bin/setpriv", "--bounding-set", "-dac_override,-dac_read_search"));
    }
    command.addAll(
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "run",
            "--log-level=error",
            "--seed=" + seed(),
            "--directory=" + closed));

    Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(4, run.waitFor(), output);
    assertEquals(1, output.lines().count(), output);
    assertTrue(output.contains("make it writable for this user"), output);
    assertEmpty(closed);
  }

  @Test
  void aFullFileSystemIsExplainedAndNothingIsLeftBehind() throws Exception {
    assumeTrue(isRoot(), "only root can mount a small tmpfs");
    Path full = Files.createDirectory(directory.resolve("full"));
    Process mount =
        new ProcessBuilder(
                "mount", "-t", "tmpfs", "-o", "size=64k,mode=0755", "none", full.toString())
            .redirectErrorStream(true)
            .start();
    assumeTrue(mount.waitFor() == 0, "this container may not mount");
    try {
      CommandRun run = CommandRun.of("run", PATIENT, "--seed", seed(), "-d", full);

      assertEquals(4, run.exitCode());
      assertEquals(1, run.err().lines().count(), run::err);
      assertTrue(run.err().contains("No space left on device"), run::err);
      assertTrue(run.err().contains("bytes free"), run::err);
      assertEmpty(full);
    } finally {
      assertEquals(0, new ProcessBuilder("umount", full.toString()).start().waitFor());
    }
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  @Test
  void aRandomFileIsLeftAloneAndExplained() throws IOException {
    byte[] random = new byte[5000];
    new Random(1).nextBytes(random);
    Files.write(directory.resolve("0xA7000000.1.1.segment"), random);

    refusedWithoutChange(4, "is not a segment");
  }

  @Test
  void aTruncatedSegmentIsLeftAloneAndExplained() throws Exception {
    Path path = publish("prod");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(4096);
    }

    refusedWithoutChange(4, "is damaged: it has 4096 bytes of");
  }

  @Test
  void anotherClustersSegmentIsLeftAloneAndExplained() throws Exception {
    publish("elsewhere");

    refusedWithoutChange(5, "describes cluster 'elsewhere'");
  }

  @Test
  void seedsOfAnotherClusterThanExpectedAreExplained() {
    CommandRun run = once("--cluster-name", "staging");

    assertEquals(5, run.exitCode());
    assertTrue(run.err().contains("staging"), run::err);
    assertTrue(run.err().contains("prod"), run::err);
  }

  @Test
  void aSegmentOfAnotherLayoutVersionIsReplaced() throws Exception {
    Path path = publish("prod");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(SegmentLayout.LAYOUT_VERSION_OFFSET);
      file.writeInt(Integer.reverseBytes(9));
    }

    assertEquals(0, once().exitCode());

    assertFalse(Files.exists(path));
    assertTrue(CommandRun.of("ls", "-d", directory).line("0xA7000000").contains("closed"));
  }

  private Path publish(String clusterName) throws Exception {
    SegmentPublisher publisher =
        SmallCluster.named(clusterName).publish(directory, SegmentKey.DEFAULT);
    Path path = publisher.path();
    publisher.close();
    return path;
  }

  private void refusedWithoutChange(int exitCode, String message) throws IOException {
    Map<String, String> before = segments();

    CommandRun run = CommandRun.of("run", PATIENT, "--seed", seed(), "--directory", directory);

    assertEquals(exitCode, run.exitCode());
    assertEquals(1, run.err().lines().count(), run::err);
    assertTrue(run.err().contains(message), run::err);
    assertEquals(before, segments());
  }

  private Map<String, String> segments() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*segment*")) {
      for (Path file : files) {
        contents.put(
            file.getFileName().toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  private static void assertEmpty(Path directory) {
    assertEquals(List.of(), List.of(directory.toFile().list()));
  }
}
