package io.shmtender.daemon.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A duration with its unit: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}.
 *
 * <p>A plain number is refused unless the C client has the setting in seconds: its other durations
 * are in milliseconds, and a file that was copied from there must not wait a thousand times longer.
 */
final class DurationType implements ValueType<Duration> {
  private static final Pattern SYNTAX = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|)");

  private final Duration min;
  private final Duration max;
  private final boolean plainSeconds;

  private DurationType(Duration min, Duration max, boolean plainSeconds) {
    this.min = min;
    this.max = max;
    this.plainSeconds = plainSeconds;
  }

  static DurationType withUnit(Duration min, Duration max) {
    return new DurationType(min, max, false);
  }

  static DurationType plainIsSeconds(Duration min, Duration max) {
    return new DurationType(min, max, true);
  }

  @Override
  public Duration parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a duration: " + allowed());
    }
    long number = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          case "s" -> Duration.ofSeconds(number);
          default -> plain(number);
        };
    if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
      throw new IllegalArgumentException("'" + text + "' is out of range: " + allowed());
    }
    return duration;
  }

  private Duration plain(long number) {
    if (!plainSeconds && number != 0) {
      throw new IllegalArgumentException(
          "'" + number + "' has no unit: write " + number + "ms or " + number + "s");
    }
    return Duration.ofSeconds(number);
  }

  private String allowed() {
    return "write "
        + range()
        + ", with the unit ms, s, m or h"
        + (plainSeconds ? "; a plain number is seconds" : "");
  }

  @Override
  public String range() {
    return show(min) + " to " + show(max);
  }

  @Override
  public String show(Duration value) {
    long millis = value.toMillis();
    if (millis == 0) {
      return "0s";
    } else if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    } else if (millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
