package io.shmtender.client.cdt;

import io.shmtender.client.MapOrder;
import io.shmtender.client.Operation;
import io.shmtender.client.Value;
import java.util.List;
import java.util.Map;

/**
 * Makes operations on a map in a bin, or by a context on one inside the bin's value.
 *
 * <p>Indexes begin with 0 and go by key, ranks too and go by value. Negative ones count from the
 * end, -1 being the last. What is selected comes as the return type says, see {@link
 * MapReturnType}. Lists and maps of values may have in them what {@link Value#of(Object)} takes.
 * {@link Value#WILDCARD} and {@link Value#INFINITY} may be in keys and values that are compared.
 *
 * <p>All throw {@link IllegalArgumentException} if the bin's name is not 1 to 15 bytes long, and
 * {@link NullPointerException} if there is null where nothing else is said. The server's cdt.c and
 * particle_map.c.
 */
public final class MapOperation {
  private static final int SET_TYPE = 64;
  private static final int PUT = 67;
  private static final int PUT_ITEMS = 68;
  private static final int INCREMENT = 73;
  private static final int CLEAR = 75;
  private static final int SIZE = 96;

  private MapOperation() {}

  /** Makes a map, at the place that the context leads to; no result. */
  public static Operation create(String binName, MapOrder order, CTX... context) {
    return create(binName, order, false, context);
  }

  /**
   * Makes a map, at the place that the context leads to; no result.
   *
   * @param persistIndex as of {@link MapPolicy}; of no meaning with a context
   */
  public static Operation create(
      String binName, MapOrder order, boolean persistIndex, CTX... context) {
    if (context.length == 0) {
      return setMapPolicy(new MapPolicy(order, MapWriteFlags.DEFAULT, persistIndex), binName);
    }
    int flags = Cdt.createFlag(order);
    return modify(binName, Cdt.packCreating(flags, context, SET_TYPE, order.attributes()));
  }

  /** Sets the order of a map, which is made if there is none; no result. */
  public static Operation setMapPolicy(MapPolicy policy, String binName, CTX... context) {
    int attributes = context.length == 0 ? policy.attributes() : policy.order().attributes();
    return modify(binName, Cdt.pack(context, SET_TYPE, attributes));
  }

  /** Writes an entry; the result is the map's size. */
  public static Operation put(
      MapPolicy policy, String binName, Value key, Value value, CTX... context) {
    int attributes = policy.attributes();
    return modify(
        binName,
        policy.flags() == MapWriteFlags.DEFAULT
            ? Cdt.pack(context, PUT, key, value, attributes)
            : Cdt.pack(context, PUT, key, value, attributes, policy.flags()));
  }

  /** Writes entries; the result is the map's size. */
  public static Operation putItems(
      MapPolicy policy, String binName, Map<?, ?> items, CTX... context) {
    int attributes = policy.attributes();
    return modify(
        binName,
        policy.flags() == MapWriteFlags.DEFAULT
            ? Cdt.pack(context, PUT_ITEMS, items, attributes)
            : Cdt.pack(context, PUT_ITEMS, items, attributes, policy.flags()));
  }

  /** Adds to the number of a key, which is made if there is none; the result is the sum. */
  public static Operation increment(
      MapPolicy policy, String binName, Value key, Value value, CTX... context) {
    return modify(binName, Cdt.pack(context, INCREMENT, key, value, policy.attributes()));
  }

  /** Removes all entries; no result. */
  public static Operation clear(String binName, CTX... context) {
    return modify(binName, Cdt.pack(context, CLEAR));
  }

  /** Counts the entries. */
  public static Operation size(String binName, CTX... context) {
    return read(binName, Cdt.pack(context, SIZE));
  }

  /** Removes the entry of a key. */
  public static Operation removeByKey(String binName, Value key, int returnType, CTX... context) {
    return modify(binName, Selection.BY_KEY.removeFromMap(context, returnType, key));
  }

  /** Removes the entries of some keys. */
  public static Operation removeByKeyList(
      String binName, List<?> keys, int returnType, CTX... context) {
    return modify(binName, Selection.BY_KEY_LIST.removeFromMap(context, returnType, keys));
  }

