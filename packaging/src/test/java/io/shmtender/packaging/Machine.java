package io.shmtender.packaging;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shmtender.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A machine to install packages on: systemd as the first process of its own namespaces, on top of
 * this host's file system, which it cannot change. It has this host's network.
 */
final class Machine implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  // What is asked is mostly a program in the machine.
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Path SCRIPT = Path.of("src", "test", "sh", "machine").toAbsolutePath();
  private static final Path SYSTEMD = Path.of("/lib/systemd/systemd");

  private final String name = "shmtender-machine-" + ProcessHandle.current().pid();
  private final Path directory;
  private final Process process;
  private final long systemd;
  private final Thread atExit = new Thread(this::end, "end of " + name);

  /** How a command ended, and what it wrote to standard output and standard error. */
  record Ended(int exitCode, String output) {
    /** Returns the output of a command that has to succeed. */
    String ok() {
      if (exitCode != 0) {
        throw new AssertionError("ended with " + exitCode + ": " + output);
      }
      return output;
    }
  }

  /**
   * Starts a machine; skips the test where that is not possible.
   *
   * @param directory an empty directory
   * @param shared what the machine has as /mnt
   */
  Machine(Path directory, Path shared) throws IOException {
    assumeTrue(
        Files.isExecutable(SYSTEMD), "there is no " + SYSTEMD + " to start: install systemd");
    assumeTrue(
        Files.isWritable(Path.of("/proc/sys/kernel/hostname")),
        "only root can start systemd in namespaces of its own");
    this.directory = directory;
    Path log = directory.resolveSibling(directory.getFileName() + ".log");
    process =
        new ProcessBuilder(SCRIPT.toString(), name, directory.toString(), shared.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      await(() -> "the machine's systemd: " + read(log), () -> findSystemd().isPresent());
      systemd = findSystemd().orElseThrow();
      await(
          () -> "a running machine: " + read(log),
          () -> run("systemctl", "is-system-running").output().matches("(running|degraded)\\s*"));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  // Before it is that, the process runs the script.
  private Optional<Long> findSystemd() {
    return process
        .children()
        .filter(
            child ->
                child.info().command().filter(command -> command.endsWith("/systemd")).isPresent())
        .map(ProcessHandle::pid)
        .findAny();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a command on the machine. */
  Process start(String... command) {
    List<String> entered =
        new ArrayList<>(List.of("nsenter", "--all", "--target", Long.toString(systemd)));
    entered.addAll(List.of("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"));
    entered.addAll(List.of(command));
    try {
      return new ProcessBuilder(entered).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command on the machine. */
  Ended run(String... command) {
    return ended(start(command), "");
  }

  /** Runs a shell's command on the machine. */
  Ended shell(String command) {
    return run("sh", "-c", command);
  }

  /** Writes a file on the machine. */
  void write(String file, String text) {
    ended(start("sh", "-c", "mkdir -p \"${1%/*}\" && cat >\"$1\"", "sh", file), text).ok();
  }

  /** Gives a process its input and waits for its end. */
  static Ended ended(Process process, String input) {
    try {
      try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
        in.write(input);
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Waits until the condition holds. */
  static void await(String description, BooleanSupplier condition) {
    await(() -> description, condition);
  }

  /** Waits until the condition holds. */
  static void await(Supplier<String> description, BooleanSupplier condition) {
    Await.until(LIMIT, PAUSE, description, condition);
  }

  private void end() {
    process.destroyForcibly();
  }

  @Override
  public void close() throws IOException {
    end();
    await("the end of " + name, () -> !process.isAlive() && ended(clean(), "").exitCode() == 0);
    Runtime.getRuntime().removeShutdownHook(atExit);
    Files.deleteIfExists(directory);
  }

  private Process clean() {
    try {
      return new ProcessBuilder(SCRIPT.toString(), "--clean", name)
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
