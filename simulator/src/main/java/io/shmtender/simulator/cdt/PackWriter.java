package io.shmtender.simulator.cdt;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Writes MessagePack in the form that the server stores and answers with. */
final class PackWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private PackWriter() {}

  static byte[] pack(Element element) {
    PackWriter writer = new PackWriter();
    writer.write(element);
    return writer.out.toByteArray();
  }

  private void write(Element element) {
    switch (element.kind()) {
      case LIST -> write((ListElement) element);
      case MAP -> write((MapElement) element);
      default -> write((Scalar) element);
    }
  }

  private void write(Scalar scalar) {
    switch (scalar.kind()) {
      case NIL -> out.write(0xC0);
      case FALSE -> out.write(0xC2);
      case TRUE -> out.write(0xC3);
      case INTEGER -> positive(scalar.number());
      case NEGATIVE -> negative(scalar.number());
      case STRING, BYTES, GEOJSON -> {
        bytesHeader(scalar.data().length);
        out.writeBytes(scalar.data());
      }
      case DOUBLE, EXTENSION -> out.writeBytes(scalar.data());
      default -> throw new IllegalArgumentException(scalar.kind() + " is never stored");
    }
  }

  private void write(ListElement list) {
    containerHeader(0x90, 0xDC, list.size() + (list.ordered() ? 1 : 0));
    if (list.ordered()) {
      flags(1);
    }
    list.values().forEach(this::write);
  }

  private void write(MapElement map) {
    containerHeader(0x80, 0xDE, map.size() + (map.flags() == 0 ? 0 : 1));
    if (map.flags() != 0) {
      flags(map.flags());
      out.write(0xC0);
    }
    for (MapElement.Entry entry : map.entries()) {
      write(entry.key());
      write(entry.value());
    }
  }

  /** An extension without content, whose type is the order of the list or map. */
  private void flags(int flags) {
    out.write(0xC7);
    out.write(0);
    out.write(flags);
  }

  private void positive(long number) {
    if (number >= 0 && number < 0x80) {
      out.write((int) number);
    } else if (number >= 0 && number <= 0xFF) {
      number(0xCC, number, 1);
    } else if (number >= 0 && number <= 0xFFFF) {
      number(0xCD, number, 2);
    } else if (number >= 0 && number <= 0xFFFF_FFFFL) {
      number(0xCE, number, 4);
    } else {
      number(0xCF, number, 8);
    }
  }

  private void negative(long number) {
    if (number >= -32) {
      out.write((int) number);
    } else if (number >= Byte.MIN_VALUE) {
      number(0xD0, number, 1);
    } else if (number >= Short.MIN_VALUE) {
      number(0xD1, number, 2);
    } else if (number >= Integer.MIN_VALUE) {
      number(0xD2, number, 4);
    } else {
      number(0xD3, number, 8);
    }
  }

  private void bytesHeader(int length) {
    if (length < 32) {
      out.write(0xA0 | length);
    } else if (length <= 0xFF) {
      number(0xD9, length, 1);
    } else if (length <= 0xFFFF) {
      number(0xDA, length, 2);
    } else {
      number(0xDB, length, 4);
    }
  }

  private void containerHeader(int small, int large, int size) {
    if (size < 16) {
      out.write(small | size);
    } else if (size <= 0xFFFF) {
      number(large, size, 2);
    } else {
      number(large + 1, size, 4);
    }
  }

  private void number(int head, long number, int size) {
    byte[] full = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    out.write(head);
    out.write(full, Long.BYTES - size, size);
  }
}
