package io.shmtender.benchmarks;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;

/** Measures one daemon at a cluster of one size. */
final class ScaleMeasurement {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String PUBLISH = "shmtender_publish_duration_seconds";
  private static final String TEND = "shmtender_tend_duration_seconds";
  private static final int MOVES_AT_ONCE = 200;
  private static final Duration MOVE_INTERVAL = Duration.ofMillis(200);
  // What a browser waits between two pages.
  private static final Duration PAGE_INTERVAL = Duration.ofSeconds(1);
  private static final int PARTITIONS = 4096;

  private final ScalePlan plan;
  private final ClusterSize size;
  private final SimulatorProcess cluster;
  private final MeasuredDaemon daemon;
  private final Path directory;
  private final Map<Figure, Double> figures = new EnumMap<>(Figure.class);
  private ShmReader reader;

  private ScaleMeasurement(
      ScalePlan plan,
      ClusterSize size,
      SimulatorProcess cluster,
      MeasuredDaemon daemon,
      Path directory) {
    this.plan = plan;
    this.size = size;
    this.cluster = cluster;
    this.daemon = daemon;
    this.directory = directory;
  }

  static Map<Figure, Double> measure(ScalePlan plan, Path launcher, ClusterSize size)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(Path.of("/dev/shm"), "scale");
    try (SimulatorProcess cluster = new SimulatorProcess(size)) {
      ProcessCost before = ProcessCost.of(cluster.process());
      try (MeasuredDaemon daemon = new MeasuredDaemon(launcher, directory, cluster.seed())) {
        ScaleMeasurement measurement = new ScaleMeasurement(plan, size, cluster, daemon, directory);
        measurement.awaitReady(before);
        try {
          measurement.measure();
        } finally {
          measurement.reader.close();
        }
        return measurement.figures;
      }
    } finally {
      TendedCluster.delete(directory);
    }
  }

  private void awaitReady(ProcessCost clusterBefore) throws IOException {
    reader = ShmReader.attach(options());
    await("the whole map", () -> isWhole(reader.view()));
    figures.put(Figure.READY, daemon.secondsSinceStart());
    figures.put(Figure.READY_CPU, ProcessCost.of(daemon.process()).cpuSeconds());
    figures.put(Figure.READY_SIMULATOR, clusterShareSince(clusterBefore));
  }

  private ReaderOptions options() {
    return ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT);
  }

  private boolean isWhole(ClusterView view) {
    return view.nodes().size() == size.nodes() && view.namespaces().size() == size.namespaces();
  }

  /** What is waited for. */
  private interface Condition {
    boolean holds();
  }

  private void await(String what, Condition condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.holds()) {
      if (!daemon.process().isAlive() || System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "no " + what + " by the daemon, which said last: " + daemon.last());
      }
      pause(Duration.ofMillis(2));
    }
  }

  private static void pause(Duration duration) {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  // Of all processors, in percent.
  private double clusterShareSince(ProcessCost before) throws IOException {
    return ProcessCost.of(cluster.process()).corePercentSince(before)
        / Runtime.getRuntime().availableProcessors();
  }

  private void measure() throws IOException, InterruptedException {
    pause(plan.warmUp());
    rest();
    publishes();
    pages();
    openPages();
    streamOfMoves();
    flapping();
    figures.put(Figure.RESIDENT_MOST, ProcessCost.mostResidentMegabytes(daemon.process()));
  }

  private void rest() throws IOException, InterruptedException {
    Exposition metricsBefore = daemon.metrics();
    ProcessCost clusterBefore = ProcessCost.of(cluster.process());
    ProcessCost before = ProcessCost.of(daemon.process());
    pause(plan.rest());
    figures.put(Figure.REST_CPU, ProcessCost.of(daemon.process()).corePercentSince(before));
    figures.put(Figure.REST_SIMULATOR, clusterShareSince(clusterBefore));
    figures.put(Figure.RESIDENT, ProcessCost.residentMegabytes(daemon.process()));
    Exposition metrics = daemon.metrics();
    figures.put(Figure.HEAP, metrics.value("jvm_memory_used_bytes{area=\"heap\"}") / 1e6);
    figures.put(Figure.HEAP_LIMIT, metrics.value("jvm_memory_max_bytes{area=\"heap\"}") / 1e6);
    figures.put(Figure.TEND_MEDIAN, metrics.millisSince(metricsBefore, TEND, 0.5));
    figures.put(Figure.TEND_P99, metrics.millisSince(metricsBefore, TEND, 0.99));
  }

  // ---- Publishing ----

  private void publishes() throws IOException, InterruptedException {
    // The first ones run code that was never run.
    for (int i = 0; i < plan.moves() / 4; i++) {
      move(i);
    }
    Exposition before = daemon.metrics();
    for (int i = 0; i < plan.moves(); i++) {
      move(plan.moves() + i);
    }
    Exposition moved = daemon.metrics();
    figures.put(Figure.PUBLISH_ONE_MEDIAN, moved.millisSince(before, PUBLISH, 0.5));
    figures.put(Figure.PUBLISH_ONE_P99, moved.millisSince(before, PUBLISH, 0.99));
    leaveAndJoin();
    Exposition warm = daemon.metrics();
    for (int i = 0; i < plan.membershipChanges(); i++) {
      leaveAndJoin();
    }
    Exposition changed = daemon.metrics();
    figures.put(Figure.PUBLISH_ALL_MEDIAN, changed.millisSince(warm, PUBLISH, 0.5));
    figures.put(Figure.PUBLISH_ALL_P99, changed.millisSince(warm, PUBLISH, 0.99));
  }

  private void leaveAndJoin() throws IOException {
    String node = cluster.names().get(cluster.names().size() - 1);
    cluster.command("remove " + node);
    await("map without a node", () -> reader.view().nodes().size() == size.nodes() - 1);
    cluster.command("restart " + node);
    await("map with the node again", () -> isWhole(reader.view()));
  }

  private void move(int number) throws IOException {
    long sequence = reader.view().sequence();
    int partition = number * 37 % PARTITIONS;
    String namespace = size.namespace(number % size.namespaces());
    // Any but the one that has it.
    String master = reader.view().master(namespace, partition).name();
    int index = cluster.names().indexOf(master);
    String other = cluster.names().get((index + 1 + number) % cluster.names().size());
    String to =
        other.equals(master) ? cluster.names().get((index + 1) % cluster.names().size()) : other;
    cluster.command("move-to " + namespace + " " + partition + " " + to);
    await("publish of a move", () -> reader.view().sequence() > sequence);
  }

  // ---- Pages ----

  private void pages() throws IOException, InterruptedException {
    figures.put(Figure.PAGE, fetch("/", Figure.PAGE_MILLIS));
    figures.put(Figure.PAGE_COMPRESSED, daemon.get("/", true).kilobytes());
    figures.put(Figure.METRICS, fetch("/metrics", Figure.METRICS_MILLIS));
  }

  // Returns the size in kB.
  private double fetch(String path, Figure median) throws IOException, InterruptedException {
    double[] millis = new double[plan.pages()];
    double kilobytes = 0;
    for (int i = 0; i < millis.length; i++) {
      MeasuredDaemon.Answer answer = daemon.get(path, false);
      millis[i] = answer.millis();
      kilobytes = answer.kilobytes();
    }
    figures.put(median, Median.of(DoubleStream.of(millis)));
    return kilobytes;
  }

  private void openPages() throws IOException, InterruptedException {
    Map<Integer, Figure> byReaders =
        Map.of(
            1, Figure.OPEN_1, 100, Figure.OPEN_100, 300, Figure.OPEN_300, 1000, Figure.OPEN_1000);
    Path segment = reader.status().path();
    long bytes = Files.size(segment);
    int most = plan.readers().get(plan.readers().size() - 1);
    for (int readers : plan.readers()) {
      try (MappingProcesses mapping = new MappingProcesses(segment, bytes, readers)) {
        // What the daemon takes to look for readers is bounded by the minute.
        Duration open = readers == most ? plan.openLong() : plan.open();
        figures.put(byReaders.get(readers), openPage(open));
        mapping.requireRunning();
      }
    }
    figures.put(
        Figure.SURVEY,
        figures.get(byReaders.get(most)) - figures.get(byReaders.get(plan.readers().get(0))));
  }

  private double openPage(Duration open) throws IOException, InterruptedException {
    daemon.get("/", true);
    ProcessCost before = ProcessCost.of(daemon.process());
    for (long end = System.nanoTime() + open.toNanos(); System.nanoTime() - end < 0; ) {
      pause(PAGE_INTERVAL);
      daemon.get("/", true);
    }
    return ProcessCost.of(daemon.process()).corePercentSince(before);
  }

  // ---- Changes ----

  private void streamOfMoves() throws IOException, InterruptedException {
    String received = "shmtender_info_received_bytes_total";
    Exposition metricsBefore = daemon.metrics();
    ProcessCost before = ProcessCost.of(daemon.process());
    int seed = 0;
    for (long end = System.nanoTime() + plan.streaming().toNanos();
        System.nanoTime() - end < 0;
        seed++) {
      cluster.command(
          "move " + MOVES_AT_ONCE + " " + seed + " " + size.namespace(seed % size.namespaces()));
      pause(MOVE_INTERVAL);
    }
    ProcessCost after = ProcessCost.of(daemon.process());
    figures.put(Figure.MOVES_CPU, after.corePercentSince(before));
    figures.put(
        Figure.MOVES_RECEIVED,
        daemon.metrics().since(metricsBefore, received)
            / 1e6
            / ((after.nanos() - before.nanos()) / 1e9));
  }

  // One quarter after the other dies and restarts, hangs, and is cut off.
  private void flapping() throws IOException {
    int quarter = Math.max(1, size.nodes() / 4);
    long from = System.nanoTime();
    daemon.forgetLog();
    ProcessCost clusterBefore = ProcessCost.of(cluster.process());
    ProcessCost before = ProcessCost.of(daemon.process());
    for (int round = 0; System.nanoTime() - from < plan.flapping().toNanos(); round++) {
      int first = round * quarter % (size.nodes() - quarter + 1);
      List<String> nodes = cluster.names().subList(first, first + quarter);
      switch (round % 3) {
        case 0 -> {
          cluster.forEach(nodes, "kill-unnoticed");
          cluster.command("rebalance");
          awaitTends();
          cluster.forEach(nodes, "restart-unnoticed");
          cluster.command("rebalance");
        }
        case 1 -> {
          cluster.forEach(nodes, "hang");
          awaitTends();
          cluster.forEach(nodes, "unhang");
        }
        default -> {
          cluster.command("split " + String.join(" ", nodes));
          awaitTends();
          cluster.command("heal-split");
        }
      }
      awaitTends();
    }
    double minutes = (System.nanoTime() - from) / 60e9;
    MeasuredDaemon.Log log = daemon.log();
    figures.put(Figure.FLAP_CPU, ProcessCost.of(daemon.process()).corePercentSince(before));
    figures.put(Figure.FLAP_SIMULATOR, clusterShareSince(clusterBefore));
    figures.put(Figure.FLAP_LINES, log.lines() / minutes);
    figures.put(Figure.FLAP_KILOBYTES, log.bytes() / 1e3 / minutes);
    figures.put(Figure.FLAP_LONGEST, (double) log.longest());
    await("whole map again", () -> isWhole(reader.view()));
  }

  private void awaitTends() {
    long tends = reader.status().tends();
    await("tends", () -> reader.status().tends() >= tends + 2);
  }
}
