package io.shmtender.reader;

import static java.util.Objects.requireNonNull;

import io.shmtender.reader.layout.SegmentLayout;
import java.util.Arrays;

/**
 * Who holds the partitions of one namespace: for each of the 4096 partitions a master, the proles
 * in their order, and the regime. Immutable.
 *
 * <p>Nodes are named by their places in {@link ClusterMap#nodes()}, as a segment names them: so a
 * namespace stays the same while a node becomes another one, and {@link ClusterMap} answers with
 * the nodes themselves. A partition id is 0 to 4095: the low 12 bits of the digest's first two
 * bytes, little-endian.
 */
public final class NamespaceMap {
  /** Partitions in a namespace. Fixed in every Aerospike release. */
  public static final int PARTITIONS = SegmentLayout.PARTITIONS;

  /** The place that means that nobody holds the replica. */
  public static final int NONE = -1;

  // Without strong consistency all regimes are 0, in every namespace.
  private static final int[] NO_REGIMES = new int[PARTITIONS];

  private final String name;
  private final boolean strongConsistency;
  private final int replicaCount;
  // Replica r of partition p is at [r * PARTITIONS + p]: a node's place + 1, 0 for nobody.
  private final short[] slots;
  private final int[] regimes;
  private final int[] rackIds;

  /**
   * Makes the map of a namespace. The arrays are copied.
   *
   * @param name the namespace, at most 31 ASCII characters
   * @param strongConsistency whether the namespace is in strong-consistency mode (its regimes are
   *     not all 0)
   * @param replicas {@code [replica][partition]}, the master first: the nodes' places, {@link
   *     #NONE} where nobody holds the replica; at least one row, every row of {@link #PARTITIONS}
   *     entries
   * @param regimes the regime of each partition
   * @param rackIds the rack id of each node in this namespace, by its place; 0 without racks
   * @throws IllegalArgumentException if an array has the wrong length or names a node that {@code
   *     rackIds} does not have
   */
  public NamespaceMap(
      String name, boolean strongConsistency, short[][] replicas, int[] regimes, int[] rackIds) {
    this(
        requireNonNull(name, "name"),
        strongConsistency,
        replicas.length,
        slots(name, replicas, rackIds.length),
        Arrays.equals(regimes, NO_REGIMES) ? NO_REGIMES : regimes.clone(),
        rackIds.clone());
    if (regimes.length != PARTITIONS) {
      throw new IllegalArgumentException(
          "namespace " + name + " has " + regimes.length + " regimes, not " + PARTITIONS);
    }
  }

  // Of arrays that are this map's from now on.
  private NamespaceMap(
      String name,
      boolean strongConsistency,
      int replicaCount,
      short[] slots,
      int[] regimes,
      int[] rackIds) {
    this.name = name;
    this.strongConsistency = strongConsistency;
    this.replicaCount = replicaCount;
    this.slots = slots;
    this.regimes = regimes;
    this.rackIds = rackIds;
  }

  /** Makes the map that a segment has, by its own checks; the arrays are the map's from now on. */
  static NamespaceMap decoded(
      String name,
      boolean strongConsistency,
      int replicaCount,
      short[] slots,
      int[] regimes,
      int[] rackIds) {
    return new NamespaceMap(name, strongConsistency, replicaCount, slots, regimes, rackIds);
  }

  private static short[] slots(String name, short[][] replicas, int nodes) {
    if (replicas.length == 0) {
      throw new IllegalArgumentException("namespace " + name + " has no replica row");
    }
    short[] slots = new short[replicas.length * PARTITIONS];
    int at = 0;
    for (short[] row : replicas) {
      if (row.length != PARTITIONS) {
        throw new IllegalArgumentException(
            "namespace " + name + " has " + row.length + " partitions, not " + PARTITIONS);
      }
      for (short node : row) {
        if (node < NONE || node >= nodes) {
          throw new IllegalArgumentException(
              "namespace " + name + " names node " + node + " of " + nodes);
        }
        slots[at++] = (short) (node + 1);
      }
    }
    return slots;
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

  int slot(int replica, int partition) {
    return slots[replica * PARTITIONS + partition];
  }

  boolean sameSlots(NamespaceMap other) {
    return Arrays.equals(slots, other.slots);
  }

  // For the codec, which writes nothing into them.
  short[] slots() {
    return slots;
  }

  int[] regimes() {
    return regimes;
  }

  int[] rackIds() {
    return rackIds;
  }

  /** Returns the namespace's name. */
  public String name() {
    return name;
  }

  /** Returns whether the namespace is in strong-consistency mode. */
  public boolean strongConsistency() {
    return strongConsistency;
  }

  /** Returns how many replicas a partition has, the master included: 1 or more. */
  public int replicaCount() {
    return replicaCount;
  }

  /** Returns how many nodes the map has that this one is of. */
  public int nodeCount() {
    return rackIds.length;
  }

  /**
   * Returns the place of the node that holds a partition's replica: 0 is the master, 1 the first
   * prole and so on; {@link #NONE} where nobody holds it.
   */
  public int node(int replica, int partition) {
    return slot(replica, partition) - 1;
  }

  /** Returns the place of a partition's master, or {@link #NONE} while it has none. */
  public int master(int partition) {
    return slots[partition] - 1;
  }

  /** Returns the regime of a partition; 0 where the namespace is not strongly consistent. */
  public int regime(int partition) {
    return regimes[partition];
  }

  /** Returns the rack id of the node at a place in this namespace; 0 without racks. */
  public int rackId(int node) {
    return rackIds[node];
  }

  /** Returns whether the nodes have these rack ids in this namespace, by their places. */
  public boolean hasRackIds(int[] ids) {
    return Arrays.equals(rackIds, ids);
  }

  /** Returns how many partitions have no master. */
  public int partitionsWithoutMaster() {
    int without = 0;
    for (int partition = 0; partition < PARTITIONS; partition++) {
      if (slots[partition] == 0) {
        without++;
      }
    }
    return without;
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof NamespaceMap that
        && name.equals(that.name)
        && strongConsistency == that.strongConsistency
        && Arrays.equals(regimes, that.regimes)
        && Arrays.equals(rackIds, that.rackIds)
        && Arrays.equals(slots, that.slots);
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + Arrays.hashCode(slots);
  }

  /** Returns its name and how many replicas it has. */
  @Override
  public String toString() {
    return "NamespaceMap[" + name + ", replicas=" + replicaCount + "]";
  }
}
