package io.shmtender.client;

import io.shmtender.client.wire.ParticleType;
import io.shmtender.client.wire.Request;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Lists, maps and what is in them as MessagePack, in the form that the server takes: strings and
 * bytes are MessagePack strings that begin with their particle type, numbers are as short as can
 * be, and the order of a map is an extension in the place of its first key. The server's msgpack_in
 * and the official client's Packer.
 */
final class Packer {
  private Packer() {}

  static void write(Value value, Request out) {
    Level level = begin(value, null, out);
    while (level != null) {
      level = level.hasNext() ? begin(level.next(), level, out) : level.outer;
    }
  }

  /** Writes what an operation inside a list or map says. Its own lists do not count as levels. */
  static void writeCall(Value.ListValue call, Request out) {
    List<Value> parts = call.values();
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("an operation without a command");
    }
    boolean inContext =
        parts.get(0) instanceof Value.IntegerValue first && first.value() == Operation.IN_CONTEXT;
    beginList(parts.size(), out);
    for (Value part : parts) {
      if (inContext && part instanceof Value.ListValue list) {
        writeCall(list, out);
      } else {
        write(part, out);
      }
    }
  }

  // Writes a value; of a list or a map only how it begins, and returns it as the new level.
  private static Level begin(Value value, Level level, Request out) {
    if (value instanceof Value.IntegerValue integer) {
      writeLong(integer.value(), out);
    } else if (value instanceof Value.StringValue string) {
      writeText(ParticleType.STRING, string.value(), out);
    } else if (value instanceof Value.ListValue list) {
      beginList(list.values().size(), out);
      return new Level(level, list.values().iterator(), null);
    } else if (value instanceof Value.MapValue map) {
      beginMap(map, out);
      return new Level(level, null, map.values().entrySet().iterator());
    } else {
      writeOther(value, out);
    }
    return level;
  }

  /** A list or a map that is being written, instead of a frame on the thread's stack. */
  private static final class Level {
    final Level outer;
    private final int depth;
    // One of them is null.
    private final Iterator<Value> list;
    private final Iterator<Map.Entry<Value, Value>> map;
    // Of the entry whose key was written.
    private Map.Entry<Value, Value> entry;

    Level(Level outer, Iterator<Value> list, Iterator<Map.Entry<Value, Value>> map) {
      this.outer = outer;
      this.depth = outer == null ? 1 : outer.depth + 1;
      this.list = list;
      this.map = map;
      JavaObjects.requireDepth(depth, 0);
    }

    boolean hasNext() {
      return entry != null || (list != null ? list.hasNext() : map.hasNext());
    }

    Value next() {
      if (list != null) {
        return list.next();
      }
      if (entry == null) {
        entry = map.next();
        return entry.getKey();
      }
      Value value = entry.getValue();
      entry = null;
      return value;
    }
  }

  private static void writeOther(Value value, Request out) {
    if (value instanceof Value.BytesValue bytes) {
      writeBytes(ParticleType.BLOB, bytes.value(), out);
    } else if (value instanceof Value.DoubleValue number) {
      out.putByte(0xCB);
      out.putLong(Double.doubleToLongBits(number.value()));
    } else if (value instanceof Value.BooleanValue truth) {
      out.putByte(truth.value() ? 0xC3 : 0xC2);
    } else if (value instanceof Value.NullValue) {
      out.putByte(0xC0);
    } else if (value instanceof Value.GeoJsonValue json) {
      writeText(ParticleType.GEOJSON, json.value(), out);
    } else if (value instanceof Value.FloatValue number) {
      out.putByte(0xCA);
      out.putInt(Float.floatToIntBits(number.value()));
    } else if (value instanceof Value.HllValue hll) {
      writeBytes(ParticleType.BLOB, hll.bytes(), out);
    } else if (value instanceof Value.RawValue raw) {
      writeBytes(raw.particleType(), raw.bytes(), out);
    } else if (value instanceof Value.BoundValue bound) {
      out.putByte(0xD4);
      out.putByte(0xFF);
      out.putByte(bound.number());
    } else {
      throw new NullPointerException("a null in a list or map of values; Value.NULL is for that");
    }
  }

  private static void beginList(int size, Request out) {
    if (size < 16) {
      out.putByte(0x90 | size);
    } else {
      writeSize(0xDC, size, out);
    }
  }

  private static void beginMap(Value.MapValue map, Request out) {
    boolean ordered = map.order() != MapOrder.UNORDERED;
    int size = map.values().size() + (ordered ? 1 : 0);
    if (size < 16) {
      out.putByte(0x80 | size);
    } else {
      writeSize(0xDE, size, out);
    }
    if (ordered) {
      out.putByte(0xC7);
      out.putByte(0);
      out.putByte(map.order().attributes());
      out.putByte(0xC0);
    }
  }

  // The code with two bytes of size; the one with four is the next.
  private static void writeSize(int code, int size, Request out) {
    if (size <= 0xFFFF) {
      out.putByte(code);
      out.putShort(size);
    } else {
      out.putByte(code + 1);
      out.putInt(size);
    }
  }

  private static void writeText(int particleType, String text, Request out) {
    beginBytes(particleType, utf8Size(text), out);
    out.putUtf8(text);
  }

  private static void writeBytes(int particleType, byte[] bytes, Request out) {
    beginBytes(particleType, bytes.length, out);
    out.putBytes(bytes);
  }

  private static void beginBytes(int particleType, int length, Request out) {
    int size = length + 1;
    if (size < 32) {
      out.putByte(0xA0 | size);
    } else if (size <= 0xFF) {
      out.putByte(0xD9);
      out.putByte(size);
    } else {
      writeSize(0xDA, size, out);
    }
    out.putByte(particleType);
  }

  // One surrogate alone is counted too, and refused when it is written.
  private static int utf8Size(String text) {
    int size = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        size += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return size;
  }

  private static void writeLong(long value, Request out) {
    if (value >= -32 && value < 128) {
      out.putByte((int) value);
    } else if (value >= 0) {
      writePositive(value, out);
    } else if (value >= Byte.MIN_VALUE) {
      out.putByte(0xD0);
      out.putByte((int) value);
    } else if (value >= Short.MIN_VALUE) {
      out.putByte(0xD1);
      out.putShort((int) value);
    } else if (value >= Integer.MIN_VALUE) {
      out.putByte(0xD2);
      out.putInt((int) value);
    } else {
      out.putByte(0xD3);
      out.putLong(value);
    }
  }

  private static void writePositive(long value, Request out) {
    if (value <= 0xFF) {
      out.putByte(0xCC);
      out.putByte((int) value);
    } else if (value <= 0xFFFF) {
      out.putByte(0xCD);
      out.putShort((int) value);
    } else if (value <= 0xFFFF_FFFFL) {
      out.putByte(0xCE);
      out.putInt((int) value);
    } else {
      out.putByte(0xCF);
      out.putLong(value);
    }
  }
}
