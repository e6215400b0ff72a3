package io.shmtender.daemon.status;

import io.shmtender.reader.Node;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which mark, a colour and a pattern, each node has in pictures: a number from 0. A node keeps its
 * mark for as long as it is there, whoever else comes and goes. For one thread.
 */
final class NodeMarks {
  private Map<String, Integer> marks = Map.of();

  /** Returns the marks of these nodes. */
  Map<String, Integer> of(List<Node> nodes) {
    Map<String, Integer> next = new LinkedHashMap<>();
    BitSet taken = new BitSet();
    for (Node node : nodes) {
      Integer mark = marks.get(node.name());
      next.put(node.name(), mark);
      if (mark != null) {
        taken.set(mark);
      }
    }
    next.replaceAll(
        (name, mark) -> {
          int kept = mark == null ? taken.nextClearBit(0) : mark;
          taken.set(kept);
          return kept;
        });
    marks = Map.copyOf(next);
    return marks;
  }
}
