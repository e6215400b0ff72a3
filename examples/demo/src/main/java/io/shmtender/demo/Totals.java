package io.shmtender.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What readers have done together.
 *
 * @param puts puts that succeeded
 * @param gets gets that succeeded
 * @param getsByNode gets by the name of the master
 * @param slowestNanos the longest time that one command took
 * @param failures commands that failed
 * @param lost records that did not hold what was put
 */
record Totals(
    long puts,
    long gets,
    Map<String, Long> getsByNode,
    long slowestNanos,
    List<ReaderLine.Failed> failures,
    List<ReaderLine.Lost> lost) {
  static final Totals NONE = new Totals(0, 0, Map.of(), 0, List.of(), List.of());

  Totals {
    getsByNode = Map.copyOf(getsByNode);
    failures = List.copyOf(failures);
    lost = List.copyOf(lost);
  }

  /** Returns how many commands succeeded. */
  long commands() {
    return puts + gets;
  }

  /** Adds a reader. */
  Totals plus(
      ReaderLine.Progress progress,
      long slowest,
      List<ReaderLine.Failed> failed,
      List<ReaderLine.Lost> missing) {
    Map<String, Long> byNode = new TreeMap<>(getsByNode);
    progress.getsByNode().forEach((node, count) -> byNode.merge(node, count, Long::sum));
    return new Totals(
        puts + progress.puts(),
        gets + progress.gets(),
        byNode,
        Math.max(slowestNanos, slowest),
        joined(failures, failed),
        joined(lost, missing));
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  /** Returns how many puts and gets are among failures: {@code 12 puts and 0 gets}. */
  static String kinds(List<ReaderLine.Failed> failures) {
    long puts = failures.stream().filter(f -> f.operation().equals("put")).count();
    return Text.count(puts, "put", "puts")
        + " and "
        + Text.count(failures.size() - puts, "get", "gets");
  }

  /** Returns the shares of the masters in the gets since then: {@code A 33%, B 67%}. */
  String sharesSince(Totals then) {
    Map<String, Long> since = new TreeMap<>();
    getsByNode.forEach(
        (node, count) -> since.put(node, count - then.getsByNode.getOrDefault(node, 0L)));
    long all = Math.max(1, gets - then.gets);
    List<String> shares = new ArrayList<>();
    since.forEach((node, count) -> shares.add(node + " " + Math.round(100.0 * count / all) + "%"));
    return String.join(", ", shares);
  }
}
