package io.shmtender.client;

/**
 * How commands that are under way at the same time are sent together: see {@link
 * ClientOptions#combining()}. Immutable.
 *
 * @param asynchronous whether commands of {@link ShmClient#async()} are combined
 * @param synchronous whether commands of many threads are. Worth it where dozens of threads wait
 *     for answers at the same time
 * @param carriersPerNode how many exchanges with a node combining has under way at the same time,
 *     each over a connection of its own, 1 to 100. Commands gather while so many are busy
 * @param maxWaitingPerNode how many commands may wait for a node, 1 or more; a further one fails
 *     with {@link CombiningLimitException}. Each takes half a kilobyte or so besides its values
 */
public record Combining(
    boolean asynchronous, boolean synchronous, int carriersPerNode, int maxWaitingPerNode) {
  private static final int MAX_CARRIERS = 100;
  private static final Combining DEFAULTS = new Combining(true, false, 2, 100_000);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Combining {
    if (carriersPerNode < 1 || carriersPerNode > MAX_CARRIERS) {
      throw new IllegalArgumentException(
          "carriersPerNode " + carriersPerNode + " is not 1 to " + MAX_CARRIERS);
    }
    if (maxWaitingPerNode < 1) {
      throw new IllegalArgumentException("maxWaitingPerNode " + maxWaitingPerNode + " is below 1");
    }
  }

  /** Returns the defaults: asynchronous commands are combined, synchronous ones are not. */
  public static Combining defaults() {
    return DEFAULTS;
  }

  /** Returns the same with another {@link #asynchronous()}. */
  public Combining withAsynchronous(boolean asynchronous) {
    return new Combining(asynchronous, synchronous, carriersPerNode, maxWaitingPerNode);
  }

  /** Returns the same with another {@link #synchronous()}. */
  public Combining withSynchronous(boolean synchronous) {
    return new Combining(asynchronous, synchronous, carriersPerNode, maxWaitingPerNode);
  }

  /** Returns the same with another {@link #carriersPerNode()}. */
  public Combining withCarriersPerNode(int carriersPerNode) {
    return new Combining(asynchronous, synchronous, carriersPerNode, maxWaitingPerNode);
  }

  /** Returns the same with another {@link #maxWaitingPerNode()}. */
  public Combining withMaxWaitingPerNode(int maxWaitingPerNode) {
    return new Combining(asynchronous, synchronous, carriersPerNode, maxWaitingPerNode);
  }
}
