package io.shmtender.benchmarks;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the README quotes what is on the page, and by which commands that was measured. */
final class FourFiguresTest {
  private static final Path REPOSITORY = Path.of("..");
  private static final String ALL = "`benchmarks/run`; JDK 17, 2 processors.";
  private static final String ALONE = "`benchmarks/run takeover`; JDK 17, 2 processors.";
  private static final String COMPARISON =
      """
      |                                              | reader SDK |   official |  ratio |
      | ---                                          |       ---: |       ---: |   ---: |
      | first record in a fresh JVM, ms              |      35.82 |        102 |   0.35 |
      | get, 1 thread: per second                    |      19599 |      16061 |   1.15 |
      |   99th percentile, us                        |        148 |        164 |   0.88 |
      | batch of 100, 1 thread: per second           |       6450 |       3340 |   1.93 |
      """;
  private static final String TAKEOVERS =
      """
      | what happens to the owner; ms            | times |  median |    99 % |   worst |
      | ---                                      |  ---: |    ---: |    ---: |    ---: |
      | killed with SIGKILL                      |   100 |    27.4 |    44.0 |    53.1 |
      """;

  @TempDir Path root;

  @BeforeEach
  void makeThePages() throws IOException {
    Files.createDirectory(root.resolve("docs"));
    String page = "";
    for (MeasuredTable table :
        new MeasuredTable[] {MeasuredTable.COMPARISON, MeasuredTable.TAKEOVERS}) {
      page += table.begin() + "\n" + MeasuredTable.END + "\n";
    }
    Files.writeString(MeasuredTable.COMPARISON.in(root), page);
    Files.writeString(
        MeasuredTable.FOUR_FIGURES.in(root),
        MeasuredTable.FOUR_FIGURES.begin() + "\n" + MeasuredTable.END + "\n");
    MeasuredTable.COMPARISON.write(root, ALL + "\n\n" + COMPARISON);
    MeasuredTable.TAKEOVERS.write(root, ALL + "\n\n" + TAKEOVERS);
  }

  private static String quoted(String conditions) {
    return conditions
        + """


        | reader SDK and official Java client, side by side | |
        |---|---|
        | get, 1 thread | 1.15 times as many per second |
        | batch of 100, 1 thread | 1.93 times as many per second |
        | first record in a fresh JVM | 36 ms instead of 102 ms |
        | takeover after SIGKILL, median | 27 ms |
        """;
  }

  @Test
  void theReadmeQuotesThePageOfThisRepository() throws IOException {
    assertEquals(
        FourFigures.of(REPOSITORY).strip(), MeasuredTable.FOUR_FIGURES.read(REPOSITORY).strip());
  }

  @Test
  void whatOneCommandMeasuredIsQuotedUnderThatOne() throws IOException {
    FourFigures.write(root);
    assertEquals(quoted(ALL).strip(), MeasuredTable.FOUR_FIGURES.read(root).strip());
  }

  @Test
  void aTakeoverThatAnotherCommandMeasuredIsQuotedUnderThatOne() throws IOException {
    MeasuredTable.TAKEOVERS.write(root, ALONE + "\n\n" + TAKEOVERS);
    FourFigures.write(root);
    assertEquals(
        quoted(ALL + " Takeover: " + ALONE).strip(), MeasuredTable.FOUR_FIGURES.read(root).strip());
  }

  @Test
  void aFigureThatThePageLacksIsNamedAndTheReadmeStays() throws IOException {
    FourFigures.write(root);
    MeasuredTable.TAKEOVERS.write(root, ALL + "\n\n" + TAKEOVERS.replace("SIGKILL", "fire"));
    IOException failure = assertThrows(IOException.class, () -> FourFigures.write(root));
    assertTrue(failure.getMessage().contains("killed with SIGKILL"), failure::getMessage);
    assertEquals(quoted(ALL).strip(), MeasuredTable.FOUR_FIGURES.read(root).strip());
  }
}
