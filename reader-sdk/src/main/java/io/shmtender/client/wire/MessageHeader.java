package io.shmtender.client.wire;

/**
 * The header of a message about records, and the bits in it. The server's {@code as_msg}, in
 * proto.h:
 *
 * <pre>
 *  0 size of this header   1 info1   2 info2   3 info3   4 info4   5 result code
 *  6 generation (4)       10 time to live (4)          14 timeout in milliseconds (4)
 * 18 fields (2)           20 operations (2)            22 the fields, then the operations
 * </pre>
 */
public final class MessageHeader {
  /** Bytes in the header. */
  public static final int SIZE = 22;

  public static final int INFO1_READ = 1;
  public static final int INFO1_GET_ALL = 1 << 1;
  public static final int INFO1_BATCH = 1 << 3;
  public static final int INFO1_NO_BIN_DATA = 1 << 5;
  public static final int INFO1_READ_MODE_AP_ALL = 1 << 6;

  public static final int INFO2_WRITE = 1;
  public static final int INFO2_DELETE = 1 << 1;
  public static final int INFO2_GENERATION = 1 << 2;
  public static final int INFO2_GENERATION_GT = 1 << 3;
  public static final int INFO2_DURABLE_DELETE = 1 << 4;
  public static final int INFO2_CREATE_ONLY = 1 << 5;
  public static final int INFO2_RESPOND_ALL_OPS = 1 << 7;

  static final int INFO3_LAST = 1;
  public static final int INFO3_COMMIT_MASTER = 1 << 1;
  public static final int INFO3_UPDATE_ONLY = 1 << 3;
  public static final int INFO3_CREATE_OR_REPLACE = 1 << 4;
  public static final int INFO3_REPLACE_ONLY = 1 << 5;
  public static final int INFO3_SC_READ_TYPE = 1 << 6;
  public static final int INFO3_SC_READ_RELAX = 1 << 7;

  static final int INFO3 = 3;
  static final int RESULT_CODE = 5;
  static final int GENERATION = 6;
  static final int TIME_TO_LIVE = 10;
  static final int TIMEOUT = 14;
  static final int FIELD_COUNT = 18;
  static final int OPERATION_COUNT = 20;

  private MessageHeader() {}
}
