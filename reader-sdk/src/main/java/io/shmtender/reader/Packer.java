package io.shmtender.reader;

import io.shmtender.reader.wire.ParticleType;
import io.shmtender.reader.wire.Request;
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
    write(value, out, Value.MAX_DEPTH);
  }

  private static void write(Value value, Request out, int depthLeft) {
    if (value instanceof Value.IntegerValue integer) {
      writeLong(integer.value(), out);
    } else if (value instanceof Value.StringValue string) {
      writeText(ParticleType.STRING, string.value(), out);
    } else if (value instanceof Value.ListValue list) {
      JavaObjects.requireDepth(depthLeft);
      beginList(list.values().size(), out);
      for (Value element : list.values()) {
        write(element, out, depthLeft - 1);
      }
    } else if (value instanceof Value.MapValue map) {
      JavaObjects.requireDepth(depthLeft);
      beginMap(map, out);
      for (Map.Entry<Value, Value> entry : map.values().entrySet()) {
        write(entry.getKey(), out, depthLeft - 1);
        write(entry.getValue(), out, depthLeft - 1);
      }
    } else {
      writeOther(value, out);
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

  static void beginList(int size, Request out) {
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

  static void writeLong(long value, Request out) {
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