  /**
   * Removes the entries in a range of keys.
   *
   * @param begin the smallest; null for no limit
   * @param end the first beyond them; null for no limit
   */
  public static Operation removeByKeyRange(
      String binName, Value begin, Value end, int returnType, CTX... context) {
    return modify(
        binName,
        Selection.BY_KEY_INTERVAL.removeFromMap(
            context, returnType, Selection.interval(begin, end)));
  }

  /** Removes the entries from an index on that counts from where the key is, or would be. */
  public static Operation removeByKeyRelativeIndexRange(
      String binName, Value key, int index, int returnType, CTX... context) {
    return modify(
        binName, Selection.BY_KEY_REL_INDEX_RANGE.removeFromMap(context, returnType, key, index));
  }

  /** Removes some entries from an index on that counts from where the key is, or would be. */
  public static Operation removeByKeyRelativeIndexRange(
      String binName, Value key, int index, int count, int returnType, CTX... context) {
    return modify(
        binName,
        Selection.BY_KEY_REL_INDEX_RANGE.removeFromMap(context, returnType, key, index, count));
  }

  /** Removes the entries of which the value is equal. */
  public static Operation removeByValue(
      String binName, Value value, int returnType, CTX... context) {
    return modify(binName, Selection.BY_VALUE.removeFromMap(context, returnType, value));
  }

  /** Removes the entries of which the value is equal to one of some. */
  public static Operation removeByValueList(
      String binName, List<?> values, int returnType, CTX... context) {
    return modify(binName, Selection.BY_VALUE_LIST.removeFromMap(context, returnType, values));
  }

  /**
   * Removes the entries in a range of values.
   *
   * @param begin the smallest; null for no limit
   * @param end the first beyond them; null for no limit
   */
  public static Operation removeByValueRange(
      String binName, Value begin, Value end, int returnType, CTX... context) {
    return modify(
        binName,
        Selection.BY_VALUE_INTERVAL.removeFromMap(
            context, returnType, Selection.interval(begin, end)));
  }

  /** Removes the entries from a rank on that counts from where the value is, or would be. */
  public static Operation removeByValueRelativeRankRange(
      String binName, Value value, int rank, int returnType, CTX... context) {
    return modify(
        binName, Selection.BY_VALUE_REL_RANK_RANGE.removeFromMap(context, returnType, value, rank));
  }

  /** Removes some entries from a rank on that counts from where the value is, or would be. */
  public static Operation removeByValueRelativeRankRange(
      String binName, Value value, int rank, int count, int returnType, CTX... context) {
    return modify(
        binName,
        Selection.BY_VALUE_REL_RANK_RANGE.removeFromMap(context, returnType, value, rank, count));
  }

  /** Removes the entry at an index. */
  public static Operation removeByIndex(String binName, int index, int returnType, CTX... context) {
    return modify(binName, Selection.BY_INDEX.removeFromMap(context, returnType, index));
  }

  /** Removes the entries from an index on. */
  public static Operation removeByIndexRange(
      String binName, int index, int returnType, CTX... context) {
    return modify(binName, Selection.BY_INDEX_RANGE.removeFromMap(context, returnType, index));
  }

  /** Removes some entries from an index on. */
  public static Operation removeByIndexRange(
      String binName, int index, int count, int returnType, CTX... context) {
    return modify(
        binName, Selection.BY_INDEX_RANGE.removeFromMap(context, returnType, index, count));
  }

  /** Removes the entry of a rank. */
  public static Operation removeByRank(String binName, int rank, int returnType, CTX... context) {
    return modify(binName, Selection.BY_RANK.removeFromMap(context, returnType, rank));
  }

  /** Removes the entries from a rank on. */
  public static Operation removeByRankRange(
      String binName, int rank, int returnType, CTX... context) {
    return modify(binName, Selection.BY_RANK_RANGE.removeFromMap(context, returnType, rank));
  }

  /** Removes some entries from a rank on. */
  public static Operation removeByRankRange(
      String binName, int rank, int count, int returnType, CTX... context) {
    return modify(binName, Selection.BY_RANK_RANGE.removeFromMap(context, returnType, rank, count));
  }

  /** Selects the entry of a key. */
  public static Operation getByKey(String binName, Value key, int returnType, CTX... context) {
    return read(binName, Selection.BY_KEY.getFromMap(context, returnType, key));
  }

  /** Selects the entries of some keys. */
  public static Operation getByKeyList(
      String binName, List<?> keys, int returnType, CTX... context) {
    return read(binName, Selection.BY_KEY_LIST.getFromMap(context, returnType, keys));
  }

