package io.shmtender.simulator.cdt;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;

/** Selects elements of one list: by index, value, rank or a rank relative to a value. */
final class ListSelector {
  private final ListElement list;
  private final ReturnType type;
  private final Ranks ranks;

  ListSelector(ListElement list, ReturnType type) {
    this.list = list;
    this.type = type;
    this.ranks = new Ranks(list.values());
  }

  Selection byIndex(long index, long count) {
    return byIndex(Range.of(index, count, list.size(), type.multi()));
  }

  private Selection byIndex(Range range) {
    type.checkInvertible();
    if (type.inverted() && (type.isIndexRange() || type.isRankRange())) {
      throw ReturnType.notApplicable();
    }
    // All but nothing is one run, wherever the nothing is.
    boolean all = type.inverted() && range.count() == 0;
    List<Range> runs =
        all ? List.of(new Range(0, list.size(), list.size())) : range.runs(type.inverted());
    int[] places = range.places(type.inverted());
    Supplier<List<Range>> byRank =
        list.ordered() || places.length == list.size()
            ? () -> runs
            : () ->
                Range.singles(
                    Arrays.stream(places).map(i -> ranks.below(list.values().get(i))).toArray(),
                    list.size());
    Selection selection = new Selection(list.size(), places, runs, byRank);
    if (range.count() == 0) {
      return selection.withNothingAt(range.start());
    }
    return list.ordered()
        ? selection.withIndexRange(range).withRankRange(range)
        : selection.withIndexRange(range);
  }

  Selection byValue(Element value) {
    return byInterval(value, ranks.equal(value, type.multi()));
  }

  Selection byValue(Element begin, Element end) {
    return byInterval(begin, ranks.interval(begin, end));
  }

  private Selection byInterval(Element begin, BitSet found) {
    type.checkInvertible();
    Range ranked = new Range(ranks.below(begin), found.cardinality(), list.size());
    if (list.ordered()) {
      boolean nothing = ranked.count() == 0 && !type.multi();
      return byIndex(nothing ? new Range(0, 0, list.size()) : ranked);
    }
    int[] places = Ranks.places(found, list.size(), type.inverted());
    Selection selection =
        new Selection(
            list.size(),
            places,
            Range.singles(places, list.size()),
            () -> ranked.runs(type.inverted()));
    if (type.inverted()) {
      return selection.thatExists(found.isEmpty());
    }
    return selection.withRankRange(ranked);
  }

  Selection byValues(List<Element> values) {
    if (type.isIndexRange() || type.isRankRange()) {
      throw ReturnType.notApplicable();
    }
    if (values.isEmpty() && type.inverted()) {
      return Selection.all(list.size());
    }
    if (list.ordered() && !type.inverted()) {
      // Looked up one by one, and answered so: twice what is asked for twice.
      List<Range> runs = values.stream().map(ranks::rangeOf).toList();
      int[] places = runs.stream().flatMapToInt(Range::stream).toArray();
      return new Selection(list.size(), places, runs, () -> runs);
    }
    int[] places = Ranks.places(ranks.equalToAny(values), list.size(), type.inverted());
    List<Range> singles = Range.singles(places, list.size());
    return new Selection(
        list.size(),
        places,
        singles,
        () -> list.ordered() ? singles : ranks.ofValues(values, type.inverted()));
  }

  Selection byRank(long rank, long count) {
    return byRank(Range.of(rank, count, list.size(), type.multi()));
  }

  Selection byRelativeRank(Element value, long rank, long count) {
    return byRank(Range.relative(ranks.below(value), rank, count, list.size(), type.multi()));
  }

  private Selection byRank(Range range) {
    type.checkInvertible();
    if (list.ordered()) {
      return byIndex(range);
    }
    int[] selected = RankHeap.select(list.values(), range);
    BitSet set = new BitSet(list.size());
    Arrays.stream(selected).forEach(set::set);
    int[] indexes = Ranks.places(set, list.size(), type.inverted());
    Selection selection =
        new Selection(
            list.size(),
            type.inverted() ? indexes : selected,
            Range.singles(indexes, list.size()),
            () -> range.runs(type.inverted()));
    if (indexes.length == 0) {
      return selection.withNothingAt(range.start());
    }
    return type.inverted()
        ? selection.thatExists(range.count() == 0)
        : selection.withRankRange(range);
  }
}
