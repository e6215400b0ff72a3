package io.shmtender.daemon.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A metrics registry whose metrics belong to families and have labels.
 *
 * <p>Thread-safe. Series come and go on the conductor's thread; whoever goes through them meanwhile
 * may or may not see one that is just added or removed.
 */
final class LabelledRegistry {
  private final MetricRegistry registry = new MetricRegistry();
  private final ConcurrentNavigableMap<String, Series> series = new ConcurrentSkipListMap<>();

  /**
   * A metric of a family.
   *
   * @param family what it measures
   * @param labelValues the values of the family's labels
   * @param metric a counter, a timer, or a gauge, which gives null when it has no value now
   * @param buckets the durations of a timer
   */
  record Series(
      Family family, List<String> labelValues, Metric metric, Optional<BucketReservoir> buckets) {

    Series {
      labelValues = List.copyOf(labelValues);
      if (labelValues.size() != family.labels().size()) {
        throw new IllegalArgumentException(family + " needs " + family.labels());
      }
    }

    /** Returns the name in the registry. */
    String name() {
      return family.metricName() + labelValues;
    }
  }

  /** Adds a counter, 0 at first. */
  Counter counter(Family family, String... labelValues) {
    Counter counter = new Counter();
    add(new Series(family, List.of(labelValues), counter, Optional.empty()));
    return counter;
  }

  /** Adds a timer. */
  Timer timer(Family family, String... labelValues) {
    BucketReservoir buckets = new BucketReservoir();
    Timer timer = new Timer(buckets);
    add(new Series(family, List.of(labelValues), timer, Optional.of(buckets)));
    return timer;
  }

  /** Adds a gauge, or a counter that is counted elsewhere; null for no value now. */
  void value(Family family, Supplier<? extends Number> value, String... labelValues) {
    Gauge<Number> gauge = value::get;
    add(new Series(family, List.of(labelValues), gauge, Optional.empty()));
  }

  /** Adds a metric that only has labels. */
  void info(Family family, String... labelValues) {
    value(family, () -> 1, labelValues);
  }

  private void add(Series added) {
    series.put(added.name(), added);
    registry.register(added.name(), added.metric());
  }

  /** Removes the series of a family whose labels are like this. */
  void remove(Family family, Predicate<List<String>> labelValues) {
    // Names of a family are beside each other: its own, and its labels in brackets.
    String begin = family.metricName() + "[";
    for (Series each : List.copyOf(series.subMap(begin, begin + Character.MAX_VALUE).values())) {
      if (labelValues.test(each.labelValues())) {
        // In this order: listeners of the registry look the series up.
        registry.remove(each.name());
        series.remove(each.name());
      }
    }
  }

  /** Returns all series, as they are whenever they are gone through. */
  Collection<Series> series() {
    return series.values();
  }

  /** Returns the series of a name in the registry; null if it is gone. */
  Series find(String name) {
    return series.get(name);
  }

  /** Returns the registry below, which is to be read only. */
  MetricRegistry registry() {
    return registry;
  }
}
