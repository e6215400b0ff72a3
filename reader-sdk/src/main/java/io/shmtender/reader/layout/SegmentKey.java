package io.shmtender.reader.layout;

/**
 * The number that names a cluster's segment on a host, as {@code shm_key} does in the C client.
 *
 * @param value the key's 32 bits; written in hexadecimal everywhere
 */
public record SegmentKey(int value) {
  /** The key that everybody uses who sets none: 0xA7000000. */
  public static final SegmentKey DEFAULT = new SegmentKey(0xA7000000);

  /**
   * Reads a key as people write it: {@code 0xA7000000} or a decimal number, 1 to 4294967295.
   *
   * @throws IllegalArgumentException if the text is no such number; the message says what is
   *     allowed
   */
  public static SegmentKey parse(String text) {
    long value;
    try {
      value = Long.decode(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(notAKey(text), e);
    }
    if (value < 1 || value > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException(notAKey(text));
    }
    return new SegmentKey((int) value);
  }

  private static String notAKey(String text) {
    return "'" + text + "' is not a key: write a number from 1 to 0xFFFFFFFF, such as 0xA7000000";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SegmentKey that && value == that.value;
  }

  @Override
  public int hashCode() {
    return value;
  }

  @Override
  public String toString() {
    char[] text = {'0', 'x', '0', '0', '0', '0', '0', '0', '0', '0'};
    for (int i = 0; i < 8; i++) {
      text[9 - i] = "0123456789ABCDEF".charAt(value >>> (4 * i) & 0xF);
    }
    return new String(text);
  }
}
