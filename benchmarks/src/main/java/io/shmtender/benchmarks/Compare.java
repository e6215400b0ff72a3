package io.shmtender.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs every comparison and prints what was measured, next to the official client. */
public final class Compare {
  private static final String ROW = "| %-44s | %10s | %10s | %6s |%n";

  private Compare() {}

  /** Takes the path of the daemon's launcher. */
  public static void main(String[] arguments)
      throws RunnerException, IOException, InterruptedException {
    Collection<RunResult> results = runJmh();
    FreshProcess.Comparison fresh;
    Map<String, Commands.Comparison> loads = new LinkedHashMap<>();
    try (ClusterProcess cluster = new ClusterProcess(Processors.ALL)) {
      FreshProcess.prepare(cluster);
      fresh = FreshProcess.compare(cluster);
    }
    for (String command : List.of("get", "put", "batch")) {
      for (int threads : new int[] {1, 8, 64}) {
        loads.put(
            (command.equals("batch") ? "batch of 100" : command)
                + ", "
                + (threads == 1 ? "1 thread" : threads + " threads"),
            Commands.compare(command, threads));
      }
    }
    for (int underWay : new int[] {1, 100, 1000}) {
      loads.put("async get, " + underWay + " under way", Commands.compare("async-get", underWay));
    }
    for (int underWay : new int[] {100, 1000}) {
      loads.put("async put, " + underWay + " under way", Commands.compare("async-put", underWay));
    }
    loads.put("get, combined, 64 threads", Commands.compare("combined-get", 64));
    CommandTimeouts timeouts = CommandTimeouts.measure();
    HungNode hung = HungNode.measure();
    DaemonCost cost = DaemonCost.measure(Path.of(arguments[0]));
    Map<Takeovers.Cause, List<Takeovers.Taken>> takeovers =
        Takeovers.measure(Path.of(arguments[0]), Takeovers.TIMES);
    double[] returns = Returns.measure(Path.of(arguments[0]), Returns.TIMES);

    System.out.printf("%nJDK %s, %d processors%n%n", Runtime.version(), processors());
    System.out.printf(Locale.ROOT, ROW, "", "reader SDK", "official", "ratio");
    System.out.printf(Locale.ROOT, ROW, "---", "---:", "---:", "---:");
    pair(
        "route a digest, namespace resolved, ns",
        score(results, "RouteBenchmark.namespaceResolved"),
        score(results, "RouteBenchmark.official"));
    pair(
        "route a digest, namespace by name, ns",
        score(results, "RouteBenchmark.namespaceByName"),
        score(results, "RouteBenchmark.official"));
    pair(
        "allocated by that, bytes",
        allocated(results, "RouteBenchmark.namespaceByName"),
        allocated(results, "RouteBenchmark.official"));
    pair(
        "key to digest, text, ns",
        score(results, "DigestBenchmark.text"),
        score(results, "DigestBenchmark.officialText"));
    pair(
        "key to digest, integer, ns",
        score(results, "DigestBenchmark.integer"),
        score(results, "DigestBenchmark.officialInteger"));
    pair(
        "attach / connect in a warm JVM, ms",
        score(results, "AttachBenchmark.attach") / 1000,
        score(results, "AttachBenchmark.officialConnect") / 1000);
    pair("attach / connect in a fresh JVM, ms", fresh.sdk().routed(), fresh.official().routed());
    pair("first record in a fresh JVM, ms", fresh.sdk().record(), fresh.official().record());
    pair(
        "the same, from the start of the JVM, ms",
        fresh.sdk().recordSinceStart(),
        fresh.official().recordSinceStart());
    loads.forEach(Compare::load);
    timeouts(timeouts);

    System.out.printf(Locale.ROOT, "%nThe daemon, three nodes, 1 s interval:%n");
    single("from start until readers can attach, ms", cost.readyMillis());
    single("resident memory, MB", cost.residentMegabytes());
    single("share of one core, %", cost.corePercent());
    single("seven of eight nodes refreshed, us", hung.quietMicros());
    single("the same with the eighth hung, us", hung.hungMicros());
    single("ratio", hung.hungMicros() / hung.quietMicros());

    System.out.printf("%nTakeovers:%n%n");
    Takeovers.print(takeovers);
    System.out.println();
    Returns.print(returns);
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
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

  static void load(String what, Commands.Comparison load) {
    row(what + ": per second", load, LoadProcess.Result::perSecond);
    row("  99th percentile, us", load, LoadProcess.Result::p99Micros);
    row("  processor time of the client, us", load, LoadProcess.Result::cpuMicros);
    if (load.official(LoadProcess.Result::allocated) > 0) {
      row("  allocated, bytes", load, LoadProcess.Result::allocated);
    }
  }

  static void timeouts(CommandTimeouts timeouts) {
    pair(
        "get that times out after 50 ms, ms",
        timeouts.sdk().medianMillis(),
        timeouts.official().medianMillis());
    pair("  99th percentile, ms", timeouts.sdk().p99Millis(), timeouts.official().p99Millis());
    single("slowest of 10,000 async gets, after 200 ms, ms", timeouts.slowestOfManyMillis());
  }

  private static void row(
      String what, Commands.Comparison load, ToDoubleFunction<LoadProcess.Result> value) {
    row(what, load.sdk(value), load.official(value), load.ratio(value));
  }

  private static void pair(String what, double ours, double official) {
    row(what, ours, official, ours / official);
  }

  private static void row(String what, double ours, double official, double ratio) {
    System.out.printf(Locale.ROOT, ROW, what, number(ours), number(official), number(ratio));
  }

  private static void single(String what, double value) {
    System.out.printf(Locale.ROOT, "  %-44s %10s%n", what, number(value));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%.0f", value);
  }
}
