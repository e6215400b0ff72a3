package io.shmtender.client.wire;

import java.nio.charset.StandardCharsets;

/**
 * Walks through a response that somebody may have damaged: nothing is believed that does not lie
 * within the message. Reused for one response after the other; not thread-safe.
 *
 * <p>The bin names that a connection sees are few and always the same, so they are remembered.
 */
public final class Response {
  private static final int FIELD_PREFIX = Integer.BYTES;
  private static final int OPERATION_PREFIX = 8;
  // A power of two; a name that falls on another's place takes it.
  private static final int REMEMBERED_NAMES = 64;

  private final String[] names = new String[REMEMBERED_NAMES];
  private byte[] bytes;
  private int position;
  private int end;
  private int resultCode;
  private int generation;
  private int expiration;
  private int operationCount;
  private int operationsLeft;
  private int batchIndex;
  private boolean last;
  // Whether the message may go on after this record.
  private boolean hasRows;

  private String binName;
  private int particleType;
  private int valueOffset;
  private int valueSize;

  /**
   * Begins with the body of a message.
   *
   * @throws MalformedResponseException if the header or a field does not fit
   */
  public void reset(byte[] source, int from, int size) throws MalformedResponseException {
    begin(source, from, size, false);
    readHeader();
  }

  /** Begins with the body of a message that may have many records; {@link #nextRow} is next. */
  public void resetRows(byte[] source, int from, int size) {
    begin(source, from, size, true);
    operationsLeft = 0;
  }

  /**
   * Goes to the next record of a message that may have many.
   *
   * @return whether there is one
   * @throws MalformedResponseException if its header or a field does not fit
   */
  public boolean nextRow() throws MalformedResponseException {
    while (operationsLeft > 0) {
      next();
    }
    if (position == end) {
      return false;
    }
    readHeader();
    return true;
  }

  private void begin(byte[] source, int from, int size, boolean mayHaveRows) {
    bytes = source;
    position = from;
    end = from + size;
    hasRows = mayHaveRows;
  }

  private void readHeader() throws MalformedResponseException {
    int from = position;
    if (end - from < MessageHeader.SIZE) {
      throw new MalformedResponseException("a body of " + (end - from) + " bytes");
    }
    if (bytes[from] != MessageHeader.SIZE) {
      throw new MalformedResponseException("a header of " + (bytes[from] & 0xFF) + " bytes");
    }
    resultCode = bytes[from + MessageHeader.RESULT_CODE] & 0xFF;
    last = (bytes[from + MessageHeader.INFO3] & MessageHeader.INFO3_LAST) != 0;
    batchIndex = BigEndian.getInt(bytes, from + MessageHeader.TIMEOUT);
    generation = BigEndian.getInt(bytes, from + MessageHeader.GENERATION);
    expiration = BigEndian.getInt(bytes, from + MessageHeader.TIME_TO_LIVE);
    int fields = BigEndian.getShort(bytes, from + MessageHeader.FIELD_COUNT);
    operationCount = BigEndian.getShort(bytes, from + MessageHeader.OPERATION_COUNT);
    operationsLeft = operationCount;
    position += MessageHeader.SIZE;
    for (int i = 0; i < fields; i++) {
      skipField();
    }
    if (end - position < (long) operationCount * OPERATION_PREFIX) {
      throw new MalformedResponseException(
          operationCount + " bins in " + (end - position) + " bytes");
    }
    if (operationCount == 0) {
      checkEnd();
    }
  }

  private void skipField() throws MalformedResponseException {
    int left = end - position - FIELD_PREFIX;
    int size = left < 0 ? -1 : BigEndian.getInt(bytes, position);
    if (size < 1 || size > left) {
      throw new MalformedResponseException("a field of " + size + " bytes where " + left + " are");
    }
    position += FIELD_PREFIX + size;
  }

  /** Returns the result code: 0 to 255. */
  public int resultCode() {
    return resultCode;
  }

  /** Returns whether this is no record, but the end of an answer of many. */
  public boolean isLast() {
    return last;
  }

  /** Returns the number of the batch's row that this answers; any number at all. */
  public int batchIndex() {
    return batchIndex;
  }

  /** Returns the record's generation. */
  public int generation() {
    return generation;
  }

  /** Returns the record's expiration. */
  public int expiration() {
    return expiration;
  }

  /** Returns how many bins there are: 0 to 65535, and no more than there is room for. */
  public int operationCount() {
    return operationCount;
  }

  /**
   * Goes to the next bin.
   *
   * @throws MalformedResponseException if it does not fit, or something follows the last one
   */
  public void next() throws MalformedResponseException {
    int left = end - position - Integer.BYTES;
    int size = left < Integer.BYTES ? -1 : BigEndian.getInt(bytes, position);
    int nameSize = size < Integer.BYTES ? 0 : bytes[position + 7] & 0xFF;
    if (size < Integer.BYTES + nameSize || size > left) {
      throw new MalformedResponseException(
          "a bin of " + size + " bytes where " + left + " are, its name has " + nameSize);
    }
    particleType = bytes[position + 5] & 0xFF;
    binName = name(position + OPERATION_PREFIX, nameSize);
    valueOffset = position + OPERATION_PREFIX + nameSize;
    valueSize = size - Integer.BYTES - nameSize;
    position = valueOffset + valueSize;
    if (--operationsLeft == 0) {
      checkEnd();
    }
  }

  private void checkEnd() throws MalformedResponseException {
    if (position != end && !hasRows) {
      throw new MalformedResponseException((end - position) + " bytes after the last bin");
    }
  }

  /** Returns the bin's name. */
  public String binName() {
    return binName;
  }

  /** Returns the type of the bin's value: 0 to 255. */
  public int particleType() {
    return particleType;
  }

  /** Returns the array that the bin's value is in. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns where the bin's value begins. */
  public int valueOffset() {
    return valueOffset;
  }

  /** Returns how many bytes the bin's value has, 0 or more, all of them within the array. */
  public int valueSize() {
    return valueSize;
  }

  private String name(int offset, int size) {
    int hash = size;
    for (int i = 0; i < size; i++) {
      hash = hash * 31 + bytes[offset + i];
    }
    int place = (hash ^ (hash >>> 16)) & (REMEMBERED_NAMES - 1);
    String known = names[place];
    if (known != null && isSameAscii(known, offset, size)) {
      return known;
    }
    String name = new String(bytes, offset, size, StandardCharsets.UTF_8);
    names[place] = name;
    return name;
  }

  // Whether the bytes are the string's characters; only ASCII can be compared so, the rest is not.
  private boolean isSameAscii(String known, int offset, int size) {
    if (known.length() != size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (known.charAt(i) != bytes[offset + i]) {
        return false;
      }
    }
    return true;
  }
}
