package io.shmtender.reader;

import io.shmtender.reader.digest.Ripemd160;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Identifies a record: a namespace and the digest of a set name and a user key. The digest is
 * computed once, here. Immutable and safe for use by many threads.
 *
 * <p>The digest is RIPEMD-160 over the set name, one byte for the type of the user key, and the
 * user key: integers as eight bytes, most significant first, strings in UTF-8 (an unpaired
 * surrogate counts as {@code ?}). It is what the official clients compute.
 *
 * <p>Two keys are equal when namespace and digest are.
 */
public final class Key {
  /** Bytes in a digest. */
  public static final int DIGEST_SIZE = 20;

  /** The system property that has user keys shown by {@link #toString}, if it is {@code true}. */
  public static final String SHOW_USER_KEYS = "io.shmtender.reader.showUserKeys";

  // The types of user keys as a digest has them, which are the server's particle types.
  private static final int NO_USER_KEY = 0;
  private static final int INTEGER = 1;
  private static final int STRING = 3;
  private static final int BYTES = 4;

  private final String namespace;
  private final String setName;
  // The user key, as it was given: making a value of it is for those who ask.
  private final int userKeyType;
  private final long integerKey;
  private final Object otherKey;
  // The digest as five words, least significant byte first: less to allocate than an array.
  private final int digest0;
  private final int digest1;
  private final int digest2;
  private final int digest3;
  private final int digest4;

  private Key(
      String namespace,
      String setName,
      int userKeyType,
      long integerKey,
      Object otherKey,
      int[] digest) {
    this.namespace = Objects.requireNonNull(namespace, "namespace");
    this.setName = setName;
    this.userKeyType = userKeyType;
    this.integerKey = integerKey;
    this.otherKey = otherKey;
    this.digest0 = digest[0];
    this.digest1 = digest[1];
    this.digest2 = digest[2];
    this.digest3 = digest[3];
    this.digest4 = digest[4];
  }

  /**
   * Returns the key of a string.
   *
   * @param setName the set, null or empty for none
   */
  public static Key of(String namespace, String setName, String userKey) {
    String set = setName == null ? "" : setName;
    return new Key(namespace, set, STRING, 0, userKey, digest(set, userKey));
  }

  /**
   * Returns the key of an integer.
   *
   * @param setName the set, null or empty for none
   */
  public static Key of(String namespace, String setName, long userKey) {
    String set = setName == null ? "" : setName;
    return new Key(namespace, set, INTEGER, userKey, null, digest(set, userKey));
  }

  /**
   * Returns the key of a byte array, which is copied.
   *
   * @param setName the set, null or empty for none
   */
  public static Key of(String namespace, String setName, byte[] userKey) {
    String set = setName == null ? "" : setName;
    byte[] copy = userKey.clone();
    return new Key(namespace, set, BYTES, 0, copy, digest(set, copy));
  }

  /**
   * Returns the key of a record whose digest is known. It has no user key, so that commands cannot
   * send one.
   *
   * @param setName the set, null or empty for none or if it is unknown
   * @param digest 20 bytes, copied
   * @throws IllegalArgumentException if the digest has another length
   */
  public static Key ofDigest(String namespace, String setName, byte[] digest) {
    if (digest.length != DIGEST_SIZE) {
      throw new IllegalArgumentException(
          "a digest has " + DIGEST_SIZE + " bytes, this one has " + digest.length);
    }
    int[] words = new int[DIGEST_SIZE / Integer.BYTES];
    for (int i = 0; i < words.length; i++) {
      words[i] = Ripemd160.word(digest, i * Integer.BYTES);
    }
    return new Key(namespace, setName == null ? "" : setName, NO_USER_KEY, 0, null, words);
  }

  /** Returns the namespace. */
  public String namespace() {
    return namespace;
  }

  /** Returns the name of the set, empty for none. */
  public String setName() {
    return setName;
  }

  /**
   * Returns the user key: a {@code Long}, a {@code String} or a {@code byte[]}, which is a copy;
   * null when only the digest is known.
   */
  public Object userKey() {
    return switch (userKeyType) {
      case INTEGER -> integerKey;
      case BYTES -> ((byte[]) otherKey).clone();
      default -> otherKey;
    };
  }

  /** Returns the digest: 20 bytes. */
  public byte[] digest() {
    byte[] digest = new byte[DIGEST_SIZE];
    copyDigest(digest, 0);
    return digest;
  }

  /**
   * Copies the digest into an array.
   *
   * @throws IndexOutOfBoundsException if the array has fewer than 20 bytes from the offset on
   */
  public void copyDigest(byte[] target, int offset) {
    Objects.checkFromIndexSize(offset, DIGEST_SIZE, target.length);
    putWord(target, offset, digest0);
    putWord(target, offset + 4, digest1);
    putWord(target, offset + 8, digest2);
    putWord(target, offset + 12, digest3);
    putWord(target, offset + 16, digest4);
  }

  private static void putWord(byte[] target, int offset, int word) {
    target[offset] = (byte) word;
    target[offset + 1] = (byte) (word >> 8);
    target[offset + 2] = (byte) (word >> 16);
    target[offset + 3] = (byte) (word >> 24);
  }

