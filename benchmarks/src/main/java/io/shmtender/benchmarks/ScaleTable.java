package io.shmtender.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** What {@link Scale} measured, as a table with what was aimed at beside it. */
final class ScaleTable {
  private static final String MISSED = " **missed**";

  private ScaleTable() {}

  /** Returns the table in Markdown. */
  static String of(Map<ClusterSize, Map<Figure, Double>> measured) {
    StringBuilder table = new StringBuilder();
    table.append("| |");
    measured.keySet().forEach(size -> table.append(' ').append(size).append(" |"));
    table.append(" at most |\n|---|");
    measured.keySet().forEach(size -> table.append("---:|"));
    table.append("---:|\n");
    for (Figure figure : Figure.values()) {
      if (measured.values().stream().anyMatch(figures -> figures.containsKey(figure))) {
        table.append("| ").append(figure.words()).append(" |");
        measured.forEach(
            (size, figures) ->
                table.append(' ').append(cell(figure, size, figures.get(figure))).append(" |"));
        table.append(' ').append(aim(figure)).append(" |\n");
      }
    }
    return table.toString();
  }

  private static String cell(Figure figure, ClusterSize size, Double value) {
    if (value == null) {
      return "";
    }
    OptionalDouble most = figure.most(size);
    return number(value) + (most.isPresent() && value > most.getAsDouble() ? MISSED : "");
  }

  private static String aim(Figure figure) {
    Map<Double, List<String>> sizes = new TreeMap<>();
    for (ClusterSize size : ClusterSize.ALL) {
      figure
          .most(size)
          .ifPresent(
              most -> sizes.computeIfAbsent(most, any -> new ArrayList<>()).add(size.toString()));
    }
    List<String> aims = new ArrayList<>();
    sizes.forEach(
        (most, where) ->
            aims.add(
                where.size() == ClusterSize.ALL.size()
                    ? number(most)
                    : number(most) + " at " + String.join(", ", where)));
    return String.join("; ", aims);
  }

  private static String number(double value) {
    if (value == Math.rint(value) && value < 1e6) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, value < 1 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
  }
}
