package io.shmtender.daemon.status;

import java.util.Locale;

/**
 * A node's mark as it looks: one of seven colours that the colour-blind tell apart (Okabe and
 * Ito's), and, when those run out, one of six patterns on it.
 */
final class Swatch {
  private static final int COLOURS = 7;
  private static final int PATTERNS = 6;

  /** The patterns' definitions, to be on the page once. */
  static final String DEFINITIONS =
      """
      <svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>
      <pattern id="p1" width="4" height="4" patternUnits="userSpaceOnUse"><circle cx="2" cy="2" r="1.1"/></pattern>
      <pattern id="p2" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M-1 1 1-1M0 4 4 0M3 5 5 3"/></pattern>
      <pattern id="p3" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M0 2H4"/></pattern>
      <pattern id="p4" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M2 0V4"/></pattern>
      <pattern id="p5" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M0 2H4M2 0V4"/></pattern>
      </defs></svg>
      """;

  private Swatch() {}

  static int colour(int mark) {
    return mark % COLOURS;
  }

  static int pattern(int mark) {
    return mark / COLOURS % PATTERNS;
  }

  /** Writes a node's mark as a small square. */
  static void write(Html html, int mark) {
    html.open("svg", "class", "swatch", "viewBox", "0 0 12 12", "aria-hidden", "true");
    fill(html, mark, 12, 12);
    html.close("svg");
  }

  /** Writes the mark of partitions that nobody masters. */
  static void writeNobody(Html html) {
    html.open("svg", "class", "swatch nobody", "viewBox", "0 0 12 12", "aria-hidden", "true")
        .empty("path", "d", "M2 2 10 10M10 2 2 10")
        .close("svg");
  }

  /** Writes a rectangle in a node's colour and pattern, inside an svg element. */
  static void fill(Html html, int mark, double width, int height) {
    rectangle(html, "k" + colour(mark), width, height);
    if (pattern(mark) > 0) {
      rectangle(html, "p" + pattern(mark), width, height);
    }
  }

  private static void rectangle(Html html, String style, double width, int height) {
    String exact = String.format(Locale.ROOT, "%.2f", width);
    html.empty("rect", "class", style, "width", exact, "height", height);
  }
}
