package io.shmtender.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.shmtender.daemon.testing.Neighbour;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.simulator.SimulatedCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons and readers of several users, none of them root, as those start them. */
@Tag("packaged")
final class UsersIT {
  // Nobody else has these ids, nor the directories that are named by them.
  private static final int TENDER = 20_000 + 2 * (int) (ProcessHandle.current().pid() % 20_000);
  private static final int APPLICATION = TENDER + 1;

  @TempDir private Path place;
  private Path launcher;
  private Path jar;
  private SimulatedCluster cluster;

  private record Ended(int exitCode, String output) {}

  @BeforeEach
  void installForEverybody() throws IOException {
    Neighbour.assumePresent();
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
    launcher = Files.copy(Path.of("../bin/aerospike-shm-tender"), place.resolve("launcher"));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of("target"), "*-all.jar")) {
      jar = Files.copy(jars.iterator().next(), place.resolve("tender.jar"));
    }
    cluster = SimulatedCluster.builder().clusterName("prod").start();
    removeLastResort();
  }

  @AfterEach
  void removeLastResort() throws IOException {
    Path directory = lastResort(TENDER);
    if (Files.exists(directory)) {
      for (String name : new SegmentDirectory(directory).names()) {
        Files.delete(directory.resolve(name));
      }
      Files.delete(directory);
    }
  }

  @AfterEach
  void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static Path lastResort(int uid) {
    return Path.of("/dev/shm/aerospike-shm-tender-" + uid);
  }

  private Ended run(int uid, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = launcher.toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    ProcessBuilder builder =
        new ProcessBuilder(Neighbour.as(uid, command)).redirectErrorStream(true);
    builder.directory(place.toFile());
    builder.environment().keySet().removeAll(Arrays.asList("XDG_RUNTIME_DIR", "AEROSPIKE_SHM_DIR"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("AEROSPIKE_SHM_TENDER_JAR", jar.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  private Ended publish(int uid, Map<String, String> environment)
      throws IOException, InterruptedException {
    String seed = "--seed=127.0.0.1:" + cluster.nodes().get(0).port();
    return run(uid, environment, "run", "--once", "--tend-interval=10s", seed);
  }

  private static void assumeNoTenderOfTheHosts() {
    assumeFalse(
        Files.exists(Path.of("/run/aerospike-shm-tender")), "this host has a tender's directory");
  }

  @Test
  void whatNobodyConfiguredIsTheUsersAlone() throws Exception {
    assumeNoTenderOfTheHosts();
    Path directory = lastResort(TENDER);

    Ended once = publish(TENDER, Map.of());

    assertEquals(0, once.exitCode(), once.output());
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
    assertEquals(TENDER, Files.getAttribute(directory, "unix:uid"));
    assertEquals(0, run(TENDER, Map.of(), "inspect", "0xA7000000").exitCode());
    Ended another =
        run(
            APPLICATION,
            Map.of("AEROSPIKE_SHM_DIR", directory.toString()),
            "inspect",
            "0xA7000000");
    assertEquals(4, another.exitCode(), another.output());
  }

  @Test
  void whoeverMakesTheUsersDirectoryFirstGetsNothingOutOfIt() throws Exception {
    assumeNoTenderOfTheHosts();
    Path directory = Files.createDirectory(lastResort(TENDER));
    Files.setAttribute(directory, "unix:uid", APPLICATION);
    Files.setAttribute(directory, "unix:mode", 0777);
    Map<String, String> there = Map.of("AEROSPIKE_SHM_DIR", directory.toString());
    String whose = directory + " belongs to user " + APPLICATION + ", who is neither root nor";

    Ended once = publish(TENDER, Map.of());
    assertEquals(4, once.exitCode(), once.output());
    assertTrue(once.output().contains(whose), once.output());
    assertEquals(0, directory.toFile().list().length);

    Files.setAttribute(directory, "unix:mode", 0755);
    Ended his = publish(APPLICATION, there);
    assertEquals(0, his.exitCode(), his.output());
    Ended inspect = run(TENDER, Map.of(), "inspect", "0xA7000000");
    assertEquals(4, inspect.exitCode(), inspect.output());
    assertTrue(inspect.output().contains(whose), inspect.output());
    assertFalse(inspect.output().contains("prod"), inspect.output());

    Map<String, String> trusting =
        Map.of("AEROSPIKE_SHM_TRUSTED_OWNER", Integer.toString(APPLICATION));
    assertEquals(0, run(TENDER, trusting, "inspect", "0xA7000000").exitCode());
    Ended unclear =
        run(TENDER, Map.of("AEROSPIKE_SHM_TRUSTED_OWNER", "me"), "inspect", "0xA7000000");
    assertEquals(4, unclear.exitCode(), unclear.output());
    assertTrue(
        unclear.output().contains("AEROSPIKE_SHM_TRUSTED_OWNER is 'me', which is no user's id"),
        unclear.output());
  }

  @Test
  void aDirectoryThatRootMadeForTheTenderIsReadByAllWhoMayAndExplainedToTheOthers()
      throws Exception {
    Path directory = Files.createDirectory(place.resolve("run"));
    Files.setAttribute(directory, "unix:uid", TENDER);
    Map<String, String> there = Map.of("AEROSPIKE_SHM_DIR", directory.toString());

    Ended once = publish(TENDER, there);

    assertEquals(0, once.exitCode(), once.output());
    assertEquals(0, run(APPLICATION, there, "inspect", "0xA7000000").exitCode());
    Files.setAttribute(directory.resolve("0xA7000000.1.1.segment"), "unix:mode", 0600);
    assertUnreadable(there, "0xA7000000.1.1.segment may not be read by this user");
    // Whoever may list a directory need not be allowed to look at what is in it, and the other way.
    Files.setAttribute(directory, "unix:mode", 0744);
    assertUnreadable(there, "0xA7000000.1.1.segment may not be read by this user");
    Files.setAttribute(directory, "unix:mode", 0711);
    assertUnreadable(there, directory + " is not a directory, or its entries may not be read");
  }

  private void assertUnreadable(Map<String, String> there, String message)
      throws IOException, InterruptedException {
    Ended inspect = run(APPLICATION, there, "inspect", "0xA7000000");
    assertEquals(4, inspect.exitCode(), inspect.output());
    assertEquals(1, inspect.output().lines().count(), inspect.output());
    assertTrue(inspect.output().contains(message), inspect.output());
  }
}
