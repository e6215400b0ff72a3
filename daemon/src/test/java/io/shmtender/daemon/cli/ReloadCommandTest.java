package io.shmtender.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shmtender.daemon.launch.ExitCode;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.spec.NodeSpec;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import io.shmtender.testing.MemoryDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code reload}: what comes of it, and what others hear of it. */
@Tag("process")
final class ReloadCommandTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir(factory = MemoryDirectory.class)
  private Path directory;

  private Path file;
  private SimulatedCluster cluster;

  @BeforeEach
  void startCluster() {
    file = directory.resolve("tender.yaml");
    cluster = SimulatedCluster.builder().clusterName("prod").nodes(3).start();
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  private void write(SimulatedCluster seeds, String... lines) throws IOException {
    Files.writeString(
        file,
        "seeds: [127.0.0.1:"
            + seeds.nodes().get(0).port()
            + "]\ndirectory: "
            + directory
            + "\nhttp-address: 127.0.0.1:0\n"
            + String.join("\n", lines)
            + "\n");
  }

  private ChildJvm start() {
    ChildJvm daemon = ChildJvm.start(Main.class, "run", "--config", file.toString());
    daemon.awaitLine(LIMIT, line -> line.contains("listening on http://"));
    return daemon;
  }

  private CommandRun reload(ChildJvm daemon) {
    return CommandRun.of("reload", daemon.process().pid(), "-d", directory);
  }

  private static String metrics(ChildJvm daemon) throws Exception {
    String line = daemon.awaitLine(LIMIT, logged -> logged.contains("listening on http://"));
    URI address = URI.create(line.substring(line.indexOf("http://")));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address.resolve("/metrics")).timeout(LIMIT).build(),
            BodyHandlers.ofString())
        .body();
  }

  private static double value(String metrics, String series) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(series + " in " + metrics));
  }

  private static List<String> nodes(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("shmtender_node_refresh_duration_seconds_count{"))
        .map(line -> line.replaceAll(".*node=\"([^\"]*)\".*", "$1"))
        .sorted()
        .toList();
  }

  @Test
  void itWaitsForTheVerdictAndSaysWhatChanged() throws Exception {
    write(cluster, "tend-interval: 100ms");
    try (ChildJvm daemon = start();
        ShmReader reader =
            ShmReader.attach(
                ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT))) {
      write(cluster, "tend-interval: 50ms", "shm-key: 0xA8000000");

      CommandRun reload = reload(daemon);

      assertEquals(0, reload.exitCode(), reload::toString);
      assertEquals(
          "reloaded: tend-interval 50ms; shm-key stays 0xA7000000 until the daemon is restarted\n",
          reload.out());
      assertEquals(Duration.ofMillis(50), reader.status().tendInterval());
      write(cluster, "tend-interval: 50ms");
      assertEquals("reloaded: nothing changed\n", reload(daemon).out());
    }
  }

  @Test
  void aFileWithMistakesIsAFailureThatNamesThem() throws Exception {
    write(cluster);
    try (ChildJvm daemon = start()) {
      write(cluster, "tend-interval: never");

      CommandRun reload = reload(daemon);

      assertEquals(ExitCode.CONFIGURATION, reload.exitCode(), reload::toString);
      assertTrue(
          reload.err().startsWith("aerospike-shm-tender: not reloaded, everything stays as it was"),
          reload::err);
      assertTrue(reload.err().contains("tend-interval: 'never' is not a duration"), reload::err);
      CommandRun quiet =
          CommandRun.of("reload", "--quiet", daemon.process().pid(), "-d", directory);
      assertEquals(new CommandRun(ExitCode.CONFIGURATION, "", ""), quiet);
    }
  }

  @Test
  void aRefusedReloadLeavesNothingOfTheForeignClusterInTheMetrics() throws Exception {
    write(cluster, "tend-interval: 100ms");
    try (ChildJvm daemon = start();
        SimulatedCluster foreign =
            SimulatedCluster.builder()
                .clusterName("foreign")
                .node(NodeSpec.anywhere().named("CC9000000001"))
                .start()) {
      String before = metrics(daemon);
      write(foreign, "tend-interval: 100ms");

      CommandRun reload = reload(daemon);

      assertEquals(1, reload.exitCode(), reload::toString);
      assertTrue(reload.err().contains("the seeds reach cluster 'foreign'"), reload::err);
      String after = metrics(daemon);
      assertEquals(nodes(before), nodes(after));
      assertFalse(after.contains("CC9000000001"), after);
      for (String series :
          List.of(
              "shmtender_node_joins_total",
              "shmtender_node_leaves_total",
              "shmtender_map_changes_total",
              "shmtender_tend_failures_total{cause=\"seeds_unreachable\"}")) {
        assertEquals(value(before, series), value(after, series), series);
      }
      assertTrue(
          daemon.lines().stream()
              .filter(line -> line.contains("CC9000000001") && line.contains("joins"))
              .allMatch(line -> line.contains("trying the new configuration: ")),
          daemon.lines()::toString);
    }
  }

  @Test
  void anAcceptedReloadTellsOnlyWhatIsDifferent() throws Exception {
    write(cluster, "tend-interval: 100ms");
    try (ChildJvm daemon = start()) {
      Await.until(LIMIT, "three nodes", () -> nodesOf(daemon).size() == 3);
      String before = metrics(daemon);
      write(cluster, "tend-interval: 50ms");

      assertEquals(0, reload(daemon).exitCode());

      String after = metrics(daemon);
      assertEquals(3.0, value(after, "shmtender_node_joins_total"));
      assertEquals(0.0, value(after, "shmtender_node_leaves_total"));
      assertEquals(nodes(before), nodes(after));
      for (String series :
          List.of("shmtender_connections_opened_total", "shmtender_info_requests_total")) {
        assertTrue(value(after, series) > value(before, series), series);
      }
      cluster.addNode();
      Await.until(LIMIT, "the fourth node", () -> nodesOf(daemon).size() == 4);
      assertEquals(4.0, value(metrics(daemon), "shmtender_node_joins_total"));
    }
  }

  private static List<String> nodesOf(ChildJvm daemon) {
    try {
      return nodes(metrics(daemon));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoIsNoDaemonIsNotAskedAndLivesOn() {
    long self = ProcessHandle.current().pid();

    CommandRun reload = CommandRun.of("reload", self, "-d", directory);

    assertEquals(1, reload.exitCode());
    assertTrue(reload.err().contains("process " + self + " is no daemon that can be asked in"));
  }

  @Test
  void onlyTheDaemonsUserMayAskAndWhatAKilledOneLeftIsRemoved() throws Exception {
    write(cluster);
    Path socket;
    try (ChildJvm daemon = start()) {
      assertEquals(0, reload(daemon).exitCode());
      socket = directory.resolve("0xA7000000." + daemon.process().pid() + ".control");
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
      assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv");
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      Process other =
          new ProcessBuilder(
                  "setpriv",
                  "--reuid=65534",
                  "--regid=65534",
                  "--clear-groups",
                  "test",
                  "-w",
                  socket.toString())
              .inheritIO()
              .start();
      assertNotEquals(0, other.waitFor(), "another user may write to " + socket);
    }
    assertTrue(Files.exists(socket), "a killed daemon removes nothing");
    try (ChildJvm next = start()) {
      assertEquals(0, reload(next).exitCode());
      assertFalse(Files.exists(socket));
    }
  }
}
