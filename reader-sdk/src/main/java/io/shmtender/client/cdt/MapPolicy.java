package io.shmtender.client.cdt;

import io.shmtender.client.MapOrder;
import java.util.Objects;

/**
 * How operations write to a map. Immutable.
 *
 * @param order the order of the map if the operation makes it
 * @param flags the sum of {@link MapWriteFlags}
 * @param persistIndex whether the server stores an index with the map: quicker look-ups for more
 *     storage. Only for ordered maps that are a bin's value
 */
public record MapPolicy(MapOrder order, int flags, boolean persistIndex) {
  private static final int PERSIST_INDEX = 0x10;

  /**
   * Checks the order.
   *
   * @throws NullPointerException if it is null
   */
  public MapPolicy {
    Objects.requireNonNull(order, "order");
  }

  /** Makes a policy without a stored index. */
  public MapPolicy(MapOrder order, int flags) {
    this(order, flags, false);
  }

  /** Returns the official client's default: an unordered map, anything goes. */
  public static MapPolicy defaults() {
    return new MapPolicy(MapOrder.UNORDERED, MapWriteFlags.DEFAULT);
  }

  int attributes() {
    return persistIndex ? order.attributes() | PERSIST_INDEX : order.attributes();
  }
}
