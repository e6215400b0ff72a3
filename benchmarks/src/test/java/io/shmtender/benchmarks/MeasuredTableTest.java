package io.shmtender.benchmarks;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That each table has its place on its page, and goes nowhere else. */
final class MeasuredTableTest {
  private static final Path REPOSITORY = Path.of("..");

  @TempDir Path root;

  @BeforeEach
  void makeTheFolders() throws IOException {
    Files.createDirectory(root.resolve("docs"));
  }

  private static String marked(MeasuredTable table, String text) {
    return table.begin() + "\n\n" + text + "\n\n" + MeasuredTable.END + "\n";
  }

  @ParameterizedTest
  @EnumSource(MeasuredTable.class)
  void thePageHasAPlaceForTheTable(MeasuredTable table) throws IOException {
    String before = Files.readString(table.in(REPOSITORY));
    Files.writeString(table.in(root), before);
    table.write(root, "| measured |");
    int begin = before.indexOf(table.begin());
    int end = before.indexOf(MeasuredTable.END, begin);
    assertEquals(
        before.substring(0, begin) + table.begin() + "\n\n| measured |\n\n" + before.substring(end),
        Files.readString(table.in(root)));
  }

  @Test
  void theOtherTablesStayAsTheyAre() throws IOException {
    String daemon = marked(MeasuredTable.DAEMON, "old");
    Path page = MeasuredTable.TAKEOVERS.in(root);
    Files.writeString(page, daemon + marked(MeasuredTable.TAKEOVERS, "old"));
    MeasuredTable.TAKEOVERS.write(root, "new\n");
    assertEquals(daemon + marked(MeasuredTable.TAKEOVERS, "new"), Files.readString(page));
  }

  @Test
  void aPageWithoutThePlaceIsLeftAloneAndTheErrorSaysWhichLinesItLacks() throws IOException {
    Path page = MeasuredTable.SCALE.in(root);
    String text = marked(MeasuredTable.DAEMON, "old");
    Files.writeString(page, text);
    IOException failure =
        assertThrows(IOException.class, () -> MeasuredTable.SCALE.write(root, "new"));
    assertTrue(failure.getMessage().contains(MeasuredTable.SCALE.begin()), failure::getMessage);
    assertEquals(text, Files.readString(page));
  }

  @Test
  void aComparisonSaysTheRatio() {
    ComparisonTable table = new ComparisonTable();
    table.pair("attach, ms", 10, 40);
    table.single("slowest, ms", 236.4);
    assertEquals(
        """
        |                                              | reader SDK |   official |  ratio |
        | ---                                          |       ---: |       ---: |   ---: |
        | attach, ms                                   |      10.00 |      40.00 |   0.25 |
        | slowest, ms                                  |        236 |            |        |
        """,
        table.toString());
  }
}
