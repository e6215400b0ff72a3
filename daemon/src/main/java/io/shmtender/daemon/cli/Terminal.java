package io.shmtender.daemon.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A terminal that shows one page, which is drawn again and again. */
final class Terminal implements AutoCloseable {
  private static final String ESCAPE = "\u001b[";
  // Another page, so that what was on the screen comes back; no cursor.
  private static final String ENTER = ESCAPE + "?1049h" + ESCAPE + "?25l" + ESCAPE + "2J";
  private static final String LEAVE = ESCAPE + "?25h" + ESCAPE + "?1049l";
  private static final String HOME = ESCAPE + "H";
  private static final String CLEAR_LINE = ESCAPE + "K";
  private static final String CLEAR_BELOW = ESCAPE + "J";
  private static final Size USUAL = new Size(24, 80);

  private final PrintWriter out;
  private final AtomicBoolean entered = new AtomicBoolean(true);

  /** How many characters fit. */
  record Size(int rows, int columns) {}

  private Terminal(PrintWriter out) {
    this.out = out;
  }

  /** Returns whether standard output goes to a terminal that can be drawn on. */
  static boolean isPresent() {
    String kind = System.getenv().getOrDefault("TERM", "dumb");
    if (kind.equals("dumb")) {
      return false;
    }
    try {
      // Not System.console(): that is about standard input too, and always there from JDK 22 on.
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * Begins to draw; the screen comes back on {@link #close}, and when a signal ends the process.
   */
  static Terminal enter(PrintWriter out) {
    Terminal terminal = new Terminal(out);
    Runtime.getRuntime().addShutdownHook(new Thread(terminal::close, "terminal"));
    out.print(ENTER);
    return terminal;
  }

  /** Returns the terminal's size now, or the usual one if it cannot be told. */
  Size size() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(Path.of("/dev/tty").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (!stty.waitFor(1, TimeUnit.SECONDS)) {
        stty.destroy();
      }
      String[] numbers = answer.strip().split(" ", -1);
      Size size = new Size(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
      return size.rows() > 0 && size.columns() > 0 ? size : USUAL;
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      // No stty, or no controlling terminal.
      return USUAL;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return USUAL;
    }
  }

  /** Draws the page: as many lines as fit, cut where they do not. */
  void draw(List<String> lines, Size size) {
    StringBuilder page = new StringBuilder(HOME);
    int count = Math.min(lines.size(), size.rows());
    for (int i = 0; i < count; i++) {
      page.append(cut(lines.get(i), size.columns())).append(CLEAR_LINE);
      // No line break after the last row: it would scroll.
      page.append(i + 1 < size.rows() ? "\r\n" : "");
    }
    page.append(count < size.rows() ? CLEAR_BELOW : "");
    out.print(page);
    out.flush();
  }

  /** Returns a line of at most so many columns; a cut one ends in {@code >}. */
  static String cut(String line, int columns) {
    return line.length() <= columns ? line : line.substring(0, Math.max(0, columns - 1)) + ">";
  }

  @Override
  public void close() {
    if (entered.compareAndSet(true, false)) {
      out.print(LEAVE);
      out.flush();
    }
  }
}