  /**
   * Selects the entries in a range of keys.
   *
   * @param begin the smallest; null for no limit
   * @param end the first beyond them; null for no limit
   */
  public static Operation getByKeyRange(
      String binName, Value begin, Value end, int returnType, CTX... context) {
    return read(
        binName,
        Selection.BY_KEY_INTERVAL.getFromMap(context, returnType, Selection.interval(begin, end)));
  }

  /** Selects the entries from an index on that counts from where the key is, or would be. */
  public static Operation getByKeyRelativeIndexRange(
      String binName, Value key, int index, int returnType, CTX... context) {
    return read(
        binName, Selection.BY_KEY_REL_INDEX_RANGE.getFromMap(context, returnType, key, index));
  }

  /** Selects some entries from an index on that counts from where the key is, or would be. */
  public static Operation getByKeyRelativeIndexRange(
      String binName, Value key, int index, int count, int returnType, CTX... context) {
    return read(
        binName,
        Selection.BY_KEY_REL_INDEX_RANGE.getFromMap(context, returnType, key, index, count));
  }

  /** Selects the entries of which the value is equal. */
  public static Operation getByValue(String binName, Value value, int returnType, CTX... context) {
    return read(binName, Selection.BY_VALUE.getFromMap(context, returnType, value));
  }

  /** Selects the entries of which the value is equal to one of some. */
  public static Operation getByValueList(
      String binName, List<?> values, int returnType, CTX... context) {
    return read(binName, Selection.BY_VALUE_LIST.getFromMap(context, returnType, values));
  }

  /**
   * Selects the entries in a range of values.
   *
   * @param begin the smallest; null for no limit
   * @param end the first beyond them; null for no limit
   */
  public static Operation getByValueRange(
      String binName, Value begin, Value end, int returnType, CTX... context) {
    return read(
        binName,
        Selection.BY_VALUE_INTERVAL.getFromMap(
            context, returnType, Selection.interval(begin, end)));
  }

  /** Selects the entries from a rank on that counts from where the value is, or would be. */
  public static Operation getByValueRelativeRankRange(
      String binName, Value value, int rank, int returnType, CTX... context) {
    return read(
        binName, Selection.BY_VALUE_REL_RANK_RANGE.getFromMap(context, returnType, value, rank));
  }

  /** Selects some entries from a rank on that counts from where the value is, or would be. */
  public static Operation getByValueRelativeRankRange(
      String binName, Value value, int rank, int count, int returnType, CTX... context) {
    return read(
        binName,
        Selection.BY_VALUE_REL_RANK_RANGE.getFromMap(context, returnType, value, rank, count));
  }

  /** Selects the entry at an index. */
  public static Operation getByIndex(String binName, int index, int returnType, CTX... context) {
    return read(binName, Selection.BY_INDEX.getFromMap(context, returnType, index));
  }

  /** Selects the entries from an index on. */
  public static Operation getByIndexRange(
      String binName, int index, int returnType, CTX... context) {
    return read(binName, Selection.BY_INDEX_RANGE.getFromMap(context, returnType, index));
  }

  /** Selects some entries from an index on. */
  public static Operation getByIndexRange(
      String binName, int index, int count, int returnType, CTX... context) {
    return read(binName, Selection.BY_INDEX_RANGE.getFromMap(context, returnType, index, count));
  }

  /** Selects the entry of a rank. */
  public static Operation getByRank(String binName, int rank, int returnType, CTX... context) {
    return read(binName, Selection.BY_RANK.getFromMap(context, returnType, rank));
  }

  /** Selects the entries from a rank on. */
  public static Operation getByRankRange(String binName, int rank, int returnType, CTX... context) {
    return read(binName, Selection.BY_RANK_RANGE.getFromMap(context, returnType, rank));
  }

  /** Selects some entries from a rank on. */
  public static Operation getByRankRange(
      String binName, int rank, int count, int returnType, CTX... context) {
    return read(binName, Selection.BY_RANK_RANGE.getFromMap(context, returnType, rank, count));
  }

  private static Operation modify(String binName, Value call) {
    return new Operation(Operation.Type.MAP_MODIFY, binName, call);
  }

  private static Operation read(String binName, Value call) {
    return new Operation(Operation.Type.MAP_READ, binName, call);
  }
}
