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
    checkNoRankRange();
    int index = map.find(key);
    if (index < 0) {
      if (!map.isOrdered()) {
        type.checkInvertible();
      }
      return Selection.none(map.size()).withNothingAt(-1);
    }
    return byIndex(new Range(index, 1, map.size()));
  }

  private void checkNoRankRange() {
    if (type.isRankRange()) {
      throw ReturnType.notApplicable();
    }
  }

  Selection byKey(Element begin, Element end) {
    checkNoRankRange();
    int start = place(begin);
    Range range = new Range(start, Math.max(0, place(end) - start), map.size());
    if (map.isOrdered()) {
      return byIndex(range);
    }
    Selection selection = selection(range.places(type.inverted()), range);
    if (type.inverted()) {
      return selection.thatExists(range.count() == 0);
    }
    return selection.withIndexRange(range);
  }

  Selection byKeys(List<Element> keys) {
    if (type.isRank()) {
      throw ReturnType.notApplicable();
    }
    if (keys.isEmpty()) {
      if (type.isIndexRange() || type.isRankRange()) {
        throw ReturnType.notApplicable();
      }
      return type.inverted() ? Selection.all(map.size()) : Selection.none(map.size());
    }
    int[] found = keys.stream().mapToInt(map::find).filter(index -> index >= 0).toArray();
    BitSet set = new BitSet(map.size());
    Arrays.stream(found).forEach(set::set);
    int[] places = Ranks.places(set, map.size(), type.inverted());
    List<Range> indexes;
    if (type.inverted()) {
      indexes =
          map.isOrdered() ? Range.singles(places, map.size()) : Range.joined(places, map.size());
    } else {
      // An ordered map answers indexes as often as the keys are asked for.
      indexes = Range.singles(map.isOrdered() ? found : lastOfEach(found), map.size());
    }
    return new Selection(map.size(), places, indexes, List::of);
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

  private Selection byIndex(Range wanted) {
    checkNoRankRange();
    type.checkInvertible();
    Range range = type.inverted() ? inverse(wanted) : wanted;
    if (range == null) {
      Selection selection = selection(wanted.places(true), wanted);
      return map.isOrdered() ? selection : selection.thatExists(false);
    }
    if (range.count() == 0) {
      return Selection.none(map.size()).withNothingAt(range.start());
    }
    return range.count() == map.size() ? everything() : selectionOf(range).withIndexRange(range);
  }

  /** All entries, as the server selects them whatever it has looked for. */
  private Selection everything() {
    Range all = new Range(0, map.size(), map.size());
    return Selection.all(map.size()).withIndexRange(all).withRankRange(all);
  }

  Selection byValue(Element value) {
    return byInterval(value, ranks.equal(value, type.multi()));
  }

  Selection byValue(Element begin, Element end) {
    return byInterval(begin, ranks.interval(begin, end));
  }

  private Selection byInterval(Element begin, BitSet found) {
    if (type.isIndexRange()) {
      throw ReturnType.notApplicable();
    }
    type.checkInvertible();
    if (map.size() == 0) {
      return Selection.none(0).withNothingAt(-1);
    }
    if (found.isEmpty() && type.inverted()) {
      return everything();
    }
    Range ranked = new Range(ranks.below(begin), found.cardinality(), map.size());
    int[] places = Ranks.places(found, map.size(), type.inverted());
    Selection selection =
        new Selection(
            map.size(),
            places,
            Range.singles(places, map.size()),
            () -> ranked.runs(type.inverted()));
    if (type.inverted()) {
      return selection.thatExists(false);
    }
    return found.isEmpty()
        ? selection.withNothingAt(ranked.start())
        : selection.withRankRange(ranked);
  }

  Selection byValues(List<Element> values) {
    if (type.isIndexRange() || type.isRankRange()) {
      throw ReturnType.notApplicable();
    }
    if (values.isEmpty() && type.inverted()) {
      return Selection.all(map.size());
    }
    int[] places = Ranks.places(ranks.equalToAny(values), map.size(), type.inverted());
    return new Selection(
        map.size(),
        places,
        Range.singles(places, map.size()),
        () -> ranks.ofValues(values, type.inverted()));
  }

  Selection byRank(long rank, long count) {
    return byRank(Range.of(rank, count, map.size(), type.multi()));
  }

  Selection byRelativeRank(Element value, long rank, long count) {
    return byRank(Range.relative(ranks.below(value), rank, count, map.size(), type.multi()));
  }

  private Selection byRank(Range wanted) {
    if (type.isIndexRange()) {
      throw ReturnType.notApplicable();
    }
    type.checkInvertible();
    Range range = type.inverted() ? inverse(wanted) : wanted;
    boolean inverted = range == null;
    Range ranked = inverted ? wanted : range;
    int[] order = ranks.order();
    int[] byRank = Arrays.stream(ranked.places(inverted)).map(r -> order[r]).toArray();
    int[] byIndex = Arrays.stream(byRank).sorted().toArray();
    Selection selection =
        new Selection(
            map.size(),
            inverted || type.type() == ReturnType.ORDERED_MAP ? byIndex : byRank,
            Range.singles(inverted ? byIndex : byRank, map.size()),
            () -> ranked.runs(inverted));
    if (inverted) {
      return selection.thatExists(false);
    }
    return ranked.count() == 0
        ? selection.withNothingAt(ranked.start())
        : selection.withRankRange(ranked);
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

  private Selection selectionOf(Range range) {
    return selection(range.places(false), List.of(range));
  }

  private Selection selection(int[] places, Range range) {
    return selection(places, range.runs(type.inverted()));
  }

  /** An answer in the order of the indexes, whose ranks are those of the single entries. */
  private Selection selection(int[] places, List<Range> indexes) {
    return new Selection(
        map.size(),
        places,
        indexes,
        () -> {
          int[] all = ranks.byIndex();
          return Range.singles(Arrays.stream(places).map(i -> all[i]).toArray(), map.size());
        });
  }

  /** Where a key is or would be. */
  private int place(Element key) {
    int index = map.find(key);
    return index < 0 ? -index - 1 : index;
  }
}
