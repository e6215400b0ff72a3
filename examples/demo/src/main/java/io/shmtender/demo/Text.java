package io.shmtender.demo;

import java.time.Duration;
import java.util.Locale;

/** How the demo writes numbers. */
final class Text {
  private Text() {}

  /** Milliseconds below a second, else seconds: {@code 7.3 ms}, {@code 412 ms}, {@code 2.07 s}. */
  static String time(Duration time) {
    double millis = time.toNanos() / 1e6;
    if (millis < 20) {
      return String.format(Locale.ROOT, "%.1f ms", millis);
    }
    return millis < 999.5 ? String.format(Locale.ROOT, "%.0f ms", millis) : seconds(time, "%.2f s");
  }

  /** Seconds, whole ones without a point. */
  static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : seconds(time, "%.1f s");
  }

  private static String seconds(Duration time, String format) {
    return String.format(Locale.ROOT, format, time.toNanos() / 1e9);
  }

  /** A number with its thousands apart: {@code 1,234,567}. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number and what it counts. */
  static String count(long number, String singular, String plural) {
    return count(number) + " " + (number == 1 ? singular : plural);
  }

  /** A number with two decimals. */
  static String ratio(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }
}
