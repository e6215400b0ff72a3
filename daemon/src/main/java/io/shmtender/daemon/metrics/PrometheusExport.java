package io.shmtender.daemon.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The registry as the Prometheus client knows it. That client's own bridge makes summaries of
 * timers, says nothing of use as help, and takes labels out of names.
 */
final class PrometheusExport {
  private static final double NANOS = 1e9;

  // Of more nodes, 25 series of each would be more than all else that is scraped of a host.
  private static final int NODES_IN_DETAIL = 64;
  // Ends of ranges, in nanoseconds, that stay then. Ranges add up: those that stay go on as before.
  private static final Set<Long> COARSE = Set.of(10_000_000L, 100_000_000L, 1_000_000_000L);

  private PrometheusExport() {}

  /** Returns all metrics that have a value now. */
  static MetricSnapshots of(LabelledRegistry registry) {
    Map<Family, List<LabelledRegistry.Series>> byFamily = new EnumMap<>(Family.class);
    for (LabelledRegistry.Series series : registry.series()) {
      byFamily.computeIfAbsent(series.family(), family -> new ArrayList<>()).add(series);
    }
    boolean coarse =
        byFamily.getOrDefault(Family.NODE_REFRESH_DURATION, List.of()).size() > NODES_IN_DETAIL;
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    byFamily.forEach(
        (family, series) -> {
          boolean ofNode = family.labels().contains("node");
          MetricSnapshot snapshot = snapshot(family, series, coarse && ofNode);
          if (!snapshot.getDataPoints().isEmpty()) {
            all.metricSnapshot(snapshot);
          }
        });
    return all.build();
  }

  private static MetricSnapshot snapshot(
      Family family, List<LabelledRegistry.Series> series, boolean coarse) {
    return switch (family.kind()) {
      case COUNTER -> counter(described(CounterSnapshot.builder(), family), series, coarse);
      case GAUGE -> gauge(described(GaugeSnapshot.builder(), family), series);
      case HISTOGRAM -> histogram(described(HistogramSnapshot.builder(), family), series, coarse);
      case INFO -> info(described(InfoSnapshot.builder(), family), series);
    };
  }

  // The client adds the suffixes of types by itself.
  private static <B extends MetricSnapshot.Builder<?>> B described(B builder, Family family) {
    String name = family.metricName().replaceFirst("_(total|info)$", "");
    builder.name(name).help(family.help());
    if (name.endsWith("_seconds")) {
      builder.unit(Unit.SECONDS);
    } else if (name.endsWith("_bytes")) {
      builder.unit(Unit.BYTES);
    }
    return builder;
  }

  private static MetricSnapshot counter(
      CounterSnapshot.Builder builder, List<LabelledRegistry.Series> all, boolean coarse) {
    for (LabelledRegistry.Series series : all) {
      Number value = value(series);
      if (value != null && !(coarse && value.longValue() == 0)) {
        builder.dataPoint(
            CounterDataPointSnapshot.builder()
                .labels(labels(series))
                .value(value.doubleValue())
                .build());
      }
    }
    return builder.build();
  }

  private static MetricSnapshot gauge(
      GaugeSnapshot.Builder builder, List<LabelledRegistry.Series> all) {
    for (LabelledRegistry.Series series : all) {
      Number value = value(series);
      if (value != null) {
        builder.dataPoint(
            GaugeDataPointSnapshot.builder()
                .labels(labels(series))
                .value(value.doubleValue())
                .build());
      }
    }
    return builder.build();
  }

  private static MetricSnapshot info(
      InfoSnapshot.Builder builder, List<LabelledRegistry.Series> all) {
    for (LabelledRegistry.Series series : all) {
      builder.dataPoint(InfoDataPointSnapshot.builder().labels(labels(series)).build());
    }
    return builder.build();
  }

  private static MetricSnapshot histogram(
      HistogramSnapshot.Builder builder, List<LabelledRegistry.Series> all, boolean coarse) {
    for (LabelledRegistry.Series series : all) {
      BucketSnapshot durations = series.buckets().orElseThrow().buckets();
      ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
      long[] counts = durations.counts();
      long count = 0;
      for (int i = 0; i < counts.length; i++) {
        count += counts[i];
        boolean last = i == durations.bounds().length;
        if (last || !coarse || COARSE.contains(durations.bounds()[i])) {
          buckets.bucket(
              last ? Double.POSITIVE_INFINITY : (double) durations.bounds()[i] / NANOS, count);
          count = 0;
        }
      }
      builder.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(labels(series))
              .classicHistogramBuckets(buckets.build())
              .sum((double) durations.sum() / NANOS)
              .build());
    }
    return builder.build();
  }

  private static Number value(LabelledRegistry.Series series) {
    return series.metric() instanceof Counter counter
        ? (Number) counter.getCount()
        : (Number) ((Gauge<?>) series.metric()).getValue();
  }

  private static Labels labels(LabelledRegistry.Series series) {
    return series.labelValues().isEmpty()
        ? Labels.EMPTY
        : Labels.of(
            series.family().labels().toArray(new String[0]),
            series.labelValues().toArray(new String[0]));
  }
}
