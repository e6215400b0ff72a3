package io.shmtender.simulator.wire;

/** Bits of the second flag byte of a message (server: {@code AS_MSG_INFO2_*}). */
public final class Info2 {
  public static final int WRITE = 1;
  public static final int DELETE = 1 << 1;
  public static final int GENERATION = 1 << 2;
  public static final int GENERATION_GT = 1 << 3;
  public static final int DURABLE_DELETE = 1 << 4;
  public static final int CREATE_ONLY = 1 << 5;
  public static final int RESPOND_ALL_OPS = 1 << 7;

  private Info2() {}
}
