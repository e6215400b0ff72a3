package io.shmtender.client;

/** How the server keeps a map. */
public enum MapOrder {
  /** In no order. The default. */
  UNORDERED(0),

  /** Ordered by key. */
  KEY_ORDERED(1),

  /** Ordered by key, and with an index by value too. */
  KEY_VALUE_ORDERED(3);

  private final int attributes;

  MapOrder(int attributes) {
    this.attributes = attributes;
  }

  /** Returns the number that the server has for it. */
  public int attributes() {
    return attributes;
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
