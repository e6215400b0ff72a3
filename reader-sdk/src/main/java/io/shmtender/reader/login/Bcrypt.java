package io.shmtender.reader.login;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * The password hash that servers store: bcrypt (Provos and Mazières, 1999) with the salt and cost
 * that all Aerospike clients share. As slow as it is meant to be: some tenth of a second.
 *
 * <p>Blowfish begins with the first 33,344 bits of π behind the point. They are computed, which
 * takes less than what follows; a table of them would be an eighth of this jar.
 */
final class Bcrypt {
  private static final String PREFIX = "$2a$10$7EqJtq98hPqEX7fNZaFWoO";
  private static final int SALT_OFFSET = 7;
  private static final int ROUNDS = 1 << 10;
  private static final String ALPHABET =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private static final int SUBKEYS = 18;
  private static final int BOX = 256;
  private static final int WORDS = SUBKEYS + 4 * BOX;

  // The subkeys, then the four boxes.
  private final int[] state = pi();

  private Bcrypt() {}

  /** Returns the hash of a password, 60 characters of ASCII. */
  static String hash(String password) {
    return new Bcrypt().hash((password + "\0").getBytes(StandardCharsets.UTF_8));
  }

  private String hash(byte[] key) {
    byte[] salt = decode(PREFIX.substring(SALT_OFFSET));
    expand(key, salt);
    byte[] nothing = new byte[salt.length];
    for (int i = 0; i < ROUNDS; i++) {
      expand(key, nothing);
      expand(salt, nothing);
    }
    byte[] text = "OrpheanBeholderScryDoubt".getBytes(StandardCharsets.US_ASCII);
    for (int offset = 0; offset < text.length; offset += Long.BYTES) {
      long block = word(text, offset) << 32 | word(text, offset + 4);
      for (int i = 0; i < 64; i++) {
        block = encrypt(block);
      }
      for (int i = 0; i < Long.BYTES; i++) {
        text[offset + i] = (byte) (block >>> (56 - 8 * i));
      }
    }
    return PREFIX + encode(text, text.length - 1);
  }

  private void expand(byte[] key, byte[] salt) {
    for (int i = 0; i < SUBKEYS; i++) {
      state[i] ^= (int) word(key, 4 * i);
    }
    long block = 0;
    for (int i = 0; i < WORDS; i += 2) {
      block ^= word(salt, 4 * i) << 32 | word(salt, 4 * i + 4);
      block = encrypt(block);
      state[i] = (int) (block >>> 32);
      state[i + 1] = (int) block;
    }
  }

  // Four bytes at a place of the endless repetition.
  private static long word(byte[] bytes, int offset) {
    long word = 0;
    for (int i = 0; i < 4; i++) {
      word = (word << 8) | (bytes[(offset + i) % bytes.length] & 0xFF);
    }
    return word;
  }

  private long encrypt(long block) {
    int left = (int) (block >>> 32);
    int right = (int) block;
    for (int i = 0; i < SUBKEYS - 2; i++) {
      left ^= state[i];
      int mixed = box(0, left >>> 24) + box(1, left >>> 16 & 0xFF);
      mixed = (mixed ^ box(2, left >>> 8 & 0xFF)) + box(3, left & 0xFF);
      int swap = right ^ mixed;
      right = left;
      left = swap;
    }
    return (long) (right ^ state[SUBKEYS - 1]) << 32 | ((left ^ state[SUBKEYS - 2]) & 0xFFFF_FFFFL);
  }

  private int box(int number, int index) {
    return state[SUBKEYS + number * BOX + index];
  }

  private static byte[] decode(String text) {
    byte[] bytes = new byte[text.length() * 6 / 8];
    int bits = 0;
    int count = 0;
    int size = 0;
    for (int i = 0; i < text.length(); i++) {
      bits = bits << 6 | ALPHABET.indexOf(text.charAt(i));
      count += 6;
      if (count >= 8) {
        count -= 8;
        bytes[size++] = (byte) (bits >>> count);
      }
    }
    return bytes;
  }

  private static String encode(byte[] bytes, int size) {
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int count = 0;
    for (int i = 0; i < size; i++) {
      bits = bits << 8 | (bytes[i] & 0xFF);
      for (count += 8; count >= 6; count -= 6) {
        text.append(ALPHABET.charAt(bits >>> (count - 6) & 0x3F));
      }
    }
    return count == 0
        ? text.toString()
        : text.append(ALPHABET.charAt(bits << (6 - count) & 0x3F)).toString();
  }

  // By Machin's formula, π = 16 arctan(1/5) - 4 arctan(1/239).
  private static int[] pi() {
    int guard = 64;
    BigInteger one = BigInteger.ONE.shiftLeft(WORDS * Integer.SIZE + guard);
    BigInteger pi = arctan(one, 5).shiftLeft(4).subtract(arctan(one, 239).shiftLeft(2));
    BigInteger bits = pi.mod(one).shiftRight(guard);
    int[] words = new int[WORDS];
    for (int i = 0; i < WORDS; i++) {
      words[i] = bits.shiftRight((WORDS - 1 - i) * Integer.SIZE).intValue();
    }
    return words;
  }

  // The arctangent of the inverse, by its power series.
  private static BigInteger arctan(BigInteger one, long inverse) {
    BigInteger square = BigInteger.valueOf(inverse * inverse);
    BigInteger power = one.divide(BigInteger.valueOf(inverse));
    BigInteger sum = power;
    for (long n = 3; power.signum() > 0; n += 2) {
      power = power.divide(square);
      BigInteger term = power.divide(BigInteger.valueOf(n));
      sum = n % 4 == 3 ? sum.subtract(term) : sum.add(term);
    }
    return sum;
  }
}
