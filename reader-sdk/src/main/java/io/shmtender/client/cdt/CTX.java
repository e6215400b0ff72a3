package io.shmtender.client.cdt;

import io.shmtender.client.MapOrder;
import io.shmtender.client.Value;
import java.util.List;
import java.util.Objects;

/**
 * A step on the way to a list or map inside another, from the outside to the inside. Indexes and
 * ranks begin with 0; negative ones count from the end, -1 being the last. Immutable as far as
 * values are. The server's {@code AS_CDT_CTX}, in cdt.h.
 */
public final class CTX {
  private static final int LIST_INDEX = 0x10;
  private static final int LIST_RANK = 0x11;
  private static final int LIST_VALUE = 0x13;
  private static final int MAP_INDEX = 0x20;
  private static final int MAP_RANK = 0x21;
  private static final int MAP_KEY = 0x22;
  private static final int MAP_VALUE = 0x23;

  private final int id;
  private final Value value;

  private CTX(int id, Value value) {
    this.id = id;
    this.value = Objects.requireNonNull(value, "value");
  }

  /** To the list's element at an index. */
  public static CTX listIndex(int index) {
    return new CTX(LIST_INDEX, Value.of(index));
  }

  /**
   * To the list's element at an index, where a list is made if there is nothing.
   *
   * @param order the new list's
   * @param pad whether the index may be beyond the end, so that nil is filled in before
   */
  public static CTX listIndexCreate(int index, ListOrder order, boolean pad) {
    return new CTX(LIST_INDEX | order.createFlag(pad), Value.of(index));
  }

  /** To the list's element of a rank, 0 for the smallest. */
  public static CTX listRank(int rank) {
    return new CTX(LIST_RANK, Value.of(rank));
  }

  /** To the list's first element of a value. */
  public static CTX listValue(Value value) {
    return new CTX(LIST_VALUE, value);
  }

  /** To the value of the map's entry at an index, by key. */
  public static CTX mapIndex(int index) {
    return new CTX(MAP_INDEX, Value.of(index));
  }

  /** To the value of the map's entry of a rank, 0 for the one of the smallest value. */
  public static CTX mapRank(int rank) {
    return new CTX(MAP_RANK, Value.of(rank));
  }

  /** To the value of a map's key. */
  public static CTX mapKey(Value key) {
    return new CTX(MAP_KEY, key);
  }

  /** To the value of a map's key, which a map of an order is made for if there is none. */
  public static CTX mapKeyCreate(Value key, MapOrder order) {
    return new CTX(MAP_KEY | Cdt.createFlag(order), key);
  }

  /** To a map's first value that is equal. */
  public static CTX mapValue(Value value) {
    return new CTX(MAP_VALUE, value);
  }

  /** Appends its two values, with bits for what to create there. */
  void addTo(List<Value> steps, int flags) {
    steps.add(Value.of(id | flags));
    steps.add(value);
  }
}
