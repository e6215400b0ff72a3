package io.shmtender.client.wire;

import java.util.Arrays;
import java.util.List;

/**
 * A buffer in which a message to the server is put together: header, fields, operations. Reused for
 * one message after the other; not thread-safe.
 */
public final class Request {
  public static final int FIELD_NAMESPACE = 0;
  public static final int FIELD_SET = 1;
  public static final int FIELD_KEY = 2;
  public static final int FIELD_DIGEST = 4;
  private static final int FIELD_BATCH = 41;

  public static final int OPERATION_READ = 1;
  public static final int OPERATION_WRITE = 2;
  public static final int OPERATION_CDT_READ = 3;
  public static final int OPERATION_CDT_MODIFY = 4;
  public static final int OPERATION_ADD = 5;
  public static final int OPERATION_APPEND = 9;
  public static final int OPERATION_PREPEND = 10;
  public static final int OPERATION_TOUCH = 11;
  public static final int OPERATION_DELETE = 14;

  // What a row of a batch begins with, besides its number and digest: the server's batch.c.
  private static final int ROW_REPEATS = 1;
  private static final int ROW_HAS_INFO = 1 << 1;
  private static final int ROW_HAS_GENERATION = 1 << 2;
  private static final int ROW_HAS_TIME_TO_LIVE = 1 << 3;

  private static final int START = Proto.HEADER_SIZE;
  private static final int INITIAL_CAPACITY = 1024;
  private static final int MAX_RETAINED_CAPACITY = 64 * 1024;
  private static final int MAX_SIZE = Proto.HEADER_SIZE + Proto.MAX_BODY_SIZE;
  private static final int MAX_OPERATIONS = 0xFFFF;

  private byte[] bytes;
  private int size;
  private int fields;
  private int operations;

  /** Makes a buffer for usual messages. */
  public Request() {
    this(INITIAL_CAPACITY);
  }

  /** Makes a buffer with room for some bytes; it grows. */
  public Request(int capacity) {
    bytes = new byte[capacity];
  }

  /** Begins a message. */
  public void begin(int info1, int info2, int info3, int generation, int ttl, int timeoutMillis) {
    size = START + MessageHeader.SIZE;
    fields = 0;
    operations = 0;
    bytes[START] = MessageHeader.SIZE;
    bytes[START + 1] = (byte) info1;
    bytes[START + 2] = (byte) info2;
    bytes[START + 3] = (byte) info3;
    bytes[START + 4] = 0;
    bytes[START + MessageHeader.RESULT_CODE] = 0;
    BigEndian.putInt(bytes, START + MessageHeader.GENERATION, generation);
    BigEndian.putInt(bytes, START + MessageHeader.TIME_TO_LIVE, ttl);
    BigEndian.putInt(bytes, START + MessageHeader.TIMEOUT, timeoutMillis);
  }

  /** Puts a whole info request together, which asks for the values of some names. */
  public void info(List<String> names) {
    size = START;
    for (String name : names) {
      putUtf8(name);
      ensure(1);
      bytes[size++] = '\n';
    }
    BigEndian.putLong(bytes, 0, Proto.header(Proto.TYPE_INFO, size - START));
  }

  /**
   * Begins a field; its content follows.
   *
   * @return what {@link #endField} wants
   */
  public int beginField(int type) {
    ensure(5);
    int start = size;
    size += Integer.BYTES;
    bytes[size++] = (byte) type;
    fields++;
    return start;
  }

  /** Ends a field. */
  public void endField(int start) {
    BigEndian.putInt(bytes, start, size - start - Integer.BYTES);
  }

  /**
   * Begins an operation; the bin's value follows.
   *
   * @param bin the bin's name, at most 255 bytes
   * @return what {@link #endOperation} wants
   */
  public int beginOperation(int operation, int particleType, String bin) {
    if (operations == MAX_OPERATIONS) {
      throw new IllegalArgumentException("more than " + MAX_OPERATIONS + " operations");
    }
    ensure(8);
    int start = size;
    bytes[start + 4] = (byte) operation;
    bytes[start + 5] = (byte) particleType;
    bytes[start + 6] = 0;
    size += 8;
    putUtf8(bin);
    bytes[start + 7] = (byte) (size - start - 8);
    operations++;
    return start;
  }

  /** Ends an operation. */
  public void endOperation(int start) {
    BigEndian.putInt(bytes, start, size - start - Integer.BYTES);
  }

  /**
   * Begins the field with a batch's rows, which follow. It has to be the only field.
   *
   * @return what {@link #endRows} wants
   */
  public int beginRows(int count, int flags) {
    int start = beginField(FIELD_BATCH);
    putInt(count);
    putByte(flags);
    return start;
  }

  /** Ends the field with a batch's rows. */
  public void endRows(int start) {
    endField(start);
    fields = 1;
    operations = 0;
  }

  /** Ends the field with a batch's rows, of which there are as many as is said only now. */
  public void endRows(int start, int count) {
    BigEndian.putInt(bytes, start + Integer.BYTES + 1, count);
    endRows(start);
  }

