package io.shmtender.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An application process as the demo sees it: what it told. */
final class ReaderProcess implements AutoCloseable {
  private static final Duration END_LIMIT = Duration.ofMinutes(1);

  private final ChildProcess process;
  // Guarded by this.
  private final List<ReaderLine.Failed> failures = new ArrayList<>();
  private final List<ReaderLine.Lost> lost = new ArrayList<>();
  private ReaderLine.Progress progress = ReaderLine.Progress.NONE;
  private ReaderLine.Progress before = ReaderLine.Progress.NONE;
  private int reports;
  private long slowestNanos;
  private boolean done;

  private ReaderProcess(int number, List<String> command) throws DemoFailure {
    process = ChildProcess.start("reader " + number, command, this::onLine);
  }

  /** Starts a reader. */
  static ReaderProcess start(int number, Path directory) throws DemoFailure {
    return new ReaderProcess(
        number,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx64m",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            ReaderMain.class.getName(),
            directory.toString(),
            "reader-" + number));
  }

  private synchronized void onLine(String text) {
    ReaderLine line = ReaderLine.parse(text);
    if (line instanceof ReaderLine.Progress next) {
      reports++;
      before = progress;
      progress = next;
      slowestNanos = Math.max(slowestNanos, next.slowestNanos());
    } else if (line instanceof ReaderLine.Failed failed) {
      failures.add(failed);
    } else if (line instanceof ReaderLine.Lost record) {
      lost.add(record);
    } else if (line instanceof ReaderLine.Done) {
      done = true;
    }
  }

  long pid() {
    return process.pid();
  }

  /** Returns how far the reader is; checks that it runs. */
  ReaderLine.Progress progress() throws DemoFailure {
    synchronized (this) {
      if (done) {
        return progress;
      }
    }
    process.checkAlive();
    synchronized (this) {
      return progress;
    }
  }

  /**
   * Returns whether all commands that were under way at some time are done; checks that it runs. It
   * works at one after the other, so the first report since then may be of one from before.
   */
  boolean isPast(long nanos) throws DemoFailure {
    progress();
    synchronized (this) {
      return reports > 1 && before.atNanos() - nanos > 0;
    }
  }

  /** Adds what the reader told so far. */
  synchronized Totals addTo(Totals totals) {
    return totals.plus(progress, slowestNanos, failures, lost);
  }

  /** Forgets the slowest command. */
  synchronized void forgetSlowest() {
    slowestNanos = 0;
  }

  /** Tells the reader to check its records and end. */
  void askToEnd() throws DemoFailure {
    process.closeInput();
  }

  /** Waits for the end that was asked for. */
  void awaitEnd() throws DemoFailure {
    boolean ended = process.awaitEnd(END_LIMIT);
    synchronized (this) {
      if (ended && done) {
        return;
      }
    }
    throw new DemoFailure(
        process
            + " did not end in order; its last lines:\n"
            + String.join("\n", process.lastLines()));
  }

  @Override
  public void close() {
    process.close();
  }
}
