package io.shmtender.simulator.wire;

/** Bits of the first flag byte of a message (server: {@code AS_MSG_INFO1_*}). */
public final class Info1 {
  public static final int READ = 1;
  public static final int GET_ALL = 1 << 1;
  public static final int SHORT_QUERY = 1 << 2;
  public static final int BATCH = 1 << 3;
  public static final int XDR = 1 << 4;
  public static final int GET_NO_BINS = 1 << 5;
  public static final int READ_ALL_REPLICAS = 1 << 6;
  public static final int COMPRESS_RESPONSE = 1 << 7;

  private Info1() {}
}
