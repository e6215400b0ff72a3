package io.shmtender.testing;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A process that this test started; ended by its id when closed. */
public class ChildProcess implements AutoCloseable {
  private final Process process;
  private final BufferedWriter input;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;

  /** Starts it, its errors among its output. */
  public ChildProcess(ProcessBuilder builder) {
    try {
      this.process = builder.redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    this.reader = new Thread(this::readLines, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
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
  public final List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** Returns whether the process has ended and {@link #lines()} has all that it printed. */
  public final boolean hasEnded() {
    return !process.isAlive() && !reader.isAlive();
  }

  /** Waits for a line and returns it. */
  public final String awaitLine(Duration limit, Predicate<String> wanted) {
    Await.until(
        limit,
        () -> "a line of process " + process.pid() + ", which printed " + lines(),
        () -> lines().stream().anyMatch(wanted));
    return lines().stream().filter(wanted).findFirst().orElseThrow();
  }

  /** Sends a line to the process's standard input. */
  public final void send(String line) {
    try {
      input.write(line + "\n");
      input.flush();
    } catch (IOException e) {
      throw new AssertionError(
          "process " + process.pid() + " takes no input; it printed " + lines(), e);
    }
  }

  /** Ends the process's standard input. */
  public final void endInput() {
    try {
      input.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the process. */
  public final Process process() {
    return process;
  }

  /** Sends a signal by its name, such as STOP. */
  public final void signal(String name) {
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
  public final int awaitExit(Duration limit) {
    Await.until(
        limit,
        () -> "the end of process " + process.pid() + ", which printed " + lines(),
        () -> !process.isAlive());
    return process.exitValue();
  }

  /** Waits until {@link #hasEnded} and returns the exit code: {@link #lines()} has all then. */
  public final int awaitEnd(Duration limit) {
    Await.until(
        limit,
        () -> "the last line of process " + process.pid() + ", which printed " + lines(),
        this::hasEnded);
    return process.exitValue();
  }

  @Override
  public final void close() {
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(60));
  }
}
