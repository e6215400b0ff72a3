package io.shmtender.client.wire;

/**
 * Numbers in byte arrays, most significant byte first, as the protocol has them.
 *
 * <p>Byte by byte rather than by a VarHandle: there are few of them in a command. Start-up: no
 * VarHandle that is looked up, docs/design/start-up.md.
 */
public final class BigEndian {
  private BigEndian() {}

  /** Returns the unsigned 16-bit number at an offset. */
  public static int getShort(byte[] bytes, int offset) {
    return ((bytes[offset] & 0xFF) << 8) | (bytes[offset + 1] & 0xFF);
  }

  /** Returns the 32-bit number at an offset. */
  public static int getInt(byte[] bytes, int offset) {
    return (getShort(bytes, offset) << 16) | getShort(bytes, offset + 2);
  }

  /** Returns the 64-bit number at an offset. */
  public static long getLong(byte[] bytes, int offset) {
    return ((long) getInt(bytes, offset) << 32)
        | Integer.toUnsignedLong(getInt(bytes, offset + Integer.BYTES));
  }

  static void putShort(byte[] bytes, int offset, int value) {
    bytes[offset] = (byte) (value >> 8);
    bytes[offset + 1] = (byte) value;
  }

  static void putInt(byte[] bytes, int offset, int value) {
    putShort(bytes, offset, value >> 16);
    putShort(bytes, offset + 2, value);
  }

  static void putLong(byte[] bytes, int offset, long value) {
    putInt(bytes, offset, (int) (value >> 32));
    putInt(bytes, offset + Integer.BYTES, (int) value);
  }
}
