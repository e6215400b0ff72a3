package io.shmtender.daemon.metrics;

import io.prometheus.metrics.instrumentation.jvm.JvmClassLoadingMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DistributionDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures the JVM and its process by the Prometheus client's own collectors. Of what they have,
 * only what a {@link Family} names is ever collected, which costs nothing to ask: others look for
 * deadlocks, and stop all threads for it. They are series of the registry as all are, and so in
 * JMX, too.
 */
final class JvmMetrics {
  // The collectors have both as one summary.
  private static final String COLLECTIONS = "jvm_gc_collection_seconds";
  private static final Pattern SPACES = Pattern.compile("\\s+");

  private final PrometheusRegistry collectors = new PrometheusRegistry();
  private final LabelledRegistry registry;

  private JvmMetrics(LabelledRegistry registry) {
    this.registry = registry;
    JvmMemoryMetrics.builder().register(collectors);
    JvmGarbageCollectorMetrics.builder().register(collectors);
    JvmThreadsMetrics.builder().register(collectors);
    JvmClassLoadingMetrics.builder().register(collectors);
    ProcessMetrics.builder().register(collectors);
  }

  static void addTo(LabelledRegistry registry) {
    JvmMetrics metrics = new JvmMetrics(registry);
    for (Family family :
        List.of(
            Family.JVM_MEMORY_USED,
            Family.JVM_MEMORY_COMMITTED,
            Family.JVM_MEMORY_MAX,
            Family.JVM_THREADS,
            Family.JVM_CLASSES,
            Family.PROCESS_CPU,
            Family.PROCESS_START,
            Family.PROCESS_RESIDENT,
            Family.PROCESS_OPEN_FILES,
            Family.PROCESS_MAX_FILES)) {
      metrics.add(family, family.metricName(), JvmMetrics::value);
    }
    metrics.add(
        Family.JVM_GC, COLLECTIONS, point -> ((DistributionDataPointSnapshot) point).getCount());
    metrics.add(
        Family.JVM_GC_DURATION,
        COLLECTIONS,
        point -> ((DistributionDataPointSnapshot) point).getSum());
  }

  private static double value(DataPointSnapshot point) {
    return point instanceof CounterDataPointSnapshot counter
        ? counter.getValue()
        : ((GaugeDataPointSnapshot) point).getValue();
  }

  // Adds a series for each combination of labels that there is now; the JVM's stay the same.
  private void add(Family family, String name, ToDoubleFunction<DataPointSnapshot> value) {
    points(name)
        .map(DataPointSnapshot::getLabels)
        .forEach(labels -> registry.value(family, () -> now(name, labels, value), values(labels)));
  }

  // Null if there is none.
  private Double now(String name, Labels labels, ToDoubleFunction<DataPointSnapshot> value) {
    return points(name)
        .filter(point -> point.getLabels().equals(labels))
        .mapToDouble(value)
        // The JVM's word for "no limit" is -1.
        .filter(number -> number >= 0)
        .boxed()
        .findAny()
        .orElse(null);
  }

  private Stream<DataPointSnapshot> points(String name) {
    String wanted = withoutSuffix(name);
    return collectors.scrape(each -> withoutSuffix(each).equals(wanted)).stream()
        .flatMap(snapshot -> snapshot.getDataPoints().stream());
  }

  // The client's name of a counter is without it.
  private static String withoutSuffix(String name) {
    return name.endsWith("_total") ? name.substring(0, name.length() - "_total".length()) : name;
  }

  private static String[] values(Labels labels) {
    return labels.stream()
        .map(label -> SPACES.matcher(label.getValue()).replaceAll("-"))
        .toArray(String[]::new);
  }
}
