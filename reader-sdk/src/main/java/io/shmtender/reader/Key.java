package io.shmtender.reader;

import io.shmtender.reader.wire.ParticleType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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
  public static final int DIGEST_SIZE = Ripemd160.DIGEST_SIZE;

  private static final VarHandle BIG_ENDIAN_LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final String namespace;
  private final String setName;
  private final Value userKey;
  private final byte[] digest;

  private Key(String namespace, String setName, Value userKey, byte[] digest) {
    this.namespace = Objects.requireNonNull(namespace, "namespace");
    this.setName = setName;
    this.userKey = userKey;
    this.digest = digest;
  }

  /**
   * Returns the key of a string.
   *
   * @param setName the set, null or empty for none
   */
  public static Key of(String namespace, String setName, String userKey) {
    String set = setName == null ? "" : setName;
    return new Key(namespace, set, new Value.StringValue(userKey), digest(set, userKey));
  }

  /**
   * Returns the key of an integer.
   *
   * @param setName the set, null or empty for none
   */
  public static Key of(String namespace, String setName, long userKey) {
    String set = setName == null ? "" : setName;
    return new Key(namespace, set, new Value.IntegerValue(userKey), digest(set, userKey));
  }

  /**
   * Returns the key of a byte array, which is copied.
   *
   * @param setName the set, null or empty for none
   */
  public static Key of(String namespace, String setName, byte[] userKey) {
    String set = setName == null ? "" : setName;
    byte[] copy = userKey.clone();
    return new Key(namespace, set, new Value.BytesValue(copy), digest(set, copy));
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
    return new Key(namespace, setName == null ? "" : setName, null, digest.clone());
  }

  /** Returns the namespace. */
  public String namespace() {
    return namespace;
  }

  /** Returns the name of the set, empty for none. */
  public String setName() {
    return setName;
  }

  /** Returns the user key: an integer, a string or bytes; null when only the digest is known. */
  public Value userKey() {
    return userKey;
  }

  /** Returns a copy of the digest: 20 bytes. */
  public byte[] digest() {
    return digest.clone();
  }

  // Not copied: for those who only read it.
  byte[] rawDigest() {
    return digest;
  }

  /**
   * Copies the digest into an array.
   *
   * @throws IndexOutOfBoundsException if the array has fewer than 20 bytes from the offset on
   */
  public void copyDigest(byte[] target, int offset) {
    System.arraycopy(digest, 0, target, offset, DIGEST_SIZE);
  }

  /** Returns the partition that the record is in: 0 to 4095. */
  public int partitionId() {
    return NamespaceView.partitionId(digest);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key key
        && Arrays.equals(digest, key.digest)
        && namespace.equals(key.namespace);
  }

  @Override
  public int hashCode() {
    // Any four bytes of a digest are a hash; not the first two, which say the partition.
    return (int) INTS.get(digest, 8) * 31 + namespace.hashCode();
  }

  @Override
  public String toString() {
    String user = userKey == null ? "?" : userKey.toString();
    return namespace + ":" + setName + ":" + user + ":" + HexFormat.of().formatHex(digest);
  }

  private static byte[] digest(String setName, long userKey) {
    int setSize = setName.length();
    byte[] blocks = Ripemd160.blocksFor(setSize + 1 + Long.BYTES);
    if (!copyAscii(setName, blocks, 0)) {
      byte[] set = setName.getBytes(StandardCharsets.UTF_8);
      setSize = set.length;
      blocks = Ripemd160.blocksFor(setSize + 1 + Long.BYTES);
      System.arraycopy(set, 0, blocks, 0, setSize);
    }
    blocks[setSize] = ParticleType.INTEGER;
    BIG_ENDIAN_LONGS.set(blocks, setSize + 1, userKey);
    return Ripemd160.digest(blocks, setSize + 1 + Long.BYTES);
  }

  private static byte[] digest(String setName, String userKey) {
    int setSize = setName.length();
    int size = setSize + 1 + userKey.length();
    byte[] blocks = Ripemd160.blocksFor(size);
    if (!copyAscii(setName, blocks, 0) || !copyAscii(userKey, blocks, setSize + 1)) {
      byte[] bytes = userKey.getBytes(StandardCharsets.UTF_8);
      return digest(setName.getBytes(StandardCharsets.UTF_8), ParticleType.STRING, bytes);
    }
    blocks[setSize] = ParticleType.STRING;
    return Ripemd160.digest(blocks, size);
  }

  private static byte[] digest(String setName, byte[] userKey) {
    return digest(setName.getBytes(StandardCharsets.UTF_8), ParticleType.BLOB, userKey);
  }

  private static byte[] digest(byte[] set, int type, byte[] userKey) {
    int size = Math.addExact(set.length + 1, userKey.length);
    byte[] blocks = Ripemd160.blocksFor(size);
    System.arraycopy(set, 0, blocks, 0, set.length);
    blocks[set.length] = (byte) type;
    System.arraycopy(userKey, 0, blocks, set.length + 1, userKey.length);
    return Ripemd160.digest(blocks, size);
  }

  // Copies a string of ASCII; false, and rubbish in the target, when it has other characters.
  private static boolean copyAscii(String text, byte[] target, int offset) {
    int seen = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      seen |= c;
      target[offset + i] = (byte) c;
    }
    return seen < 0x80;
  }
}
