package io.shmtender.reader.layout;

/**
 * Where everything is in a segment file. Little-endian throughout; every 8-byte field is 8-byte
 * aligned. From this page alone a reader can be written in any language.
 *
 * <pre>
 *      0 ┌───────────────────────────────────────────┐
 *        │ constants: never change after creation,   │  checksummed
 *        │ magic, version, lengths, key, capacities, │
 *        │ owner, epoch, fence                       │
 *    256 ├───────────────────────────────────────────┤
 *        │ sequence word                             │  a cache line of its own
 *    320 ├───────────────────────────────────────────┤
 *        │ heartbeat, tend count, intervals          │  written after every tend
 *    512 ├───────────────────────────────────────────┤
 *        │ body 0: the state of every even publish   │
 *        ├───────────────────────────────────────────┤
 *        │ body 1: the state of every odd publish    │
 *        └───────────────────────────────────────────┘
 *
 *   body ┌──────────────┬───────────────┬────────────────────────┐
 *        │ header       │ node slots    │ partition tables       │  packed: only what is in use
 *        └──────────────┴───────────────┴────────────────────────┘
 *   partition table
 *        ┌────────┬─────────────────────────┬──────────────┬──────────────────────────────┐
 *        │ header │ rack id of each node u32│ regimes u32  │ replica 0 (master) u16[4096] │ ...
 *        └────────┴─────────────────────────┴──────────────┴──────────────────────────────┘
 * </pre>
 *
 * <p><b>The header</b>, byte by byte; {@code io.shmtender.reader.BodyCodec} draws a body.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                        magic: AEROSHMT                        |    0
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                         layout version                        |    8
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                       header length: 512                      |   12
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                       length of the file                      |   16
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                              key                              |   24
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                        partitions: 4096                       |   28
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                         nodes that fit                        |   32
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                      namespaces that fit                      |   36
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                       replicas that fit                       |   40
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                        length of a body                       |   44
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                       owner's process id                      |   48
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                  owner's start, ms since 1970                 |   56
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                             epoch                             |   64
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                             fence                             |   72
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                             number                            |   76
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                     made at, ms since 1970                    |   80
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                       file's id: random                       |   88
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                               0                               |   96
 *   |                              ...                              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                   CRC-32 of the bytes before                  |  248
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                         sequence word                         |  256
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                               0                               |  264
 *   |                              ...                              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                heartbeat, ns of CLOCK_MONOTONIC               |  320
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                    heartbeat, ms since 1970                   |  328
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                             tends                             |  336
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                 duration of the last tend, ns                 |  344
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                  tends since the last answer                  |  352
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                       tend interval, ns                       |  360
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                     takeover threshold, ns                    |  368
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                               0                               |  376
 *   |                              ...                              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p><b>Sequence word.</b> The low 62 bits number the publishes; publish number n is in body n mod
 * 2, and 0 means that nothing was published yet. Numbers only grow: an owner goes on from its
 * predecessor's last one, and a greater fence starts at a number that no smaller one reaches
 * ({@link #firstPublish}). The two high bits are flags: {@link #SUPERSEDED} (another file takes
 * this one's place: look for it) and {@link #CLOSED} (the owner stopped as it should; the last
 * state stays readable). Everybody changes the word by compare-and-swap, and the owner of a
 * superseded file publishes no more in it, so that a successor goes on from what is final.
 *
 * <p><b>Reading.</b> Load the word (acquire), copy the body that it names, load the word again
 * (after a load fence): if it is the same, the copy is one whole state. While the word says n the
 * owner writes body n+1 only, so a reader repeats itself only after a whole publish went by, and
 * never waits for an owner that was stopped or killed.
 *
 * <p><b>Versions.</b> The magic, the layout version, the header length, the checksum's place and
 * the sequence word are where they are in every version.
 */
public final class SegmentLayout {
  /** The first eight bytes: {@code AEROSHMT} read as a little-endian number. */
  public static final long MAGIC = 0x544D48534F524541L;

  /** The version that this class describes. */
  public static final int LAYOUT_VERSION = 1;

  /** Partitions in a namespace. Fixed in every Aerospike release. */
  public static final int PARTITIONS = 4096;

  // Constants: offset and meaning.

  /** u64: {@link #MAGIC}. */
  public static final int MAGIC_OFFSET = 0;

  /** u32: {@link #LAYOUT_VERSION}. */
  public static final int LAYOUT_VERSION_OFFSET = MAGIC_OFFSET + 8;

  /** u32: {@link #HEADER_LENGTH}. */
  public static final int HEADER_LENGTH_OFFSET = LAYOUT_VERSION_OFFSET + 4;

  /** u64: length of the file in bytes. */
  public static final int TOTAL_LENGTH_OFFSET = HEADER_LENGTH_OFFSET + 4;

  /** u32: the key. */
  public static final int KEY_OFFSET = TOTAL_LENGTH_OFFSET + 8;

  /** u32: {@link #PARTITIONS}. */
  public static final int PARTITION_COUNT_OFFSET = KEY_OFFSET + 4;

