package io.shmtender.daemon.testing;

import io.shmtender.daemon.cclient.CClientLayout;
import io.shmtender.testing.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Releases of the official Python client, each in a virtual environment, and processes of them. */
public final class Python implements ClientRelease {
  /** With C client 6.3.1: the last one of its layout. */
  public static final Python RELEASE_11_0_1 =
      new Python("11.0.1", CClientLayout.V4_6, "SHMTENDER_PYTHON_11");

  /** With C client 7.0.3; later ones of its layout do not follow reliably. */
  public static final Python RELEASE_17_0_0 =
      new Python("17.0.0", CClientLayout.V6_4, "SHMTENDER_PYTHON_17");

  /** With C client 7.6.1. */
  public static final Python RELEASE_19_3_0 =
      new Python("19.3.0", CClientLayout.V7_4_1, "SHMTENDER_PYTHON_19");

  private static final Path FOLLOWER = Path.of("daemon", "src", "test", "python", "follower.py");
  private static final Path SERVER = Path.of("examples", "python-workers", "server.py");

  private final String release;
  private final CClientLayout layout;
  // The virtual environment, if there is one.
  private final Optional<Path> directory;
  private final String toHaveOne;

  private Python(String release, CClientLayout layout, String variable) {
    this(
        release,
        layout,
        Optional.ofNullable(System.getenv(variable)).map(Path::of),
        variable
            + " names no virtual environment that holds aerospike "
            + release
            + "; to run this test: python3 -m venv DIRECTORY && DIRECTORY/bin/pip install aerospike=="
            + release
            + ", then "
            + variable
            + "=DIRECTORY");
  }

  private Python(String release, CClientLayout layout, Optional<Path> directory, String toHaveOne) {
    this.release = release;
    this.layout = layout;
    this.directory = directory.map(Path::toAbsolutePath);
    this.toHaveOne = toHaveOne;
  }

  /** Returns another release, which a virtual environment holds. */
  public static Python in(Path directory, String release, CClientLayout layout) {
    return new Python(
        release,
        layout,
        Optional.of(directory),
        directory + " is no virtual environment that holds aerospike " + release);
  }

  /** Returns one release of each layout. */
  public static List<Python> releases() {
    return List.of(RELEASE_11_0_1, RELEASE_17_0_0, RELEASE_19_3_0);
  }

  /** Returns the number of the release. */
  public String release() {
    return release;
  }

  /** Returns the virtual environment. */
  public Path directory() {
    assumeInstalled();
    return directory.orElseThrow();
  }

  @Override
  public CClientLayout layout() {
    return layout;
  }

  @Override
  public void assumeInstalled() {
    Assumptions.assumeTrue(
        directory.flatMap(Python::releaseIn).equals(Optional.of(release)), toHaveOne);
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
    List<String> command = new ArrayList<>();
    command.add(directory().resolve("bin").resolve("python").toString());
    // Nothing of the user's own installation.
    command.add("-I");
    command.add(Path.of("..").resolve(script).toAbsolutePath().normalize().toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return new ChildProcess(builder);
  }

  /** Returns the release of the client that a virtual environment holds, if it holds one. */
  public static Optional<String> releaseIn(Path directory) {
    Path libraries = directory.resolve("lib");
    if (!Files.isDirectory(libraries)) {
      return Optional.empty();
    }
    String before = "aerospike-";
    String after = ".dist-info";
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(libraries, "python3*")) {
      for (Path version : versions) {
        Path packages = version.resolve("site-packages");
        try (DirectoryStream<Path> found =
            Files.newDirectoryStream(packages, before + "[0-9]*" + after)) {
          for (Path description : found) {
            String name = description.getFileName().toString();
            return Optional.of(name.substring(before.length(), name.length() - after.length()));
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "Python " + release;
  }
}
