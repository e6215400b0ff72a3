package io.shmtender.testing;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** A directory that holds a release of the official Node.js client, and so the C client. */
public final class NodeJsModules {
  private final Path directory;

  private NodeJsModules(Path directory) {
    this.directory = directory;
  }

  /**
   * Returns the directory that a variable of the environment names; skips the test if it names
   * none.
   *
   * @param release what should be installed there
   */
  public static NodeJsModules of(String variable, String release) {
    String location = System.getenv(variable);
    if (location == null || !Files.isDirectory(Path.of(location, "node_modules", "aerospike"))) {
      return Assumptions.abort(
          variable
              + " names no directory that holds node_modules/aerospike; to run this test:"
              + " npm install --prefix DIRECTORY aerospike@"
              + release
              + ", then "
              + variable
              + "=DIRECTORY");
    }
    return new NodeJsModules(Path.of(location, "node_modules").toAbsolutePath());
  }

  /** Returns the file that describes the client. */
  public Path description() {
    return directory.resolve(Path.of("aerospike", "package.json"));
  }

  /**
   * Starts a script, with more in its environment than this process has; skips the test if there is
   * no Node.js.
   */
  public ChildProcess start(Path script, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add("node");
    command.add(script.toAbsolutePath().normalize().toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("NODE_PATH", directory.toString());
    builder.environment().putAll(environment);
    try {
      return new ChildProcess(builder);
    } catch (UncheckedIOException e) {
      return Assumptions.abort("the program 'node' cannot be started: " + e.getMessage());
    }
  }
}
