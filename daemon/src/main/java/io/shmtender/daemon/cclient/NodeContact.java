package io.shmtender.daemon.cclient;

import java.nio.ByteBuffer;

/**
 * What a follower takes from a node's slot when it gets to know the node, and never again. Compared
 * by what counts: the C client copies what happens to be behind an address and behind a text's end.
 *
 * @param address the meaningful bytes of the {@code struct sockaddr_storage}
 * @param tlsName the name to check the node's certificate against, empty without TLS
 * @param features what the server can do
 * @param version the server's version as the slot has it, 0 in layouts without it
 */
record NodeContact(ByteBuffer address, String tlsName, int features, long version) {
  /** Returns whether it is reached in the same way. */
  boolean isAt(NodeContact other) {
    return address.equals(other.address) && tlsName.equals(other.tlsName);
  }
}
