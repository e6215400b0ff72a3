package io.shmtender.daemon.cclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shmtender.daemon.cli.Main;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import io.shmtender.testing.MemoryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may use a segment of the daemon's, tried by processes of another user. */
@Tag("process")
final class SegmentAccessTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int USER = 65534;
  // Two groups that the daemon's user is not in by being root: numbers need no name.
  private static final int GROUP = 21001;
  private static final int OTHER_GROUP = 21002;

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private final SimulatedCluster cluster = SimulatedCluster.builder().start();
  private final ScratchKey key = ScratchKey.unused();

  @BeforeEach
  void needsAnotherUser() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can be another user");
    assumeTrue(
        new ProcessBuilder("setpriv", "--version").start().waitFor() == 0
            && new ProcessBuilder("perl", "-v")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor()
                == 0,
        "setpriv and perl are needed, both of every Debian");
  }

  @AfterEach
  void endAll() {
    key.close();
    cluster.close();
  }

  private ChildJvm start(String access) {
    SimulatedNode seed = cluster.nodes().get(0);
    ChildJvm daemon =
        ChildJvm.start(
            Main.class,
            "run",
            "--http-address=off",
            "--seed=" + seed.host() + ":" + seed.port(),
            "--directory=" + directory,
            "--c-client-segment=" + key + ":6.4:16:8" + access);
    Await.until(
        LIMIT,
        () -> "a segment: " + daemon.lines(),
        () ->
            key.read()
                .filter(seen -> seen.ready() && seen.ownedBy(daemon.process().pid()))
                .isPresent());
    return daemon;
  }

  /**
   * Returns whether a process of another user and this group gets the segment as a C client does.
   */
  private boolean mayUse(int group) {
    try {
      Process client =
          new ProcessBuilder(
                  "setpriv",
                  "--reuid=" + USER,
                  "--regid=" + group,
                  "--clear-groups",
                  "perl",
                  "-e",
                  // 0666: to read and to write.
                  "exit(defined(shmget(hex($ARGV[0]), 0, 0666)) ? 0 : 1)",
                  key.toString())
              .inheritIO()
              .start();
      int code = client.waitFor();
      assertTrue(code == 0 || code == 1, "the client ended with " + code);
      return code == 0;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everybodyMayUseASegmentUnlessTheConfigurationSaysOtherwise() {
    try (ChildJvm daemon = start("")) {
      assertEquals(List.of(true, true), List.of(mayUse(GROUP), mayUse(OTHER_GROUP)));
      assertTrue(daemon.process().isAlive());
    }
  }

  @Test
  void onlyItsGroupMayUseASegmentThatIsTheGroupsAndAModeThatIsChangedCounts() {
    try (ChildJvm daemon = start(":0660:" + GROUP)) {
      assertEquals(List.of(true, false), List.of(mayUse(GROUP), mayUse(OTHER_GROUP)));
      daemon.process().destroyForcibly();
      daemon.awaitExit(LIMIT);
    }
    // The segment of a daemon that was killed is there yet, and gets what is configured now.
    try (ChildJvm daemon = start(":0600")) {
      assertEquals(List.of(false, false), List.of(mayUse(GROUP), mayUse(OTHER_GROUP)));
      assertTrue(daemon.process().isAlive());
    }
  }
}
