package io.shmtender.client.cdt;

/**
 * What an operation returns for the list elements that it selects; a list if it may select several.
 */
public final class ListReturnType {
  /** Nothing. */
  public static final int NONE = 0;

  /** Where they are: 0 for the first. */
  public static final int INDEX = 1;

  /** Where they are, from the end: 0 for the last. */
  public static final int REVERSE_INDEX = 2;

  /** Their place by value: 0 for the smallest. */
  public static final int RANK = 3;

  /** Their place by value, from the end: 0 for the largest. */
  public static final int REVERSE_RANK = 4;

  /** How many they are. */
  public static final int COUNT = 5;

  /** The elements. */
  public static final int VALUE = 7;

  /** Whether there are any. */
  public static final int EXISTS = 13;

  /** To be added: selects all elements but these. */
  public static final int INVERTED = 0x10000;

  private ListReturnType() {}
}