  /** Returns the partition that the record is in: 0 to 4095. */
  public int partitionId() {
    return digest0 & (NamespaceMap.PARTITIONS - 1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key key
        && digest0 == key.digest0
        && digest1 == key.digest1
        && digest2 == key.digest2
        && digest3 == key.digest3
        && digest4 == key.digest4
        && namespace.equals(key.namespace);
  }

  @Override
  public int hashCode() {
    // Any four bytes of a digest are a hash; not the first two, which say the partition.
    return digest2 * 31 + namespace.hashCode();
  }

  /**
   * Returns namespace, set and digest, as messages of exceptions show them. User keys are often
   * secrets or personal data, such as session ids and mail addresses, and what is printed gets into
   * logs: the user key comes before the digest only with {@link #SHOW_USER_KEYS}.
   */
  @Override
  public String toString() {
    String record = namespace + ":" + setName + ":";
    String digest = HexFormat.of().formatHex(digest());
    return Boolean.getBoolean(SHOW_USER_KEYS)
        ? record + shownUserKey() + ":" + digest
        : record + digest;
  }

  private String shownUserKey() {
    return switch (userKeyType) {
      case INTEGER -> Long.toString(integerKey);
      case STRING -> (String) otherKey;
      case BYTES -> HexFormat.of().formatHex((byte[]) otherKey);
      default -> "?";
    };
  }

  private static int[] digest(String setName, long userKey) {
    int setSize = setName.length();
    int size = setSize + 1 + Long.BYTES;
    if (size <= Ripemd160.MAX_SHORT) {
      int[] work = Ripemd160.begin(setName, INTEGER);
      if (work != null) {
        // Eight bytes, least significant first, from any byte of a word on.
        long bytes = Long.reverseBytes(userKey);
        int at = (setSize + 1) >> 2;
        int shift = ((setSize + 1) & 3) << 3;
        work[at] |= (int) bytes << shift;
        work[at + 1] = (int) (bytes >>> (Integer.SIZE - shift));
        work[at + 2] = (int) (bytes >>> Integer.SIZE >>> (Integer.SIZE - shift));
        return Ripemd160.digest(work, size);
      }
    }
    byte[] bytes = new byte[Long.BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (userKey >> (Byte.SIZE * (Long.BYTES - 1 - i)));
    }
    return digest(setName, INTEGER, bytes);
  }

  private static int[] digest(String setName, String userKey) {
    int setSize = setName.length();
    // May overflow, and is then negative.
    int size = setSize + 1 + userKey.length();
    if (size <= Ripemd160.MAX_SHORT && size > 0) {
      int[] work = Ripemd160.begin(setName, STRING);
      if (work != null && putAscii(userKey, work, setSize + 1)) {
        return Ripemd160.digest(work, size);
      }
    }
    return digest(setName, STRING, userKey.getBytes(StandardCharsets.UTF_8));
  }

  private static int[] digest(String setName, byte[] userKey) {
    int setSize = setName.length();
    // May overflow, and is then negative.
    int size = setSize + 1 + userKey.length;
    if (size <= Ripemd160.MAX_SHORT && size > 0) {
      int[] work = Ripemd160.begin(setName, BYTES);
      if (work != null) {
        for (int i = 0; i < userKey.length; i++) {
          int at = setSize + 1 + i;
          work[at >> 2] |= (userKey[i] & 0xFF) << (at << 3);
        }
        return Ripemd160.digest(work, size);
      }
    }
    return digest(setName, BYTES, userKey);
  }

  private static int[] digest(String setName, int type, byte[] userKey) {
    byte[] set = setName.getBytes(StandardCharsets.UTF_8);
    byte[] message = Arrays.copyOf(set, Math.addExact(set.length + 1, userKey.length));
    message[set.length] = (byte) type;
    System.arraycopy(userKey, 0, message, set.length + 1, userKey.length);
    return Ripemd160.digest(message);
  }

  // Adds a string of ASCII to a block; false, and rubbish in the block, when it is not ASCII. Four
  // characters at a time: this is what is left to save besides the hash itself.
  private static boolean putAscii(String text, int[] block, int offset) {
    int length = text.length();
    int at = offset >> 2;
    int shift = (offset & 3) << 3;
    long pending = Integer.toUnsignedLong(block[at]);
    int seen = 0;
    int i = 0;
    for (; i < length - 3; i += 4) {
      int c0 = text.charAt(i);
      int c1 = text.charAt(i + 1);
      int c2 = text.charAt(i + 2);
      int c3 = text.charAt(i + 3);
      seen |= c0 | c1 | c2 | c3;
      pending |= Integer.toUnsignedLong(c0 | (c1 << 8) | (c2 << 16) | (c3 << 24)) << shift;
      block[at++] = (int) pending;
      pending >>>= Integer.SIZE;
    }
    for (; i < length; i++) {
      int c = text.charAt(i);
      seen |= c;
      pending |= (long) c << shift;
      shift += Byte.SIZE;
    }
    block[at] = (int) pending;
    block[at + 1] = (int) (pending >>> Integer.SIZE);
    return seen < 0x80;
  }
}
