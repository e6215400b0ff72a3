package io.shmtender.daemon.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shmtender.daemon.cclient.ScratchKey;
import io.shmtender.daemon.cli.Main;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReader;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import io.shmtender.testing.MemoryDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons in processes of their own under something like a service manager, in good and bad. */
@Tag("process")
final class ServiceManagerTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String UNHEARD = "the service manager does not hear of this daemon";
  private static final String NO_NATIVE_CODE = "cannot be loaded, which C-client segments need";

  @TempDir(factory = MemoryDirectory.class)
  private Path directory;

  private Path file;
  private Path notifySocket;
  private SimulatedCluster cluster;

  @BeforeEach
  void startCluster() throws IOException {
    cluster = SimulatedCluster.builder().clusterName("prod").start();
    file = directory.resolve("tender.yaml");
    notifySocket = directory.resolve("notify");
    Files.writeString(file, "log-level: info\n");
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  private ChildJvm start(List<String> flags, String... more) {
    return start(cluster.nodes().get(0).port(), flags, more);
  }

  private ChildJvm start(int port, List<String> flags, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("run", "--http-address=off", "--tend-interval=50ms"));
    arguments.addAll(List.of("--seed=127.0.0.1:" + port, "--directory=" + directory));
    arguments.addAll(List.of("--config=" + file));
    arguments.addAll(List.of(more));
    List<String> all = new ArrayList<>(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    all.addAll(flags);
    return ChildJvm.start(
        Map.of("NOTIFY_SOCKET", notifySocket.toString(), "WATCHDOG_USEC", "100000"),
        all,
        Main.class,
        arguments.toArray(new String[0]));
  }

  private ShmReader attach() {
    return ShmReader.attach(ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT));
  }

  private static void awaitTends(ShmReader reader, long more) {
    long before = reader.status().tends();
    Await.until(LIMIT, more + " tends", () -> reader.status().tends() >= before + more);
  }

  private static long count(ChildJvm daemon, String text) {
    return daemon.lines().stream().filter(line -> line.contains(text)).count();
  }

  @Test
  void aSocketThatGoesAwayIsMissedOnceAndSignalsAreHeardAllTheSame() throws Exception {
    NotifyReceiver manager = new NotifyReceiver(notifySocket);
    try (ScratchKey key = ScratchKey.unused();
        ChildJvm daemon = start(List.of(), "--c-client-segment=" + key + ":6.4");
        ShmReader reader = attach()) {
      manager.await(LIMIT, message -> message.endsWith("READY=1"));
      daemon.awaitLine(LIMIT, line -> line.contains(key + " (layout 6.4): owner"));

      manager.close();

      daemon.awaitLine(LIMIT, line -> line.contains(UNHEARD));
      awaitTends(reader, 30);
      daemon.signal("HUP");
      daemon.awaitLine(LIMIT, line -> line.contains("configuration reloaded: nothing changed"));
      assertEquals(1, count(daemon, UNHEARD), daemon.lines()::toString);
      assertEquals(0, count(daemon, "\tat "), daemon.lines()::toString);

      try (NotifyReceiver again = new NotifyReceiver(notifySocket)) {
        again.await(LIMIT, message -> message.equals("WATCHDOG=1"));
        daemon.awaitLine(LIMIT, line -> line.contains("hears of this daemon again"));
      }
      daemon.signal("TERM");
      assertEquals(0, daemon.awaitExit(LIMIT), daemon.lines()::toString);
      assertEquals(SegmentStatus.State.CLOSED, reader.status().state());
      assertFalse(key.leadsSomewhere());
    }
  }

  @Test
  void withoutNativeCodeTheMapIsPublishedAndWhatIsMissingIsSaidOnce() throws Exception {
    try (NotifyReceiver manager = new NotifyReceiver(notifySocket);
        Mount noexec = new Mount(directory.resolve("noexec"));
        ScratchKey key = ScratchKey.unused();
        ChildJvm daemon =
            start(List.of("-Djna.tmpdir=" + noexec.path()), "--c-client-segment=" + key + ":6.4");
        ShmReader reader = attach()) {
      assertEquals(List.of(), manager.received());
      assertEquals("prod", reader.view().clusterName());
      awaitTends(reader, 30);
      assertEquals(1, count(daemon, UNHEARD), daemon.lines()::toString);
      assertEquals(1, count(daemon, NO_NATIVE_CODE), daemon.lines()::toString);
      assertEquals(0, count(daemon, "\tat "), daemon.lines()::toString);

      daemon.signal("HUP");
      daemon.awaitLine(LIMIT, line -> line.contains("configuration reloaded: nothing changed"));
      daemon.signal("TERM");
      assertEquals(0, daemon.awaitExit(LIMIT), daemon.lines()::toString);
      assertEquals(SegmentStatus.State.CLOSED, reader.status().state());
    }
  }

  @Test
  void nativeCodeIsLoadedFromElsewhereWhereTheTemporaryDirectoryIsNotForIt() throws Exception {
    try (NotifyReceiver manager = new NotifyReceiver(notifySocket);
        Mount noexec = new Mount(directory.resolve("noexec"));
        ScratchKey key = ScratchKey.unused();
        ChildJvm daemon =
            start(
                List.of("-Djava.io.tmpdir=" + noexec.path()),
                "--c-client-segment=" + key + ":6.4")) {
      manager.await(LIMIT, message -> message.endsWith("READY=1"));
      daemon.awaitLine(LIMIT, line -> line.contains(key + " (layout 6.4): owner"));
      assertEquals(0, count(daemon, UNHEARD), daemon.lines()::toString);
      assertEquals(List.of(), List.of(noexec.path().toFile().list()));
    }
  }

  @Test
  void aStartGetsMoreTimeAsLongAsTheClusterIsDownAndSaysWhatItWaitsFor() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    try (NotifyReceiver manager = new NotifyReceiver(notifySocket);
        ChildJvm daemon = start(free, List.of())) {
      manager.await(LIMIT, message -> message.startsWith("STATUS=starting: asking 127.0.0.1:"));
      manager.await(LIMIT, message -> message.matches("EXTEND_TIMEOUT_USEC=[0-9]{8,}"));
      manager.await(
          LIMIT,
          message ->
              message.startsWith("STATUS=owner of key 0xA7000000: cluster not reached yet")
                  && message.contains("127.0.0.1:" + free));
      assertTrue(daemon.process().isAlive());
    }
  }

  /** A file system in memory that nothing can be executed from. */
  private static final class Mount implements AutoCloseable {
    private final Path path;

    Mount(Path path) throws IOException {
      this.path = Files.createDirectory(path);
      assumeTrue(
          Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
          "only root can mount a file system without execution");
      assumeTrue(
          run("mount", "-t", "tmpfs", "-o", "noexec,size=4m", "none", path.toString()) == 0,
          "this container may not mount");
    }

    Path path() {
      return path;
    }

    private static int run(String... command) throws IOException {
      try {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() throws IOException {
      assertEquals(0, run("umount", path.toString()));
    }
  }
}
