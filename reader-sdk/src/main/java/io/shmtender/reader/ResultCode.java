package io.shmtender.reader;

import java.util.Arrays;

/**
 * The outcome of a command, by the official clients' names and numbers: the server's in {@code
 * proto.h}, and below zero those of failures that no server reported. {@link
 * ShmReaderException#resultCode()} tells the latter, too.
 */
public enum ResultCode {
  /** The command succeeded. */
  OK(0),

  /** The server failed for a reason that it does not tell. */
  SERVER_ERROR(1),

  /** There is no such record. */
  KEY_NOT_FOUND_ERROR(2),

  /** The record's generation is not the expected one. */
  GENERATION_ERROR(3),

  /** The command has a wrong parameter. */
  PARAMETER_ERROR(4),

  /** A record to be created exists. */
  KEY_EXISTS_ERROR(5),

  /** A bin to be created exists. */
  BIN_EXISTS_ERROR(6),

  /** The cluster is not the expected one. */
  CLUSTER_KEY_MISMATCH(7),

  /** The server has run out of space. */
  SERVER_MEM_ERROR(8),

  /** The server did not finish in time. */
  TIMEOUT(9),

  /** The configuration forbids the command. */
  ALWAYS_FORBIDDEN(10),

  /** The partition is unavailable. */
  PARTITION_UNAVAILABLE(11),

  /** The bin's type does not allow the operation. */
  BIN_TYPE_ERROR(12),

  /** The record is larger than the server's limit. */
  RECORD_TOO_BIG(13),

  /** Too many commands wait for the same record. */
  KEY_BUSY(14),

  /** A scan or query was aborted. */
  SCAN_ABORT(15),

  /** The server does not support this. */
  UNSUPPORTED_FEATURE(16),

  /** A bin to be updated does not exist. */
  BIN_NOT_FOUND(17),

  /** The storage does not keep up with writes. */
  DEVICE_OVERLOAD(18),

  /** The user key is not the stored one. */
  KEY_MISMATCH(19),

  /** The node has no such namespace. */
  INVALID_NAMESPACE(20),

  /** A bin name is longer than 15 bytes, or there are too many bins. */
  BIN_NAME_TOO_LONG(21),

  /** The command is not allowed at this time. */
  FAIL_FORBIDDEN(22),

  /** A map or list element to be updated does not exist. */
  ELEMENT_NOT_FOUND(23),

  /** A map or list element to be created exists. */
  ELEMENT_EXISTS(24),

  /** The server's edition or licence lacks this. */
  ENTERPRISE_ONLY(25),

  /** The operation cannot be applied to the bin's present value. */
  OP_NOT_APPLICABLE(26),

  /** The filter expression was false. */
  FILTERED_OUT(27),

  /** The write lost a conflict with XDR. */
  LOST_CONFLICT(28),

  /** The write has to wait until XDR has shipped the record. */
  XDR_KEY_BUSY(32),

  /** A query has no more records. */
  QUERY_END(50),

  /** The server does not support security. */
  SECURITY_NOT_SUPPORTED(51),

  /** Security is not enabled. */
  SECURITY_NOT_ENABLED(52),

  /** The security scheme is not supported. */
  SECURITY_SCHEME_NOT_SUPPORTED(53),

  /** The administration command is invalid. */
  INVALID_COMMAND(54),

  /** An administration field is invalid. */
  INVALID_FIELD(55),

  /** The security protocol was not followed. */
  ILLEGAL_STATE(56),

  /** There is no such user. */
  INVALID_USER(60),

  /** The user exists. */
  USER_ALREADY_EXISTS(61),

  /** The password is wrong. */
  INVALID_PASSWORD(62),

  /** The password has expired. */
  EXPIRED_PASSWORD(63),

  /** The password may not be used. */
  FORBIDDEN_PASSWORD(64),

  /** The credential is wrong. */
  INVALID_CREDENTIAL(65),

  /** The session has expired. */
  EXPIRED_SESSION(66),

  /** There is no such role. */
  INVALID_ROLE(70),

  /** The role exists. */
  ROLE_ALREADY_EXISTS(71),

  /** There is no such privilege. */
  INVALID_PRIVILEGE(72),

  /** The list of allowed addresses is invalid. */
  INVALID_WHITELIST(73),

  /** Quotas are not enabled. */
  QUOTAS_NOT_ENABLED(74),

  /** The quota is invalid. */
  INVALID_QUOTA(75),

  /** The connection is not authenticated. */
  NOT_AUTHENTICATED(80),

  /** The user may not do this. */
  ROLE_VIOLATION(81),

