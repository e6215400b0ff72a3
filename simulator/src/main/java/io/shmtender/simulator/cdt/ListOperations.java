package io.shmtender.simulator.cdt;

import io.shmtender.simulator.record.CommandFailure;
import io.shmtender.simulator.wire.ResultCode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The operations on lists (server: {@code particle_list.c}), by their numbers in the protocol. */
final class ListOperations {
  private static final int SET_TYPE = 0;
  private static final int APPEND = 1;
  private static final int APPEND_ITEMS = 2;
  private static final int INSERT = 3;
  private static final int INSERT_ITEMS = 4;
  private static final int POP = 5;
  private static final int POP_RANGE = 6;
  private static final int REMOVE = 7;
  private static final int REMOVE_RANGE = 8;
  private static final int SET = 9;
  private static final int TRIM = 10;
  private static final int CLEAR = 11;
  private static final int INCREMENT = 12;
  private static final int SORT = 13;
  private static final int SIZE = 16;
  private static final int GET = 17;
  private static final int GET_RANGE = 18;

  /** Where the operations that get by something begin; those that remove are 13 further. */
  private static final int GET_BY_INDEX = 19;

  private static final int GET_BY_RELATIVE_RANK = 27;
  private static final int REMOVE_BY_INDEX = 32;
  private static final int REMOVE_BY_RELATIVE_RANK = 40;

  private static final int ORDERED = 1;
  private static final int TYPE_FLAGS = ORDERED | MapElement.PERSIST_INDEX;

  private static final int ADD_UNIQUE = 1;
  private static final int INSERT_BOUNDED = 2;
  private static final int NO_FAIL = 4;
  private static final int PARTIAL = 8;

  private static final int SORT_DESCENDING = 1;
  private static final int DROP_DUPLICATES = 2;

  private ListOperations() {}

  /** Whether a number is that of an operation on lists. */
  static boolean knows(int operation) {
    return operation < 64;
  }

  /** Answers an operation that reads, null for no answer. */
  static Element read(int operation, ListElement list, Parameters parameters) {
    return switch (operation) {
      case SIZE -> Scalar.ofLong(list.size());
      case GET, GET_RANGE ->
          answer(list, values(operation == GET_RANGE), pick(list, operation, parameters));
      default -> {
        if (operation < GET_BY_INDEX || operation > GET_BY_RELATIVE_RANK) {
          throw Parameters.wrong();
        }
        ReturnType type = returnType(operation, parameters);
        yield answer(list, type, select(operation, list, type, parameters));
      }
    };
  }

  /**
   * Executes an operation that modifies.
   *
   * @param found the list, null when there is none
   */
  static Outcome modify(int operation, ListElement found, Parameters parameters) {
    return switch (operation) {
      case SET_TYPE -> setType(found, parameters);
      case APPEND -> append(found, parameters, false);
      case APPEND_ITEMS -> append(found, parameters, true);
      case INSERT -> insert(found, parameters, false);
      case INSERT_ITEMS -> insert(found, parameters, true);
      case SET -> set(orEmpty(found, 0), parameters);
      case INCREMENT -> increment(found, parameters);
      case SORT -> sort(found, parameters);
      default -> found == null ? Outcome.NOTHING : remove(operation, found, parameters);
    };
  }

  private static Outcome remove(int operation, ListElement list, Parameters parameters) {
    return switch (operation) {
      case CLEAR -> Outcome.of(ListElement.empty(list.ordered()));
      case POP, POP_RANGE ->
          without(list, values(operation == POP_RANGE), pick(list, operation, parameters));
      case REMOVE, REMOVE_RANGE ->
          without(
              list,
              new ReturnType(ReturnType.COUNT, false, operation == REMOVE_RANGE),
              pick(list, operation, parameters));
      case TRIM -> trim(list, parameters);
      default -> {
        if (operation < REMOVE_BY_INDEX || operation > REMOVE_BY_RELATIVE_RANK) {
          throw Parameters.wrong();
        }
        int get = operation - REMOVE_BY_INDEX + GET_BY_INDEX;
        ReturnType type = returnType(get, parameters);
        yield without(list, type, select(get, list, type, parameters));
      }
    };
  }

