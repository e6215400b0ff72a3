package io.shmtender.daemon.cclient;

import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.layout.SegmentKey;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The C client's layouts: where everything is in its shared-memory segment. Offsets and lengths are
 * in bytes; numbers are in the host's byte order.
 *
 * <pre>
 * header, 56 | node slots, max nodes × 424 or 432 | partition tables, max namespaces × 65576
 * </pre>
 *
 * A partition table is a header of 40 bytes and 4096 entries of 16.
 */
public enum CClientLayout {
  /** C client 4.6.0 to 6.3.x: one prole. */
  V4_6("4.6", 0xA8000000, false, false),
  /** C client 6.4.0 to 7.4.0: two proles, and the replication factor. */
  V6_4("6.4", 0xA9000000, false, true),
  /** C client 7.4.1 and later: the server's version in each node slot, too. */
  V7_4_1("7.4.1", 0xAC000000, true, true);

  // ---- Header ----

  /** When the owner last tended: milliseconds of CLOCK_MONOTONIC, a long. */
  static final int TIMESTAMP = 0;

  static final int OWNER_PID = 8;

  /** Node slots that were ever used. */
  static final int NODES_SIZE = 12;

  static final int NODES_CAPACITY = 16;

  /** One more after every change of nodes: followers poll it. */
  static final int NODES_GENERATION = 20;

  static final int PARTITION_COUNT = 24;
  static final int TABLES_SIZE = 28;
  static final int TABLES_CAPACITY = 32;
  static final int TABLES_OFFSET = 36;
  static final int TABLE_BYTES = 40;

  /** A spin lock: 1 held, 0 free. */
  static final int TAKE_OVER_LOCK = 44;

  /**
   * Two bytes and padding, as an int because there is no compare-and-swap of a byte here: the owner
   * lock (1 held, 0 free), and whether the segment is populated.
   */
  static final int LOCK_AND_READY = 48;

  /** One more after every change of rack ids. */
  static final int REBALANCE_GENERATION = 52;

  static final int HEADER_LENGTH = 56;

  /** The owner lock in {@link #LOCK_AND_READY}. */
  static final int LOCK_MASK = 0xFF;

  /** What the ready byte counts in {@link #LOCK_AND_READY}. */
  static final int READY_UNIT = 0x100;

  /** The ready byte in {@link #LOCK_AND_READY}. */
  static final int READY_MASK = 0xFF00;

  // ---- Node slot ----

  static final int NODE_NAME = 0;
  static final int NODE_NAME_LENGTH = 20;
  static final int NODE_LOCK = 20;
  static final int NODE_ADDRESS = 24;
  static final int NODE_ADDRESS_LENGTH = 128;
  static final int NODE_TLS_NAME = 152;
  static final int NODE_TLS_NAME_LENGTH = 256;

  // ---- Partition table ----

  static final int TABLE_NAME = 0;
  static final int TABLE_NAME_LENGTH = 32;

  /** The word with the replication factor and the strong-consistency mode. */
  static final int TABLE_FLAGS = 32;

  static final int ENTRIES = 40;
  static final int ENTRY_LENGTH = 16;

  /** A partition table's length. */
  static final int TABLE_LENGTH = ENTRIES + NamespaceMap.PARTITIONS * ENTRY_LENGTH;

  private static final int NODE_LENGTH = 424;
  private static final int NODE_VERSION = 408;
  private static final int NODE_VERSION_LENGTH = 8;

  private final String text;
  private final int defaultKey;
  private final boolean serverVersion;
  private final boolean replicaSize;

  CClientLayout(String text, int defaultKey, boolean serverVersion, boolean replicaSize) {
    this.text = text;
    this.defaultKey = defaultKey;
    this.serverVersion = serverVersion;
    this.replicaSize = replicaSize;
  }

  /**
   * Returns the layout of a name, which is the first release that has it.
   *
   * @throws IllegalArgumentException if there is none; the message lists the known ones
   */
  public static CClientLayout parse(String name) {
    return Arrays.stream(values())
        .filter(layout -> layout.text.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + name
                        + "' is not a layout of the C client: known are "
                        + Arrays.stream(values())
                            .map(CClientLayout::toString)
                            .collect(Collectors.joining(", "))));
  }

  /** Returns the key that C clients of this layout use by default. */
  public SegmentKey defaultKey() {
    return new SegmentKey(defaultKey);
  }

  /** Returns a segment's length. */
  long totalLength(int maxNodes, int maxNamespaces) {
    return tableOffset(maxNodes, maxNamespaces);
  }

  /** Returns where a node slot is. */
  int nodeOffset(int slot) {
    return HEADER_LENGTH + slot * nodeLength();
  }

  /** Returns where a partition table is; the one after the last is the segment's end. */
  int tableOffset(int maxNodes, int table) {
    return nodeOffset(maxNodes) + table * TABLE_LENGTH;
  }

  int nodeLength() {
    return NODE_LENGTH + afterVersion();
  }

  private int afterVersion() {
    return serverVersion ? NODE_VERSION_LENGTH : 0;
  }

  /** Returns where the server's version is in a node slot: four shorts, if the layout has it. */
  Optional<Integer> nodeVersion() {
    return serverVersion ? Optional.of(NODE_VERSION) : Optional.empty();
  }

  int nodeFeatures() {
    return NODE_VERSION + afterVersion();
  }

  int nodeRebalanceGeneration() {
    return nodeFeatures() + 4;
  }

  /** Returns where the rack id is in a node slot; -1 there: it differs between namespaces. */
  int nodeRackId() {
    return nodeFeatures() + 8;
  }

  /** Returns where a node slot says, in a byte, whether the node is in the cluster. */
  int nodeActive() {
    return nodeFeatures() + 12;
  }

  /**
   * Returns where a tender notes for its successors, in a byte that C clients leave alone, that
   * followers may remember another address of the node.
   */
  int nodeDoubt() {
    return nodeActive() + 1;
  }

  /** Returns whether a partition table says its replication factor, in a byte. */
  boolean hasReplicaSize() {
    return replicaSize;
  }

  /** Returns how many replicas of a partition there is room for. */
  int maxReplicas() {
    return replicaSize ? 3 : 2;
  }

  /** Returns where the regime is in an entry; the replicas' node numbers come before it. */
  int entryRegime() {
    return 4 * maxReplicas();
  }

  /** Returns the name: the first release of the C client that has the layout. */
  @Override
  public String toString() {
    return text;
  }
}
