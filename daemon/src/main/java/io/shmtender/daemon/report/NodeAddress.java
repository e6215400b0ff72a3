package io.shmtender.daemon.report;

import io.shmtender.reader.Node;
import io.shmtender.reader.info.HostPort;

/** Where a node is, in one word. */
public final class NodeAddress {
  private NodeAddress() {}

  /** Returns a node's address and port as a seed is written: {@code host:port[:tls-name]}. */
  public static String of(Node node) {
    return of(node.address(), node.port(), node.tlsName());
  }

  /** As {@link #of(Node)}, from its parts; the TLS name is empty without TLS. */
  public static String of(String address, int port, String tlsName) {
    return HostPort.of(address, port) + (tlsName.isEmpty() ? "" : ":" + tlsName);
  }
}
