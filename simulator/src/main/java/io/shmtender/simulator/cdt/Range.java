package io.shmtender.simulator.cdt;

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

  int[] places(boolean inverted) {
    return (inverted ? others() : stream()).toArray();
  }
}
