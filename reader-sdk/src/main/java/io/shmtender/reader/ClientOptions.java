package io.shmtender.reader;

import java.time.Duration;
import java.util.Objects;

/**
 * How a {@link ShmClient} behaves. Immutable.
 *
 * @param readPolicy the policy of reads that are given none
 * @param writePolicy the policy of writes that are given none
 * @param maxConnectionsPerNode how many connections a node may have, 1 to 65535: at least one for
 *     each thread that runs commands at the same time
 * @param maxIdle how long a connection may be unused before it is closed instead of used, more than
 *     zero: less than the server's {@code proto-fd-idle-ms}, which is a minute unless configured
 */
public record ClientOptions(
    ReadPolicy readPolicy, WritePolicy writePolicy, int maxConnectionsPerNode, Duration maxIdle) {

  private static final int MAX_CONNECTIONS = 65_535;
  private static final ClientOptions DEFAULTS =
      new ClientOptions(ReadPolicy.defaults(), WritePolicy.defaults(), 100, Duration.ofSeconds(55));

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public ClientOptions {
    Objects.requireNonNull(readPolicy, "readPolicy");
    Objects.requireNonNull(writePolicy, "writePolicy");
    if (maxConnectionsPerNode < 1 || maxConnectionsPerNode > MAX_CONNECTIONS) {
      throw new IllegalArgumentException(
          "maxConnectionsPerNode " + maxConnectionsPerNode + " is not 1 to " + MAX_CONNECTIONS);
    }
    if (maxIdle.isNegative() || maxIdle.isZero()) {
      throw new IllegalArgumentException("maxIdle " + maxIdle + " is not more than zero");
    }
  }

  /** Returns the official client's policies, 100 connections per node, 55 seconds. */
  public static ClientOptions defaults() {
    return DEFAULTS;
  }

  /** Returns the same options with another {@link #readPolicy()}. */
  public ClientOptions withReadPolicy(ReadPolicy readPolicy) {
    return new ClientOptions(readPolicy, writePolicy, maxConnectionsPerNode, maxIdle);
  }

  /** Returns the same options with another {@link #writePolicy()}. */
  public ClientOptions withWritePolicy(WritePolicy writePolicy) {
    return new ClientOptions(readPolicy, writePolicy, maxConnectionsPerNode, maxIdle);
  }

  /** Returns the same options with another {@link #maxConnectionsPerNode()}. */
  public ClientOptions withMaxConnectionsPerNode(int maxConnectionsPerNode) {
    return new ClientOptions(readPolicy, writePolicy, maxConnectionsPerNode, maxIdle);
  }

  /** Returns the same options with another {@link #maxIdle()}. */
  public ClientOptions withMaxIdle(Duration maxIdle) {
    return new ClientOptions(readPolicy, writePolicy, maxConnectionsPerNode, maxIdle);
  }
}
