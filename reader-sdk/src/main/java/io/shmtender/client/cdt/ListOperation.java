package io.shmtender.client.cdt;

import io.shmtender.client.Operation;
import io.shmtender.client.Value;
import java.util.List;

/**
 * Makes operations on a list in a bin, or by a context on one inside the bin's value.
 *
 * <p>Indexes begin with 0, ranks too: of the smallest value. Negative ones count from the end, -1
 * being the last. What is selected comes as the return type says, see {@link ListReturnType}. Lists
 * of values may have in them what {@link Value#of(Object)} takes. {@link Value#WILDCARD} and {@link
 * Value#INFINITY} may be in values that are compared.
 *
 * <p>All throw {@link IllegalArgumentException} if the bin's name is not 1 to 15 bytes long, and
 * {@link NullPointerException} if there is null where nothing else is said. The server's cdt.c and
 * particle_list.c.
 */
public final class ListOperation {
  private static final int SET_TYPE = 0;
  private static final int SORT = 13;

  private static final int APPEND = 1;
  private static final int APPEND_ITEMS = 2;
  private static final int INSERT = 3;
  private static final int INSERT_ITEMS = 4;
  private static final int SET = 9;
  private static final int INCREMENT = 12;

  private static final int POP = 5;
  private static final int POP_RANGE = 6;
  private static final int REMOVE = 7;
  private static final int REMOVE_RANGE = 8;
  private static final int TRIM = 10;
  private static final int CLEAR = 11;

  private static final int SIZE = 16;
  private static final int GET = 17;
  private static final int GET_RANGE = 18;

  private static final int PERSIST_INDEX = 0x10;

  private ListOperation() {}

  /** Sets the order of a list, which is made if there is none; no result. */
  public static Operation setOrder(String binName, ListOrder order, CTX... context) {
    return setOrder(binName, order, false, context);
  }

  /**
   * Sets the order of a list, which is made if there is none; no result.
   *
   * @param persistIndex whether the server stores an index with it: quicker look-ups for more
   *     storage. Only for ordered lists that are a bin's value
   */
  public static Operation setOrder(
      String binName, ListOrder order, boolean persistIndex, CTX... context) {
    int attributes = order.attributes() | (persistIndex ? PERSIST_INDEX : 0);
    return modify(binName, Cdt.pack(context, SET_TYPE, attributes));
  }

  /** Makes a list, at the place that the context leads to; no result. */
  public static Operation create(String binName, ListOrder order, boolean pad, CTX... context) {
    return create(binName, order, pad, false, context);
  }

  /**
   * Makes a list, at the place that the context leads to; no result.
   *
   * @param pad whether that may be beyond the end of a list, so that nil is filled in before
   * @param persistIndex as of {@link #setOrder(String, ListOrder, boolean, CTX...)}; of no meaning
   *     with a context
   */
  public static Operation create(
      String binName, ListOrder order, boolean pad, boolean persistIndex, CTX... context) {
    if (context.length == 0) {
      return setOrder(binName, order, persistIndex);
    }
    int flags = order.createFlag(pad);
    return modify(binName, Cdt.packCreating(flags, context, SET_TYPE, order.attributes()));
  }

  /** Appends a value; the result is the list's size. */
  public static Operation append(String binName, Value value, CTX... context) {
    return modify(binName, Cdt.pack(context, APPEND, value));
  }

  /** Appends a value; the result is the list's size. */
  public static Operation append(ListPolicy policy, String binName, Value value, CTX... context) {
    return modify(
        binName, Cdt.pack(context, APPEND, value, policy.order().attributes(), policy.flags()));
  }

  /** Appends values; the result is the list's size. */
  public static Operation appendItems(String binName, List<?> items, CTX... context) {
    return modify(binName, Cdt.pack(context, APPEND_ITEMS, items));
  }

  /** Appends values; the result is the list's size. */
  public static Operation appendItems(
      ListPolicy policy, String binName, List<?> items, CTX... context) {
    return modify(
        binName,
        Cdt.pack(context, APPEND_ITEMS, items, policy.order().attributes(), policy.flags()));
  }

  /** Inserts a value at an index; the result is the list's size. */
  public static Operation insert(String binName, int index, Value value, CTX... context) {
    return modify(binName, Cdt.pack(context, INSERT, index, value));
  }

  /** Inserts a value at an index; the result is the list's size. */
  public static Operation insert(
      ListPolicy policy, String binName, int index, Value value, CTX... context) {
    return modify(binName, Cdt.pack(context, INSERT, index, value, policy.flags()));
  }

  /** Inserts values at an index; the result is the list's size. */
  public static Operation insertItems(String binName, int index, List<?> items, CTX... context) {
    return modify(binName, Cdt.pack(context, INSERT_ITEMS, index, items));
  }

  /** Inserts values at an index; the result is the list's size. */
  public static Operation insertItems(
      ListPolicy policy, String binName, int index, List<?> items, CTX... context) {
    return modify(binName, Cdt.pack(context, INSERT_ITEMS, index, items, policy.flags()));
  }

