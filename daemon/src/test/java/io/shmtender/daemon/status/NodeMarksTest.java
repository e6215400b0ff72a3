package io.shmtender.daemon.status;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.reader.Node;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NodeMarksTest {
  private final NodeMarks marks = new NodeMarks();

  private static List<Node> nodes(String... names) {
    return Arrays.stream(names)
        .map(name -> new Node(name, "10.0.0.1", 3000, "", "8.1.0.0", 0, 1, true))
        .toList();
  }

  @Test
  void keepsTheMarkOfANodeWhoeverComesAndGoes() {
    assertEquals(Map.of("A", 0, "B", 1, "C", 2), marks.of(nodes("A", "B", "C")));
    assertEquals(Map.of("B", 1, "C", 2), marks.of(nodes("B", "C")));
    assertEquals(Map.of("AA", 0, "B", 1, "C", 2, "D", 3), marks.of(nodes("AA", "B", "C", "D")));
  }

  @Test
  void tellsFortyTwoNodesApart() {
    long looks =
        IntStream.range(0, 42)
            .mapToObj(mark -> Swatch.colour(mark) + "/" + Swatch.pattern(mark))
            .distinct()
            .count();
    assertEquals(42, looks);
  }
}
