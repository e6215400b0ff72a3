package io.shmtender.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A table of figures on a page in Markdown. It stands between two marks, and whoever measures
 * replaces it: nobody copies figures by hand.
 */
enum MeasuredTable {
  FOUR_FIGURES("four figures", "README.md"),
  COMPARISON("comparison", "docs/benchmarks.md"),
  ASYNCHRONOUS("asynchronous commands", "docs/benchmarks.md"),
  TIMEOUTS("timeouts", "docs/benchmarks.md"),
  DAEMON("daemon", "docs/benchmarks.md"),
  TAKEOVERS("takeovers", "docs/benchmarks.md"),
  RETURNS("returns", "docs/benchmarks.md"),
  SCALE("scale", "docs/benchmarks.md");

  /** The root of the repository, which {@code benchmarks/run} changes to. */
  static final Path ROOT = Path.of("");

  static final String END = "<!-- to here -->";

  private final String words;
  private final String page;

  MeasuredTable(String words, String page) {
    this.words = words;
    this.page = page;
  }

  /** Returns the mark that the table stands behind. */
  String begin() {
    return "<!-- benchmarks/run writes the table '" + words + "' from here -->";
  }

  /** Returns the page that it is on. */
  Path in(Path root) {
    return root.resolve(page);
  }

  /** Returns what a table was measured with: the command, the JDK, the processors. */
  static String conditions(String command) {
    return "`"
        + command
        + "`; JDK "
        + Runtime.version().feature()
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " processors.";
  }

  /**
   * Puts a text in the table's place.
   *
   * @throws IOException if the page cannot be read or written, or has no such place
   */
  void write(Path root, String text) throws IOException {
    Path file = in(root);
    String before = Files.readString(file);
    int begin = before.indexOf(begin());
    int end = begin < 0 ? -1 : before.indexOf(END, begin);
    if (end < 0) {
      throw new IOException(
          file + " has no place for the table: add the lines " + begin() + " and " + END);
    }
    Files.writeString(
        file,
        before.substring(0, begin + begin().length())
            + "\n\n"
            + text.strip()
            + "\n\n"
            + before.substring(end));
  }
}
