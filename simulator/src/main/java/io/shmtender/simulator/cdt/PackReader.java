package io.shmtender.simulator.cdt;

import io.shmtender.simulator.record.CommandFailure;
import io.shmtender.simulator.wire.ResultCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads MessagePack as clients send it and brings it into the form that the server stores: integers
 * and lengths in their shortest form, maps sorted by key. What the server refuses ends the command
 * with a parameter error: truncated values, ordered lists and maps that are not sorted. What can be
 * compared with but not be stored is {@link Element#isStorable} to say.
 */
final class PackReader {
  /** The extension type of values that are only for comparing. */
  private static final int NOT_STORABLE = 0xFF;

  private final ByteBuffer in;

  PackReader(byte[] packed) {
    this.in = ByteBuffer.wrap(packed);
  }

  /** Reads bytes that hold exactly one value. */
  static Element readOnly(byte[] packed) {
    PackReader reader = new PackReader(packed);
    Element element = reader.read();
    if (reader.in.hasRemaining()) {
      throw malformed();
    }
    return element;
  }

  /** Reads the next value. */
  Element read() {
    int at = in.position();
    int head = unsigned(1);
    if (head < 0x80) {
      return Scalar.ofLong(head);
    }
    if (head >= 0xE0) {
      return Scalar.ofLong((byte) head);
    }
    if (head < 0x90) {
      return map(head & 0x0F);
    }
    if (head < 0xA0) {
      return list(head & 0x0F);
    }
    if (head < 0xC0) {
      return Scalar.ofBytes(bytes(head & 0x1F));
    }
    return switch (head) {
      case 0xC0 -> Scalar.NIL;
      case 0xC2 -> Scalar.FALSE;
      case 0xC3 -> Scalar.TRUE;
      case 0xC4, 0xD9 -> Scalar.ofBytes(bytes(unsigned(1)));
      case 0xC5, 0xDA -> Scalar.ofBytes(bytes(unsigned(2)));
      case 0xC6, 0xDB -> Scalar.ofBytes(bytes(unsigned(4)));
      case 0xC7 -> extension(at, unsigned(1));
      case 0xC8 -> extension(at, unsigned(2));
      case 0xC9 -> extension(at, unsigned(4));
      case 0xCA -> Scalar.ofReal(take(4).getFloat(), packedSince(at));
      case 0xCB -> Scalar.ofReal(take(8).getDouble(), packedSince(at));
      case 0xCC -> Scalar.ofLong(unsigned(1));
      case 0xCD -> Scalar.ofLong(unsigned(2));
      case 0xCE -> Scalar.ofLong(Integer.toUnsignedLong(take(4).getInt()));
      case 0xCF -> Scalar.ofUnsigned(take(8).getLong());
      case 0xD0 -> Scalar.ofLong(take(1).get());
      case 0xD1 -> Scalar.ofLong(take(2).getShort());
      case 0xD2 -> Scalar.ofLong(take(4).getInt());
      case 0xD3 -> Scalar.ofLong(take(8).getLong());
      case 0xD4, 0xD5, 0xD6, 0xD7, 0xD8 -> extension(at, 1 << (head - 0xD4));
      case 0xDC -> list(unsigned(2));
      case 0xDD -> list(unsigned(4));
      case 0xDE -> map(unsigned(2));
      case 0xDF -> map(unsigned(4));
      default -> throw malformed();
    };
  }

  /** Reads the header of a list: how many values follow. */
  int readListHeader() {
    int head = unsigned(1);
    return switch (head) {
      case 0xDC -> unsigned(2);
      case 0xDD -> unsigned(4);
      default -> {
        if ((head & 0xF0) != 0x90) {
          throw malformed();
        }
        yield head & 0x0F;
      }
    };
  }

  private Element list(int count) {
    int flags = count > 0 ? flags() : -1;
    int size = flags >= 0 ? count - 1 : count;
    List<Element> values = new ArrayList<>(Math.min(size, in.remaining()));
    boolean ordered = flags > 0 && (flags & 1) != 0;
    for (int i = 0; i < size; i++) {
      values.add(read());
      if (ordered && i > 0 && ValueOrder.compare(values.get(i - 1), values.get(i)) > 0) {
        throw malformed();
      }
    }
    return new ListElement(ordered, values);
  }

  private Element map(int count) {
    int flags = count > 0 ? flags() : -1;
    int size = count;
    int order = MapElement.UNORDERED;
    if (flags >= 0) {
      read(); // the value that goes with the flags
      size--;
      order = flags & MapElement.KEY_VALUE_ORDERED;
    }
    List<MapElement.Entry> entries = new ArrayList<>(Math.min(size, in.remaining()));
    for (int i = 0; i < size; i++) {
      entries.add(new MapElement.Entry(read(), read()));
    }
    return new MapElement(order, sorted(entries, order));
  }

  private static List<MapElement.Entry> sorted(List<MapElement.Entry> entries, int order) {
    List<MapElement.Entry> sorted = new ArrayList<>(entries);
    sorted.sort(MapElement.BY_KEY);
    boolean mustBeSorted = (order & MapElement.KEY_ORDERED) != 0;
    for (int i = 1; i < sorted.size(); i++) {
      if (mustBeSorted && MapElement.BY_KEY.compare(entries.get(i - 1), entries.get(i)) > 0) {
        throw malformed();
      }
    }
    return sorted;
  }

  /** The flags of a list or map when the next value holds them, else -1 and nothing is read. */
  private int flags() {
    in.mark();
    int head = in.hasRemaining() ? unsigned(1) : 0;
    int length =
        switch (head) {
          case 0xC7 -> unsigned(1);
          case 0xC8 -> unsigned(2);
          case 0xC9 -> unsigned(4);
          case 0xD4, 0xD5, 0xD6, 0xD7, 0xD8 -> 1 << (head - 0xD4);
          default -> -1;
        };
    int type = length >= 0 ? unsigned(1) : NOT_STORABLE;
    if (type == NOT_STORABLE) {
      in.reset();
      return -1;
    }
    bytes(length);
    return type;
  }

  private Element extension(int at, int length) {
    int type = unsigned(1);
    byte[] content = bytes(length);
    if (type == NOT_STORABLE && length == 1) {
      return content[0] == 0 ? Scalar.WILDCARD : Scalar.INFINITY;
    }
    return Scalar.ofExtension(packedSince(at));
  }

  private byte[] packedSince(int start) {
    return Arrays.copyOfRange(in.array(), start, in.position());
  }

  private byte[] bytes(int count) {
    need(count);
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }

  private ByteBuffer take(int count) {
    need(count);
    return in;
  }

  private int unsigned(int size) {
    need(size);
    return switch (size) {
      case 1 -> Byte.toUnsignedInt(in.get());
      case 2 -> Short.toUnsignedInt(in.getShort());
      default -> {
        int value = in.getInt();
        if (value < 0) {
          throw malformed();
        }
        yield value;
      }
    };
  }

  private void need(int count) {
    if (in.remaining() < count) {
      throw malformed();
    }
  }

  private static CommandFailure malformed() {
    return new CommandFailure(ResultCode.PARAMETER);
  }
}
