package io.shmtender.daemon.tend;

import io.shmtender.reader.info.InfoReply;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the cluster is called, by configuration or by its nodes, which may rename it. Belongs to the
 * tending thread alone.
 */
final class ClusterName {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterName.class);

  private final String configured;
  private final Set<String> former = new HashSet<>();
  private String current;
  private String lastUnexpected;

  /** A cluster that was not reached yet; any name will do if an empty one is configured. */
  ClusterName(String configured) {
    this.configured = configured;
    this.current = configured;
    this.lastUnexpected = configured;
  }

  /**
   * Returns a node's word on it, empty text for a cluster that has none; empty when the node does
   * not tell.
   *
   * @param configured the name that the cluster is expected to have, empty for any
   */
  static Optional<String> of(InfoReply reply, String configured) {
    return Optional.ofNullable(reply.clusterName(configured));
  }

  /** Returns the name, empty while none is known. */
  String current() {
    return current;
  }

  /** Returns what it was called before, as far as this process saw it. */
  Set<String> former() {
    return former;
  }

  /** Notes what the seeds led to; an empty name tells nothing. */
  void reached(String name) {
    if (!name.isEmpty()) {
      become(name);
    }
  }

  /** Notes what the cluster was called by whoever tended it before. */
  void startFrom(String name) {
    if (configured.isEmpty() && current.isEmpty()) {
      current = name;
    } else if (!name.equals(current)) {
      former.add(name);
    }
  }

  private void become(String name) {
    if (!name.equals(current)) {
      former.add(current);
      current = name;
    }
  }

  /**
   * Takes over the name that the nodes tell, once all that answer tell the same: while a cluster is
   * being renamed they do not. A configured name stays.
   *
   * @return whether it is another one now
   */
  boolean follow(Collection<TendedNode> nodes) {
    List<String> names =
        nodes.stream().filter(TendedNode::answers).map(TendedNode::clusterName).distinct().toList();
    if (names.size() != 1 || names.get(0).equals(current)) {
      return false;
    }
    String name = names.get(0);
    if (configured.isEmpty()) {
      LOG.info("The cluster is called {} now, before {}", quoted(name), quoted(current));
      become(name);
      return true;
    }
    if (!name.equals(lastUnexpected)) {
      LOG.warn(
          "The cluster is called {} now, and {} is configured: going on with the nodes that are"
              + " known, but no other is let in before the configuration is changed",
          quoted(name),
          quoted(configured));
      lastUnexpected = name;
    }
    return false;
  }

  private static String quoted(String name) {
    return name.isEmpty() ? "nothing" : "'" + name + "'";
  }
}
