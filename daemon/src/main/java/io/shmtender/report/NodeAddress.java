package io.shmtender.report;

import io.shmtender.reader.Node;

/** Where a node is, in one word. */
public final class NodeAddress {
  private NodeAddress() {}

  /** Returns a node's address and port as a seed is written: {@code host:port[:tls-name]}. */
  public static String of(Node node) {
    String host = node.address().indexOf(':') < 0 ? node.address() : "[" + node.address() + "]";
    return host + ":" + node.port() + (node.tlsName().isEmpty() ? "" : ":" + node.tlsName());
  }
}
