package io.shmtender.simulator.wire;

/**
 * The eight bytes before every message: version (1), type (1), body size (6), big-endian (server:
 * {@code as_proto}).
 */
public final class Proto {
  /** Size of the header in bytes. */
  public static final int HEADER_SIZE = 8;

  /** Newline-separated names and values. */
  public static final int TYPE_INFO = 1;

  /** Login and user administration. */
  public static final int TYPE_SECURITY = 2;

  /** Records: one command or a batch. */
  public static final int TYPE_MESSAGE = 3;

  /** A message of another type, deflated. */
  public static final int TYPE_COMPRESSED = 4;

  /** The only version there is. */
  public static final int VERSION = 2;

  /** The server's sanity limit of a body in bytes. */
  public static final long MAX_BODY_SIZE = 128L * 1024 * 1024;

  private static final long SIZE_MASK = 0xFFFF_FFFF_FFFFL;

  private Proto() {}

  /** The header as one big-endian long. */
  public static long header(int type, long bodySize) {
    return ((long) VERSION << 56) | ((long) type << 48) | (bodySize & SIZE_MASK);
  }

  /** The version of a header. */
  public static int version(long header) {
    return (int) (header >>> 56);
  }

  /** The type of a header. */
  public static int type(long header) {
    return (int) (header >>> 48) & 0xFF;
  }

  /** The body size of a header in bytes. */
  public static long size(long header) {
    return header & SIZE_MASK;
  }
}
