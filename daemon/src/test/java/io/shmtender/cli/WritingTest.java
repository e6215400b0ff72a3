package io.shmtender.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.shmtender.cli.TextTable.Column;
import io.shmtender.report.Json;
import io.shmtender.report.Quantity;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How tables, quantities, JSON and the log are written. */
final class WritingTest {
  @Test
  void columnsAreAlignedWithoutTrailingSpaces() {
    TextTable table = new TextTable(Column.text("NAME"), Column.number("N"), Column.text("X"));
    table.row("a", 1, "");
    table.row("longer", 100, "x");

    assertEquals(List.of("NAME      N  X", "a         1", "longer  100  x"), table.lines());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 ms",
    "1500000, 1.5 ms",
    "99000000, 99 ms",
    "400000000, 0.4 s",
    "9940000000, 9.9 s",
    "12000000000, 12 s",
    "119000000000, 119 s",
    "180000000000, 3 min",
    "7200000000000, 2 h",
    "172800000000000, 2 d"
  })
  void durationsAreShort(long nanos, String text) {
    assertEquals(text, Quantity.duration(Duration.ofNanos(nanos)));
  }

  @Test
  void agesDoNotFlickerAndKnowOfOtherBoots() {
    assertEquals("0.1 s ago", Quantity.age(Duration.ofMillis(67)));
    assertEquals("before boot", Quantity.age(Duration.ofNanos(Long.MAX_VALUE)));
  }

  @ParameterizedTest
  @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1 KiB", "1572864, 1.5 MiB"})
  void bytesHaveBinaryUnits(long bytes, String text) {
    assertEquals(text, Quantity.bytes(bytes));
  }

  @Test
  void jsonIsEscapedAndIndented() {
    assertEquals(
        "{\n  \"a\": [\n    1,\n    null\n  ]\n}", Json.of(Map.of("a", Arrays.asList(1, null))));
    assertEquals("\"\\\"\\\\\\u000a\\u00e9\"", Json.of("\"\\\n\u00e9"));
    assertEquals("{}", Json.of(Map.of()));
  }

  @Test
  void aLineThatDoesNotFitIsCutVisibly() {
    assertEquals("abc", Terminal.cut("abc", 3));
    assertEquals("ab>", Terminal.cut("abcd", 3));
  }

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

  private static String logLine(StandardErrorTarget target) {
    LoggerContext context = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent(
            "", context.getLogger("test"), Level.WARN, "key {} is late", null, new Object[] {1});
    event.setTimeStamp(1234);
    return new LogLine(target).doLayout(event);
  }
}
