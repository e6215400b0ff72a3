package io.shmtender.reader;

/**
 * A server node as the tender published it. Immutable.
 *
 * @param name the node's name as the server gives it, for example {@code BB9050011AC4202}
 * @param address the numeric IPv4 or IPv6 address at which the tender reaches the node, without
 *     brackets
 * @param port the service port
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
  /** Returns whether the other node is the same server process endpoint: name, address and port. */
  public boolean sameEndpoint(Node other) {
    return port == other.port
        && name.equals(other.name)
        && address.equals(other.address)
        && tlsName.equals(other.tlsName);
  }
}
