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
  BRIDGE("client bridge", "docs/benchmarks.md"),
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
   * Returns what stands in the table's place.
   *
   * @throws IOException if the page cannot be read, or has no such place
   */
  String read(Path root) throws IOException {
    String page = Files.readString(in(root));
    return page.substring(place(root, page), page.indexOf(END, place(root, page)));
  }

  /**
   * Puts a text in the table's place.
   *
   * @throws IOException if the page cannot be read or written, or has no such place
   */
  void write(Path root, String text) throws IOException {
    String before = Files.readString(in(root));
    int begin = place(root, before);
    Files.writeString(
        in(root),
        before.substring(0, begin)
            + "\n\n"
            + text.strip()
            + "\n\n"
            + before.substring(before.indexOf(END, begin)));
  }

  // Where what stands there begins.
  private int place(Path root, String text) throws IOException {
    int begin = text.indexOf(begin());
    if (begin < 0 || text.indexOf(END, begin) < 0) {
      throw new IOException(
          in(root) + " has no place for the table: add the lines " + begin() + " and " + END);
    }
    return begin + begin().length();
  }
}
