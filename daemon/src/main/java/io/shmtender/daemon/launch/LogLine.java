package io.shmtender.daemon.launch;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import io.shmtender.daemon.conductor.LogContext;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes a message of the log: time, level, text; for the journal its own prefix and the text. */
final class LogLine extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);

  private final StandardErrorTarget target;

  LogLine(StandardErrorTarget target) {
    this.target = target;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = begun(event.getLevel(), event.getTimeStamp());
    String context = event.getMDCPropertyMap().get(LogContext.KEY);
    if (context != null) {
      line.append(context).append(": ");
    }
    line.append(event.getFormattedMessage()).append('\n');
    if (event.getThrowableProxy() != null) {
      line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return line.toString();
  }

  /** Returns a line that nobody logged but the log itself. */
  String of(Level level, long epochMillis, String text) {
    return begun(level, epochMillis).append(text).append('\n').toString();
  }

  private StringBuilder begun(Level level, long epochMillis) {
    StringBuilder line = new StringBuilder();
    if (target == StandardErrorTarget.JOURNAL) {
      line.append('<').append(priority(level)).append('>');
    } else {
      Instant time = Instant.ofEpochMilli(epochMillis);
      TIME.formatTo(OffsetDateTime.ofInstant(time, ZoneId.systemDefault()), line);
      String word = level.toString();
      line.append(' ').append(word).append(" ".repeat(6 - word.length()));
    }
    return line;
  }

  // syslog(3)
  private static int priority(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> 3;
      case Level.WARN_INT -> 4;
      case Level.INFO_INT -> 6;
      default -> 7;
    };
  }
}
