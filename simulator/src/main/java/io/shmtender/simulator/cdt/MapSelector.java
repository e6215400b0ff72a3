package io.shmtender.simulator.cdt;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** Selects entries of one map: by key, index, value, rank, or relative to a key or value. */
final class MapSelector {
  private final MapElement map;
  private final ReturnType type;
  private final Ranks ranks;

  MapSelector(MapElement map, ReturnType type) {
    this.map = map;
    this.type = type;
    this.ranks = new Ranks(map.entries().stream().map(MapElement.Entry::value).toList());
  }

  Selection byKey(Element key) {
    int index = map.find(key);
    if (index < 0) {
      if (!map.isOrdered()) {
        type.checkInvertible();
      }
      return Selection.none(map.size());
    }
    return byIndex(index, 1);
  }

  Selection byKey(Element begin, Element end) {
    int start = place(begin);
    Range range = new Range(start, Math.max(0, place(end) - start), map.size());
    int[] places = range.places(type.inverted());
    return map.isOrdered() && places.length == map.size()
        ? Selection.all(map.size())
        : selection(places);
  }

  Selection byKeys(List<Element> keys) {
    if (type.isRank()) {
      throw ReturnType.notApplicable();
    }
    if (keys.isEmpty()) {
      return type.inverted() ? Selection.all(map.size()) : Selection.none(map.size());
    }
    int[] found = keys.stream().mapToInt(map::find).filter(index -> index >= 0).toArray();
    BitSet set = new BitSet(map.size());
    Arrays.stream(found).forEach(set::set);
    int[] places = Ranks.places(set, map.size(), type.inverted());
    if (type.inverted()) {
      return selection(places);
    }
    // An ordered map answers indexes as often as the keys are asked for.
    int[] indexes = map.isOrdered() ? found : lastOfEach(found);
    return new Selection(map.size(), places, indexes, () -> places);
  }

  private static int[] lastOfEach(int[] indexes) {
    return IntStream.range(0, indexes.length)
        .filter(
            i ->
                Arrays.stream(indexes, i + 1, indexes.length)
                    .noneMatch(later -> later == indexes[i]))
        .map(i -> indexes[i])
        .toArray();
  }

  Selection byIndex(long index, long count) {
    return byIndex(Range.of(index, count, map.size(), type.multi()));
  }

  Selection byRelativeIndex(Element key, long index, long count) {
    return byIndex(Range.relative(place(key), index, count, map.size(), type.multi()));
  }

  private Selection byIndex(Range range) {
    type.checkInvertible();
    int[] places = range.places(type.inverted());
    return places.length == map.size() ? Selection.all(map.size()) : selection(places);
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
        map.size(),
        Ranks.places(found, map.size(), type.inverted()),
        ranks.consecutive(begin, found.cardinality(), type.inverted()));
  }

  Selection byValues(List<Element> values) {
    if (values.isEmpty() && type.inverted()) {
      return Selection.all(map.size());
    }
    int[] places = Ranks.places(ranks.equalToAny(values), map.size(), type.inverted());
    return new Selection(map.size(), places, () -> ranks.ofValues(values, type.inverted()));
  }

  Selection byRank(long rank, long count) {
    return byRank(Range.of(rank, count, map.size(), type.multi()));
  }

  Selection byRelativeRank(Element value, long rank, long count) {
    return byRank(Range.relative(ranks.below(value), rank, count, map.size(), type.multi()));
  }

  private Selection byRank(Range wanted) {
    type.checkInvertible();
    Range range = type.inverted() ? inverse(wanted) : wanted;
    boolean inverted = range == null;
    Range ranked = inverted ? wanted : range;
    int[] order = ranks.order();
    int[] byRank = Arrays.stream(ranked.places(inverted)).map(r -> order[r]).toArray();
    int[] byIndex = Arrays.stream(byRank).sorted().toArray();
    return new Selection(
        map.size(),
        inverted || type.type() == ReturnType.ORDERED_MAP ? byIndex : byRank,
        inverted ? byIndex : byRank,
        () -> ranked.places(inverted));
  }

  /** All but a range, as one range; null when it has two parts: then the order is another. */
  private static Range inverse(Range range) {
    int size = range.size();
    if (range.count() == 0) {
      return new Range(0, size, size);
    }
    if (range.start() == 0) {
      return new Range(range.count(), size - range.count(), size);
    }
    return range.start() + range.count() >= size ? new Range(0, range.start(), size) : null;
  }

  /** An answer in the order of the indexes, whose ranks are those of the single entries. */
  private Selection selection(int[] places) {
    return new Selection(
        map.size(),
        places,
        () -> {
          int[] all = ranks.byIndex();
          return Arrays.stream(places).map(i -> all[i]).toArray();
        });
  }

  /** Where a key is or would be. */
  private int place(Element key) {
    int index = map.find(key);
    return index < 0 ? -index - 1 : index;
  }
}
