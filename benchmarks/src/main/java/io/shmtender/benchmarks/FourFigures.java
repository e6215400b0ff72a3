package io.shmtender.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The four figures that the README quotes from the page's tables, and what these say of how they
 * were measured: tables come from several commands, and not always on the same day.
 */
final class FourFigures {
  private FourFigures() {}

  /** Quotes what is in the tables now; to be called when one of them was written. */
  static void write(Path root) throws IOException {
    MeasuredTable.FOUR_FIGURES.write(root, of(root));
  }

  /**
   * Returns the text for the README.
   *
   * @throws IOException if the page cannot be read, or lacks one of the figures
   */
  static String of(Path root) throws IOException {
    Quoted comparison = Quoted.read(MeasuredTable.COMPARISON, root);
    Quoted takeovers = Quoted.read(MeasuredTable.TAKEOVERS, root);
    String first = "first record in a fresh JVM, ms";
    return String.format(
        Locale.ROOT,
        """
        %s

        | reader SDK and official Java client, side by side | |
        |---|---|
        | get, 1 thread | %.2f times as many per second |
        | batch of 100, 1 thread | %.2f times as many per second |
        | first record in a fresh JVM | %.0f ms instead of %.0f ms |
        | takeover after SIGKILL, median | %.0f ms |
        """,
        takeovers.conditions.equals(comparison.conditions)
            ? comparison.conditions
            : comparison.conditions + " Takeover: " + takeovers.conditions,
        comparison.figure("get, 1 thread: per second", "ratio"),
        comparison.figure("batch of 100, 1 thread: per second", "ratio"),
        comparison.figure(first, "reader SDK"),
        comparison.figure(first, "official"),
        takeovers.figure(Takeovers.Cause.KILLED.words, "median"));
  }

  /**
   * A table on the page.
   *
   * @param table which one
   * @param conditions what it was measured with
   * @param columns what is above its columns
   * @param rows its cells, by the words in the first one; of rows with the same words, the first
   */
  private record Quoted(
      MeasuredTable table,
      String conditions,
      List<String> columns,
      Map<String, List<String>> rows) {

    static Quoted read(MeasuredTable table, Path root) throws IOException {
      String conditions = "";
      Map<String, List<String>> rows = new LinkedHashMap<>();
      for (String line : table.read(root).lines().toList()) {
        if (line.startsWith("|")) {
          List<String> cells = cells(line);
          rows.putIfAbsent(cells.get(0), cells);
        } else if (!line.isBlank() && conditions.isEmpty()) {
          conditions = line;
        }
      }
      if (rows.isEmpty()) {
        throw new IOException(table.in(root) + " has no table " + table);
      }
      return new Quoted(table, conditions, rows.values().iterator().next(), rows);
    }

    private static List<String> cells(String line) {
      List<String> cells = new ArrayList<>();
      int from = 1;
      for (int to = line.indexOf('|', from); to > 0; to = line.indexOf('|', from)) {
        cells.add(line.substring(from, to).strip());
        from = to + 1;
      }
      return cells;
    }

    double figure(String row, String column) throws IOException {
      List<String> cells = rows.get(row);
      int at = columns.indexOf(column);
      if (cells == null || at < 0 || at >= cells.size()) {
        throw new IOException("the table " + table + " has no '" + column + "' of '" + row + "'");
      }
      String cell = cells.get(at);
      try {
        // The unit may stand there, too.
        return Double.parseDouble(
            cell.endsWith(" ms") ? cell.substring(0, cell.length() - 3) : cell);
      } catch (NumberFormatException e) {
        throw new IOException(
            "the table " + table + " has no number of '" + row + "', but '" + cell + "'", e);
      }
    }
  }
}
