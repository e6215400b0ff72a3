package io.shmtender.simulator.wire;

/** Types of message fields (server: {@code AS_MSG_FIELD_TYPE_*}). */
public final class FieldType {
  public static final int NAMESPACE = 0;
  public static final int SET = 1;
  public static final int KEY = 2;
  public static final int DIGEST = 4;
  public static final int TRANSACTION_ID = 5;
  public static final int QUERY_ID = 7;
  public static final int PARTITION_IDS = 11;
  public static final int DIGESTS = 12;
  public static final int INDEX_RANGE = 22;
  public static final int UDF_FILENAME = 30;
  public static final int BATCH = 41;
  public static final int BATCH_WITH_SET = 42;
  public static final int FILTER_EXPRESSION = 43;

  private FieldType() {}
}
