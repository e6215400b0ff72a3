package io.shmtender.benchmarks;

import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the daemon can be measured, and how its figures are shown. */
@Tag("packaged")
@Tag("once")
final class ScaleTest {
  private static final Path LAUNCHER = Path.of("..", "bin", "aerospike-shm-tender");
  private static final ScalePlan BRIEF =
      new ScalePlan(
          Duration.ZERO,
          Duration.ofSeconds(1),
          4,
          1,
          1,
          List.of(1, 100),
          Duration.ofMillis(1),
          Duration.ofMillis(1),
          Duration.ofMillis(200),
          Duration.ofMillis(1));

  @Test
  void everyFigureIsMeasured() throws Exception {
    assumeTrue(isBuilt(), "the daemon's jar is missing: run './mvnw verify'");
    Map<Figure, Double> figures = ScaleMeasurement.measure(BRIEF, LAUNCHER, ClusterSize.SMALL);
    List<Figure> left = List.of(Figure.OPEN_300, Figure.OPEN_1000);
    for (Figure figure : Figure.values()) {
      assertEquals(!left.contains(figure), figures.containsKey(figure), figure::toString);
    }
    for (Figure positive :
        List.of(
            Figure.READY,
            Figure.RESIDENT,
            Figure.HEAP,
            Figure.TEND_MEDIAN,
            Figure.PUBLISH_ONE_P99,
            Figure.PUBLISH_ALL_P99,
            Figure.PAGE,
            Figure.METRICS)) {
      assertTrue(figures.get(positive) > 0, () -> positive + ": " + figures);
    }
  }

  private static boolean isBuilt() throws IOException {
    try (Stream<Path> built = Files.list(Path.of("..", "daemon", "target"))) {
      return built.anyMatch(file -> file.toString().endsWith("-all.jar"));
    }
  }

  @Test
  void aQuantileIsOfWhatWasCountedInBetween() {
    Exposition before =
        Exposition.parse(
            """
            # TYPE x histogram
            x_bucket{le="0.001"} 1000
            x_bucket{le="0.005"} 1000
            x_bucket{le="+Inf"} 1000
            y 3
            """);
    Exposition after =
        Exposition.parse(
            """
            x_bucket{le="0.001"} 1050
            x_bucket{le="0.005"} 1100
            x_bucket{le="+Inf"} 1100
            y 5.5
            """);
    assertEquals(1, after.millisSince(before, "x", 0.5), 1e-9);
    assertEquals(3, after.millisSince(before, "x", 0.75), 1e-9);
    assertEquals(2.5, after.since(before, "y"), 1e-9);
    assertThrows(IllegalStateException.class, () -> after.millisSince(after, "x", 0.5));
    assertThrows(IllegalStateException.class, () -> after.value("z"));
  }

  @Test
  void aMissedAimIsMarkedWhereItWasMissed(@TempDir Path root) throws IOException {
    Map<ClusterSize, Map<Figure, Double>> measured = new LinkedHashMap<>();
    for (ClusterSize size : ClusterSize.ALL) {
      Map<Figure, Double> figures = new EnumMap<>(Figure.class);
      figures.put(Figure.READY, 3.0);
      figures.put(Figure.HEAP, 12.34);
      measured.put(size, figures);
    }
    Path file = MeasuredTable.SCALE.in(root);
    Files.createDirectories(file.getParent());
    Files.writeString(file, page("old"));

    MeasuredTable.SCALE.write(root, ScaleTable.of(measured));

    String expected =
        """
        | | 3 × 2 | 64 × 32 | 256 × 32 | at most |
        |---|---:|---:|---:|---:|
        | %s | 3 | 3 **missed** | 3 | 2.5 at 64 × 32; 5 at 256 × 32 |
        | %s | 12.3 | 12.3 | 12.3 |  |"""
            .formatted(Figure.READY.words(), Figure.HEAP.words());
    assertEquals(page(expected), Files.readString(file));
  }

  private static String page(String table) {
    return "before\n"
        + MeasuredTable.SCALE.begin()
        + "\n\n"
        + table
        + "\n\n"
        + MeasuredTable.END
        + "\nafter\n";
  }
}
