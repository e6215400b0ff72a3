package io.shmtender.daemon.docs;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the pages of the repository against each other. */
final class DocumentationTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path README = ROOT.resolve("README.md");
  private static final Path GUIDE = ROOT.resolve("docs").resolve("operating.md");
  // Three minutes for a stranger.
  private static final int README_BYTES = 8_000;

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern COMMAND = Pattern.compile("(?m)(?:`|^)(\\./\\w+|[\\w/-]+/run)\\b");
  private static final Pattern KEY_ROW = Pattern.compile("(?m)^(\\| `[a-z0-9.-]+` \\|)");

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(README, ROOT.resolve("CONTRIBUTING.md")));
    for (String folder : List.of("docs", "examples")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder), 3)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }

  private static String text(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  @Test
  void theReadmeIsReadInThreeMinutes() throws IOException {
    long bytes = Files.size(README);
    assertTrue(
        bytes <= README_BYTES,
        () ->
            "README.md has " + bytes + " bytes of " + README_BYTES + ": move it to a page of docs");
  }

  @Test
  void theReadmeLeadsToEveryPage() throws IOException {
    Set<Path> linked =
        all(LINK, text(README)).stream()
            .map(target -> ROOT.resolve(target.replaceFirst("#.*", "")).normalize())
            .collect(Collectors.toSet());
    List<Path> lost =
        pages().stream()
            .filter(page -> page.startsWith(ROOT.resolve("docs")) && !linked.contains(page))
            .toList();
    assertEquals(List.of(), lost, "pages without a link in README.md");
  }

  @Test
  void theReadmesCommandsAreThere() {
    List<String> commands = all(COMMAND, text(README));
    assertTrue(commands.containsAll(List.of("./demo", "./mvnw")), commands::toString);
    for (String command : commands) {
      assertTrue(Files.isExecutable(ROOT.resolve(command)), command);
    }
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    Map<Path, Set<String>> anchors = new HashMap<>();
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      for (String target : all(LINK, FENCE.matcher(text(page)).replaceAll(""))) {
        if (target.startsWith("http:") || target.startsWith("https:")) {
          continue;
        }
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        boolean leads =
            Files.exists(file)
                && (parts.length == 1
                    || anchors
                        .computeIfAbsent(file, DocumentationTest::anchors)
                        .contains(parts[1]));
        if (!leads) {
          broken.add(ROOT.relativize(page) + ": " + target);
        }
      }
    }
    assertEquals(List.of(), broken, "links that lead nowhere");
  }

  // As GitHub makes them of headings.
  private static Set<String> anchors(Path page) {
    return all(HEADING, FENCE.matcher(text(page)).replaceAll("")).stream()
        .map(
            heading ->
                heading
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @Test
  void settingsStandInTheOperatingGuideOnly() throws IOException {
    String guide = text(GUIDE);
    String configure = guide.substring(guide.indexOf("\n## Configure\n"));
    Set<String> rows =
        new TreeSet<>(all(KEY_ROW, configure.substring(0, configure.indexOf("\n## ", 1))));
    assertTrue(rows.contains("| `tend-interval` |"), rows::toString);
    List<String> elsewhere = new ArrayList<>();
    for (Path page : pages()) {
      if (!page.equals(GUIDE)) {
        String text = text(page);
        rows.stream()
            .filter(text::contains)
            .forEach(row -> elsewhere.add(ROOT.relativize(page) + ": " + row));
      }
    }
    assertEquals(List.of(), elsewhere, "settings that stand twice");
  }
}
