package io.shmtender.reader;

import java.util.Arrays;

/**
 * Who holds the partitions of one namespace, as of one publish of the tender. Immutable.
 *
 * <p>A partition id is 0 to 4095: the low 12 bits of the digest's first two bytes, little-endian.
 */
public final class NamespaceView {
  /** Partitions in a namespace. Fixed in every Aerospike release. */
  public static final int PARTITIONS = 4096;

  private final String name;
  private final boolean strongConsistency;
  private final int replicaCount;
  // Replica r of partition p is at [r * PARTITIONS + p]: a slot, 0 for nobody.
  private final short[] slots;
  // By slot; the entry of slot 0 is null.
  private final Node[] nodeOfSlot;
  private final int[] regimes;
  private final int[] rackIds;
  // Made for the first router that asks: most views see none.
  private volatile Node[] masters;

  /**
   * Makes a view from arrays, which are not copied and must not change any more.
   *
   * @param slots by replica and then by partition the number of the holder, 0 for nobody
   * @param nodeOfSlot the nodes by their numbers; nothing at 0
   * @param regimes by partition
   * @param rackIds by the nodes' numbers, less 1
   */
  public NamespaceView(
      String name,
      boolean strongConsistency,
      int replicaCount,
      short[] slots,
      Node[] nodeOfSlot,
      int[] regimes,
      int[] rackIds) {
    this.name = name;
    this.strongConsistency = strongConsistency;
    this.replicaCount = replicaCount;
    this.slots = slots;
    this.nodeOfSlot = nodeOfSlot;
    this.regimes = regimes;
    this.rackIds = rackIds;
  }

  /** Returns the partition of a digest: 0 to 4095. */
  public static int partitionId(byte[] digest) {
    return (digest[0] & 0xFF) | (digest[1] & 0x0F) << 8;
  }

  // Interned names only: false says nothing.
  @SuppressWarnings("ReferenceEquality")
  boolean isNamed(String other) {
    return name == other;
  }

  // The masters by partition, one look-up instead of two; not to be written to.
  Node[] masters() {
    Node[] known = masters;
    if (known == null) {
      known = new Node[PARTITIONS];
      for (int partition = 0; partition < PARTITIONS; partition++) {
        known[partition] = master(partition);
      }
      masters = known;
    }
    return known;
  }

  /** Returns the namespace's name. */
  public String name() {
    return name;
  }

  /** Returns whether the namespace is in strong-consistency mode. */
  public boolean strongConsistency() {
    return strongConsistency;
  }

  /** Returns how many replicas a partition has, the master included. */
  public int replicaCount() {
    return replicaCount;
  }

  /** Returns the master of a partition, or null while it has none. */
  public Node master(int partition) {
    return nodeOfSlot[slots[partition]];
  }

  /**
   * Returns the holder of a partition's replica: 0 is the master, 1 the first prole and so on; null
   * where nobody holds it.
   */
  public Node replica(int replica, int partition) {
    return nodeOfSlot[slots[replica * PARTITIONS + partition]];
  }

  /**
   * Returns whether nodes of the same names hold all partitions, replica by replica, as in another
   * view: between two views of a large cluster most namespaces are like that, and this tells it
   * without a look at each partition.
   */
  public boolean sameHolders(NamespaceView other) {
    if (replicaCount != other.replicaCount) {
      return false;
    }
    if (sameNames(nodeOfSlot, other.nodeOfSlot)) {
      return Arrays.equals(slots, other.slots);
    }
    for (int i = 0; i < slots.length; i++) {
      Node holder = nodeOfSlot[slots[i]];
      Node otherHolder = other.nodeOfSlot[other.slots[i]];
      if ((holder == null) != (otherHolder == null)
          || (holder != null && !holder.name().equals(otherHolder.name()))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameNames(Node[] nodes, Node[] others) {
    boolean same = nodes.length == others.length;
    for (int slot = 1; same && slot < nodes.length; slot++) {
      same = nodes[slot].name().equals(others[slot].name());
    }
    return same;
  }

  /** Returns the regime of a partition; 0 where the namespace is not strongly consistent. */
  public int regime(int partition) {
    return regimes[partition];
  }

  /** Returns the rack id of a node of this view in this namespace; 0 without racks, or unknown. */
  @SuppressWarnings("ReferenceEquality")
  public int rackId(Node node) {
    // Most are asked for with the view's own node. Comparing takes much longer than looking.
    for (int slot = 1; slot < nodeOfSlot.length; slot++) {
      if (node == nodeOfSlot[slot]) {
        return rackIds[slot - 1];
      }
    }
    for (int slot = 1; slot < nodeOfSlot.length; slot++) {
      if (node.equals(nodeOfSlot[slot])) {
        return rackIds[slot - 1];
      }
    }
    return 0;
  }
}
