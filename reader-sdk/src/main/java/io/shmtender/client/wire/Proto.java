package io.shmtender.client.wire;

/**
 * The eight bytes before every message: version, type, and in the lower 48 bits the size of what
 * follows, most significant byte first. The server's {@code as_proto}, in proto.h.
 */
public final class Proto {
  // What answers are compared with. Start-up: constants rather than ResultCode,
  // docs/design/start-up.md.

  /** The result code of success. */
  public static final int RESULT_OK = 0;

  /** The result code when there is no such record. */
  public static final int RESULT_NOT_FOUND = 2;

  /** The result code when the server gave up. */
  public static final int RESULT_TIMEOUT = 9;

  /** The result code of a command over a connection whose session is over. */
  public static final int RESULT_EXPIRED_SESSION = 66;

  /** The result code of a command over a connection without a login. */
  public static final int RESULT_NOT_AUTHENTICATED = 80;

  /** Bytes in the header. */
  public static final int HEADER_SIZE = 8;

  /** Bytes after the header, at most. The server's {@code PROTO_SIZE_MAX}. */
  public static final int MAX_BODY_SIZE = 128 * 1024 * 1024;

  static final int VERSION = 2;
  static final int TYPE_MESSAGE = 3;
  static final int TYPE_INFO = 1;
  // A reply that claims to be longer is garbage; the longest real ones are under 2 MiB.
  private static final int MAX_INFO_SIZE = 16 * 1024 * 1024;
  private static final int TYPE_SHIFT = 48;
  private static final int VERSION_SHIFT = 56;
  private static final long SIZE_MASK = (1L << TYPE_SHIFT) - 1;

  private Proto() {}

  static long header(int bodySize) {
    return header(TYPE_MESSAGE, bodySize);
  }

  static long header(int type, int bodySize) {
    return ((long) VERSION << VERSION_SHIFT) | ((long) type << TYPE_SHIFT) | bodySize;
  }

  /** Returns an info request: names in ASCII, each with the end of a line. */
  public static byte[] info(String names) {
    byte[] message = new byte[HEADER_SIZE + names.length()];
    BigEndian.putLong(message, 0, header(TYPE_INFO, names.length()));
    for (int i = 0; i < names.length(); i++) {
      message[HEADER_SIZE + i] = (byte) names.charAt(i);
    }
    return message;
  }

  /**
   * Returns the size of the body that follows the header at an offset.
   *
   * @throws MalformedResponseException if it is not the header of a message, or the size is beyond
   *     the limits
   */
  public static int bodySize(byte[] bytes, int offset) throws MalformedResponseException {
    return size(bytes, offset, TYPE_MESSAGE, MessageHeader.SIZE, MAX_BODY_SIZE);
  }

  /**
   * Returns the size of the answer to an info request that follows the header at an offset.
   *
   * @throws MalformedResponseException if it is not the header of one, or the size is beyond the
   *     limits
   */
  public static int infoSize(byte[] bytes, int offset) throws MalformedResponseException {
    return size(bytes, offset, TYPE_INFO, 0, MAX_INFO_SIZE);
  }

  private static int size(byte[] bytes, int offset, int expectedType, int least, int most)
      throws MalformedResponseException {
    long header = BigEndian.getLong(bytes, offset);
    int version = (int) (header >>> VERSION_SHIFT);
    int type = (int) (header >>> TYPE_SHIFT) & 0xFF;
    if (version != VERSION || type != expectedType) {
      throw new MalformedResponseException(
          "protocol version "
              + version
              + " and message type "
              + type
              + " instead of 2 and "
              + expectedType);
    }
    long size = header & SIZE_MASK;
    if (size < least || size > most) {
      throw new MalformedResponseException(
          "a body of " + size + " bytes instead of " + least + " to " + most);
    }
    return (int) size;
  }
}
