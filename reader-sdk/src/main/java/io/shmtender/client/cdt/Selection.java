package io.shmtender.client.cdt;

import io.shmtender.client.Value;

/**
 * By what elements of a list or entries of a map are selected, to be read or removed: the server's
 * numbers for the four, and the order of the parameters, which is the same.
 */
enum Selection {
  BY_INDEX(19, 32, 98, 77),
  BY_INDEX_RANGE(24, 37, 104, 85),
  BY_RANK(21, 34, 100, 79),
  BY_RANK_RANGE(26, 39, 106, 87),
  BY_VALUE(22, 35, 102, 82),
  BY_VALUE_LIST(23, 36, 108, 83),
  BY_VALUE_INTERVAL(25, 38, 105, 86),
  BY_VALUE_REL_RANK_RANGE(27, 40, 110, 89),
  // Only entries have keys.
  BY_KEY(0, 0, 97, 76),
  BY_KEY_LIST(0, 0, 107, 81),
  BY_KEY_INTERVAL(0, 0, 103, 84),
  BY_KEY_REL_INDEX_RANGE(0, 0, 109, 88);

  private final int getFromList;
  private final int removeFromList;
  private final int getFromMap;
  private final int removeFromMap;

  Selection(int getFromList, int removeFromList, int getFromMap, int removeFromMap) {
    this.getFromList = getFromList;
    this.removeFromList = removeFromList;
    this.getFromMap = getFromMap;
    this.removeFromMap = removeFromMap;
  }

  /** Reads of a list what some values select. */
  Value getFromList(CTX[] context, int returnType, Object... by) {
    return pack(context, getFromList, returnType, by);
  }

  /** Removes from a list what some values select. */
  Value removeFromList(CTX[] context, int returnType, Object... by) {
    return pack(context, removeFromList, returnType, by);
  }

  /** Reads of a map what some values select. */
  Value getFromMap(CTX[] context, int returnType, Object... by) {
    return pack(context, getFromMap, returnType, by);
  }

  /** Removes from a map what some values select. */
  Value removeFromMap(CTX[] context, int returnType, Object... by) {
    return pack(context, removeFromMap, returnType, by);
  }

  private static Value pack(CTX[] context, int command, int returnType, Object[] by) {
    Object[] parameters = new Object[by.length + 1];
    parameters[0] = returnType;
    System.arraycopy(by, 0, parameters, 1, by.length);
    return Cdt.pack(context, command, parameters);
  }

  /** The values of an interval; null for no beginning or no end. */
  static Object[] interval(Value begin, Value end) {
    Value from = begin == null ? Value.NULL : begin;
    return end == null ? new Object[] {from} : new Object[] {from, end};
  }
}