  private static Outcome trim(ListElement list, Parameters parameters) {
    parameters.expect(1, 2);
    ReturnType others = new ReturnType(ReturnType.COUNT, true, true);
    ListSelector selector = new ListSelector(list, others);
    return without(list, others, selector.byIndex(parameters.index(), parameters.countOrAll()));
  }

  private static ReturnType values(boolean several) {
    return new ReturnType(ReturnType.VALUE, false, several);
  }

  /** The one element or the range of the operations that have no return type. */
  private static Selection pick(ListElement list, int operation, Parameters parameters) {
    boolean several = operation == GET_RANGE || operation == POP_RANGE || operation == REMOVE_RANGE;
    parameters.expect(1, several ? 2 : 1);
    long index = parameters.index();
    return new ListSelector(list, values(several))
        .byIndex(index, several ? parameters.countOrAll() : 1);
  }

  private static ReturnType returnType(int operation, Parameters parameters) {
    int from = operation - GET_BY_INDEX;
    int range = from <= 4 ? 0 : 1; // ranges may leave out their count or end
    int needed = from == 8 ? 3 : 2;
    parameters.expect(needed, needed + range);
    boolean single = from <= 2;
    return ReturnType.of(parameters.flags(), !single);
  }

  private static Selection select(
      int operation, ListElement list, ReturnType type, Parameters parameters) {
    ListSelector selector = new ListSelector(list, type);
    return switch (operation - GET_BY_INDEX) {
      case 0 -> selector.byIndex(parameters.index(), 1);
      case 1, 3 -> selector.byValue(parameters.value());
      case 2 -> selector.byRank(parameters.index(), 1);
      case 4 -> selector.byValues(parameters.valueList());
      case 5 -> selector.byIndex(parameters.index(), parameters.countOrAll());
      case 6 -> selector.byValue(parameters.value(), parameters.valueOrInfinity());
      case 7 -> selector.byRank(parameters.index(), parameters.countOrAll());
      default ->
          selector.byRelativeRank(parameters.value(), parameters.index(), parameters.countOrAll());
    };
  }

  private static Element answer(ListElement list, ReturnType type, Selection selection) {
    return selection.answer(type, list.values()::get);
  }

