package io.shmtender.client.cdt;

import java.util.Objects;

/**
 * How operations write to a list. Immutable.
 *
 * @param order the order of the list if the operation makes it
 * @param flags the sum of {@link ListWriteFlags}
 */
public record ListPolicy(ListOrder order, int flags) {
  /**
   * Checks the order.
   *
   * @throws NullPointerException if it is null
   */
  public ListPolicy {
    Objects.requireNonNull(order, "order");
  }

  /** Returns the official client's default: an unordered list, anything goes. */
  public static ListPolicy defaults() {
    return new ListPolicy(ListOrder.UNORDERED, ListWriteFlags.DEFAULT);
  }
}
