package io.shmtender.simulator.cdt;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

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
    int[] places = range.places(type.inverted());
    if (places.length == list.size()) {
      return Selection.all(list.size());
    }
    return new Selection(
        list.size(),
        places,
        () ->
            list.ordered()
                ? places
                : Arrays.stream(places).map(i -> ranks.below(list.values().get(i))).toArray());
  }

  Selection byValue(Element value) {
    type.checkInvertible();
    return byInterval(value, ranks.equal(value, type.multi()));
  }

  Selection byValue(Element begin, Element end) {
    type.checkInvertible();
    return byInterval(begin, ranks.interval(begin, end));
  }

  private Selection byInterval(Element begin, BitSet found) {
    return new Selection(
        list.size(),
        Ranks.places(found, list.size(), type.inverted()),
        ranks.consecutive(begin, found.cardinality(), type.inverted()));
  }

  Selection byValues(List<Element> values) {
    if (values.isEmpty() && type.inverted()) {
      return Selection.all(list.size());
    }
    if (list.ordered() && !type.inverted()) {
      // Looked up one by one, and answered so: twice what is asked for twice.
      int[] places = values.stream().flatMapToInt(v -> ranks.rangeOf(v).stream()).toArray();
      return new Selection(list.size(), places, () -> places);
    }
    int[] places = Ranks.places(ranks.equalToAny(values), list.size(), type.inverted());
    return new Selection(list.size(), places, () -> ranks.ofValues(values, type.inverted()));
  }

  Selection byRank(long rank, long count) {
    type.checkInvertible();
    return byRank(Range.of(rank, count, list.size(), type.multi()));
  }

  Selection byRelativeRank(Element value, long rank, long count) {
    type.checkInvertible();
    return byRank(Range.relative(ranks.below(value), rank, count, list.size(), type.multi()));
  }

  private Selection byRank(Range range) {
    if (list.ordered()) {
      return byIndex(range);
    }
    int[] order = ranks.order();
    int[] selected = range.stream().map(rank -> order[rank]).toArray();
    BitSet set = new BitSet(list.size());
    Arrays.stream(selected).forEach(set::set);
    int[] indexes = Ranks.places(set, list.size(), type.inverted());
    int[] elements = indexes;
    if (!type.inverted()) {
      // The server takes them off a heap of the nearer end, and answers the last one first.
      boolean lowerHalf = range.start() <= range.size() - range.start() - range.count();
      elements = lowerHalf ? Ranks.reversed(selected) : selected;
    }
    return new Selection(list.size(), elements, indexes, () -> range.places(type.inverted()));
  }
}
