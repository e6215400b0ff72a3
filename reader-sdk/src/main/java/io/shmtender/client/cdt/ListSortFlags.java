package io.shmtender.client.cdt;

/** How a list is sorted; to be added up. */
public final class ListSortFlags {
  /** Ascending, with duplicates. */
  public static final int DEFAULT = 0;

  /** Of equal values one remains. */
  public static final int DROP_DUPLICATES = 2;

  private ListSortFlags() {}
}
