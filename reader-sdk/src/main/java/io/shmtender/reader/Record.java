package io.shmtender.reader;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A record as a command read it: bins, generation and expiration. Immutable. */
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
   * Returns a bin's value, null if the record was read without such a bin. Of an operation without
   * a result it is {@link Value#NULL}.
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
   * Returns a bin's integer.
   *
   * @throws IllegalArgumentException if there is no such bin, or it is not an integer
   */
  public long getLong(String bin) {
    if (value(bin) instanceof Value.IntegerValue integer) {
      return integer.value();
    }
    throw isNot("an integer", bin);
  }

  /**
   * Returns a bin's double.
   *
   * @throws IllegalArgumentException if there is no such bin, or it is not a double
   */
  public double getDouble(String bin) {
    if (value(bin) instanceof Value.DoubleValue number) {
      return number.value();
    }
    throw isNot("a double", bin);
  }

  /**
   * Returns a bin's boolean.
   *
   * @throws IllegalArgumentException if there is no such bin, or it is not a boolean
   */
  public boolean getBoolean(String bin) {
    if (value(bin) instanceof Value.BooleanValue truth) {
      return truth.value();
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
   * Returns a bin's bytes, not copied; null if there is no such bin.
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
   * Returns a bin's GeoJSON text; null if there is no such bin.
   *
   * @throws IllegalArgumentException if the bin is not GeoJSON
   */
  public String getGeoJSONString(String bin) {
    Value value = present(bin);
    if (value == null) {
      return null;
    }
    if (value instanceof Value.GeoJsonValue json) {
      return json.value();
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

  private IllegalArgumentException isNot(String type, String bin) {
    Value value = value(bin);
    return new IllegalArgumentException(
        value == null
            ? "the record was read without a bin '" + bin + "'; it has " + bins().keySet()
            : "bin '" + bin + "' is not " + type + " but " + value);
  }
}
