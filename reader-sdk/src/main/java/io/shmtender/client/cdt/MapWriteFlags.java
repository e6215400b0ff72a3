package io.shmtender.client.cdt;

/** What a map accepts. Flags can be added up. */
public final class MapWriteFlags {
  /** Everything. */
  public static final int DEFAULT = 0;

  /** Only keys that are not in the map yet. */
  public static final int CREATE_ONLY = 1;

  /** Only keys that are in the map. */
  public static final int UPDATE_ONLY = 2;

  /** What is not accepted is left out without an error. */
  public static final int NO_FAIL = 4;

  /** With {@link #NO_FAIL}: of several entries, those that are accepted are written. */
  public static final int PARTIAL = 8;

  private MapWriteFlags() {}
}
