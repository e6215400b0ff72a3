package io.shmtender.daemon.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes numbers with units for people: short, and exact enough to act on. */
public final class Quantity {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter TIME_OF_DAY =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private Quantity() {}

  /** Returns a duration in its largest fitting unit: {@code 0.4 s}, {@code 12 s}, {@code 3 min}. */
  public static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (duration.compareTo(Duration.ofMillis(100)) < 0) {
      return tenths(duration.toNanos() / 1e6) + " ms";
    } else if (millis < 10_000) {
      return tenths(millis / 1000.0) + " s";
    } else if (duration.toMinutes() < 2) {
      return millis / 1000 + " s";
    } else if (duration.toHours() < 2) {
      return duration.toMinutes() + " min";
    }
    return duration.toDays() < 2 ? duration.toHours() + " h" : duration.toDays() + " d";
  }

  private static String tenths(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** Returns how long ago something was, by a monotonic clock. */
  public static String age(Duration age) {
    // The SDK's sign for a heartbeat that is later than now: it is of another boot.
    if (age.toNanos() == Long.MAX_VALUE) {
      return "before boot";
    }
    // Milliseconds would only flicker.
    return (age.toMillis() < 1000 ? tenths(age.toMillis() / 1000.0) + " s" : duration(age))
        + " ago";
  }

  /** Returns a number of bytes: {@code 512 B}, {@code 1.2 MiB}. */
  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 1024) {
      value /= 1024;
      unit++;
    }
    return tenths(value) + " " + "KMGT".charAt(unit) + "iB";
  }

  /** Returns a point in time in the zone of this host. */
  public static String time(Instant instant) {
    return TIME.format(instant.atZone(ZoneId.systemDefault()));
  }

  /**
   * Returns the time of day in the zone of this host, seconds always included: java.time's own
   * texts leave out what is zero.
   */
  public static String timeOfDay(Instant instant) {
    return TIME_OF_DAY.format(instant.atZone(ZoneId.systemDefault()));
  }

  /** Returns a number and its noun. */
  public static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