  /** Takes back what was appended since the size was this. */
  public void rewind(int earlierSize) {
    size = earlierSize;
  }

  /** Appends a row that differs from the one before in nothing but number and digest. */
  public void putRepeatingRow() {
    putByte(ROW_REPEATS);
  }

  /**
   * Begins what a row asks for, after its number and digest; fields and operations follow.
   *
   * @return what {@link #endRow} wants
   */
  public int beginRow(int info1, int info2, int info3, int generation, int ttl) {
    ensure(14);
    boolean writes = info2 != 0;
    int kind = ROW_HAS_INFO | ROW_HAS_TIME_TO_LIVE | (writes ? ROW_HAS_GENERATION : 0);
    bytes[size++] = (byte) kind;
    bytes[size++] = (byte) info1;
    bytes[size++] = (byte) info2;
    bytes[size++] = (byte) info3;
    if (writes) {
      BigEndian.putShort(bytes, size, generation);
      size += Short.BYTES;
    }
    BigEndian.putInt(bytes, size, ttl);
    size += Integer.BYTES;
    int start = size;
    size += 2 * Short.BYTES;
    fields = 0;
    operations = 0;
    return start;
  }

  /** Ends a row. */
  public void endRow(int start) {
    BigEndian.putShort(bytes, start, fields);
    BigEndian.putShort(bytes, start + Short.BYTES, operations);
  }

  /** Appends a byte. */
  public void putByte(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
  }

  /** Appends a 16-bit number. */
  public void putShort(int value) {
    ensure(Short.BYTES);
    BigEndian.putShort(bytes, size, value);
    size += Short.BYTES;
  }

  /** Appends a 32-bit number. */
  public void putInt(int value) {
    ensure(Integer.BYTES);
    BigEndian.putInt(bytes, size, value);
    size += Integer.BYTES;
  }

  /** Appends a 64-bit number. */
  public void putLong(long value) {
    ensure(Long.BYTES);
    BigEndian.putLong(bytes, size, value);
    size += Long.BYTES;
  }

  /**
   * Leaves bytes for the caller to fill in, before anything else is appended.
   *
   * @return where in {@link #bytes()} they begin
   */
  public int skip(int count) {
    ensure(count);
    int offset = size;
    size += count;
    return offset;
  }

  /** Appends bytes. */
  public void putBytes(byte[] value) {
    ensure(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  /**
   * Appends a string in UTF-8.
   *
   * @throws IllegalArgumentException if it has an unpaired surrogate, which UTF-8 cannot express
   */
  public void putUtf8(String text) {
    int length = text.length();
    ensure(length);
    byte[] target = bytes;
    int offset = size;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        size = offset + i;
        putWide(text, i);
        return;
      }
      target[offset + i] = (byte) c;
    }
    size = offset + length;
  }

  private void putWide(String text, int from) {
    // No character takes more than three bytes; a surrogate pair takes four.
    ensure((text.length() - from) * 3L);
    for (int i = from; i < text.length(); i++) {
      int c = text.charAt(i);
      if (c < 0x80) {
        bytes[size++] = (byte) c;
      } else if (c < 0x800) {
        bytes[size++] = (byte) (0xC0 | (c >> 6));
        putContinuation(c);
      } else if (!Character.isSurrogate((char) c)) {
        bytes[size++] = (byte) (0xE0 | (c >> 12));
        putContinuation(c >> 6);
        putContinuation(c);
      } else {
        int codePoint = text.codePointAt(i);
        if (codePoint == c || Character.isLowSurrogate((char) c)) {
          throw new IllegalArgumentException("unpaired surrogate at " + i + " of a string");
        }
        bytes[size++] = (byte) (0xF0 | (codePoint >> 18));
        putContinuation(codePoint >> 12);
        putContinuation(codePoint >> 6);
        putContinuation(codePoint);
        i++;
      }
    }
  }

  private void putContinuation(int bits) {
    bytes[size++] = (byte) (0x80 | (bits & 0x3F));
  }

  /** Ends the message: it is now {@link #size()} of {@link #bytes()}. */
  public void end() {
    BigEndian.putShort(bytes, START + MessageHeader.FIELD_COUNT, fields);
    BigEndian.putShort(bytes, START + MessageHeader.OPERATION_COUNT, operations);
    BigEndian.putLong(bytes, 0, Proto.header(size - Proto.HEADER_SIZE));
  }

  /** Returns the buffer, which has the message at its start. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the size of the message so far, with its headers. */
  public int size() {
    return size;
  }

  /** Returns a copy of what was appended so far. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Lets go of a buffer that one large message made grow. */
  public void shrink() {
    if (bytes.length > MAX_RETAINED_CAPACITY) {
      bytes = new byte[INITIAL_CAPACITY];
    }
  }

  private void ensure(long more) {
    if (bytes.length - size < more) {
      grow(size + more);
    }
  }

  private void grow(long wanted) {
    if (wanted > MAX_SIZE) {
      throw new IllegalArgumentException(
          "a message of " + wanted + " bytes; the server takes at most " + MAX_SIZE);
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_SIZE, Math.max(wanted, bytes.length * 2L)));
  }
}
