package io.shmtender.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** All application processes. */
final class Readers implements AutoCloseable {
  private final List<ReaderProcess> processes = new ArrayList<>();

  /** Starts some; they attach as soon as there is a map. */
  void start(int count, Path directory) throws DemoFailure {
    for (int i = 1; i <= count; i++) {
      processes.add(ReaderProcess.start(i, directory));
    }
  }

  /** Returns how many there are. */
  int count() {
    return processes.size();
  }

  /** Returns their process ids. */
  String pids() {
    return processes.stream().map(p -> Long.toString(p.pid())).collect(Collectors.joining(", "));
  }

  /** Returns whether every one of them has put and got something. */
  boolean allAtWork() throws DemoFailure {
    for (ReaderProcess process : processes) {
      if (process.progress().gets() == 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether all commands that were under way at some time are done. */
  boolean arePast(long nanos) throws DemoFailure {
    for (ReaderProcess process : processes) {
      if (!process.isPast(nanos)) {
        return false;
      }
    }
    return true;
  }

  /** Returns what they have done since they started; the slowest command since the act began. */
  Totals totals() {
    Totals totals = Totals.NONE;
    for (ReaderProcess process : processes) {
      totals = process.addTo(totals);
    }
    return totals;
  }

  /** Begins an act: the slowest command is looked for anew. */
  Totals beginAct() throws DemoFailure {
    for (ReaderProcess process : processes) {
      process.progress();
      process.forgetSlowest();
    }
    return totals();
  }

  /** Lets all of them check their records for the last time and end. */
  void finish() throws DemoFailure {
    for (ReaderProcess process : processes) {
      process.askToEnd();
    }
    for (ReaderProcess process : processes) {
      process.awaitEnd();
    }
  }

  @Override
  public void close() {
    processes.forEach(ReaderProcess::close);
  }
}
