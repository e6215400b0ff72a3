package io.shmtender.daemon.docs;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.cclient.CClientSettings;
import io.shmtender.daemon.config.EffectiveSetting;
import io.shmtender.daemon.config.Overrides;
import io.shmtender.daemon.config.SettingsReader;
import io.shmtender.daemon.config.SettingsResult;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the operating guide against what the daemon does. */
final class OperatingGuideTest {
  private static final Path GUIDE = Path.of("../docs/operating.md");
  private static final Path SOURCES = Path.of("src/main/java");

  // A row of the tables of keys: `key` | `default` | meaning.
  private static final Pattern KEY_ROW =
      Pattern.compile("^\\| `([a-z0-9.-]+)` \\| (?:`([^`]*)`|([^|]*)) \\| .*\\|$");

  private static final Pattern LOG_CALL =
      Pattern.compile(
          "\\b(?:LOG|log)\\s*\\.(warn|error)\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*\\+?\\s*)*)");
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  @TempDir Path directory;

  private static String section(String title) throws IOException {
    String guide = Files.readString(GUIDE);
    int start = guide.indexOf("\n## " + title + "\n");
    assertTrue(start >= 0, "the guide has no section " + title);
    int end = guide.indexOf("\n## ", start + 1);
    return guide.substring(start, end < 0 ? guide.length() : end);
  }

  private static Map<String, String> keys(String table) {
    Map<String, String> keys = new TreeMap<>();
    table
        .lines()
        .map(KEY_ROW::matcher)
        .filter(Matcher::matches)
        .forEach(row -> keys.put(row.group(1), row.group(2) == null ? row.group(3) : row.group(2)));
    return keys;
  }

  private SettingsResult read(String... lines) throws IOException {
    Path file = Files.write(directory.resolve("tender.yaml"), List.of(lines));
    return new SettingsReader(new SegmentDirectory(directory))
        .read(Optional.of(file), Overrides.none());
  }

  @Test
  void saysEveryKeyAndItsDefault() throws IOException {
    SettingsResult.Valid settings = (SettingsResult.Valid) read("seeds: [10.0.0.1]", "tls: {}");
    Map<String, String> expected = new TreeMap<>();
    for (EffectiveSetting setting : settings.effective()) {
      expected.put(setting.key(), setting.byDefault() ? setting.value() : "none");
    }
    // Which one it is depends on the host.
    expected.put("directory", "see below");
    expected.put("tls", "none");
    String tables = section("Configure");
    assertEquals(expected, keys(tables.substring(0, tables.indexOf("Each entry of"))));
  }

  @Test
  void saysWhatACClientSegmentHas() throws IOException {
    String tables = section("Configure");
    Map<String, String> keys = keys(tables.substring(tables.indexOf("Each entry of")));
    assertEquals(
        List.of("group", "key", "layout", "max-namespaces", "max-nodes", "mode"),
        List.copyOf(keys.keySet()));
    assertEquals(Integer.toString(CClientSettings.DEFAULT_MAX_NODES), keys.get("max-nodes"));
    assertEquals(
        Integer.toString(CClientSettings.DEFAULT_MAX_NAMESPACES), keys.get("max-namespaces"));
    SettingsResult result =
        read(
            "seeds: [10.0.0.1]",
            "c-client-segments:",
            "  - {layout: 6.4, key: 0xA9000001, max-nodes: 3, max-namespaces: 2, mode: 0660}");
    assertInstanceOf(SettingsResult.Valid.class, result, result::toString);
  }

  @Test
  void explainsEveryWarningAndError() throws IOException {
    String lines = section("What it logs");
    List<String> missing = new ArrayList<>();
    int calls = 0;
    for (Path source : sources()) {
      Matcher call = LOG_CALL.matcher(Files.readString(source));
      while (call.find()) {
        calls++;
        String message = message(call.group(2));
        String row = "| `" + message + "` | " + call.group(1).toUpperCase(Locale.ROOT) + " | ";
        if (message.isEmpty() || !lines.contains(row)) {
          missing.add(source.getFileName() + ": " + row);
        }
      }
    }
    assertTrue(calls > 20, calls + " messages found in " + SOURCES.toAbsolutePath());
    assertEquals(List.of(), missing, "rows that the guide lacks");
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static String message(String literals) {
    return LITERAL
        .matcher(literals)
        .results()
        .map(literal -> literal.group(1))
        .collect(Collectors.joining())
        .replace("{}", "…")
        .replace("\\\"", "\"");
  }

  @Test
  void saysHowLargeSegmentsAre() throws IOException {
    Matcher row =
        Pattern.compile("(\\d+) nodes, (\\d+) namespaces, (\\d+) replicas.*\\| ([\\d,]+) \\|")
            .matcher(section("Sizing"));
    int rows = 0;
    while (row.find()) {
      rows++;
      assertEquals(
          String.format(
              Locale.ROOT,
              "%,d",
              SegmentLayout.totalLength(
                  Integer.parseInt(row.group(1)),
                  Integer.parseInt(row.group(2)),
                  Integer.parseInt(row.group(3)))),
          row.group(4),
          row.group());
    }
    assertEquals(4, rows);
  }
}
