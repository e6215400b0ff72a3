package io.shmtender.simulator.wire;

/**
 * The 20-byte RIPEMD-160 digest that identifies a record, as big-endian numbers.
 *
 * @param high bytes 0 to 7
 * @param middle bytes 8 to 15
 * @param low bytes 16 to 19
 */
public record Digest(long high, long middle, int low) {
  /** Size on the wire in bytes. */
  public static final int SIZE = 20;

  /** Reads a digest. */
  public static Digest read(WireReader reader) {
    return new Digest(reader.i64(), reader.i64(), reader.i32());
  }

  /** The partition: the low 12 bits of the first two bytes, little-endian. */
  public int partitionId() {
    int first = (int) (high >>> 56);
    int second = (int) (high >>> 48) & 0xFF;
    return (first | (second << 8)) & 0xFFF;
  }

  @Override
  public int hashCode() {
    // The digest is evenly spread already; bytes 12 to 15, as in the server's own hash.
    return (int) middle;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Digest that
        && high == that.high
        && middle == that.middle
        && low == that.low;
  }
}
