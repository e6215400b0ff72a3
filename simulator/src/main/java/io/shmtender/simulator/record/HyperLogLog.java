package io.shmtender.simulator.record;

/** The form of a HyperLogLog's bytes (server: {@code hll_from_wire} in {@code particle_hll.c}). */
final class HyperLogLog {
  /** Flags, index bits, minhash bits, and what the server keeps of the last count. */
  private static final int HEADER_SIZE = 11;

  private static final int REGISTER_BITS = 6;
  private static final int MIN_INDEX_BITS = 4;
  private static final int MAX_INDEX_BITS = 16;
  private static final int MIN_MINHASH_BITS = 4;
  private static final int MAX_MINHASH_BITS = 51;
  private static final int MAX_BITS = 64;

  private HyperLogLog() {}

  /** Whether a server would take the bytes for a HyperLogLog. */
  static boolean isValid(byte[] value) {
    if (value.length < HEADER_SIZE || value[0] != 0) {
      return false;
    }
    int index = Byte.toUnsignedInt(value[1]);
    int minhash = Byte.toUnsignedInt(value[2]);
    boolean knownMinhash =
        minhash == 0 || (minhash >= MIN_MINHASH_BITS && minhash <= MAX_MINHASH_BITS);
    if (index < MIN_INDEX_BITS
        || index > MAX_INDEX_BITS
        || !knownMinhash
        || index + minhash > MAX_BITS) {
      return false;
    }
    int registers = ((REGISTER_BITS + minhash) << index) + 7;
    return value.length == HEADER_SIZE + registers / 8;
  }
}
