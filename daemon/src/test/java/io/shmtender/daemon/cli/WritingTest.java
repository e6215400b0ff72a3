package io.shmtender.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.cli.TextTable.Column;
import io.shmtender.daemon.report.Json;
import io.shmtender.daemon.report.Quantity;
import io.shmtender.daemon.report.SegmentEntry;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How tables, quantities and JSON are written. */
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
  void timesHaveTheirSecondsAndFractionsAlsoWhereTheyAreZero(@TempDir Path directory)
      throws Exception {
    Instant time =
        LocalDateTime.of(2026, 1, 2, 12, 0, 0).atZone(ZoneId.systemDefault()).toInstant();
    Instant universal = Instant.parse("2026-01-02T12:00:00Z");

    assertEquals("12:00:00", Quantity.timeOfDay(time));
    assertEquals("2026-01-02 12:00:00", Quantity.time(time));
    assertEquals("\"2026-01-02T12:00:00.000Z\"", Json.of(universal));
    assertEquals("\"2026-01-02T12:00:00.120Z\"", Json.of(universal.plusMillis(120)));
    WatchPage page = new WatchPage(InstantSource.fixed(time));
    page.add(List.of("node A leaves"));
    SmallCluster.named("prod").publish(directory, SegmentKey.DEFAULT);
    SegmentEntry entry = SegmentEntry.list(new SegmentDirectory(directory)).get(0);
    List<String> lines = page.lines(entry, 50);
    assertEquals("12:00:00  Ctrl-C ends", lines.get(0));
    assertTrue(lines.contains("12:00:00  node A leaves"), lines::toString);
  }

  @Test
  void aLineThatDoesNotFitIsCutVisibly() {
    assertEquals("abc", Terminal.cut("abc", 3));
    assertEquals("ab>", Terminal.cut("abcd", 3));
  }
}
