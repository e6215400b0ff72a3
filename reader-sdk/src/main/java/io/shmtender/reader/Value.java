package io.shmtender.reader;

import io.shmtender.reader.wire.ParticleType;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The value of a bin, or a user key. Immutable as long as nobody changes the arrays given to it or
 * got from it: they are not copied.
 */
public sealed interface Value {
  /** The value of a bin that does not exist. Writing it removes the bin. */
  Value NULL = new NullValue();

  /**
   * Returns an integer.
   *
   * @param value any 64-bit value
   */
  static Value of(long value) {
    return new IntegerValue(value);
  }

  /** Returns a double. */
  static Value of(double value) {
    return new DoubleValue(value);
  }

  /** Returns a boolean. */
  static Value of(boolean value) {
    return new BooleanValue(value);
  }

  /** Returns a string, or {@link #NULL} for null. */
  static Value of(String value) {
    return value == null ? NULL : new StringValue(value);
  }

  /** Returns bytes, which are not copied, or {@link #NULL} for null. */
  static Value of(byte[] value) {
    return value == null ? NULL : new BytesValue(value);
  }

  /** Returns the number by which the server knows the type. */
  int particleType();

  /** No value. */
  record NullValue() implements Value {
    @Override
    public int particleType() {
      return ParticleType.NULL;
    }
  }

  /**
   * A 64-bit integer.
   *
   * @param value the integer
   */
  record IntegerValue(long value) implements Value {
    @Override
    public int particleType() {
      return ParticleType.INTEGER;
    }
  }

  /**
   * A double.
   *
   * @param value the double
   */
  record DoubleValue(double value) implements Value {
    @Override
    public int particleType() {
      return ParticleType.DOUBLE;
    }
  }

  /**
   * A boolean. Servers since 5.6 know the type.
   *
   * @param value the boolean
   */
  record BooleanValue(boolean value) implements Value {
    @Override
    public int particleType() {
      return ParticleType.BOOLEAN;
    }
  }

  /**
   * A string.
   *
   * @param value the string, not null
   */
  record StringValue(String value) implements Value {
    /**
     * Checks that there is a string.
     *
     * @throws NullPointerException if there is none
     */
    public StringValue {
      if (value == null) {
        throw new NullPointerException("a string value is null; Value.NULL is the value for that");
      }
    }

    @Override
    public int particleType() {
      return ParticleType.STRING;
    }
  }

  /** Bytes. Equal when the bytes are. */
  final class BytesValue implements Value {
    private final byte[] value;

    /**
     * Makes a value of bytes, which are not copied.
     *
     * @throws NullPointerException if there are none
     */
    public BytesValue(byte[] value) {
      if (value == null) {
        throw new NullPointerException("a bytes value is null; Value.NULL is the value for that");
      }
      this.value = value;
    }

    /** Returns the bytes, not copied. */
    public byte[] value() {
      return value;
    }

    @Override
    public int particleType() {
      return ParticleType.BLOB;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof BytesValue bytes && Arrays.equals(value, bytes.value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
      return "BytesValue[value=" + HexFormat.of().formatHex(value) + "]";
    }
  }

  /**
   * A value of a type that this SDK does not decode, as the server sent it: nothing is lost, and it
   * can be written back.
   */
  final class RawValue implements Value {
    private final int particleType;
    private final byte[] bytes;

    /**
     * Makes a value of any type.
     *
     * @param particleType 0 to 255
     * @param bytes the server's form of the value, not copied
     * @throws IllegalArgumentException if the type is out of range
     */
    public RawValue(int particleType, byte[] bytes) {
      if (particleType < 0 || particleType > 255) {
        throw new IllegalArgumentException("particle type " + particleType + " is not 0 to 255");
      }
      this.particleType = particleType;
      this.bytes = Objects.requireNonNull(bytes, "bytes");
    }

    /** Returns the server's form of the value, not copied. */
    public byte[] bytes() {
      return bytes;
    }

    @Override
    public int particleType() {
      return particleType;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof RawValue raw
          && particleType == raw.particleType
          && Arrays.equals(bytes, raw.bytes);
    }

    @Override
    public int hashCode() {
      return particleType * 31 + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "RawValue[particleType="
          + particleType
          + ", bytes="
          + HexFormat.of().formatHex(bytes)
          + "]";
    }
  }
}
