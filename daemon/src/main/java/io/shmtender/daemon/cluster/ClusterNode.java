package io.shmtender.daemon.cluster;

import static java.util.Objects.requireNonNull;

/**
 * A server node as the cluster map knows it.
 *
 * @param name the node's name as the server gives it, for example {@code BB9050011AC4202}; at most
 *     31 ASCII characters
 * @param address the numeric IPv4 or IPv6 address at which the tender reaches the node, without
 *     brackets
 * @param port the service port, 1 to 65535
 * @param tlsName the name to check the node's certificate against, empty without TLS
 * @param build the server's build, for example {@code 8.1.2.0}
 * @param features the server's features as the bits of the C client's node slot (0 partition scan,
 *     1 query-show, 2 batch-any, 3 partition query, 4 query-ops projection)
 * @param rebalanceGeneration the node's rebalance generation, as of its last answer
 * @param state whether the node answers the tender
 */
public record ClusterNode(
    String name,
    String address,
    int port,
    String tlsName,
    String build,
    int features,
    int rebalanceGeneration,
    State state) {

  /** Whether a node answers the tender. */
  public enum State {
    /** The node's last refresh succeeded. */
    ACTIVE,
    /** The node is still in the cluster as far as anybody knows, but its last refresh failed. */
    FAILING
  }

  /** Checks that nothing is missing and that the port is one. */
  public ClusterNode {
    requireNonNull(name);
    requireNonNull(address);
    requireNonNull(tlsName);
    requireNonNull(build);
    requireNonNull(state);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " of node " + name + " is not 1..65535");
    }
  }
}
