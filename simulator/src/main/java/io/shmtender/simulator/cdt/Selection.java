package io.shmtender.simulator.cdt;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The elements that an operation has selected, each by its index. Answers come in different orders:
 * the server sorts them by what it has looked them up by.
 */
final class Selection {
  private final int size;
  private final int[] elements;
  private final int[] indexes;
  private final Supplier<int[]> ranks;

  /**
   * A selection.
   *
   * @param size of how many elements
   * @param elements the selected ones in the order of a list of values or keys
   * @param indexes the same in the order of a list of indexes
   * @param ranks their ranks, asked only when they are to be answered
   */
  Selection(int size, int[] elements, int[] indexes, Supplier<int[]> ranks) {
    this.size = size;
    this.elements = elements;
    this.indexes = indexes;
    this.ranks = ranks;
  }

  /** A selection whose answers are all in the order of the indexes. */
  Selection(int size, int[] indexes, Supplier<int[]> ranks) {
    this(size, indexes, indexes, ranks);
  }

  static Selection none(int size) {
    return new Selection(size, new int[0], () -> new int[0]);
  }

  /** All elements; the ranks come in their own order. */
  static Selection all(int size) {
    int[] all = new Range(0, size, size).places(false);
    return new Selection(size, all, () -> all);
  }

  /** The indexes of the selected elements. */
  BitSet set() {
    BitSet set = new BitSet(size);
    Arrays.stream(elements).forEach(set::set);
    return set;
  }

  /** The answer of an operation on a list, null for none. */
  Element answer(ReturnType type, IntFunction<Element> value) {
    return switch (type.type()) {
      case ReturnType.NONE -> null;
      case ReturnType.COUNT -> Scalar.ofLong(set().cardinality());
      case ReturnType.EXISTS -> elements.length == 0 ? Scalar.FALSE : Scalar.TRUE;
      case ReturnType.INDEX, ReturnType.REVERSE_INDEX -> places(type, indexes);
      case ReturnType.RANK, ReturnType.REVERSE_RANK -> places(type, ranks.get());
      case ReturnType.VALUE -> elements(type, value);
      default -> throw ReturnType.notApplicable();
    };
  }

  /** The answer of an operation on a map, null for none. */
  Element answer(ReturnType type, MapElement map) {
    return switch (type.type()) {
      case ReturnType.KEY -> elements(type, i -> map.entries().get(i).key());
      case ReturnType.KEY_VALUE -> map(map, MapElement.PRESERVE_ORDER);
      case ReturnType.UNORDERED_MAP -> map(map, MapElement.UNORDERED);
      case ReturnType.ORDERED_MAP -> map(map, MapElement.KEY_ORDERED);
      default -> answer(type, i -> map.entries().get(i).value());
    };
  }

  private Element elements(ReturnType type, IntFunction<Element> value) {
    Stream<Element> values = Arrays.stream(elements).mapToObj(value);
    return type.multi() ? new ListElement(false, values.toList()) : values.findFirst().orElse(null);
  }

  private Element map(MapElement map, int flags) {
    return new MapElement(flags, Arrays.stream(elements).mapToObj(map.entries()::get).toList());
  }

  private Element places(ReturnType type, int[] places) {
    Stream<Element> numbers =
        Arrays.stream(places)
            .mapToObj(place -> Scalar.ofLong(type.isReverse() ? size - place - 1 : place));
    return type.multi()
        ? new ListElement(false, numbers.toList())
        : numbers.findFirst().orElse(Scalar.ofLong(-1));
  }
}