  private static Outcome without(ListElement list, ReturnType type, Selection selection) {
    BitSet removed = selection.set();
    List<Element> left = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      if (!removed.get(i)) {
        left.add(list.values().get(i));
      }
    }
    return new Outcome(new ListElement(list.ordered(), left), answer(list, type, selection));
  }

  /** The list, or an empty one of the order that the operation asks for. */
  private static ListElement orEmpty(ListElement found, long flags) {
    if (found != null) {
      return found;
    }
    boolean known = (flags & ~TYPE_FLAGS) == 0;
    return ListElement.empty(known && (flags & ORDERED) != 0);
  }

  private static Outcome setType(ListElement found, Parameters parameters) {
    parameters.expect(1, 1);
    long flags = parameters.flags();
    // Only the lowest byte counts.
    if ((flags & 0xFF & ~TYPE_FLAGS) != 0) {
      throw ReturnType.notApplicable();
    }
    ListElement list = orEmpty(found, 0);
    ListElement ordered = ListElement.empty((flags & ORDERED) != 0);
    return Outcome.of(ordered.with(list.values()));
  }

  private static Outcome append(ListElement found, Parameters parameters, boolean several) {
    parameters.expect(1, 3);
    List<Element> items = items(parameters, several);
    ListElement list = orEmpty(found, parameters.flagsOrNone());
    long flags = parameters.flagsOrNone();
    return list.ordered()
        ? addOrdered(list, items, several, flags)
        : insert(list, list.size(), items, several, flags);
  }

  private static List<Element> items(Parameters parameters, boolean several) {
    Element item = parameters.stored();
    if (!several) {
      return List.of(item);
    }
    if (item instanceof ListElement items) {
      return items.values();
    }
    throw Parameters.wrong();
  }

  private static Outcome addOrdered(
      ListElement list, List<Element> items, boolean several, long flags) {
    Optional<List<Element>> toAdd =
        (flags & ADD_UNIQUE) == 0 ? Optional.of(items) : uniqueOrdered(list, items, several, flags);
    if (toAdd.isEmpty()) {
      return Outcome.of(list, list.size());
    }
    List<Element> values = new ArrayList<>(list.values());
    values.addAll(toAdd.get());
    return Outcome.of(list.with(values), values.size());
  }

  /** The new ones among items for an ordered list; empty when nothing at all is to be added. */
  private static Optional<List<Element>> uniqueOrdered(
      ListElement list, List<Element> items, boolean several, long flags) {
    List<Element> sorted = new ArrayList<>(items);
    sorted.sort(ValueOrder.COMPARATOR);
    List<Element> distinct = new ArrayList<>();
    for (Element item : sorted) {
      if (distinct.isEmpty() || ValueOrder.compare(distinct.get(distinct.size() - 1), item) != 0) {
        distinct.add(item);
      }
    }
    boolean partial = isPartial(flags) && several;
    if (distinct.size() < items.size() && !partial) {
      if ((flags & NO_FAIL) == 0) {
        throw ReturnType.notApplicable();
      }
      return Optional.empty();
    }
    List<Element> added = new ArrayList<>();
    for (Element item : distinct) {
      if (!contains(list.values(), item)) {
        added.add(item);
      } else if (!partial) {
        checkNoFail(flags);
        return Optional.empty();
      }
    }
    return Optional.of(added);
  }

  private static Outcome insert(ListElement found, Parameters parameters, boolean several) {
    parameters.expect(2, 3);
    long index = parameters.index();
    List<Element> items = items(parameters, several);
    ListElement list = orEmpty(found, 0);
    if (list.ordered()) {
      throw ReturnType.notApplicable();
    }
    return insert(list, index, items, several, parameters.flagsOrNone());
  }

  private static Outcome insert(
      ListElement list, long index, List<Element> items, boolean several, long flags) {
    if (items.isEmpty()) {
      return Outcome.of(list, list.size());
    }
    int at = place(list, index);
    if ((flags & INSERT_BOUNDED) != 0 && at > list.size()) {
      if ((flags & NO_FAIL) == 0) {
        throw ReturnType.notApplicable();
      }
      return Outcome.of(list, list.size());
    }
    List<Element> toInsert = items;
    if ((flags & ADD_UNIQUE) != 0) {
      toInsert = unique(list, items, several, flags);
      if (toInsert.isEmpty()) {
        return Outcome.of(list, list.size());
      }
    }
    List<Element> values = padded(list, at);
    values.addAll(at, toInsert);
    return Outcome.of(new ListElement(false, values), values.size());
  }

  /** The new ones among items for an unordered list; empty when nothing is to be added. */
  private static List<Element> unique(
      ListElement list, List<Element> items, boolean several, long flags) {
    boolean partial = isPartial(flags) && several;
    List<Element> unique = new ArrayList<>();
    for (Element item : items) {
      if (contains(list.values(), item)) {
        if (!partial) {
          checkNoFail(flags);
          return List.of();
        }
      } else if (contains(unique, item)) {
        if ((flags & NO_FAIL) == 0) {
          throw ReturnType.notApplicable();
        }
        if (!partial) {
          return List.of();
        }
      } else {
        unique.add(item);
      }
    }
    return unique;
  }

  private static boolean isPartial(long flags) {
    return (flags & (NO_FAIL | PARTIAL)) == (NO_FAIL | PARTIAL);
  }

  private static boolean contains(List<Element> values, Element wanted) {
    return values.stream().anyMatch(value -> ValueOrder.compare(value, wanted) == 0);
  }

  private static void checkNoFail(long flags) {
    if ((flags & NO_FAIL) == 0) {
      throw new CommandFailure(ResultCode.ELEMENT_EXISTS);
    }
  }

  /** The place that an index means, which may be beyond the end. */
  private static int place(ListElement list, long index) {
    long at = index < 0 ? list.size() + index : index;
    if (at < 0 || at > Integer.MAX_VALUE) {
      throw ReturnType.notApplicable();
    }
    return (int) at;
  }

  /** The values, filled up with nils to {@code size} at least. */
  private static List<Element> padded(ListElement list, int size) {
    List<Element> values = new ArrayList<>(list.values());
    values.addAll(Collections.nCopies(Math.max(0, size - list.size()), Scalar.NIL));
    return values;
  }

  private static Outcome set(ListElement list, Parameters parameters) {
    parameters.expect(2, 3);
    long index = parameters.index();
    Element value = parameters.stored();
    if (list.ordered()) {
      throw ReturnType.notApplicable();
    }
    return Outcome.of(set(list, index, value, parameters.flagsOrNone()));
  }

  private static Element set(ListElement list, long index, Element value, long flags) {
    if (index >= list.size()) {
      return insert(list, index, List.of(value), false, flags).changed();
    }
    int at = place(list, index);
    List<Element> values = new ArrayList<>(list.values());
    values.remove(at);
    if ((flags & ADD_UNIQUE) != 0 && contains(values, value)) {
      checkNoFail(flags);
      return list;
    }
    values.add(at, value);
    return new ListElement(false, values);
  }

  private static Outcome increment(ListElement found, Parameters parameters) {
    parameters.expect(1, 4);
    long index = parameters.index();
    Element delta = parameters.isAtEnd() ? Scalar.NIL : parameters.value();
    ListElement list = orEmpty(found, parameters.flagsOrNone());
    long flags = parameters.flagsOrNone();
    int at = place(list, index);
    Scalar sum = Sum.of(at < list.size() ? list.values().get(at) : null, delta, false);
    Element changed =
        list.ordered() ? replaceOrdered(list, at, sum, flags) : set(list, at, sum, flags);
    return new Outcome(changed, sum);
  }

  private static Element replaceOrdered(ListElement list, int at, Element value, long flags) {
    if (at > list.size()) {
      throw ReturnType.notApplicable();
    }
    if ((flags & ADD_UNIQUE) != 0 && contains(list.values(), value)) {
      if (at >= list.size() || ValueOrder.compare(list.values().get(at), value) != 0) {
        checkNoFail(flags);
      }
      return list;
    }
    List<Element> values = new ArrayList<>(list.values());
    if (at < values.size()) {
      values.remove(at);
    }
    values.add(value);
    return list.with(values);
  }

  private static Outcome sort(ListElement found, Parameters parameters) {
    if (found == null) {
      throw new CommandFailure(ResultCode.INCOMPATIBLE_TYPE);
    }
    parameters.expect(0, 1);
    long flags = parameters.flagsOrNone();
    if (found.size() <= 1) {
      return Outcome.of(found);
    }
    List<Element> sorted = new ArrayList<>(found.values());
    boolean descending = (flags & SORT_DESCENDING) != 0 && !found.ordered();
    sorted.sort(descending ? ValueOrder.COMPARATOR.reversed() : ValueOrder.COMPARATOR);
    if ((flags & DROP_DUPLICATES) != 0) {
      if (descending && ValueOrder.compare(sorted.get(sorted.size() - 1), sorted.get(0)) != 0) {
        // The server takes descending values for a broken list.
        throw Parameters.wrong();
      }
      List<Element> distinct = new ArrayList<>();
      for (Element value : sorted) {
        if (distinct.isEmpty()
            || ValueOrder.compare(distinct.get(distinct.size() - 1), value) != 0) {
          distinct.add(value);
        }
      }
      sorted = distinct;
    }
    return Outcome.of(new ListElement(found.ordered(), sorted));
  }
}
