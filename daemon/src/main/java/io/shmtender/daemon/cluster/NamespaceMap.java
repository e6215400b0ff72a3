package io.shmtender.daemon.cluster;

import java.util.Arrays;

/**
 * Who holds the partitions of one namespace: for each of the 4096 partitions a master, the proles
 * in their order, and the regime.
 *
 * <p>Nodes are named by their index in {@link ClusterMap#nodes()}. Immutable: the constructor
 * copies its arrays and the accessors hand out single elements.
 */
public final class NamespaceMap {
  /** Partitions in a namespace. Fixed in every Aerospike release. */
  public static final int PARTITIONS = 4096;

  /** The node index that means that nobody holds the replica. */
  public static final int NONE = -1;

  // Without strong consistency all regimes are 0, in every namespace.
  private static final int[] NO_REGIMES = new int[PARTITIONS];

  private final String name;
  private final boolean strongConsistency;
  private final short[][] replicas;
  private final int[] regimes;
  private final int[] rackIds;

  /**
   * Creates the map of a namespace.
   *
   * @param name the namespace, at most 31 ASCII characters
   * @param strongConsistency whether the namespace is in strong-consistency mode (its regimes are
   *     not all 0)
   * @param replicas {@code [replica][partition]}, the master first: node indexes, {@link #NONE}
   *     where nobody holds the replica; at least one row, every row of {@link #PARTITIONS} entries
   * @param regimes the regime of each partition
   * @param rackIds the rack id of each node in this namespace, by node index; 0 without racks
   * @throws IllegalArgumentException if an array has the wrong length or names a node that {@code
   *     rackIds} does not have
   */
  public NamespaceMap(
      String name, boolean strongConsistency, short[][] replicas, int[] regimes, int[] rackIds) {
    if (replicas.length == 0) {
      throw new IllegalArgumentException("namespace " + name + " has no replica row");
    }
    if (regimes.length != PARTITIONS) {
      throw new IllegalArgumentException(
          "namespace " + name + " has " + regimes.length + " regimes, not " + PARTITIONS);
    }
    this.name = name;
    this.strongConsistency = strongConsistency;
    this.regimes = Arrays.equals(regimes, NO_REGIMES) ? NO_REGIMES : regimes.clone();
    this.rackIds = rackIds.clone();
    this.replicas = new short[replicas.length][];
    for (int r = 0; r < replicas.length; r++) {
      short[] row = replicas[r].clone();
      if (row.length != PARTITIONS) {
        throw new IllegalArgumentException(
            "namespace " + name + " has " + row.length + " partitions, not " + PARTITIONS);
      }
      for (short node : row) {
        if (node < NONE || node >= rackIds.length) {
          throw new IllegalArgumentException(
              "namespace " + name + " names node " + node + " of " + rackIds.length);
        }
      }
      this.replicas[r] = row;
    }
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
    return replicas.length;
  }

  /** Returns the index of the node that holds the partition's replica, or {@link #NONE}. */
  public int node(int replica, int partition) {
    return replicas[replica][partition];
  }

  /** Returns the index of the partition's master, or {@link #NONE}. */
  public int master(int partition) {
    return replicas[0][partition];
  }

  /** Returns the partition's regime. */
  public int regime(int partition) {
    return regimes[partition];
  }

  /** Returns the rack id of a node in this namespace, by node index. */
  public int rackId(int node) {
    return rackIds[node];
  }

  /** Returns whether the nodes have these rack ids in this namespace, by node index. */
  public boolean hasRackIds(int[] ids) {
    return Arrays.equals(rackIds, ids);
  }

  /** Returns how many partitions have no master. */
  public int partitionsWithoutMaster() {
    int without = 0;
    for (short node : replicas[0]) {
      if (node == NONE) {
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
        && Arrays.deepEquals(replicas, that.replicas);
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + Arrays.deepHashCode(replicas);
  }

  @Override
  public String toString() {
    return "NamespaceMap[" + name + ", replicas=" + replicas.length + "]";
  }
}
