package io.shmtender.client.cdt;

/** How a list is sorted. Flags can be added up. */
public final class ListSortFlags {
  /** Ascending, with duplicates. */
  public static final int DEFAULT = 0;

  /** Keeps one of equal values. */
  public static final int DROP_DUPLICATES = 2;

  private ListSortFlags() {}
}
