package io.shmtender.client;

import io.shmtender.client.wire.ParticleType;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The value of a bin, a user key, or what is in a list or map. Immutable as long as nobody changes
 * the arrays and collections given to a value's constructor or the arrays got from it: they are not
 * copied. What {@code of} makes of lists and maps is a copy.
 *
 * <p>Values are equal when the server would store the same; of maps the order of the entries does
 * not count.
 */
public sealed interface Value {
  /**
   * How deep lists and maps may be nested in each other, and 256 levels in keys of maps. Deeper
   * ones are not written, and a record that has one cannot be read; but one that contains itself is
   * found out.
   */
  int MAX_DEPTH = 100_000;

  /** The value of a bin that does not exist. Writing it removes the bin. In a list it is nil. */
  Value NULL = new NullValue();

  /** Greater than every value: the end of a range in list and map operations, never stored. */
  Value INFINITY = new BoundValue("INFINITY", 1);

  /** Equal to every value: stands for any in list and map operations, never stored. */
  Value WILDCARD = new BoundValue("WILDCARD", 0);

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

  /**
   * Returns a list.
   *
   * @param value what {@link #of(Object)} takes; null for {@link #NULL}
   * @throws IllegalArgumentException as {@link #of(Object)}
   */
  static Value of(List<?> value) {
    return JavaObjects.toValue(value);
  }

  /**
   * Returns a map, key-ordered if it is a {@link java.util.SortedMap}. Its comparator has to order
   * keys as the server does: numbers before strings before bytes, strings by their UTF-8.
   *
   * @param value keys and values that {@link #of(Object)} takes; null for {@link #NULL}
   * @throws IllegalArgumentException as {@link #of(Object)}
   */
  static Value of(Map<?, ?> value) {
    return JavaObjects.toValue(value);
  }

  /**
   * Returns a map of an order, with its entries in the map's own.
   *
   * @param value keys and values that {@link #of(Object)} takes
   * @throws IllegalArgumentException as {@link #of(Object)}
   */
  static Value of(Map<?, ?> value, MapOrder order) {
    return JavaObjects.toMap(value, order);
  }

  /**
   * Returns the value of a Java object: of {@code null}, {@code String}, {@code byte[]} and {@code
   * ByteBuffer} (its remaining bytes), {@code Boolean}, every boxed number and {@code Character},
   * of enums and {@code UUID}, which become strings, of {@code List} and {@code Map}, of which the
   * contents are converted too, or of a {@code Value}, which is returned. As in the official client
   * a {@code Byte} counts as unsigned.
   *
   * @throws IllegalArgumentException if it is, or has in it, an object of another class, or if it
   *     is nested deeper than {@link #MAX_DEPTH}
   */
  static Value of(Object value) {
    return JavaObjects.toValue(value);
  }

  /** Returns a GeoJSON value, which is not checked, or {@link #NULL} for null. */
  static Value ofGeoJson(String json) {
    return json == null ? NULL : new GeoJsonValue(json);
  }

  /** Returns the number by which the server knows the type. */
  int particleType();

  /**
   * Returns the plain Java object: {@code Long}, {@code Double}, {@code Boolean}, {@code String},
   * {@code byte[]}, null, an {@code ArrayList} or a {@code LinkedHashMap} with such contents. Bytes
   * that are a map's key become a {@code ByteBuffer}, to be found in it. What a client of some
   * language serialized is bytes, as in the official client. Any other value that Java has no class
   * for is returned as it is.
   */
  // Not a default method: with one, values and this interface would initialize each other.
  Object toObject();

