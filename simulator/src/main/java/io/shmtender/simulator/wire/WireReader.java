package io.shmtender.simulator.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads big-endian numbers and byte runs from a part of an array, never past its end. Not
 * thread-safe: one reader belongs to one connection and is reset for each message.
 */
public final class WireReader {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes = new byte[0];
  private int position;
  private int end;

  /** Starts over at {@code offset} for {@code length} bytes. */
  public WireReader reset(byte[] newBytes, int offset, int length) {
    bytes = newBytes;
    position = offset;
    end = offset + length;
    return this;
  }

  /** Bytes left. */
  public int remaining() {
    return end - position;
  }

  /** An unsigned byte. */
  public int u8() {
    return bytes[advance(1)] & 0xFF;
  }

  /** An unsigned 16-bit number. */
  public int u16() {
    return (short) SHORT.get(bytes, advance(2)) & 0xFFFF;
  }

  /** A 32-bit number. */
  public int i32() {
    return (int) INT.get(bytes, advance(4));
  }

  /** A 64-bit number. */
  public long i64() {
    return (long) LONG.get(bytes, advance(8));
  }

  /** A copy of the next {@code length} bytes. */
  public byte[] bytes(int length) {
    int from = advance(length);
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  /** The next {@code length} bytes as UTF-8. */
  public String text(int length) {
    return new String(bytes, advance(length), length, StandardCharsets.UTF_8);
  }

  /** Steps over {@code length} bytes. */
  public void skip(int length) {
    advance(length);
  }

  private int advance(int length) {
    if (length < 0 || length > end - position) {
      throw new MalformedMessageException(
          "message ends " + (end - position) + " bytes on, but " + length + " are announced");
    }
    int from = position;
    position += length;
    return from;
  }
}
