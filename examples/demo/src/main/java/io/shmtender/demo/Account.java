package io.shmtender.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the audience reads: acts with a line on what happens and why it matters, and below it what
 * was measured, with the time since the start.
 *
 * <p>Words between asterisks are what a line is about; in colour they are bold.
 */
final class Account {
  private static final Pattern EMPHASIS = Pattern.compile("\\*([^*]+)\\*");
  private static final String RESET = "\u001b[0m";
  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String CYAN = "\u001b[36m";
  private static final int LABEL_WIDTH = 9;

  private final PrintStream out;
  private final boolean colour;
  private final long start = System.nanoTime();

  Account(PrintStream out, boolean colour) {
    this.out = out;
    this.colour = colour;
  }

  /** Returns how long the demo has been running. */
  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Prints a heading and, below it, what it is about. */
  void heading(String title, String... about) {
    print("");
    print(styled(BOLD, title));
    for (String line : about) {
      print(styled(DIM, line));
    }
  }

  /** Prints what happened now. */
  void line(String label, String text) {
    String time = String.format(Locale.ROOT, "%7.2f s", elapsed().toNanos() / 1e9);
    print(styled(DIM, time) + "  " + styled(CYAN, padded(label)) + "  " + emphasised(text));
  }

  /** Prints a line that belongs to the one above. */
  void more(String text) {
    print(" ".repeat(13 + LABEL_WIDTH) + emphasised(text));
  }

  /** Prints something that went wrong. */
  void trouble(String text) {
    print(styled(RED, "         !  " + text.replace("\n", "\n            ")));
  }

  /**
   * Prints a line of the summary: a promise's outcome, or a number that nothing was promised of.
   */
  void summary(String label, String text) {
    print("        " + styled(CYAN, String.format(Locale.ROOT, "%-14s", label)) + emphasised(text));
  }

  /** Prints whether a promise was kept. */
  void promise(Judgement judgement, String label, String text) {
    String mark =
        switch (judgement) {
          case KEPT -> styled(GREEN, "  kept  ");
          case UNJUDGED -> styled(YELLOW, "  busy  ");
          case BROKEN -> styled(RED, " BROKEN ");
        };
    print(mark + styled(CYAN, String.format(Locale.ROOT, "%-14s", label)) + emphasised(text));
  }

  /** Prints how it all ended. */
  void verdict(Judgement judgement, String text) {
    String style =
        switch (judgement) {
          case KEPT -> GREEN;
          case UNJUDGED -> YELLOW;
          case BROKEN -> RED;
        };
    print("");
    print(styled(BOLD, styled(style, text)));
  }

  private static String padded(String label) {
    return String.format(Locale.ROOT, "%-" + LABEL_WIDTH + "s", label);
  }

  private String emphasised(String text) {
    return EMPHASIS.matcher(text).replaceAll(colour ? BOLD + "$1" + RESET : "$1");
  }

  private String styled(String style, String text) {
    return colour ? style + text + RESET : text;
  }

  private void print(String line) {
    out.println(line);
    out.flush();
  }
}
