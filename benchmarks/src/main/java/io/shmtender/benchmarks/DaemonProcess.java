package io.shmtender.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A daemon in a process of its own. */
final class DaemonProcess {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final Process process;
  private final AtomicInteger standby = new AtomicInteger();
  // The last line, for when it fails.
  private volatile String last = "nothing";

  DaemonProcess(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
        if (line.contains("standby: another tender owns")) {
          standby.incrementAndGet();
        }
      }
    } catch (IOException e) {
      last = "(no more output: " + e.getMessage() + ")";
    }
  }

  long pid() {
    return process.pid();
  }

  /** How often it has become a standby. */
  int standbyTimes() {
    return standby.get();
  }

  void signal(String name) throws IOException, InterruptedException {
    String command = "kill -" + name + " " + process.pid();
    if (new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException(command + " failed");
    }
  }

  /** Waits for what this process is to bring about. */
  void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "no " + what + " by process " + process.pid() + ", which said last: " + last);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  void awaitStandby(int times) {
    await("a standby", () -> standby.get() >= times);
  }

  /** Waits until it does nothing: what a fresh process still compiles takes the processor. */
  void awaitRest() {
    ProcessHandle.Info before = process.toHandle().info();
    while (true) {
      LockSupport.parkNanos(REST_NANOS);
      ProcessHandle.Info now = process.toHandle().info();
      if (now.totalCpuDuration().equals(before.totalCpuDuration())) {
        return;
      }
      before = now;
    }
  }

  /** Sends SIGTERM. */
  void stop() {
    process.destroy();
  }

  /** Sends SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  void awaitEnd() throws InterruptedException {
    process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  void end() throws InterruptedException {
    kill();
    process.waitFor();
  }
}
