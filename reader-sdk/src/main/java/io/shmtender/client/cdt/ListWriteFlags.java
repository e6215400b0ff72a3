package io.shmtender.client.cdt;

/** What a list accepts. Flags can be added up. */
public final class ListWriteFlags {
  /** Everything, anywhere. */
  public static final int DEFAULT = 0;

  /** Only values that are not in the list yet. */
  public static final int ADD_UNIQUE = 1;

  /** Only within the list or right behind it: no nil is filled in before. */
  public static final int INSERT_BOUNDED = 2;

  /** What is not accepted is left out without an error. */
  public static final int NO_FAIL = 4;

  /** With {@link #NO_FAIL}: of several values, those that are accepted are written. */
  public static final int PARTIAL = 8;

  private ListWriteFlags() {}
}
