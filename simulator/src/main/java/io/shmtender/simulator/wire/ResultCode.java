package io.shmtender.simulator.wire;

/** Result codes of the record protocol, by the server's numbers (server: {@code proto.h}). */
public enum ResultCode {
  OK(0),
  UNKNOWN(1),
  NOT_FOUND(2),
  GENERATION(3),
  PARAMETER(4),
  RECORD_EXISTS(5),
  CLUSTER_KEY_MISMATCH(7),
  TIMEOUT(9),
  PARTITION_UNAVAILABLE(11),
  INCOMPATIBLE_TYPE(12),
  RECORD_TOO_BIG(13),
  UNSUPPORTED_FEATURE(16),
  KEY_MISMATCH(19),
  NAMESPACE(20),
  BIN_NAME(21),
  ELEMENT_NOT_FOUND(23),
  ELEMENT_EXISTS(24),
  ENTERPRISE_ONLY(25),
  OP_NOT_APPLICABLE(26),
  FILTERED_OUT(27),
  SECURITY_NOT_SUPPORTED(51),
  SECURITY_NOT_CONFIGURED(52),
  INVALID_CREDENTIAL(65),
  EXPIRED_SESSION(66),
  NOT_AUTHENTICATED(80),
  BATCH_MAX_REQUESTS(151),
  INVALID_GEOJSON(160);

  private final int code;

  ResultCode(int code) {
    this.code = code;
  }

  /** The number on the wire, 0 to 255. */
  public int code() {
    return code;
  }
}
