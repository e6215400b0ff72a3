package io.shmtender.demo;

import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Plays the demo as ./demo does: a process that starts processes. */
@Tag("packaged")
@Tag("once") // The gate plays the demo itself on the newer JDK.
final class DemoTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Path LAUNCHER = ROOT.resolve("bin").resolve("aerospike-shm-tender");
  private static final Path DAEMON = ROOT.resolve("daemon").resolve("target");
  private static final Duration LIMIT = Duration.ofMinutes(6);
  private static final Pattern DIRECTORY = Pattern.compile("--directory (\\S+)");
  private static final Pattern PIDS = Pattern.compile("\\bpids? (\\d+(, \\d+)*)");

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void checkThatTheDaemonIsBuilt() throws IOException {
    try (Stream<Path> built = Files.list(DAEMON)) {
      assumeTrue(
          built.anyMatch(file -> file.toString().endsWith("-all.jar")),
          "the daemon's jar is missing: run './mvnw verify', which makes it before this test");
    }
  }

  private ChildProcess start(CountDownLatch begun, String... arguments) throws DemoFailure {
    // A shell has its background jobs ignore SIGINT, and what is ignored stays so in their
    // children.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,HUP"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Demo.class.getName(), "--launcher", LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    return ChildProcess.start(
        "demo",
        command,
        line -> {
          lines.add(line);
          if (line.startsWith("1  ")) {
            begun.countDown();
          }
        });
  }

  private String output() {
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  // How fast it was is for a quiet host to tell.
  private void assertNotBroken(String promise) {
    assertTrue(
        output().contains("  kept  " + promise) || output().contains("  busy  " + promise),
        this::output);
  }

  private void assertKept(String promise) {
    assertTrue(output().contains("  kept  " + promise), this::output);
  }

  private void assertNothingIsLeft() {
    Matcher directory = DIRECTORY.matcher(output());
    assertTrue(directory.find(), this::output);
    assertFalse(Files.exists(Path.of(directory.group(1))), this::output);
    Matcher pids = PIDS.matcher(output());
    while (pids.find()) {
      for (String pid : pids.group(1).split(", ", -1)) {
        boolean running = ProcessHandle.of(Long.parseLong(pid)).isPresent();
        assertFalse(running, () -> pid + " still runs\n" + output());
      }
    }
  }

  @Test
  void keepsEveryPromiseInOneRound() throws DemoFailure {
    try (ChildProcess demo = start(new CountDownLatch(1), "--once")) {
      assertTrue(demo.awaitEnd(LIMIT), this::output);
      assertEquals(0, demo.exitCode(), this::output);
    }
    assertKept("lost writes   0 ");
    assertNotBroken("errors        ");
    assertNotBroken("owner stopped ");
    assertNotBroken("owner killed  ");
    assertNotBroken("owner hung    ");
    assertNotBroken("info requests ");
    assertKept("owner epochs  1, 2, 3, 4");
    String verdict = output().lines().reduce((before, last) -> last).orElseThrow();
    assertEquals(
        output().contains("\n  busy  ")
            ? "Every promise that could be judged was kept; run it on a quiet host to judge the others."
            : "Every promise was kept.",
        verdict,
        this::output);
    assertNothingIsLeft();
  }

  @Test
  void endsInOrderWhenASignalInterruptsIt() throws DemoFailure, InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    try (ChildProcess demo = start(begun)) {
      assertTrue(begun.await(LIMIT.toSeconds(), TimeUnit.SECONDS), this::output);
      demo.signal("INT");
      assertTrue(demo.awaitEnd(LIMIT), this::output);
      assertEquals(0, demo.exitCode(), this::output);
    }
    assertKept("lost writes   0 ");
    assertNotBroken("errors        ");
    assertNothingIsLeft();
  }
}
