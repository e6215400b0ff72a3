package io.shmtender.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReader;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher and the jar that the build made, as users start them. */
@Tag("packaged")
final class PackagedJarIT {
  private static final Path LAUNCHER =
      Path.of("..", "bin", "aerospike-shm-tender").toAbsolutePath().normalize();

  @TempDir private Path directory;

  private record Ended(int exitCode, String output) {}

  private static Ended launch(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return launch(LAUNCHER, environment, arguments);
  }

  private static Ended launch(Path launcher, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  @Test
  void theJarKnowsItsVersion() throws Exception {
    Ended version = launch(Map.of(), "--version");

    assertEquals(0, version.exitCode(), version.output());
    assertTrue(
        version.output().matches("(?s)aerospike-shm-tender \\d+\\.\\d+\\.\\d+.*\n.*"),
        version.output());
    assertTrue(version.output().contains(Runtime.version().toString()), version.output());
  }

  @Test
  void theJarPublishesWithoutAWarningOfTheJvm() throws Exception {
    try (SimulatedCluster cluster = SimulatedCluster.builder().clusterName("packaged").start()) {
      Ended once =
          launch(
              Map.of(),
              "run",
              "--once",
              "--tend-interval=10s",
              "--seed=127.0.0.1:" + cluster.nodes().get(0).port(),
              "--directory=" + directory);

      assertEquals(0, once.exitCode(), once.output());
      assertTrue(once.output().lines().allMatch(line -> line.contains(" INFO  ")), once.output());
    }

    Ended ls = launch(Map.of("AEROSPIKE_SHM_DIR", directory.toString()), "ls");

    assertTrue(ls.output().contains("0xA7000000  packaged  closed"), ls.output());
  }

  @Test
  void aDaemonStopsInOrderAfterItsJarWasOverwritten() throws Exception {
    Path jar = directory.resolve("copy.jar");
    Files.copy(newestJar(), jar);
    try (SimulatedCluster cluster = SimulatedCluster.builder().start()) {
      ProcessBuilder builder =
          new ProcessBuilder(
                  LAUNCHER.toString(),
                  "run",
                  "--http-address=127.0.0.1:0",
                  "--seed=127.0.0.1:" + cluster.nodes().get(0).port(),
                  "--directory=" + directory)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().put("AEROSPIKE_SHM_TENDER_JAR", jar.toString());
      Process daemon = builder.start();
      try (ShmReader reader =
          ShmReader.attach(
              ReaderOptions.defaults()
                  .withDirectory(directory)
                  .withWaitLimit(Duration.ofSeconds(60)))) {
        Await.until(Duration.ofSeconds(60), "a few tends", () -> reader.status().tends() > 3);
        Await.until(
            Duration.ofSeconds(60),
            "that it listens",
            () -> read(directory.resolve("log")).contains("listening on http://"));
        Files.write(jar, new byte[(int) Files.size(jar)], StandardOpenOption.WRITE);

        daemon.destroy();

        assertEquals(0, daemon.waitFor(), Files.readString(directory.resolve("log")));
        assertEquals(SegmentStatus.State.CLOSED, reader.status().state());
      } finally {
        daemon.destroyForcibly();
      }
    }
  }

  private static Path newestJar() throws IOException {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of("target"), "*-all.jar")) {
      return jars.iterator().next();
    }
  }

  @Test
  void aConfigurationMayComeThroughThePipeOfAShell() throws Exception {
    Ended check =
        launch(
            Path.of("/bin/bash"),
            Map.of(),
            "-c",
            "exec '" + LAUNCHER + "' check-config <(echo 'seeds: [10.0.0.1]')");

    assertEquals(0, check.exitCode(), check.output());
    assertTrue(check.output().contains("10.0.0.1"), check.output());
  }

  @Test
  void failuresAreOneLineAndAnExitCode() throws Exception {
    Ended inspect = launch(Map.of(), "inspect", "1", "--directory=" + directory);

    assertEquals(6, inspect.exitCode());
    assertEquals(1, inspect.output().lines().count(), inspect.output());
  }

  @Test
  void aLinkToTheLauncherFindsTheJar() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("tender"), LAUNCHER);

    assertEquals(0, launch(link, Map.of(), "--help").exitCode());
  }

  @Test
  void aMissingJarIsExplained() throws Exception {
    Ended run = launch(Map.of("AEROSPIKE_SHM_TENDER_JAR", "/no/such.jar"), "ls");

    assertEquals(1, run.exitCode());
    assertEquals(
        "aerospike-shm-tender: there is no jar /no/such.jar: correct AEROSPIKE_SHM_TENDER_JAR\n",
        run.output());
  }

  @Test
  void anOldJavaIsExplainedWithoutStartingIt() throws Exception {
    Path java = Files.createDirectories(directory.resolve("old/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho started\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(
        directory.resolve("old/release"), "IMAGE_TYPE=\"JDK\"\nJAVA_VERSION=\"1.8.0_402\"\n");

    Ended run = launch(Map.of("JAVA_HOME", directory.resolve("old").toString()), "ls");

    assertEquals(1, run.exitCode());
    assertEquals(
        "aerospike-shm-tender: "
            + java
            + " is Java 1.8.0_402; Java 17 or later is needed: set JAVA_HOME\n",
        run.output());
  }

  @Test
  void aWrongJavaHomeIsExplained() throws Exception {
    Ended run = launch(Map.of("JAVA_HOME", "/no/such/home"), "ls");

    assertEquals(1, run.exitCode());
    assertTrue(run.output().contains("there is no /no/such/home/bin/java: correct JAVA_HOME"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
