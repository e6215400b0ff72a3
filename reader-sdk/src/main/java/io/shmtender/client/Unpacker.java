package io.shmtender.client;

import io.shmtender.client.wire.BigEndian;
import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.client.wire.ParticleType;
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

  // Lists and maps wait on a stack of their own while what is in them is read: as deep as the
  // server stores them, which is deeper than a thread's stack is.
  private Value element() throws MalformedResponseException {
    Frame top = null;
    while (true) {
      owed--;
      int code = (int) unsigned(1);
      long count = elements(code);
      if (count >= 0) {
        top = begin(top, isMap(code), count);
      } else if (top == null) {
        return scalar(code);
      } else {
        top.add(scalar(code));
      }
      while (top.left == 0) {
        Value whole = top.value;
        top = top.outer;
        if (top == null) {
          return whole;
        }
        top.add(whole);
      }
    }
  }

  // How many elements the list or the map has that a code begins; -1 for anything else.
  private long elements(int code) throws MalformedResponseException {
    if (code >= 0x80 && code < 0xA0) {
      return code & 0x0F;
    }
    return switch (code) {
      case 0xDC, 0xDE -> unsigned(2);
      case 0xDD, 0xDF -> unsigned(4);
      default -> -1;
    };
  }

  private static boolean isMap(int code) {
    return code < 0x90 || code >= 0xDE;
  }

  private Value scalar(int code) throws MalformedResponseException {
    if (code < 0x80) {
      return new Value.IntegerValue(code);
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
      default ->
          throw new MalformedResponseException(
              "code " + code + " in a list or map, where it means nothing");
    };
  }

  private Frame begin(Frame outer, boolean map, long announced) throws MalformedResponseException {
    long elements = map ? 2 * announced : announced;
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
    Frame frame = new Frame(outer);
    if (frame.depth > Value.MAX_DEPTH || frame.depthInKey > JavaObjects.MAX_KEY_DEPTH) {
      throw new MalformedResponseException(JavaObjects.tooDeep(frame.depthInKey));
    }
    owed += elements;
    int attributes = announced > 0 ? skipExtension() : -1;
    int count = (int) announced - (attributes >= 0 ? 1 : 0);
    if (map) {
      frame.beginMap(count, attributes);
    } else {
      frame.beginList(count);
    }
    return frame;
  }

  /** A list or a map of which not everything has been read. */
  private static final class Frame {
    final Frame outer;
    final int depth;
    // 0 outside of keys of maps.
    final int depthInKey;
    // Not all of it is there yet.
    Value value;
    long left;
    private Value[] list;
    private int size;
    private Map<Value, Value> map;
    private Value key;
    // Whether the next value belongs to an extension that is its key, and means nothing.
    private boolean skips;

    Frame(Frame outer) {
      this.outer = outer;
      this.depth = outer == null ? 1 : outer.depth + 1;
      boolean isKey = outer != null && outer.map != null && outer.key == null && !outer.skips;
      this.depthInKey = isKey || (outer != null && outer.depthInKey > 0) ? outer.depthInKey + 1 : 0;
    }

    void beginList(int count) {
      left = count;
      list = new Value[count];
      value = new Value.ListValue(Arrays.asList(list));
    }

    void beginMap(int count, int attributes) {
      skips = attributes >= 0;
      left = 2L * count + (skips ? 1 : 0);
      map = new LinkedHashMap<>(count * 4 / 3 + 1);
      value = new Value.MapValue(map, skips ? MapOrder.of(attributes) : MapOrder.UNORDERED);
    }

    void add(Value next) {
      left--;
      if (list != null) {
        list[size++] = next;
      } else if (skips) {
        skips = false;
      } else if (key == null) {
        key = next;
      } else {
        map.put(key, next);
        key = null;
      }
    }
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
