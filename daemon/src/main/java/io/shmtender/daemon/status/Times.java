package io.shmtender.daemon.status;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes points in time as short as they are clear: today's without the day.
 *
 * @param now what today is
 * @param zone the host's zone
 */
record Times(Instant now, ZoneId zone) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  /** Returns a time, with its day unless that is today. */
  String of(Instant instant) {
    ZonedDateTime time = instant.atZone(zone);
    boolean today = time.toLocalDate().equals(now.atZone(zone).toLocalDate());
    return (today ? TIME : DAY_AND_TIME).format(time);
  }

  String dayAndTime(Instant instant) {
    return DAY_AND_TIME.format(instant.atZone(zone));
  }
}