  /** No value. */
  record NullValue() implements Value {
    @Override
    public Object toObject() {
      return null;
    }

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
    public Object toObject() {
      return value;
    }

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
    public Object toObject() {
      return value;
    }

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
    public Object toObject() {
      return value;
    }

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
    public Object toObject() {
      return value;
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
    public Object toObject() {
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

    // What clients of Java, C#, Python, Ruby, PHP and Erlang once serialized.
    boolean isLanguageBlob() {
      return particleType >= ParticleType.JAVA_BLOB && particleType <= ParticleType.ERLANG_BLOB;
    }

    @Override
    public Object toObject() {
      return isLanguageBlob() ? bytes : this;
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

  /**
   * A number of four bytes inside a list or a map, as which it is read back as a {@link
   * DoubleValue}; as a bin it is written as a double.
   *
   * @param value the number
   */
  record FloatValue(float value) implements Value {
    @Override
    public Object toObject() {
      return (double) value;
    }

    @Override
    public int particleType() {
      return ParticleType.DOUBLE;
    }
  }

  /**
   * GeoJSON: a point or a region.
   *
   * @param value the JSON text, not null
   */
  record GeoJsonValue(String value) implements Value {
    /**
     * Checks that there is a text.
     *
     * @throws NullPointerException if there is none
     */
    public GeoJsonValue {
      Objects.requireNonNull(value, "value");
    }

    @Override
    public Object toObject() {
      return this;
    }

    @Override
    public int particleType() {
      return ParticleType.GEOJSON;
    }
  }

  /** A HyperLogLog sketch, as the server sent it. Inside a list or a map it is written as bytes. */
  final class HllValue implements Value {
    private final byte[] bytes;

    /** Makes a value of a sketch's bytes, which are not copied. */
    public HllValue(byte[] bytes) {
      this.bytes = Objects.requireNonNull(bytes, "bytes");
    }

    /** Returns the sketch's bytes, not copied. */
    public byte[] bytes() {
      return bytes;
    }

    @Override
    public Object toObject() {
      return this;
    }

    @Override
    public int particleType() {
      return ParticleType.HLL;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof HllValue hll && Arrays.equals(bytes, hll.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "HllValue[bytes=" + HexFormat.of().formatHex(bytes) + "]";
    }
  }

  /**
   * A list. Whether the server keeps it ordered is not part of the value.
   *
   * @param values what is in it; not copied, and unmodifiable when got from here
   */
  record ListValue(List<Value> values) implements Value {
    /** Makes a value of a list, which is not copied. */
    public ListValue {
      values = Collections.unmodifiableList(values);
    }

    @Override
    public Object toObject() {
      return JavaObjects.toObject(this);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ListValue list && JavaObjects.equal(this, list);
    }

    @Override
    public int hashCode() {
      return JavaObjects.hash(this);
    }

    @Override
    public String toString() {
      return JavaObjects.toString(this);
    }

    @Override
    public int particleType() {
      return ParticleType.LIST;
    }
  }

  /**
   * A map.
   *
   * @param values what is in it; not copied, and unmodifiable when got from here. One read from a
   *     server has its entries in the server's order
   * @param order how the server keeps the map
   */
  record MapValue(Map<Value, Value> values, MapOrder order) implements Value {
    /** Makes a value of a map, which is not copied. */
    public MapValue {
      values = Collections.unmodifiableMap(values);
      Objects.requireNonNull(order, "order");
    }

    @Override
    public Object toObject() {
      return JavaObjects.toObject(this);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof MapValue map && JavaObjects.equal(this, map);
    }

    @Override
    public int hashCode() {
      return JavaObjects.hash(this);
    }

    @Override
    public String toString() {
      return JavaObjects.toString(this);
    }

    @Override
    public int particleType() {
      return ParticleType.MAP;
    }
  }

  /** {@link #INFINITY} or {@link #WILDCARD}. */
  final class BoundValue implements Value {
    private final String name;
    private final int number;

    private BoundValue(String name, int number) {
      this.name = name;
      this.number = number;
    }

    int number() {
      return number;
    }

    @Override
    public Object toObject() {
      return this;
    }

    /**
     * Throws.
     *
     * @throws IllegalArgumentException always: it has no type, since it cannot be stored
     */
    @Override
    public int particleType() {
      throw new IllegalArgumentException(
          "Value." + name + " can be a parameter of list and map operations, but not stored");
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
