package io.shmtender.reader;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The state of a cluster at one instant: its nodes, and who holds which partition. Immutable.
 *
 * <p>Namespaces name nodes by their places in {@link #nodes()}; this class answers with the nodes
 * themselves. Two maps are equal when they would publish the same bytes; a tend that changed
 * nothing returns an equal map.
 */
public final class ClusterMap {
  private final String clusterName;
  private final List<Node> nodes;
  // By slot; the entry of slot 0, which is nobody's, is null.
  private final Node[] nodeOfSlot;
  private final List<NamespaceMap> namespaces;
  private final NamespaceMap[] namespaceArray;

  /**
   * Makes a map. The lists are copied.
   *
   * @param clusterName the cluster's name, empty when the servers have none; at most 64 ASCII
   *     characters
   * @param nodes the nodes, sorted by name; their places are what the namespaces name them by
   * @param namespaces the namespaces, sorted by name
   * @throws IllegalArgumentException if two nodes or two namespaces have one name, or a namespace
   *     was made for another number of nodes
   */
  public ClusterMap(String clusterName, List<Node> nodes, List<NamespaceMap> namespaces) {
    this(
        requireNonNull(clusterName, "clusterName"),
        slots(nodes),
        namespaces.toArray(new NamespaceMap[0]));
    Checks.of(this);
  }

  /** In a class of its own: who attaches in a fresh JVM makes no map by the constructor. */
  private static final class Checks {
    private Checks() {}

    static void of(ClusterMap map) {
      Set<String> names = new HashSet<>();
      for (Node node : map.nodes()) {
        if (!names.add(node.name())) {
          throw new IllegalArgumentException("two nodes are called " + node.name());
        }
      }
      names.clear();
      for (NamespaceMap namespace : map.namespaces()) {
        if (!names.add(namespace.name())) {
          throw new IllegalArgumentException("two namespaces are called " + namespace.name());
        }
        if (namespace.nodeCount() != map.nodes().size()) {
          throw new IllegalArgumentException(
              "namespace "
                  + namespace.name()
                  + " was made for "
                  + namespace.nodeCount()
                  + " nodes, not "
                  + map.nodes().size());
        }
      }
    }
  }

  // Of arrays that are this map's from now on.
  private ClusterMap(String clusterName, Node[] nodeOfSlot, NamespaceMap[] namespaces) {
    this.clusterName = clusterName;
    this.nodeOfSlot = nodeOfSlot;
    this.nodes =
        Collections.unmodifiableList(Arrays.asList(nodeOfSlot).subList(1, nodeOfSlot.length));
    this.namespaces = Collections.unmodifiableList(Arrays.asList(namespaces));
    this.namespaceArray = namespaces;
  }

  /** Makes the map that a segment has, by its own checks; the arrays are the map's from now on. */
  static ClusterMap decoded(String clusterName, Node[] nodeOfSlot, NamespaceMap[] namespaces) {
    return new ClusterMap(clusterName, nodeOfSlot, namespaces);
  }

  // For look-ups, which write nothing into them.
  Node[] nodeOfSlot() {
    return nodeOfSlot;
  }

  NamespaceMap[] namespaceArray() {
    return namespaceArray;
  }

  private static Node[] slots(List<Node> nodes) {
    Node[] slots = new Node[nodes.size() + 1];
    for (int slot = 1; slot < slots.length; slot++) {
      slots[slot] = requireNonNull(nodes.get(slot - 1), "node");
    }
    return slots;
  }

  /** Returns the cluster's name, empty when the servers have none. */
  public String clusterName() {
    return clusterName;
  }

  /** Returns the nodes, sorted by name. */
  public List<Node> nodes() {
    return nodes;
  }

  /** Returns the namespaces, sorted by name. */
  public List<NamespaceMap> namespaces() {
    return namespaces;
  }

  /**
   * Returns a namespace.
   *
   * @throws UnknownNamespaceException if the cluster has none of this name
   */
  public NamespaceMap namespace(String name) {
    // Names are interned on both sides more often than not, and there are few of them.
    for (NamespaceMap candidate : namespaceArray) {
      if (candidate.isNamed(name)) {
        return candidate;
      }
    }
    NamespaceMap found = namespaceOrNull(name);
    if (found == null) {
      throw UnknownNamespaceException.of(name, this);
    }
    return found;
  }

  /** Returns a namespace, or null if the cluster has none of this name. */
  public NamespaceMap namespaceOrNull(String name) {
    for (NamespaceMap candidate : namespaceArray) {
      if (candidate.name().equals(name)) {
        return candidate;
      }
    }
    return null;
  }

  /** Returns the node at a place; null for {@link NamespaceMap#NONE}. */
  public Node node(int place) {
    return nodeOfSlot[place + 1];
  }

  /** Returns the master of a partition of one of this map's namespaces, null while it has none. */
  public Node master(NamespaceMap namespace, int partition) {
    return nodeOfSlot[namespace.slot(0, partition)];
  }

  /**
   * Returns the holder of a replica of a partition of one of this map's namespaces: 0 is the
   * master, 1 the first prole and so on; null where nobody holds it.
   */
  public Node replica(NamespaceMap namespace, int replica, int partition) {
    return nodeOfSlot[namespace.slot(replica, partition)];
  }

  /**
   * Returns the rack id of a node in one of this map's namespaces; 0 without racks, or if the node
   * is not of this map.
   */
  @SuppressWarnings("ReferenceEquality")
  public int rackId(NamespaceMap namespace, Node node) {
    // Most ask with the map's own node. Comparing takes much longer than looking.
    for (int slot = 1; slot < nodeOfSlot.length; slot++) {
      if (node == nodeOfSlot[slot]) {
        return namespace.rackId(slot - 1);
      }
    }
    int place = nodes.indexOf(node);
    return place < 0 ? 0 : namespace.rackId(place);
  }

  /**
   * Returns whether nodes of the same names hold all partitions of a namespace, replica by replica,
   * as in another map: between two maps of a large cluster most namespaces are like that, and this
   * tells it without a look at each partition.
   *
   * @param namespace one of this map's namespaces
   * @param other the other map
   * @param others one of the other map's
   */
  public boolean sameHolders(NamespaceMap namespace, ClusterMap other, NamespaceMap others) {
    if (namespace.replicaCount() != others.replicaCount()) {
      return false;
    }
    if (sameNames(other)) {
      return namespace.sameSlots(others);
    }
    for (int replica = 0; replica < namespace.replicaCount(); replica++) {
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        if (!Node.isSame(
            replica(namespace, replica, partition), other.replica(others, replica, partition))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean sameNames(ClusterMap other) {
    boolean same = nodeOfSlot.length == other.nodeOfSlot.length;
    for (int slot = 1; same && slot < nodeOfSlot.length; slot++) {
      same = Node.isSame(nodeOfSlot[slot], other.nodeOfSlot[slot]);
    }
    return same;
  }

  /** Returns the largest number of replicas that a namespace has, 0 without namespaces. */
  public int maxReplicaCount() {
    int most = 0;
    for (NamespaceMap namespace : namespaceArray) {
      most = Math.max(most, namespace.replicaCount());
    }
    return most;
  }

  @Override
  public boolean equals(Object other) {
    // Most tends change nothing, and the others little: what is unchanged is the same object.
    if (this == other) {
      return true;
    }
    return other instanceof ClusterMap that
        && clusterName.equals(that.clusterName)
        && nodes.equals(that.nodes)
        && namespaces.equals(that.namespaces);
  }

  @Override
  public int hashCode() {
    return (clusterName.hashCode() * 31 + nodes.hashCode()) * 31 + namespaces.hashCode();
  }

  /** Returns all of it but the partitions. */
  @Override
  public String toString() {
    return "ClusterMap[" + clusterName + ", nodes=" + nodes + ", namespaces=" + namespaces + "]";
  }
}
