package io.shmtender.reader;

import static java.util.Objects.requireNonNull;

/**
 * A server node as the tender knows it. Immutable.
 *
 * @param name the node's name as the server gives it, for example {@code BB9050011AC4202}; at most
 *     31 ASCII characters
 * @param address the numeric IPv4 or IPv6 address at which the tender reaches the node, without
 *     brackets
 * @param port the service port, 1 to 65535
 * @param tlsName the name to check the node's certificate against, empty without TLS
 * @param build the server's build, for example {@code 8.1.2.0}
 * @param features the server's features, as bits: 0 partition scan, 1 query-show, 2 batch-any, 3
 *     partition query, 4 query-ops projection
 * @param rebalanceGeneration the node's rebalance generation, as of its last answer
 * @param active whether the node answered the tender's last request; a node that did not may still
 *     be master of partitions until the cluster says otherwise
 */
public record Node(
    String name,
    String address,
    int port,
    String tlsName,
    String build,
    int features,
    int rebalanceGeneration,
    boolean active) {
  private static final int LAST_PORT = 65535;

  /** Checks that nothing is missing and that the port is one. */
  public Node {
    requireNonNull(name, "name");
    requireNonNull(address, "address");
    requireNonNull(tlsName, "tlsName");
    requireNonNull(build, "build");
    if (port < 1 || port > LAST_PORT) {
      throw new IllegalArgumentException("port " + port + " of node " + name + " is not 1..65535");
    }
  }

  /**
   * Returns whether two are the same node, wherever it is, which its name tells; or both are null,
   * which is nobody.
   */
  public static boolean isSame(Node one, Node other) {
    if (one == null || other == null) {
      return one == null && other == null;
    }
    return one.name.equals(other.name);
  }

  /** Returns whether the other is the same node, and is reached just where this one is. */
  public boolean sameEndpoint(Node other) {
    return port == other.port
        && name.equals(other.name)
        && address.equals(other.address)
        && tlsName.equals(other.tlsName);
  }
}
