package io.shmtender.client.cdt;

/**
 * What an operation returns for the map entries that it selects; a list if it may select several.
 */
public final class MapReturnType {
  /** Nothing. */
  public static final int NONE = 0;

  /** Their place by key: 0 for the first. */
  public static final int INDEX = 1;

  /** Their place by key, from the end: 0 for the last. */
  public static final int REVERSE_INDEX = 2;

  /** Their place by value: 0 for the smallest. */
  public static final int RANK = 3;

  /** Their place by value, from the end: 0 for the largest. */
  public static final int REVERSE_RANK = 4;

  /** How many they are. */
  public static final int COUNT = 5;

  /** Their keys. */
  public static final int KEY = 6;

  /** Their values. */
  public static final int VALUE = 7;

  /** The entries: a map, in the order in which they were selected. */
  public static final int KEY_VALUE = 8;

  /** Whether there are any. */
  public static final int EXISTS = 13;

  /** The entries: an unordered map. */
  public static final int UNORDERED_MAP = 16;

  /** The entries: a key-ordered map. */
  public static final int ORDERED_MAP = 17;

  /** To be added: selects all entries but these. */
  public static final int INVERTED = 0x10000;

  private MapReturnType() {}
}
