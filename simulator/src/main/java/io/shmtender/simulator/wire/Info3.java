package io.shmtender.simulator.wire;

/** Bits of the third flag byte of a message (server: {@code AS_MSG_INFO3_*}). */
public final class Info3 {
  public static final int LAST = 1;
  public static final int COMMIT_MASTER = 1 << 1;
  public static final int PARTITION_DONE = 1 << 2;
  public static final int UPDATE_ONLY = 1 << 3;
  public static final int CREATE_OR_REPLACE = 1 << 4;
  public static final int REPLACE_ONLY = 1 << 5;

  /** With {@link #SC_READ_RELAX}: allow unavailable; alone: linearize. */
  public static final int SC_READ_TYPE = 1 << 6;

  /** A strong-consistency read may be served by a prole. */
  public static final int SC_READ_RELAX = 1 << 7;

  private Info3() {}
}
