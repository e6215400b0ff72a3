package io.shmtender.daemon.testing;

import io.shmtender.daemon.cclient.CClientLayout;
import io.shmtender.testing.ChildProcess;
import io.shmtender.testing.NodeJsModules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Releases of the official Node.js client that follow a segment, and processes that use them. */
public enum NodeJs implements ClientRelease {
  /** With C client 6.6.3. */
  RELEASE_5_13_2("5.13.2", "SHMTENDER_NODE_MODULES_5"),
  /** With C client 7.0.0; later ones do not follow reliably. */
  RELEASE_6_0_0("6.0.0", "SHMTENDER_NODE_MODULES");

  private static final Path FOLLOWER = Path.of("daemon", "src", "test", "node", "follower.js");
  private static final Path SERVER = Path.of("examples", "nodejs-cluster", "server.js");

  private final String release;
  private final String variable;

  NodeJs(String release, String variable) {
    this.release = release;
    this.variable = variable;
  }

  @Override
  public CClientLayout layout() {
    return CClientLayout.V6_4;
  }

  @Override
  public ChildProcess startFollower(String seed, String key) {
    return start(FOLLOWER, Map.of(), seed, key);
  }

  @Override
  public ChildProcess startServer(Map<String, String> environment) {
    return start(SERVER, environment);
  }

  private ChildProcess start(Path script, Map<String, String> environment, String... arguments) {
    return modules().start(Path.of("..").resolve(script), environment, arguments);
  }

  @Override
  public void assumeInstalled() {
    Path description = modules().description();
    try {
      Assumptions.assumeTrue(
          Files.readString(description).contains("\"version\": \"" + release + "\""),
          () -> description + " is not of release " + release);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private NodeJsModules modules() {
    return NodeJsModules.of(variable, release);
  }

  @Override
  public String toString() {
    return release;
  }
}
