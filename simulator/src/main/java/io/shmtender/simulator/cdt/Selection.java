package io.shmtender.simulator.cdt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The elements that an operation has selected, each by its index. Answers come in different orders:
 * the server sorts them by what it has looked them up by. Indexes and ranks come as runs, since the
 * server counts a run from the end as a whole: the places within it ascend also when they are
 * reversed.
 */
final class Selection {
  private final int size;
  private final int[] elements;
  private final List<Range> indexes;
  private final Supplier<List<Range>> ranks;
  private final boolean exists;
  private final Span indexRange;
  private final Span rankRange;

  /** Where what was found begins, and how much it is; -1 where the server says so. */
  private record Span(int start, int count, boolean found) {}

  private Selection(
      int size,
      int[] elements,
      List<Range> indexes,
      Supplier<List<Range>> ranks,
      boolean exists,
      Span indexRange,
      Span rankRange) {
    this.size = size;
    this.elements = elements;
    this.indexes = indexes;
    this.ranks = ranks;
    this.exists = exists;
    this.indexRange = indexRange;
    this.rankRange = rankRange;
  }

  /**
   * A selection.
   *
   * @param size of how many elements
   * @param elements the selected ones in the order of a list of values or keys
   * @param indexes the same in the order of a list of indexes
   * @param ranks their ranks, asked only when they are to be answered
   */
  Selection(int size, int[] elements, List<Range> indexes, Supplier<List<Range>> ranks) {
    this(size, elements, indexes, ranks, elements.length > 0, null, null);
  }

  /** A selection without answers in ranks other than none. */
  static Selection none(int size) {
    return new Selection(size, new int[0], List.of(), List::of);
  }

  /** All elements; the ranks come in their own order. */
  static Selection all(int size) {
    Range all = new Range(0, size, size);
    return new Selection(size, all.places(false), List.of(all), () -> List.of(all));
  }

  /** The same selection, of which the server answers {@code found} when asked whether it exists. */
  Selection thatExists(boolean found) {
    return new Selection(size, elements, indexes, ranks, found, indexRange, rankRange);
  }

  /** The same selection, which the server can answer as a range of indexes. */
  Selection withIndexRange(Range range) {
    Span span = new Span(range.start(), range.count(), true);
    return new Selection(size, elements, indexes, ranks, exists, span, rankRange);
  }

  /** The same selection, which the server can answer as a range of ranks. */
  Selection withRankRange(Range range) {
    Span span = new Span(range.start(), range.count(), true);
    return new Selection(size, elements, indexes, ranks, exists, indexRange, span);
  }

  /** The same selection, which the server answers as an empty range, from either end the same. */
  Selection withNothingAt(int start) {
    Span span = new Span(start, 0, false);
    return new Selection(size, elements, indexes, ranks, exists, span, span);
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
      case ReturnType.EXISTS -> exists ? Scalar.TRUE : Scalar.FALSE;
      case ReturnType.INDEX, ReturnType.REVERSE_INDEX -> places(type, indexes);
      case ReturnType.RANK, ReturnType.REVERSE_RANK -> places(type, ranks.get());
      case ReturnType.VALUE -> elements(type, value);
      case ReturnType.INDEX_RANGE, ReturnType.REVERSE_INDEX_RANGE -> range(type, indexRange);
      case ReturnType.RANK_RANGE, ReturnType.REVERSE_RANK_RANGE -> range(type, rankRange);
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

  private Element places(ReturnType type, List<Range> runs) {
    List<Element> numbers = new ArrayList<>();
    for (Range run : runs) {
      Range counted = type.isReverse() ? run.fromEnd() : run;
      counted.stream().forEach(place -> numbers.add(Scalar.ofLong(place)));
    }
    if (type.multi()) {
      return new ListElement(false, numbers);
    }
    return numbers.isEmpty() ? Scalar.ofLong(-1) : numbers.get(0);
  }

  private Element range(ReturnType type, Span span) {
    if (span == null) {
      throw ReturnType.notApplicable();
    }
    boolean reversed = type.isReverse() && span.found();
    int start = reversed ? size - span.start() - span.count() : span.start();
    return new ListElement(false, List.of(Scalar.ofLong(start), Scalar.ofLong(span.count())));
  }
}