  /** u32: how many nodes fit. */
  public static final int MAX_NODES_OFFSET = PARTITION_COUNT_OFFSET + 4;

  /** u32: how many namespaces fit. */
  public static final int MAX_NAMESPACES_OFFSET = MAX_NODES_OFFSET + 4;

  /** u32: how many replicas of a partition fit, the master included. */
  public static final int MAX_REPLICAS_OFFSET = MAX_NAMESPACES_OFFSET + 4;

  /** u32: bytes in one body. */
  public static final int BODY_LENGTH_OFFSET = MAX_REPLICAS_OFFSET + 4;

  /** u64: the owner's process id, as the owner sees it in its own PID namespace. */
  public static final int OWNER_PID_OFFSET = BODY_LENGTH_OFFSET + 4;

  /** u64: when the owner's process started, milliseconds since 1970. */
  public static final int OWNER_START_OFFSET = OWNER_PID_OFFSET + 8;

  /** u64: grows by 1 with every change of owner. */
  public static final int EPOCH_OFFSET = OWNER_START_OFFSET + 8;

  /** u32: the fence under which the owner made the file. */
  public static final int FENCE_OFFSET = EPOCH_OFFSET + 8;

  /** u32: the file's number within its fence. */
  public static final int NUMBER_OFFSET = FENCE_OFFSET + 4;

  /** u64: when the file was made, milliseconds since 1970. */
  public static final int CREATED_OFFSET = NUMBER_OFFSET + 4;

  /** u64: random, so that no two files are taken for one, whatever their names and times. */
  public static final int FILE_ID_OFFSET = CREATED_OFFSET + 8;

  private static final int CACHE_LINE = 64;

  /** u64: CRC-32 of the bytes before it; the last of the constants. */
  public static final int CONSTANTS_CHECKSUM_OFFSET = 4 * CACHE_LINE - 8;

  // The sequence word's cache line.

  /** u64: the sequence word. */
  public static final int SEQUENCE_OFFSET = CONSTANTS_CHECKSUM_OFFSET + 8;

  /** Flag in the sequence word: another file took this one's place. */
  public static final long SUPERSEDED = 1L << 63;

  /** Flag in the sequence word: the owner stopped as it should. */
  public static final long CLOSED = 1L << 62;

  // What changes with every tend.

  /** u64: the end of the last tend, nanoseconds of CLOCK_MONOTONIC. */
  public static final int HEARTBEAT_OFFSET = SEQUENCE_OFFSET + CACHE_LINE;

  /** u64: the end of the last tend, milliseconds since 1970. */
  public static final int HEARTBEAT_WALL_OFFSET = HEARTBEAT_OFFSET + 8;

  /** u64: tends since the file was made, failed ones too. */
  public static final int TEND_COUNT_OFFSET = HEARTBEAT_WALL_OFFSET + 8;

  /** u64: how long the last tend took, nanoseconds. */
  public static final int LAST_TEND_OFFSET = TEND_COUNT_OFFSET + 8;

  /** u64: tends since the last one in which a node answered; 0 while the cluster answers. */
  public static final int FAILED_TENDS_OFFSET = LAST_TEND_OFFSET + 8;

  /** u64: the tend interval, nanoseconds. */
  public static final int TEND_INTERVAL_OFFSET = FAILED_TENDS_OFFSET + 8;

  /** u64: how old a heartbeat gets before a standby takes over, nanoseconds. */
  public static final int TAKEOVER_THRESHOLD_OFFSET = TEND_INTERVAL_OFFSET + 8;

  /** Bytes before the first body. */
  public static final int HEADER_LENGTH = 512;

  // The body's header; offsets from the body's start.

  /** u32: CRC-32 of the body from {@link #BODY_USED_OFFSET} to its used length. */
  public static final int BODY_CHECKSUM_OFFSET = 0;

  /** u32: bytes of the body in use, this header included. */
  public static final int BODY_USED_OFFSET = BODY_CHECKSUM_OFFSET + 4;

  /** u64: the number of the publish. */
  public static final int BODY_PUBLISH_OFFSET = BODY_USED_OFFSET + 4;

  /** u64: when it was published, milliseconds since 1970. */
  public static final int BODY_PUBLISHED_AT_OFFSET = BODY_PUBLISH_OFFSET + 8;

  /** u32: node slots. */
  public static final int BODY_NODES_OFFSET = BODY_PUBLISHED_AT_OFFSET + 8;

  /** u32: partition tables. */
  public static final int BODY_NAMESPACES_OFFSET = BODY_NODES_OFFSET + 4;

  /** The cluster's name, NUL-padded. */
  public static final int BODY_CLUSTER_NAME_OFFSET = BODY_NAMESPACES_OFFSET + 4;

  /** Bytes of the cluster's name. */
  public static final int CLUSTER_NAME_LENGTH = 72;

  /** Bytes before the first node slot. */
  public static final int BODY_HEADER_LENGTH = 128;

  // A node slot; offsets from the slot's start. Texts are NUL-padded.

  /** The node's name. */
  public static final int NODE_NAME_OFFSET = 0;

