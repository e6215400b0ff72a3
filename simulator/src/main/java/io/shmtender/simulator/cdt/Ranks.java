package io.shmtender.simulator.cdt;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Values by rank: their places when they are sorted, equal ones by index. */
final class Ranks {
  private final List<Element> values;

  Ranks(List<Element> values) {
    this.values = values;
  }

  /** How many values are less than {@code value}. */
  int below(Element value) {
    return (int) values.stream().filter(v -> ValueOrder.compare(v, value) < 0).count();
  }

  /** The indexes of the values from {@code begin} to less than {@code end}. */
  BitSet interval(Element begin, Element end) {
    BitSet found = new BitSet(values.size());
    for (int i = 0; i < values.size(); i++) {
      Element value = values.get(i);
      found.set(i, ValueOrder.compare(value, begin) >= 0 && ValueOrder.compare(value, end) < 0);
    }
    return found;
  }

  /** The indexes of the values equal to {@code wanted}, of the first one only unless all. */
  BitSet equal(Element wanted, boolean all) {
    BitSet found = new BitSet(values.size());
    for (int i = 0; i < values.size() && (all || found.isEmpty()); i++) {
      found.set(i, ValueOrder.compare(values.get(i), wanted) == 0);
    }
    return found;
  }

  /** The indexes of the values equal to any of {@code wanted}. */
  BitSet equalToAny(List<Element> wanted) {
    BitSet found = new BitSet(values.size());
    wanted.forEach(value -> found.or(equal(value, true)));
    return found;
  }

  /** The indexes by rank. */
  int[] order() {
    return IntStream.range(0, values.size())
        .boxed()
        .sorted(
            Comparator.comparing((Integer i) -> values.get(i), ValueOrder.COMPARATOR)
                .thenComparing(i -> i))
        .mapToInt(i -> i)
        .toArray();
  }

  /** The rank of every index. */
  int[] byIndex() {
    int[] order = order();
    int[] ranks = new int[order.length];
    for (int rank = 0; rank < order.length; rank++) {
      ranks[order[rank]] = rank;
    }
    return ranks;
  }

  /**
   * The ranks of the values that are equal to those of {@code wanted}, in the order of {@code
   * wanted}, of which the last of equal ones counts. Inverted, all others in ascending order.
   */
  List<Range> ofValues(List<Element> wanted, boolean inverted) {
    BitSet seen = new BitSet(values.size());
    int[] found =
        IntStream.range(0, wanted.size())
            .filter(i -> isLast(wanted, i))
            .flatMap(i -> rangeOf(wanted.get(i)).stream())
            .peek(seen::set)
            .toArray();
    return inverted
        ? Range.joined(places(seen, values.size(), true), values.size())
        : Range.singles(found, values.size());
  }

  /** The ranks of the values that are equal to {@code value}. */
  Range rangeOf(Element value) {
    return new Range(below(value), equal(value, true).cardinality(), values.size());
  }

  private static boolean isLast(List<Element> wanted, int index) {
    return wanted.subList(index + 1, wanted.size()).stream()
        .noneMatch(other -> ValueOrder.compare(other, wanted.get(index)) == 0);
  }

  /** The indexes in {@code set}, or those that are not, in ascending order. */
  static int[] places(BitSet set, int size, boolean inverted) {
    BitSet places = (BitSet) set.clone();
    if (inverted) {
      places.flip(0, size);
    }
    return places.stream().toArray();
  }
}
