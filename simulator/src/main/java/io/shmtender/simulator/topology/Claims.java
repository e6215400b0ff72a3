package io.shmtender.simulator.topology;

import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/**
 * What one node says about one namespace: its regime, and for each partition which replica it
 * holds. Immutable and thread-safe; the text that clients ask for is made once.
 */
public final class Claims {
  /** The replica index of a partition that the node does not own. */
  public static final int NOT_OWNED = -1;

  private final Namespace namespace;
  private final PartitionTable table;
  private final int regime;
  private final short[] replicas;
  private final String[] bitmaps;

  /**
   * The claims of a node.
   *
   * @param node the node's name
   * @param namespace the namespace
   * @param table what the node knows of the owners
   * @param regime the regime that the node reports
   * @param falseMasters partitions whose mastership the node claims besides
   */
  public Claims(
      String node,
      Namespace namespace,
      PartitionTable table,
      int regime,
      Set<Integer> falseMasters) {
    this.namespace = namespace;
    this.table = table;
    this.regime = regime;
    this.replicas = new short[PartitionTable.PARTITIONS];
    byte[][] bits = new byte[table.replicationFactor()][PartitionTable.PARTITIONS / 8];
    for (int pid = 0; pid < replicas.length; pid++) {
      int replica = falseMasters.contains(pid) ? 0 : table.owners().get(pid).indexOf(node);
      replicas[pid] = (short) replica;
      if (replica >= 0 && replica < bits.length) {
        bits[replica][pid >> 3] |= (byte) (0x80 >> (pid & 7));
      }
    }
    this.bitmaps =
        Arrays.stream(bits).map(Base64.getEncoder()::encodeToString).toArray(String[]::new);
  }

  /** The namespace. */
  public Namespace namespace() {
    return namespace;
  }

  /** The regime that the node reports. */
  public int regime() {
    return regime;
  }

  /** How many replicas there are. */
  public int replicationFactor() {
    return bitmaps.length;
  }

  /** The base64 text of the partitions of which the node holds replica {@code replica}. */
  public String bitmap(int replica) {
    return bitmaps[replica];
  }

  /** Which replica of a partition the node holds: 0 for master, or {@link #NOT_OWNED}. */
  public int replica(int partitionId) {
    return replicas[partitionId];
  }

  /** The master of a partition as far as the node knows, null for none. */
  public String master(int partitionId) {
    return table.master(partitionId);
  }

  /** Whether a client would get the same answer from both. */
  public boolean tellsTheSameAs(Claims other) {
    return other != null
        && regime == other.regime
        && bitmaps.length == other.bitmaps.length
        && Arrays.equals(replicas, other.replicas);
  }
}
