package io.shmtender.reader;

import io.shmtender.reader.wire.BigEndian;
import io.shmtender.reader.wire.MalformedResponseException;
import io.shmtender.reader.wire.ParticleType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the MessagePack of a list or a map that somebody may have damaged.
 *
 * <p>A list says how many elements it has before they come. Room is made for no more of them than
 * there can be: each takes a byte at least, and the ones that the lists around it have yet to get
 * are counted too. So all that is reserved at any time is no more than the message has bytes,
 * however lists are nested.
 */
final class Unpacker {
  private final byte[] bytes;
  private final int end;
  private int position;
  private int depth;
  // Elements that the lists and maps begun so far have yet to get.
  private long owed = 1;

  private Unpacker(byte[] bytes, int offset, int size) {
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + size;
  }

  static Value readList(byte[] bytes, int offset, int size) throws MalformedResponseException {
    // As the official client: nothing at all is an empty list.
    return size == 0
        ? new Value.ListValue(List.of())
        : new Unpacker(bytes, offset, size).whole(Value.ListValue.class);
  }

  static Value readMap(byte[] bytes, int offset, int size) throws MalformedResponseException {
    return size == 0
        ? new Value.MapValue(Map.of(), MapOrder.UNORDERED)
        : new Unpacker(bytes, offset, size).whole(Value.MapValue.class);
  }

  private Value whole(Class<? extends Value> expected) throws MalformedResponseException {
    Value value = element();
    if (!expected.isInstance(value)) {
      throw new MalformedResponseException(
          "a " + value.getClass().getSimpleName() + " where a list or map was announced");
    }
    if (position != end) {
      throw new MalformedResponseException((end - position) + " bytes after a list or map");
    }
    return value;
  }

  private Value element() throws MalformedResponseException {
    owed--;
    int code = (int) unsigned(1);
    if (code < 0x80) {
      return new Value.IntegerValue(code);
    }
    if (code < 0x90) {
      return map(code & 0x0F);
    }
    if (code < 0xA0) {
      return list(code & 0x0F);
    }
    if (code < 0xC0) {
      return particle(code & 0x1F);
    }
    if (code >= 0xE0) {
      return new Value.IntegerValue((byte) code);
    }
    return switch (code) {
      case 0xC0 -> Value.NULL;
      case 0xC2, 0xC3 -> new Value.BooleanValue(code == 0xC3);
      case 0xC4, 0xD9 -> particle(unsigned(1));
      case 0xC5, 0xDA -> particle(unsigned(2));
      case 0xC6, 0xDB -> particle(unsigned(4));
      case 0xCA -> new Value.DoubleValue(Float.intBitsToFloat((int) unsigned(4)));
      case 0xCB -> new Value.DoubleValue(Double.longBitsToDouble(unsigned(8)));
      case 0xCC -> new Value.IntegerValue(unsigned(1));
      case 0xCD -> new Value.IntegerValue(unsigned(2));
      case 0xCE -> new Value.IntegerValue(unsigned(4));
      case 0xCF, 0xD3 -> new Value.IntegerValue(unsigned(8));
      case 0xD0 -> new Value.IntegerValue((byte) unsigned(1));
      case 0xD1 -> new Value.IntegerValue((short) unsigned(2));
      case 0xD2 -> new Value.IntegerValue((int) unsigned(4));
      case 0xDC -> list(unsigned(2));
      case 0xDD -> list(unsigned(4));
      case 0xDE -> map(unsigned(2));
      case 0xDF -> map(unsigned(4));
      default ->
          throw new MalformedResponseException(
              "code " + code + " in a list or map, where it means nothing");
    };
  }

  private Value list(long announced) throws MalformedResponseException {
    begin(announced);
    int count = (int) announced;
    if (count > 0 && skipExtension() >= 0) {
      count--;
    }
    Value[] values = new Value[count];
    for (int i = 0; i < count; i++) {
      values[i] = element();
    }
    depth--;
    return new Value.ListValue(Arrays.asList(values));
  }

  private Value map(long announced) throws MalformedResponseException {
    begin(2 * announced);
    int count = (int) announced;
    MapOrder order = MapOrder.UNORDERED;
    if (count > 0) {
      int attributes = skipExtension();
      if (attributes >= 0) {
        order = MapOrder.of(attributes);
        // What the extension is the key of.
        element();
        count--;
      }
    }
    Map<Value, Value> values = new LinkedHashMap<>(count * 4 / 3 + 1);
    for (int i = 0; i < count; i++) {
      Value key = element();
      values.put(key, element());
    }
    depth--;
    return new Value.MapValue(values, order);
  }

  private void begin(long elements) throws MalformedResponseException {
    if (owed + elements > end - position) {
      throw new MalformedResponseException(
          "a list or map of "
              + elements
              + " values where "
              + (end - position)
              + " bytes are left and "
              + owed
              + " other values are to come");
    }
    if (depth == Value.MAX_DEPTH) {
      throw new MalformedResponseException(
          "lists and maps are nested deeper than " + Value.MAX_DEPTH + " levels");
    }
    owed += elements;
    depth++;
  }

  // The server puts an extension before the first element: its type tells the order. Returns that,
  // or -1 when there is none.
  private int skipExtension() throws MalformedResponseException {
    int code = bytes[position] & 0xFF;
    if (code < 0xC7 || code > 0xD8 || (code > 0xC9 && code < 0xD4)) {
      return -1;
    }
    owed--;
    position++;
    long size =
        switch (code) {
          case 0xC7 -> unsigned(1);
          case 0xC8 -> unsigned(2);
          case 0xC9 -> unsigned(4);
          default -> 1L << (code - 0xD4);
        };
    int type = (int) unsigned(1);
    require(size);
    position += (int) size;
    return type;
  }

  private Value particle(long size) throws MalformedResponseException {
    require(size);
    if (size == 0) {
      throw new MalformedResponseException("a string or bytes without a type in a list or map");
    }
    int type = bytes[position] & 0xFF;
    int from = position + 1;
    position += (int) size;
    return switch (type) {
      case ParticleType.STRING -> new Value.StringValue(text(from));
      case ParticleType.BLOB -> new Value.BytesValue(Arrays.copyOfRange(bytes, from, position));
      case ParticleType.GEOJSON -> new Value.GeoJsonValue(text(from));
      default -> new Value.RawValue(type, Arrays.copyOfRange(bytes, from, position));
    };
  }

  private String text(int from) {
    return new String(bytes, from, position - from, StandardCharsets.UTF_8);
  }

  private long unsigned(int size) throws MalformedResponseException {
    require(size);
    int at = position;
    position += size;
    return switch (size) {
      case 1 -> bytes[at] & 0xFF;
      case 2 -> BigEndian.getShort(bytes, at);
      case 4 -> Integer.toUnsignedLong(BigEndian.getInt(bytes, at));
      default -> BigEndian.getLong(bytes, at);
    };
  }

  private void require(long size) throws MalformedResponseException {
    if (size > end - position) {
      throw new MalformedResponseException(
          "a value of " + size + " bytes in a list or map where " + (end - position) + " are");
    }
  }
}
