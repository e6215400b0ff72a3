package io.shmtender.daemon.segment;

/**
 * The CRC-32 of bytes that stand behind each other, from those of each: so a body of which one part
 * changed need not be read again.
 *
 * <p>A CRC is linear: that of {@code a} followed by {@code b} is that of {@code a}, carried over as
 * many zeros as {@code b} has bits, plus that of {@code b}. To carry it over n bits is to multiply
 * by x<sup>n</sup>, which takes as many steps as n has digits. This is zlib's {@code
 * crc32_combine}.
 */
final class JoinedChecksum {
  // CRC-32's polynomial. Numbers are polynomials modulo this one, x^0 in the highest bit.
  private static final int POLYNOMIAL = 0xEDB88320;
  private static final int ONE = 1 << 31;
  private static final int X_TO_8 = 1 << 23;

  private int value;

  /** Starts with the checksum of the first bytes. */
  JoinedChecksum(int first) {
    value = first;
  }

  /** Goes on with the checksum of so many more bytes. */
  void append(int checksum, int length) {
    value = product(xTo8Times(length), value) ^ checksum;
  }

  int value() {
    return value;
  }

  private static int xTo8Times(int length) {
    int power = X_TO_8;
    int result = ONE;
    for (int left = length; left != 0; left >>>= 1) {
      if ((left & 1) != 0) {
        result = product(power, result);
      }
      power = product(power, power);
    }
    return result;
  }

  private static int product(int one, int other) {
    int sum = 0;
    int shifted = other;
    for (int left = one; left != 0; left <<= 1) {
      if (left < 0) {
        sum ^= shifted;
      }
      // By x, modulo the polynomial.
      shifted = (shifted & 1) == 0 ? shifted >>> 1 : (shifted >>> 1) ^ POLYNOMIAL;
    }
    return sum;
  }
}
