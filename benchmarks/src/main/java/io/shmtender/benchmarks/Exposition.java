package io.shmtender.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What a daemon's {@code /metrics} says: a value for each series, in Prometheus' text format. */
final class Exposition {
  private static final String BOUND = "_bucket{le=\"";
  private final Map<String, Double> series = new LinkedHashMap<>();

  /** Reads it. */
  static Exposition parse(String text) {
    Exposition exposition = new Exposition();
    for (String line : text.split("\n", -1)) {
      int space = line.lastIndexOf(' ');
      if (!line.startsWith("#") && space > 0) {
        exposition.series.put(line.substring(0, space), number(line.substring(space + 1)));
      }
    }
    return exposition;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** Returns the value of a series, with its labels as they are written. */
  double value(String name) {
    Double value = series.get(name);
    if (value == null) {
      throw new IllegalStateException("the daemon's /metrics has no " + name);
    }
    return value;
  }

  /** Returns how much a counter rose since then. */
  double since(Exposition before, String counter) {
    return value(counter) - before.value(counter);
  }

  /**
   * Returns a quantile of what a histogram without labels counted since then, in milliseconds, as
   * Prometheus estimates it: evenly spread within each range.
   *
   * @param quantile from 0 to 1
   */
  double millisSince(Exposition before, String histogram, double quantile) {
    TreeMap<Double, Double> counts = new TreeMap<>();
    String start = histogram + BOUND;
    series.forEach(
        (name, count) -> {
          if (name.startsWith(start)) {
            String bound = name.substring(start.length(), name.indexOf('"', start.length()));
            counts.put(number(bound), count - before.value(name));
          }
        });
    double wanted = quantile * counts.lastEntry().getValue();
    double below = 0;
    double countBelow = 0;
    for (Map.Entry<Double, Double> range : counts.entrySet()) {
      if (range.getValue() > 0 && range.getValue() >= wanted) {
        double part = (wanted - countBelow) / (range.getValue() - countBelow);
        return range.getKey().isInfinite()
            ? below * 1e3
            : (below + part * (range.getKey() - below)) * 1e3;
      }
      below = range.getKey();
      countBelow = range.getValue();
    }
    throw new IllegalStateException(histogram + " counted nothing");
  }
}
