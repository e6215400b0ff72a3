package io.shmtender.daemon.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shmtender.testing.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Another user of the host, who runs commands. */
public final class Neighbour {
  /** His id. */
  public static final int UID = 65_534;

  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  private Neighbour() {}

  /** Skips the test unless this process may run commands as other users. */
  public static void assumePresent() {
    assumeTrue(isRoot(), "only root can run commands as another user");
    assumeTrue(Files.isExecutable(SETPRIV), "needs setpriv");
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a command that runs another one as some user without any rights of root's. */
  public static List<String> as(int uid, String... command) {
    List<String> all =
        new ArrayList<>(
            List.of(
                SETPRIV.toString(),
                "--reuid=" + uid,
                "--regid=" + uid,
                "--clear-groups",
                "--inh-caps=-all"));
    all.addAll(List.of(command));
    return all;
  }

  /** Runs a shell script to its end, with its arguments as $1 and so on. */
  public static void does(String script, Path... arguments) {
    try {
      Process process =
          new ProcessBuilder(command(script, arguments)).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), () -> script + ": " + output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Starts a shell script that goes on until it is ended. */
  public static ChildProcess starts(String script, Path... arguments) {
    return new ChildProcess(new ProcessBuilder(command(script, arguments)));
  }

  private static List<String> command(String script, Path... arguments) {
    List<String> command = as(UID, "sh", "-ec", script, "sh");
    for (Path argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  /** Makes a directory like /dev/shm below one of root's: everybody may make something there. */
  public static Path commonGround(Path place) throws IOException {
    // JUnit's is this user's only.
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path common = Files.createDirectory(place.resolve("common"));
    Files.setAttribute(common, "unix:mode", 01777);
    return common;
  }
}
