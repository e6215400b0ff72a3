package io.shmtender.client.cdt;

/** How the server keeps a list. */
public enum ListOrder {
  /** In the order in which values were put. The default. */
  UNORDERED(0),

  /** Ordered by value. */
  ORDERED(1);

  private final int attributes;

  ListOrder(int attributes) {
    this.attributes = attributes;
  }

  int attributes() {
    return attributes;
  }

  /** The bits of a context that make the server create such a list where there is none. */
  int createFlag(boolean pad) {
    if (this == ORDERED) {
      return 0xC0;
    }
    return pad ? 0x80 : 0x40;
  }
}