  /** Adds 1 to the number at an index; the result is the sum. */
  public static Operation increment(String binName, int index, CTX... context) {
    return modify(binName, Cdt.pack(context, INCREMENT, index));
  }

  /** Adds 1 to the number at an index; the result is the sum. */
  public static Operation increment(ListPolicy policy, String binName, int index, CTX... context) {
    return modify(
        binName,
        Cdt.pack(context, INCREMENT, index, 1, policy.order().attributes(), policy.flags()));
  }

  /** Adds to the number at an index; the result is the sum. */
  public static Operation increment(String binName, int index, Value value, CTX... context) {
    return modify(binName, Cdt.pack(context, INCREMENT, index, value));
  }

  /** Adds to the number at an index; the result is the sum. */
  public static Operation increment(
      ListPolicy policy, String binName, int index, Value value, CTX... context) {
    return modify(
        binName,
        Cdt.pack(context, INCREMENT, index, value, policy.order().attributes(), policy.flags()));
  }

  /** Removes the element at an index; the result is that. */
  public static Operation pop(String binName, int index, CTX... context) {
    return modify(binName, Cdt.pack(context, POP, index));
  }

  /** Removes some elements from an index on; the result is a list of them. */
  public static Operation popRange(String binName, int index, int count, CTX... context) {
    return modify(binName, Cdt.pack(context, POP_RANGE, index, count));
  }

  /** Removes all elements from an index on; the result is a list of them. */
  public static Operation popRange(String binName, int index, CTX... context) {
    return modify(binName, Cdt.pack(context, POP_RANGE, index));
  }

  /** Removes the element at an index; the result is how many were removed. */
  public static Operation remove(String binName, int index, CTX... context) {
    return modify(binName, Cdt.pack(context, REMOVE, index));
  }

  /** Removes some elements from an index on; the result is how many. */
  public static Operation removeRange(String binName, int index, int count, CTX... context) {
    return modify(binName, Cdt.pack(context, REMOVE_RANGE, index, count));
  }

  /** Removes all elements from an index on; the result is how many. */
  public static Operation removeRange(String binName, int index, CTX... context) {
    return modify(binName, Cdt.pack(context, REMOVE_RANGE, index));
  }

  /** Replaces the element at an index; no result. */
  public static Operation set(String binName, int index, Value value, CTX... context) {
    return modify(binName, Cdt.pack(context, SET, index, value));
  }

  /** Replaces the element at an index; no result. */
  public static Operation set(
      ListPolicy policy, String binName, int index, Value value, CTX... context) {
    return modify(binName, Cdt.pack(context, SET, index, value, policy.flags()));
  }

  /** Removes all but some elements from an index on; the result is how many were removed. */
  public static Operation trim(String binName, int index, int count, CTX... context) {
    return modify(binName, Cdt.pack(context, TRIM, index, count));
  }

  /** Removes all elements; no result. */
  public static Operation clear(String binName, CTX... context) {
    return modify(binName, Cdt.pack(context, CLEAR));
  }

  /** Sorts the list by the sum of {@link ListSortFlags}; no result. */
  public static Operation sort(String binName, int sortFlags, CTX... context) {
    return modify(binName, Cdt.pack(context, SORT, sortFlags));
  }

  /** Removes the elements that are equal to a value. */
  public static Operation removeByValue(
      String binName, Value value, int returnType, CTX... context) {
    return modify(binName, Selection.BY_VALUE.removeFromList(context, returnType, value));
  }

  /** Removes the elements that are equal to one of some values. */
  public static Operation removeByValueList(
      String binName, List<?> values, int returnType, CTX... context) {
    return modify(binName, Selection.BY_VALUE_LIST.removeFromList(context, returnType, values));
  }

  /**
   * Removes the elements in a range of values.
   *
   * @param begin the smallest; null for no limit
   * @param end the first beyond them; null for no limit
   */
  public static Operation removeByValueRange(
      String binName, Value begin, Value end, int returnType, CTX... context) {
    return modify(
        binName,
        Selection.BY_VALUE_INTERVAL.removeFromList(
            context, returnType, Selection.interval(begin, end)));
  }

  /** Removes the elements from a rank on that counts from where the value is, or would be. */
  public static Operation removeByValueRelativeRankRange(
      String binName, Value value, int rank, int returnType, CTX... context) {
    return modify(
        binName,
        Selection.BY_VALUE_REL_RANK_RANGE.removeFromList(context, returnType, value, rank));
  }

  /** Removes some elements from a rank on that counts from where the value is, or would be. */
  public static Operation removeByValueRelativeRankRange(
      String binName, Value value, int rank, int count, int returnType, CTX... context) {
    return modify(
        binName,
        Selection.BY_VALUE_REL_RANK_RANGE.removeFromList(context, returnType, value, rank, count));
  }

  /** Removes the element at an index. */
  public static Operation removeByIndex(String binName, int index, int returnType, CTX... context) {
    return modify(binName, Selection.BY_INDEX.removeFromList(context, returnType, index));
  }

