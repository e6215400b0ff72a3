package io.shmtender.simulator.cdt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Consecutive indexes or ranks.
 *
 * @param start the first
 * @param count how many, 0 for none
 * @param size of how many elements these are
 */
record Range(int start, int count, int size) {
  /**
   * The range that a client means.
   *
   * @param index the first, negative from the end
   * @param count how many, cut off at the end
   * @param multi whether the range may lie outside: as much of it counts as lies inside. Else the
   *     operation is not applicable
   */
  static Range of(long index, long count, int size, boolean multi) {
    long start = index < 0 ? size + index : index;
    if (!multi && (start < 0 || start >= size)) {
      throw ReturnType.notApplicable();
    }
    if (start >= size) {
      return new Range(size, 0, size);
    }
    long from = Math.max(start, 0);
    long within = Math.max(0, count - (from - start));
    return new Range((int) from, (int) Math.min(within, size - from), size);
  }

  /** The range {@code count} from {@code index} places after the place {@code origin}. */
  static Range relative(long origin, long index, long count, int size, boolean multi) {
    long start = origin + index;
    return start < 0
        ? of(0, Math.max(0, count + start), size, multi)
        : of(start, count, size, multi);
  }

  IntStream stream() {
    return IntStream.range(start, start + count);
  }

  /** What lies before and after. */
  IntStream others() {
    return IntStream.concat(IntStream.range(0, start), IntStream.range(start + count, size));
  }

  /** The same places counted from the end, as one range. */
  Range fromEnd() {
    return new Range(size - start - count, count, size);
  }

  /** This range, or inverted what lies before it and what lies after it. */
  List<Range> runs(boolean inverted) {
    return inverted
        ? List.of(new Range(0, start, size), new Range(start + count, size - start - count, size))
        : List.of(this);
  }

  /** Places each of which is a run of its own. */
  static List<Range> singles(int[] places, int size) {
    return Arrays.stream(places).mapToObj(place -> new Range(place, 1, size)).toList();
  }

  /** Ascending places as runs, of which two never touch. */
  static List<Range> joined(int[] places, int size) {
    List<Range> runs = new ArrayList<>();
    for (int place : places) {
      Range last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (last != null && last.start + last.count == place) {
        runs.set(runs.size() - 1, new Range(last.start, last.count + 1, size));
      } else {
        runs.add(new Range(place, 1, size));
      }
    }
    return runs;
  }

  int[] places(boolean inverted) {
    return (inverted ? others() : stream()).toArray();
  }
}