  /** The client's address is not allowed. */
  NOT_WHITELISTED(82),

  /** The user's quota is exceeded. */
  QUOTA_EXCEEDED(83),

  /** A user-defined function failed. */
  UDF_BAD_RESPONSE(100),

  /** Another transaction holds the record. */
  MRT_BLOCKED(120),

  /** Somebody else changed what the transaction had read. */
  MRT_VERSION_MISMATCH(121),

  /** The transaction's deadline has passed. */
  MRT_EXPIRED(122),

  /** The transaction writes too many records. */
  MRT_TOO_MANY_WRITES(123),

  /** The transaction was committed already. */
  MRT_COMMITTED(124),

  /** The transaction was aborted already. */
  MRT_ABORTED(125),

  /** The transaction has locked the record already. */
  MRT_ALREADY_LOCKED(126),

  /** The transaction has started already. */
  MRT_MONITOR_EXISTS(127),

  /** Batches are disabled. */
  BATCH_DISABLED(150),

  /** The batch has too many rows. */
  BATCH_MAX_REQUESTS_EXCEEDED(151),

  /** All batch queues are full. */
  BATCH_QUEUES_FULL(152),

  /** The secondary index exists. */
  INDEX_FOUND(200),

  /** There is no such secondary index. */
  INDEX_NOTFOUND(201),

  /** The secondary index has run out of space. */
  INDEX_OOM(202),

  /** The secondary index cannot be read yet. */
  INDEX_NOTREADABLE(203),

  /** The secondary index failed. */
  INDEX_GENERIC(204),

  /** The secondary index's name is too long. */
  INDEX_NAME_MAXLEN(205),

  /** There are too many secondary indexes. */
  INDEX_MAXCOUNT(206),

  /** The query was aborted. */
  QUERY_ABORTED(210),

  /** The query queue is full. */
  QUERY_QUEUEFULL(211),

  /** The query did not finish in time. */
  QUERY_TIMEOUT(212),

  /** The query failed. */
  QUERY_GENERIC(213),

  /** No server said so: the client could not do it, for a reason that has no code of its own. */
  CLIENT_ERROR(-1),

  /** The server's answer cannot be read. */
  PARSE_ERROR(-2),

  /** Nobody holds the record's partition. */
  INVALID_NODE_ERROR(-3),

  /** A scan was ended by the application. */
  SCAN_TERMINATED(-4),

  /** A query was ended by the application. */
  QUERY_TERMINATED(-5),

  /** All connections that a node may have are in use. */
  NO_MORE_CONNECTIONS(-7),

  /** The node could not be reached, or the connection broke. */
  SERVER_NOT_AVAILABLE(-8),

  /** More commands are under way than there may be. */
  ASYNC_QUEUE_FULL(-9),

  /** The command cannot be expressed in the server's protocol. */
  SERIALIZE_ERROR(-10),

  /** The command was tried as often as its policy allows. */
  MAX_RETRIES_EXCEEDED(-11),

  /** The node had too many errors just now and is left alone. */
  MAX_ERROR_RATE(-12),

  /** A record of a batch has not been answered. */
  NO_RESPONSE(-15),

  /** Part of a batch failed. */
  BATCH_FAILED(-16),

  /** A transaction failed. */
  TXN_FAILED(-17),

  /** The transaction was committed already. */
  TXN_ALREADY_COMMITTED(-18),

  /** The transaction was aborted already. */
  TXN_ALREADY_ABORTED(-19),

  /**
   * A number that this version of the SDK does not know; see {@link ShmReaderException#code()} and
   * {@code BatchRecord.code()}.
   */
  UNKNOWN(Integer.MIN_VALUE);

  private static final int LOWEST = -19;
  private static final ResultCode[] BY_NUMBER = byNumber();

  private final int number;

  ResultCode(int number) {
    this.number = number;
  }

  /** Returns the official number: the server's, 0 to 255, or below zero where no server said it. */
  public int number() {
    return number;
  }

  /** Returns the result code of a number, {@link #UNKNOWN} if there is none. */
  public static ResultCode of(int number) {
    int place = number - LOWEST;
    return place >= 0 && place < BY_NUMBER.length ? BY_NUMBER[place] : UNKNOWN;
  }

  private static ResultCode[] byNumber() {
    ResultCode[] codes = new ResultCode[256 - LOWEST];
    Arrays.fill(codes, UNKNOWN);
    for (ResultCode code : values()) {
      if (code != UNKNOWN) {
        codes[code.number - LOWEST] = code;
      }
    }
    return codes;
  }
}