  /** Bytes of a node's name. */
  public static final int NODE_NAME_LENGTH = 32;

  /** The node's numeric address. */
  public static final int NODE_ADDRESS_OFFSET = NODE_NAME_OFFSET + NODE_NAME_LENGTH;

  /** Bytes of an address: the longest IPv6 one with a scope fits. */
  public static final int NODE_ADDRESS_LENGTH = 64;

  /** u32: the port. */
  public static final int NODE_PORT_OFFSET = NODE_ADDRESS_OFFSET + NODE_ADDRESS_LENGTH;

  /** u32: 1 when the node answered the last refresh, 0 when not. */
  public static final int NODE_ACTIVE_OFFSET = NODE_PORT_OFFSET + 4;

  /** The name in the node's certificate, empty without TLS. */
  public static final int NODE_TLS_NAME_OFFSET = NODE_ACTIVE_OFFSET + 4;

  /** Bytes of a TLS name. */
  public static final int NODE_TLS_NAME_LENGTH = 256;

  /** The server's build. */
  public static final int NODE_BUILD_OFFSET = NODE_TLS_NAME_OFFSET + NODE_TLS_NAME_LENGTH;

  /** Bytes of a build. */
  public static final int NODE_BUILD_LENGTH = 32;

  /** u32: the server's features, as in the C client's node slot. */
  public static final int NODE_FEATURES_OFFSET = NODE_BUILD_OFFSET + NODE_BUILD_LENGTH;

  /** u32: the node's rebalance generation. */
  public static final int NODE_REBALANCE_OFFSET = NODE_FEATURES_OFFSET + 4;

  /** Bytes of a node slot. */
  public static final int NODE_SLOT_LENGTH = NODE_REBALANCE_OFFSET + 4;

  // A partition table; offsets from the table's start.

  /** The namespace, NUL-padded. */
  public static final int TABLE_NAME_OFFSET = 0;

  /** Bytes of a namespace's name. */
  public static final int TABLE_NAME_LENGTH = 32;

  /** u32: replicas of a partition, the master included. */
  public static final int TABLE_REPLICAS_OFFSET = TABLE_NAME_OFFSET + TABLE_NAME_LENGTH;

  /** u32: 1 for strong consistency. */
  public static final int TABLE_CONSISTENCY_OFFSET = TABLE_REPLICAS_OFFSET + 4;

  /**
   * The rack id of each node, u32 each, padded to 8 bytes; then the regimes, u32 each; then for
   * each replica the slot of its holder in each partition, u16 each: 0 for nobody, else the
   * position of the node's slot plus 1.
   */
  public static final int TABLE_RACKS_OFFSET = TABLE_CONSISTENCY_OFFSET + 4;

  /** The most nodes that a slot number can name. */
  public static final int NODE_LIMIT = 32_767;

  // 2^40 publishes under one fence are 34 years of one per millisecond.
  private static final int FENCE_SHIFT = 40;

  /** The longest file: it has to be mapped in one piece. */
  public static final long TOTAL_LENGTH_LIMIT = Integer.MAX_VALUE;

  private SegmentLayout() {}

  /** Returns the offset of the regimes in the partition table of a body with this many nodes. */
  public static int tableRegimesOffset(int nodes) {
    return align(TABLE_RACKS_OFFSET + 4 * nodes, 8);
  }

  /** Returns the offset of the replicas in the partition table of a body with this many nodes. */
  public static int tableReplicasOffset(int nodes) {
    return tableRegimesOffset(nodes) + 4 * PARTITIONS;
  }

  /** Returns the bytes of a partition table. */
  public static long tableLength(int nodes, int replicas) {
    return tableReplicasOffset(nodes) + 2L * PARTITIONS * replicas;
  }

  /** Returns the bytes that a body of these capacities needs, a multiple of a cache line. */
  public static long bodyLength(int nodes, int namespaces, int replicas) {
    long used =
        BODY_HEADER_LENGTH
            + (long) nodes * NODE_SLOT_LENGTH
            + namespaces * tableLength(nodes, replicas);
    return (used + CACHE_LINE - 1) & -CACHE_LINE;
  }

  /** Returns the bytes of a file of these capacities. */
  public static long totalLength(int nodes, int namespaces, int replicas) {
    return HEADER_LENGTH + 2 * bodyLength(nodes, namespaces, replicas);
  }

  /** Returns where the body of a publish starts. */
  public static int bodyOffset(long publish, int bodyLength) {
    return HEADER_LENGTH + (int) (publish & 1) * bodyLength;
  }

  /**
   * Returns the number that the publishes of a fence start after. An owner that was taken over from
   * may still be publishing when its successor does; this keeps its numbers below the successor's.
   */
  public static long firstPublish(int fence) {
    return (fence - 1L) << FENCE_SHIFT;
  }

  /** Returns the number of the publish that a sequence word names; 0 for none yet. */
  public static long publish(long sequenceWord) {
    return sequenceWord & ~(SUPERSEDED | CLOSED);
  }

  private static int align(int offset, int to) {
    return (offset + to - 1) & -to;
  }
}
