package io.shmtender.reader;

/** How the server keeps a map. */
public enum MapOrder {
  /** In no order. The default. */
  UNORDERED(0, 0x40),

  /** Ordered by key. */
  KEY_ORDERED(1, 0x80),

  /** Ordered by key, and with an index by value too. */
  KEY_VALUE_ORDERED(3, 0xC0);

  private final int attributes;
  private final int createFlag;

  MapOrder(int attributes, int createFlag) {
    this.attributes = attributes;
    this.createFlag = createFlag;
  }

  int attributes() {
    return attributes;
  }

  /** The bit of a context that makes the server create such a map where there is none. */
  int createFlag() {
    return createFlag;
  }

  /** The order of a map that begins with these attributes. */
  static MapOrder of(int attributes) {
    return switch (attributes & KEY_VALUE_ORDERED.attributes) {
      case 1 -> KEY_ORDERED;
      case 3 -> KEY_VALUE_ORDERED;
      default -> UNORDERED;
    };
  }
}