  /** Removes the elements from an index on. */
  public static Operation removeByIndexRange(
      String binName, int index, int returnType, CTX... context) {
    return modify(binName, Selection.BY_INDEX_RANGE.removeFromList(context, returnType, index));
  }

  /** Removes some elements from an index on. */
  public static Operation removeByIndexRange(
      String binName, int index, int count, int returnType, CTX... context) {
    return modify(
        binName, Selection.BY_INDEX_RANGE.removeFromList(context, returnType, index, count));
  }

  /** Removes the element of a rank. */
  public static Operation removeByRank(String binName, int rank, int returnType, CTX... context) {
    return modify(binName, Selection.BY_RANK.removeFromList(context, returnType, rank));
  }

  /** Removes the elements from a rank on. */
  public static Operation removeByRankRange(
      String binName, int rank, int returnType, CTX... context) {
    return modify(binName, Selection.BY_RANK_RANGE.removeFromList(context, returnType, rank));
  }

  /** Removes some elements from a rank on. */
  public static Operation removeByRankRange(
      String binName, int rank, int count, int returnType, CTX... context) {
    return modify(
        binName, Selection.BY_RANK_RANGE.removeFromList(context, returnType, rank, count));
  }

  /** Counts the elements. */
  public static Operation size(String binName, CTX... context) {
    return read(binName, Cdt.pack(context, SIZE));
  }

  /** Reads the element at an index. */
  public static Operation get(String binName, int index, CTX... context) {
    return read(binName, Cdt.pack(context, GET, index));
  }

  /** Reads some elements from an index on. */
  public static Operation getRange(String binName, int index, int count, CTX... context) {
    return read(binName, Cdt.pack(context, GET_RANGE, index, count));
  }

  /** Reads all elements from an index on. */
  public static Operation getRange(String binName, int index, CTX... context) {
    return read(binName, Cdt.pack(context, GET_RANGE, index));
  }

  /** Selects the elements that are equal to a value. */
  public static Operation getByValue(String binName, Value value, int returnType, CTX... context) {
    return read(binName, Selection.BY_VALUE.getFromList(context, returnType, value));
  }

  /** Selects the elements that are equal to one of some values. */
  public static Operation getByValueList(
      String binName, List<?> values, int returnType, CTX... context) {
    return read(binName, Selection.BY_VALUE_LIST.getFromList(context, returnType, values));
  }

  /**
   * Selects the elements in a range of values.
   *
   * @param begin the smallest; null for no limit
   * @param end the first beyond them; null for no limit
   */
  public static Operation getByValueRange(
      String binName, Value begin, Value end, int returnType, CTX... context) {
    return read(
        binName,
        Selection.BY_VALUE_INTERVAL.getFromList(
            context, returnType, Selection.interval(begin, end)));
  }

  /** Selects the elements from a rank on that counts from where the value is, or would be. */
  public static Operation getByValueRelativeRankRange(
      String binName, Value value, int rank, int returnType, CTX... context) {
    return read(
        binName, Selection.BY_VALUE_REL_RANK_RANGE.getFromList(context, returnType, value, rank));
  }

  /** Selects some elements from a rank on that counts from where the value is, or would be. */
  public static Operation getByValueRelativeRankRange(
      String binName, Value value, int rank, int count, int returnType, CTX... context) {
    return read(
        binName,
        Selection.BY_VALUE_REL_RANK_RANGE.getFromList(context, returnType, value, rank, count));
  }

  /** Selects the element at an index. */
  public static Operation getByIndex(String binName, int index, int returnType, CTX... context) {
    return read(binName, Selection.BY_INDEX.getFromList(context, returnType, index));
  }

  /** Selects the elements from an index on. */
  public static Operation getByIndexRange(
      String binName, int index, int returnType, CTX... context) {
    return read(binName, Selection.BY_INDEX_RANGE.getFromList(context, returnType, index));
  }

  /** Selects some elements from an index on. */
  public static Operation getByIndexRange(
      String binName, int index, int count, int returnType, CTX... context) {
    return read(binName, Selection.BY_INDEX_RANGE.getFromList(context, returnType, index, count));
  }

  /** Selects the element of a rank. */
  public static Operation getByRank(String binName, int rank, int returnType, CTX... context) {
    return read(binName, Selection.BY_RANK.getFromList(context, returnType, rank));
  }

  /** Selects the elements from a rank on. */
  public static Operation getByRankRange(String binName, int rank, int returnType, CTX... context) {
    return read(binName, Selection.BY_RANK_RANGE.getFromList(context, returnType, rank));
  }

  /** Selects some elements from a rank on. */
  public static Operation getByRankRange(
      String binName, int rank, int count, int returnType, CTX... context) {
    return read(binName, Selection.BY_RANK_RANGE.getFromList(context, returnType, rank, count));
  }

  private static Operation modify(String binName, Value call) {
    return new Operation(Operation.Type.CDT_MODIFY, binName, call);
  }

  private static Operation read(String binName, Value call) {
    return new Operation(Operation.Type.CDT_READ, binName, call);
  }
}
