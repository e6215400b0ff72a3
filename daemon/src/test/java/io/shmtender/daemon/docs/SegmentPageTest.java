package io.shmtender.daemon.docs;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.reader.layout.SegmentLayout;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the page from which a reader can be written against the class that writes and reads. */
final class SegmentPageTest {
  private static final Path PAGE = Path.of("../docs/design/segment.md");
  private static final String SUFFIX = "_OFFSET";
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| [^|]+ \\| `(\\w+)` \\|");

  @Test
  void thePageSaysWhereEveryFieldIs() throws IOException, IllegalAccessException {
    Map<String, Integer> expected = new TreeMap<>();
    for (Field field : SegmentLayout.class.getFields()) {
      if (field.getName().endsWith(SUFFIX)) {
        expected.put(field.getName().replace(SUFFIX, ""), field.getInt(null));
      }
    }
    Map<String, Integer> rows = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      rows.put(row.group(2), Integer.parseInt(row.group(1)));
    }
    assertEquals(expected, rows);
  }
}
