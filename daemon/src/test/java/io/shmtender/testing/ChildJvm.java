package io.shmtender.testing;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A JVM of its own with this test's class path; ended by its id when closed. */
public final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final BufferedWriter input;
  private final List<String> lines = new ArrayList<>();

  private ChildJvm(Process process) {
    this.process = process;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::readLines, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a main class. */
  public static ChildJvm start(Class<?> main, String... arguments) {
    return start(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), main, arguments);
  }

  /** Starts a main class with JVM flags. */
  public static ChildJvm start(List<String> flags, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What the build gave this test's JVM: the exports that chronicle-bytes needs.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    try {
      return new ChildJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readLines() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        synchronized (lines) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      synchronized (lines) {
        lines.add("(output ended: " + e + ")");
      }
    }
  }

  /** Returns what the process printed so far. */
  public List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** Waits for a line and returns it. */
  public String awaitLine(Duration limit, Predicate<String> wanted) {
    Await.until(
        limit,
        () -> "a line of process " + process.pid() + ", which printed " + lines(),
        () -> lines().stream().anyMatch(wanted));
    return lines().stream().filter(wanted).findFirst().orElseThrow();
  }

  /** Sends a line to the process's standard input. */
  public void send(String line) {
    try {
      input.write(line + "\n");
      input.flush();
    } catch (IOException e) {
      throw new AssertionError(
          "process " + process.pid() + " takes no input; it printed " + lines(), e);
    }
  }

  /** Returns the process. */
  public Process process() {
    return process;
  }

  /** Sends a signal by its name, such as STOP. */
  public void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new AssertionError(
            "kill -" + name + " " + process.pid() + " failed; the process printed " + lines());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Waits for the process to end and returns its exit code. */
  public int awaitExit(Duration limit) {
    Await.until(
        limit,
        () -> "the end of process " + process.pid() + ", which printed " + lines(),
        () -> !process.isAlive());
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(20));
  }
}
