package io.shmtender.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A record as a command read it: bins, generation and expiration. Immutable. Records are equal when
 * these are, whatever order the bins have.
 */
@SuppressWarnings("JavaLangClash") // It is what Aerospike calls it.
public final class Record {
  // 2010-01-01T00:00:00Z, from which the server counts.
  private static final long EPOCH_SECONDS = 1_262_304_000L;

  // Records have few bins: looking through an array beats hashing, and is less to allocate.
  private final String[] names;
  private final Value[] values;
  private final int generation;
  private final int expiration;

  Record(String[] names, Value[] values, int generation, int expiration) {
    this.names = names;
    this.values = values;
    this.generation = generation;
    this.expiration = expiration;
  }

  /**
   * Returns the bins in the server's order; none when only the header was read. Makes a new map,
   * for the reader of many bins.
   */
  public Map<String, Value> bins() {
    Map<String, Value> bins = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      bins.put(names[i], values[i]);
    }
    return Collections.unmodifiableMap(bins);
  }

  /** Returns how many bins there are. */
  public int binCount() {
    return names.length;
  }

  /**
   * Returns a bin's value; null if the record was read without that bin, and {@link Value#NULL} for
   * an operation without a result.
   */
  public Value value(String bin) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(bin)) {
        return values[i];
      }
    }
    return null;
  }

  /**
   * Returns a bin's integer; 0 if there is no such bin, as in the official client.
   *
   * @throws IllegalArgumentException if the bin is not an integer
   */
  public long getLong(String bin) {
    Value value = present(bin);
    if (value == null) {
      return 0;
    }
    if (value instanceof Value.IntegerValue integer) {
      return integer.value();
    }
    throw isNot("an integer", bin);
  }

  /**
   * Returns a bin's integer; 0 if there is no such bin.
   *
   * @throws IllegalArgumentException if the bin is not an integer, or is one that does not fit
   */
  public int getInt(String bin) {
    return (int) inRange(bin, Integer.MIN_VALUE, Integer.MAX_VALUE, "an int");
  }

  /**
   * Returns a bin's integer; 0 if there is no such bin.
   *
   * @throws IllegalArgumentException if the bin is not an integer, or is one that does not fit
   */
  public short getShort(String bin) {
    return (short) inRange(bin, Short.MIN_VALUE, Short.MAX_VALUE, "a short");
  }

  /**
   * Returns a bin's integer, of which 128 to 255 become -128 to -1: a {@code byte} is written as
   * unsigned. 0 if there is no such bin.
   *
   * @throws IllegalArgumentException if the bin is not an integer, or is not -128 to 255
   */
  public byte getByte(String bin) {
    return (byte) inRange(bin, Byte.MIN_VALUE, 255, "a byte");
  }

  private long inRange(String bin, long min, long max, String type) {
    long value = getLong(bin);
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "the integer in bin '" + bin + "' does not fit " + type + "; getLong reads it");
    }
    return value;
  }

  /**
   * Returns a bin's double; 0 if there is no such bin.
   *
   * @throws IllegalArgumentException if the bin is not a double. An integer is none: where a client
   *     from before doubles stored their bits, {@code Double.longBitsToDouble(getLong(bin))} reads
   *     them
   */
  public double getDouble(String bin) {
    Value value = present(bin);
    if (value == null) {
      return 0;
    }
    if (value instanceof Value.DoubleValue number) {
      return number.value();
    }
    throw isNot("a double", bin);
  }

  /**
   * Returns a bin's double as the nearest float; 0 if there is no such bin.
   *
   * @throws IllegalArgumentException as {@link #getDouble(String)}
   */
  public float getFloat(String bin) {
    return (float) getDouble(bin);
  }

  /**
   * Returns a bin's boolean; false if there is no such bin. An integer, as which clients from
   * before servers 5.6 stored booleans, is true unless it is 0.
   *
   * @throws IllegalArgumentException if the bin is neither
   */
  public boolean getBoolean(String bin) {
    Value value = present(bin);
    if (value == null) {
      return false;
    }
    if (value instanceof Value.BooleanValue truth) {
      return truth.value();
    }
    if (value instanceof Value.IntegerValue integer) {
      return integer.value() != 0;
    }
    throw isNot("a boolean", bin);
  }

  /**
   * Returns a bin's string; null if there is no such bin.
   *
   * @throws IllegalArgumentException if the bin is not a string
   */
  public String getString(String bin) {
    Value value = present(bin);
    if (value == null) {
      return null;
    }
    if (value instanceof Value.StringValue string) {
      return string.value();
    }
    throw isNot("a string", bin);
  }

  /**
   * Returns a bin's bytes, not copied; null if there is no such bin. What a client of some language
   * serialized, as older ones did, is bytes too.
   *
   * @throws IllegalArgumentException if the bin is not bytes
   */
  public byte[] getBytes(String bin) {
    Value value = present(bin);
    if (value == null) {
      return null;
    }
    if (value instanceof Value.BytesValue bytes) {
      return bytes.value();
    }
    if (value instanceof Value.RawValue raw && raw.isLanguageBlob()) {
      return raw.bytes();
    }
    throw isNot("bytes", bin);
  }

  /**
   * Returns a bin's list, as {@link Value#toObject()} makes it; null if there is no such bin. The
   * results of several operations on the bin are such a list too.
   *
   * @throws IllegalArgumentException if the bin is not a list
   */
  public List<?> getList(String bin) {
    Value value = present(bin);
    if (value == null) {
      return null;
    }
    if (value instanceof Value.ListValue list) {
      return (List<?>) list.toObject();
    }
    throw isNot("a list", bin);
  }

  /**
   * Returns a bin's list with elements of a class; null if there is no such bin. Elements that are
   * nil are null.
   *
   * @param elements what {@link #getList(String)} has in it, or {@code Integer}, {@code Short},
   *     {@code Byte} or {@code Float}, to which numbers are converted that fit, or {@code Value} or
   *     one of its kinds
   * @throws IllegalArgumentException if the bin is not a list, or an element is not of the class;
   *     the message says which
   */
  public <E> List<E> getList(String bin, Class<E> elements) {
    Value value = present(bin);
    if (value == null) {
      return null;
    }
    if (value instanceof Value.ListValue list) {
      return TypedValues.list(bin, list, elements);
    }
    throw isNot("a list", bin);
  }

  /**
   * Returns a bin's map with keys and values of a class each, in the server's order; null if there
   * is no such bin.
   *
   * @param keys as for {@link #getList(String, Class)}; {@code ByteBuffer} for bytes
   * @param values as for {@link #getList(String, Class)}
   * @throws IllegalArgumentException if the bin is not a map, or a key or a value is not of its
   *     class; the message says which
   */
  public <K, V> Map<K, V> getMap(String bin, Class<K> keys, Class<V> values) {
    Value value = present(bin);
    if (value == null) {
      return null;
    }
    if (value instanceof Value.MapValue map) {
      return TypedValues.map(bin, map, keys, values);
    }
    throw isNot("a map", bin);
  }

  /**
   * Returns a bin's map, as {@link Value#toObject()} makes it, with its entries in the server's
   * order; null if there is no such bin.
   *
   * @throws IllegalArgumentException if the bin is not a map
   */
  public Map<?, ?> getMap(String bin) {
    Value value = present(bin);
    if (value == null) {
      return null;
    }
    if (value instanceof Value.MapValue map) {
      return (Map<?, ?>) map.toObject();
    }
    throw isNot("a map", bin);
  }

  /**
   * Returns a bin's GeoJSON text, or its string; null if there is no such bin.
   *
   * @throws IllegalArgumentException if the bin is neither
   */
  public String getGeoJSONString(String bin) {
    Value value = present(bin);
    if (value == null) {
      return null;
    }
    if (value instanceof Value.GeoJsonValue json) {
      return json.value();
    }
    if (value instanceof Value.StringValue string) {
      return string.value();
    }
    throw isNot("GeoJSON", bin);
  }

  /**
   * Returns a bin's HyperLogLog sketch; null if there is no such bin.
   *
   * @throws IllegalArgumentException if the bin is not a sketch
   */
  public Value.HllValue getHLLValue(String bin) {
    Value value = present(bin);
    if (value == null || value instanceof Value.HllValue) {
      return (Value.HllValue) value;
    }
    throw isNot("a HyperLogLog sketch", bin);
  }

  /** Returns how often the record was changed since it was created, 1 at first; it wraps around. */
  public int generation() {
    return generation;
  }

  /**
   * Returns when the record expires: seconds since 2010-01-01T00:00:00Z as an unsigned number; 0
   * for never.
   */
  public int expiration() {
    return expiration;
  }

  /**
   * Returns how many seconds the record has left to live by this host's clock, at least 1; -1 for
   * ever.
   */
  public int timeToLive() {
    if (expiration == 0) {
      return -1;
    }
    long now = System.currentTimeMillis() / 1_000 - EPOCH_SECONDS;
    long left = Integer.toUnsignedLong(expiration) - now;
    return (int) Math.max(1, Math.min(left, Integer.MAX_VALUE));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Record that
        && generation == that.generation
        && expiration == that.expiration
        && bins().equals(that.bins());
  }

  @Override
  public int hashCode() {
    return 31 * (31 * bins().hashCode() + generation) + expiration;
  }

  @Override
  public String toString() {
    return "Record[generation="
        + generation
        + ", expiration="
        + Integer.toUnsignedLong(expiration)
        + ", bins="
        + bins()
        + "]";
  }

  private Value present(String bin) {
    Value value = value(bin);
    return value == Value.NULL ? null : value;
  }

  // Without the value: it is the user's, and messages get into logs.
  private IllegalArgumentException isNot(String type, String bin) {
    return new IllegalArgumentException(
        "bin '" + bin + "' is not " + type + " but " + TypedValues.name(value(bin)));
  }
}
