package io.shmtender.daemon.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.shmtender.daemon.conductor.LogContext;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** How a line of the log is written. */
final class LogLineTest {
  @Test
  void aLogLineHasTimeLevelAndText() {
    assertTrue(
        logLine(StandardErrorTarget.TEXT)
            .matches("1970-01-\\d\\dT\\d\\d:00:01\\.234[+-]\\d\\d:\\d\\d WARN  key 1 is late\n"),
        logLine(StandardErrorTarget.TEXT));
  }

  @Test
  void aLogLineForTheJournalHasItsPrefixAndNoTime() {
    assertEquals("<4>key 1 is late\n", logLine(StandardErrorTarget.JOURNAL));
  }

  @Test
  void aLogLineOfATrialSaysSo() {
    MDC.put(LogContext.KEY, "trying");
    try {
      assertEquals("<4>trying: key 1 is late\n", logLine(StandardErrorTarget.JOURNAL));
    } finally {
      MDC.remove(LogContext.KEY);
    }
  }

  private static String logLine(StandardErrorTarget target) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    LoggingEvent event =
        new LoggingEvent(
            "", context.getLogger("test"), Level.WARN, "key {} is late", null, new Object[] {1});
    event.setTimeStamp(1234);
    return new LogLine(target).doLayout(event);
  }
}
