package io.shmtender.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process that the demo started, and ends by its id. */
final class ChildProcess implements AutoCloseable {
  private static final int KEPT_LINES = 12;
  private static final long END_SECONDS = 60;

  private final String name;
  private final Process process;
  private final Consumer<String> onLine;
  private final Thread reader;
  // The last lines that it printed, for when it fails. Guarded by itself.
  private final Deque<String> lastLines = new ArrayDeque<>();

  private ChildProcess(String name, Process process, Consumer<String> onLine) {
    this.name = name;
    this.process = process;
    this.onLine = onLine;
    this.reader = new Thread(this::readLines, "output of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a process that runs on this process's Java.
   *
   * @param onLine gets every line that it prints, on a thread of its own
   */
  static ChildProcess start(String name, List<String> command, Consumer<String> onLine)
      throws DemoFailure {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    try {
      return new ChildProcess(name, builder.start(), onLine);
    } catch (IOException e) {
      throw new DemoFailure("cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  private void readLines() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        keep(line);
        onLine.accept(line);
      }
    } catch (IOException e) {
      keep("(no more output: " + e.getMessage() + ")");
    }
  }

  private void keep(String line) {
    synchronized (lastLines) {
      lastLines.addLast(line);
      if (lastLines.size() > KEPT_LINES) {
        lastLines.removeFirst();
      }
    }
  }

  /** Returns the process id. */
  long pid() {
    return process.pid();
  }

  /** Returns the exit code of a process that has ended. */
  int exitCode() {
    return process.exitValue();
  }

  /** Returns what the process printed last. */
  List<String> lastLines() {
    synchronized (lastLines) {
      return new ArrayList<>(lastLines);
    }
  }

  /**
   * Checks that the process runs.
   *
   * @throws DemoFailure if it does not
   */
  void checkAlive() throws DemoFailure {
    if (!process.isAlive()) {
      throw new DemoFailure(
          name
              + " (pid "
              + pid()
              + ") ended with exit code "
              + process.exitValue()
              + "; its last lines:\n"
              + String.join("\n", lastLines()));
    }
  }

  /** Sends SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Sends a signal that Java has no method for. */
  void signal(String signal) throws DemoFailure {
    // The shell's own kill: the program is in a package that a bare machine may lack.
    List<String> command = List.of("sh", "-c", "kill -" + signal + " " + pid());
    try {
      if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
        throw new DemoFailure("kill -" + signal + " " + pid() + " failed");
      }
    } catch (IOException e) {
      throw new DemoFailure("cannot send SIG" + signal + " to " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailure("interrupted while sending SIG" + signal + " to " + name, e);
    }
  }

  /** Closes the process's standard input, by which it knows that it shall end. */
  void closeInput() throws DemoFailure {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new DemoFailure("cannot close the input of " + name, e);
    }
  }

  /** Waits for the process's end and its last line; false if it does not end within the limit. */
  boolean awaitEnd(Duration limit) {
    try {
      if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        return false;
      }
      reader.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Kills the process if it still runs. Works on a stopped one, too. */
  @Override
  public void close() {
    kill();
    awaitEnd(Duration.ofSeconds(END_SECONDS));
  }

  @Override
  public String toString() {
    return name + " (pid " + pid() + ")";
  }
}
