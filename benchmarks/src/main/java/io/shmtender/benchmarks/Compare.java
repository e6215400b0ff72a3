package io.shmtender.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs every comparison, and writes what was measured into the pages. */
public final class Compare {
  private static final String COMMAND = "benchmarks/run";

  private Compare() {}

  /** Takes the path of the daemon's launcher. */
  public static void main(String[] arguments)
      throws RunnerException, IOException, InterruptedException {
    Path launcher = Path.of(arguments[0]);
    Map<MeasuredTable, String> tables = new EnumMap<>(MeasuredTable.class);
    tables.put(MeasuredTable.COMPARISON, compare());
    tables.put(MeasuredTable.ASYNCHRONOUS, asynchronous());
    tables.put(MeasuredTable.TIMEOUTS, CommandTimeouts.measure().table());
    tables.put(MeasuredTable.DAEMON, daemon(HungNode.measure(), DaemonCost.measure(launcher)));
    tables.put(
        MeasuredTable.TAKEOVERS, Takeovers.table(Takeovers.measure(launcher, Takeovers.TIMES)));
    tables.put(MeasuredTable.RETURNS, Returns.table(Returns.measure(launcher, Returns.TIMES)));

    for (Map.Entry<MeasuredTable, String> table : tables.entrySet()) {
      String text = MeasuredTable.conditions(COMMAND) + "\n\n" + table.getValue();
      System.out.println("\n" + text);
      table.getKey().write(MeasuredTable.ROOT, text);
    }
    FourFigures.write(MeasuredTable.ROOT);
  }

  private static String compare() throws RunnerException, IOException {
    Collection<RunResult> results = runJmh();
    FreshProcess.Comparison fresh;
    try (ClusterProcess cluster = new ClusterProcess(Processors.ALL)) {
      FreshProcess.prepare(cluster);
      fresh = FreshProcess.compare(cluster);
    }
    ComparisonTable table = new ComparisonTable();
    table.pair(
        "route a digest, namespace resolved, ns",
        score(results, "RouteBenchmark.namespaceResolved"),
        score(results, "RouteBenchmark.official"));
    table.pair(
        "route a digest, namespace by name, ns",
        score(results, "RouteBenchmark.namespaceByName"),
        score(results, "RouteBenchmark.official"));
    table.pair(
        "allocated by that, bytes",
        allocated(results, "RouteBenchmark.namespaceByName"),
        allocated(results, "RouteBenchmark.official"));
    table.pair(
        "key to digest, text, ns",
        score(results, "DigestBenchmark.text"),
        score(results, "DigestBenchmark.officialText"));
    table.pair(
        "key to digest, integer, ns",
        score(results, "DigestBenchmark.integer"),
        score(results, "DigestBenchmark.officialInteger"));
    table.pair(
        "attach / connect in a warm JVM, ms",
        score(results, "AttachBenchmark.attach") / 1000,
        score(results, "AttachBenchmark.officialConnect") / 1000);
    table.pair(
        "attach / connect in a fresh JVM, ms", fresh.sdk().routed(), fresh.official().routed());
    table.pair("first record in a fresh JVM, ms", fresh.sdk().record(), fresh.official().record());
    table.pair(
        "the same, from the start of the JVM, ms",
        fresh.sdk().recordSinceStart(),
        fresh.official().recordSinceStart());
    for (String command : List.of("get", "put", "batch")) {
      for (int threads : new int[] {1, 8, 64}) {
        table.load(
            (command.equals("batch") ? "batch of 100" : command)
                + ", "
                + (threads == 1 ? "1 thread" : threads + " threads"),
            Commands.compare(command, threads));
      }
    }
    return table.toString();
  }

  private static String asynchronous() throws IOException {
    ComparisonTable table = new ComparisonTable();
    for (int underWay : new int[] {1, 100, 1000}) {
      table.load("async get, " + underWay + " under way", Commands.compare("async-get", underWay));
    }
    for (int underWay : new int[] {100, 1000}) {
      table.load("async put, " + underWay + " under way", Commands.compare("async-put", underWay));
    }
    table.load("get, combined, 64 threads", Commands.compare("combined-get", 64));
    return table.toString();
  }

  private static String daemon(HungNode hung, DaemonCost cost) {
    StringBuilder table = new StringBuilder("| three nodes, 1 s interval | |\n|---|---:|\n");
    single(table, "from start until readers can attach, ms", cost.readyMillis());
    single(table, "resident memory, MB", cost.residentMegabytes());
    single(table, "share of one core, %", cost.corePercent());
    single(table, "seven of eight nodes refreshed, us", hung.quietMicros());
    single(table, "the same with the eighth hung, us", hung.hungMicros());
    single(table, "ratio of the two", hung.hungMicros() / hung.quietMicros());
    return table.toString();
  }

  private static void single(StringBuilder table, String what, double value) {
    table
        .append("| ")
        .append(what)
        .append(" | ")
        .append(ComparisonTable.number(value))
        .append(" |\n");
  }

  private static Collection<RunResult> runJmh() throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(Compare.class.getPackageName() + ".*")
                .forks(3)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend(Jvm.EXPORTS.toArray(String[]::new))
                .build())
        .run();
  }

  private static RunResult result(Collection<RunResult> results, String benchmark) {
    return results.stream()
        .filter(result -> result.getParams().getBenchmark().endsWith(benchmark))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no result of " + benchmark));
  }

  private static double score(Collection<RunResult> results, String benchmark) {
    // The median: on a machine that is not quite alone, single iterations stand out.
    return result(results, benchmark).getPrimaryResult().getStatistics().getPercentile(50);
  }

  private static double allocated(Collection<RunResult> results, String benchmark) {
    return result(results, benchmark).getSecondaryResults().get("gc.alloc.rate.norm").getScore();
  }
}
