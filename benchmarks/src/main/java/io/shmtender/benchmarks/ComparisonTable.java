package io.shmtender.benchmarks;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What was measured of ours, beside the official client: a table in Markdown. */
final class ComparisonTable {
  private final StringBuilder rows = new StringBuilder();

  /** Begins one of the reader SDK. */
  ComparisonTable() {
    this("reader SDK", "official");
  }

  ComparisonTable(String ours, String official) {
    line("", ours, official, "ratio");
    line("---", "---:", "---:", "---:");
  }

  /** Adds the rows of one load. */
  void load(String what, Commands.Comparison load) {
    row(what + ": per second", load, LoadProcess.Result::perSecond);
    row("  99th percentile, us", load, LoadProcess.Result::p99Micros);
    row("  processor time of the client, us", load, LoadProcess.Result::cpuMicros);
    if (load.official(LoadProcess.Result::allocated) > 0) {
      row("  allocated, bytes", load, LoadProcess.Result::allocated);
    }
  }

  /** Adds one row of a load. */
  void row(String what, Commands.Comparison load, ToDoubleFunction<LoadProcess.Result> value) {
    row(what, load.sdk(value), load.official(value), load.ratio(value));
  }

  /** Adds a row of two figures and their ratio. */
  void pair(String what, double ours, double official) {
    row(what, ours, official, ours / official);
  }

  /** Adds a row of a figure that the official client has nothing beside. */
  void single(String what, double ours) {
    line(what, number(ours), "", "");
  }

  private void row(String what, double ours, double official, double ratio) {
    line(what, number(ours), number(official), number(ratio));
  }

  private void line(String what, String ours, String official, String ratio) {
    rows.append(
        String.format(Locale.ROOT, "| %-44s | %10s | %10s | %6s |\n", what, ours, official, ratio));
  }

  /** Returns a figure with as many digits as are worth reading. */
  static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%.0f", value);
  }

  @Override
  public String toString() {
    return rows.toString();
  }
}
