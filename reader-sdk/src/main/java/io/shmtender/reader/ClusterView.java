package io.shmtender.reader;

import java.util.List;
import java.util.Map;

/**
 * The state of the cluster as of one publish of the tender: nodes, masters, replicas and regimes
 * that belong together. Immutable; two calls on one view never disagree.
 */
public final class ClusterView {
  private final long sequence;
  private final String clusterName;
  private final List<Node> nodes;
  private final Map<String, NamespaceView> namespaces;

  ClusterView(
      long sequence, String clusterName, List<Node> nodes, Map<String, NamespaceView> namespaces) {
    this.sequence = sequence;
    this.clusterName = clusterName;
    this.nodes = List.copyOf(nodes);
    this.namespaces = Map.copyOf(namespaces);
  }

  /** Returns the number of the publish that this view shows; later views have larger numbers. */
  public long sequence() {
    return sequence;
  }

  /** Returns the cluster's name, empty when the servers have none. */
  public String clusterName() {
    return clusterName;
  }

  /** Returns the nodes, sorted by name. */
  public List<Node> nodes() {
    return nodes;
  }

  /** Returns the namespaces by name. */
  public Map<String, NamespaceView> namespaces() {
    return namespaces;
  }

  /**
   * Returns a namespace.
   *
   * @throws UnknownNamespaceException if the cluster has none of this name
   */
  public NamespaceView namespace(String name) {
    NamespaceView namespace = namespaces.get(name);
    if (namespace == null) {
      throw new UnknownNamespaceException(
          "namespace '"
              + name
              + "' is not in cluster '"
              + clusterName
              + "', which has "
              + namespaces.keySet().stream().sorted().toList());
    }
    return namespace;
  }
}
