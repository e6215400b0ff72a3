package io.shmtender.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TenderConfig;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds against the declarations of the settings what does not follow from them. */
final class SettingTest {
  private static final Path GUIDE = Path.of("../docs/operating.md");
  private static final Path PACKAGED = Path.of("../packaging/src/deb/tender.yaml");
  private static final Pattern PACKAGED_KEY = Pattern.compile("^#([a-z-]+):(?: (.*))?$");
  private static final String LIST = Setting.C_CLIENT_SEGMENTS.key();

  @TempDir private Path directory;

  private SettingsResult read(String... lines) throws IOException {
    Path file = Files.write(directory.resolve("read.yaml"), List.of(lines));
    return new SettingsReader(new SegmentDirectory(directory))
        .read(Optional.of(file), Overrides.none());
  }

  private SettingsResult.Valid valid(String... lines) throws IOException {
    SettingsResult result = read(lines);
    return assertInstanceOf(SettingsResult.Valid.class, result, result::toString);
  }

  private static List<Setting<?>> inside(String section) {
    return Setting.all().stream().filter(setting -> setting.section().equals(section)).toList();
  }

  @Test
  void theReaderReadsEachInTheOrderOfTheDeclarations() throws IOException {
    List<String> expected =
        Setting.all().stream()
            .filter(setting -> setting != Setting.TLS && !setting.section().equals(LIST))
            .map(Setting::key)
            .toList();

    assertEquals(
        expected,
        valid("seeds: [10.0.0.1]", "tls: {}").effective().stream()
            .map(EffectiveSetting::key)
            .toList());
  }

  @Test
  void anEntryOfTheListOfSegmentsIsReadInTheOrderOfTheDeclarations() throws IOException {
    SettingsResult result =
        read("seeds: [10.0.0.1]", "c-client-segments: [{layout: 6.4, zebra: 1}]");

    List<Mistake> mistakes = assertInstanceOf(SettingsResult.Invalid.class, result).mistakes();
    assertEquals(
        "unknown key 'zebra': known are "
            + inside(LIST).stream().map(Setting::name).collect(Collectors.joining(", ")),
        mistakes.get(0).message());
  }

  @Test
  void whatNobodySetIsAsItIsForWhoeverUsesTheRecordsByThemselves() throws IOException {
    DaemonSettings settings = valid("seeds: [10.0.0.1]").settings();

    assertEquals(TenderConfig.of(List.of(new Seed("10.0.0.1", 3000))).build(), settings.tender());
    assertEquals(
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT),
        settings.segment());
  }

  @Test
  void theOperatingGuideHasARowForEach() throws IOException {
    List<String> guide = Files.readAllLines(GUIDE);
    List<String> missing = new ArrayList<>();
    for (Setting<?> setting : Setting.all()) {
      boolean inList = setting.section().equals(LIST);
      String row =
          "| "
              + (inList ? setting.name() : setting.key())
              + " | "
              + setting.defaultText()
              + " | "
              + (inList ? "" : setting.changesOnReload() ? "yes | " : "restart | ")
              + setting.meaning()
              + ".";
      if (guide.stream().noneMatch(line -> line.replace("`", "").startsWith(row))) {
        missing.add(row);
      }
    }
    assertEquals(List.of(), missing, "rows that the guide lacks, but for quotes");
  }

  @Test
  void thePackagesFileShowsDefaultsAndSaysWhatEachIs() throws IOException {
    Map<String, Setting<?>> byKey =
        inside("").stream().collect(Collectors.toMap(Setting::key, setting -> setting));
    String before = "";
    int keys = 0;
    for (String line : Files.readAllLines(PACKAGED)) {
      Matcher matcher = PACKAGED_KEY.matcher(line);
      if (matcher.matches()) {
        keys++;
        Setting<?> setting = byKey.get(matcher.group(1));
        assertTrue(setting != null, line);
        assertTrue(
            before.startsWith("# " + setting.meaning() + "."), () -> line + " is " + setting);
        checkDefault(setting, matcher.group(2));
        before = "";
      } else if (line.startsWith("# ")) {
        before = before.isEmpty() ? line : before;
      } else {
        before = "";
      }
    }
    assertTrue(keys > 10, keys + " keys found");
  }

  private void checkDefault(Setting<?> setting, String value) throws IOException {
    if (setting.hasDefault() && setting != Setting.CLUSTER_NAME) {
      EffectiveSetting set =
          valid("seeds: [10.0.0.1]", setting.key() + ": " + value).effective().stream()
              .filter(effective -> effective.key().equals(setting.key()))
              .findFirst()
              .orElseThrow();
      assertEquals(setting.defaultText(), set.value());
    }
  }

  @Test
  void everyExampleIsOneAndEveryRangeIsKept() throws IOException {
    for (Setting<?> setting : inside("")) {
      if (setting.hasDefault()) {
        valid("seeds: [10.0.0.1]", setting.key() + ": " + setting.example());
      }
    }
  }
}
