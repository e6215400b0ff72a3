package io.shmtender.simulator.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Collects answers so that they leave in one write. Grows as needed. Not thread-safe: one writer
 * belongs to one connection.
 */
public final class WireWriter {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes = new byte[1024];
  private int size;

  /** Bytes written so far. */
  public int size() {
    return size;
  }

  /** Forgets everything from {@code newSize} on. */
  public void truncate(int newSize) {
    size = Math.min(size, newSize);
  }

  /** Appends one byte. */
  public WireWriter u8(int value) {
    int at = grow(1);
    bytes[at] = (byte) value;
    return this;
  }

  /** Appends a 16-bit number. */
  public WireWriter u16(int value) {
    int at = grow(2); // may replace the array
    SHORT.set(bytes, at, (short) value);
    return this;
  }

  /** Appends a 32-bit number. */
  public WireWriter i32(int value) {
    int at = grow(4); // may replace the array
    INT.set(bytes, at, value);
    return this;
  }

  /** Appends a 64-bit number. */
  public WireWriter i64(long value) {
    int at = grow(8); // may replace the array
    LONG.set(bytes, at, value);
    return this;
  }

  /** Appends all of {@code value}. */
  public WireWriter bytes(byte[] value) {
    int at = grow(value.length); // may replace the array
    System.arraycopy(value, 0, bytes, at, value.length);
    return this;
  }

  /** Overwrites the 64-bit number at {@code at}, written before as a placeholder. */
  public void putI64(int at, long value) {
    LONG.set(bytes, at, value);
  }

  /** A copy of everything written so far. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Writes everything to {@code out} in one call and starts over. */
  public void drainTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
    size = 0;
  }

  private int grow(int length) {
    int at = size;
    size = Math.addExact(size, length);
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
    }
    return at;
  }
}
