package io.shmtender.tend;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's word on what its cluster is called. */
final class ClusterName {
  static final String INFO_NAME = "cluster-name";

  private static final Logger log = LoggerFactory.getLogger(ClusterName.class);

  private ClusterName() {}

  /**
   * Returns the name, empty text for a cluster that has none: servers answer with {@code null} or
   * nothing then. Empty when the node does not tell.
   */
  static Optional<String> of(InfoReply reply) {
    try {
      String value = reply.value(INFO_NAME);
      return Optional.of(value.equals("null") ? "" : value);
    } catch (InfoReplyException e) {
      log.debug("A server tells no cluster name", e);
      return Optional.empty();
    }
  }
}
