package io.shmtender.reader;

import static io.shmtender.reader.layout.SegmentLayout.*;

import io.shmtender.reader.layout.SegmentLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Writes and reads the body of a segment: the bytes of a {@link ClusterMap} as {@link
 * SegmentLayout} has them. For tenders; applications have no use for it.
 *
 * <p>A body is a header, a slot for each node, and a partition table for each namespace, one behind
 * the other. Numbers are little-endian, texts are UTF-8 and filled up with NULs. On the right are
 * offsets from the beginning of the part.
 *
 * <p><b>The header</b>:
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |            CRC-32 of all that follows and is in use           |    0
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                          bytes in use                         |    4
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                     number of the publish                     |    8
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                  published at, ms since 1970                  |   16
 *   |                                                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                            nodes: N                           |   24
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                         namespaces: M                         |   28
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                    cluster's name, 72 bytes                   |   32
 *   |                              ...                              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                               0                               |  104
 *   |                              ...                              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p><b>A node's slot</b>, N times:
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                         name, 32 bytes                        |    0
 *   |                              ...                              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                       address, 64 bytes                       |   32
 *   |                              ...                              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                              port                             |   96
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                    1 if it answered, else 0                   |  100
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                      TLS name, 256 bytes                      |  104
 *   |                              ...                              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                        build, 32 bytes                        |  360
 *   |                              ...                              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                            features                           |  392
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                      rebalance generation                     |  396
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p><b>A namespace's partition table</b>, M times. A holder is the number of a node's slot,
 * counted from 1; 0 is nobody. Row 0 is of the masters, the others are of the proles:
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                   namespace's name, 32 bytes                  |    0
 *   |                              ...                              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                          replicas: R                          |   32
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                1 if strongly consistent, else 0               |   36
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  rack id of each node: N times u32, 4 bytes of 0 if N is odd  |   40
 *   |                              ...                              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |            regime of each partition: 4096 times u32           |
 *   |                              ...                              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |      holder of each partition's replica 0: 4096 times u16     |
 *   |                              ...                              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                   R - 1 more rows of holders                  |
 *   |                              ...                              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The parts are written one by one, so that who knows that one is there already need not write
 * it again. Reading takes tables over as they are, so that it costs a few copies and a check of the
 * slot numbers, however many partitions there are.
 */
public final class BodyCodec {
  private BodyCodec() {}

  /**
   * Writes the header to the beginning of an array, with 0 for the checksum.
   *
   * @param map what the body is of
   * @param used bytes of the body in use, those of the header included
   * @param publish the number of the publish
   * @param publishedAt when it is published, milliseconds since 1970
   * @param to at least {@link SegmentLayout#BODY_HEADER_LENGTH} bytes
   * @throws IllegalArgumentException if a text is longer than its place
   */
  public static void encodeHeader(
      ClusterMap map, int used, long publish, long publishedAt, byte[] to) {
    Arrays.fill(to, 0, BODY_HEADER_LENGTH, (byte) 0);
    putInt(to, BODY_USED_OFFSET, used);
    putLong(to, BODY_PUBLISH_OFFSET, publish);
    putLong(to, BODY_PUBLISHED_AT_OFFSET, publishedAt);
    putInt(to, BODY_NODES_OFFSET, map.nodes().size());
    putInt(to, BODY_NAMESPACES_OFFSET, map.namespaces().size());
    putText(to, "cluster name", map.clusterName(), BODY_CLUSTER_NAME_OFFSET, CLUSTER_NAME_LENGTH);
  }

  /**
   * Writes the checksum into a header.
   *
   * @param checksum CRC-32 of the body from {@link SegmentLayout#BODY_USED_OFFSET} to its end
   */
  public static void encodeChecksum(int checksum, byte[] header) {
    putInt(header, BODY_CHECKSUM_OFFSET, checksum);
  }

  /**
   * Writes the slots of all nodes to the beginning of an array.
   *
   * @param to at least {@link SegmentLayout#NODE_SLOT_LENGTH} bytes for each
   * @throws IllegalArgumentException if a text is longer than its place
   */
  public static void encodeNodes(List<Node> nodes, byte[] to) {
    Arrays.fill(to, 0, nodes.size() * NODE_SLOT_LENGTH, (byte) 0);
    int slot = 0;
    for (Node node : nodes) {
      putText(to, "node name", node.name(), slot + NODE_NAME_OFFSET, NODE_NAME_LENGTH);
      putText(to, "address", node.address(), slot + NODE_ADDRESS_OFFSET, NODE_ADDRESS_LENGTH);
      putText(to, "TLS name", node.tlsName(), slot + NODE_TLS_NAME_OFFSET, NODE_TLS_NAME_LENGTH);
      putText(to, "build", node.build(), slot + NODE_BUILD_OFFSET, NODE_BUILD_LENGTH);
      putInt(to, slot + NODE_PORT_OFFSET, node.port());
      putInt(to, slot + NODE_ACTIVE_OFFSET, node.active() ? 1 : 0);
      putInt(to, slot + NODE_FEATURES_OFFSET, node.features());
      putInt(to, slot + NODE_REBALANCE_OFFSET, node.rebalanceGeneration());
      slot += NODE_SLOT_LENGTH;
    }
  }

  /**
   * Writes the partition table of a namespace to the beginning of an array.
   *
   * @param to at least {@link SegmentLayout#tableLength} bytes
   * @throws IllegalArgumentException if a text is longer than its place
   */
  public static void encodeTable(NamespaceMap namespace, byte[] to) {
    int nodes = namespace.nodeCount();
    // What follows is written in full.
    Arrays.fill(to, 0, tableRegimesOffset(nodes), (byte) 0);
    putText(to, "namespace", namespace.name(), TABLE_NAME_OFFSET, TABLE_NAME_LENGTH);
    putInt(to, TABLE_REPLICAS_OFFSET, namespace.replicaCount());
    putInt(to, TABLE_CONSISTENCY_OFFSET, namespace.strongConsistency() ? 1 : 0);
    ByteBuffer bytes = ByteBuffer.wrap(to).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(TABLE_RACKS_OFFSET).asIntBuffer().put(namespace.rackIds());
    bytes.position(tableRegimesOffset(nodes)).asIntBuffer().put(namespace.regimes());
    bytes.position(tableReplicasOffset(nodes)).asShortBuffer().put(namespace.slots());
  }

  // Byte by byte: buffers and handles are for the optimizing compiler, without which tenders run.
  private static void putInt(byte[] to, int offset, int value) {
    to[offset] = (byte) value;
    to[offset + 1] = (byte) (value >> 8);
    to[offset + 2] = (byte) (value >> 16);
    to[offset + 3] = (byte) (value >> 24);
  }

  private static void putLong(byte[] to, int offset, long value) {
    putInt(to, offset, (int) value);
    putInt(to, offset + 4, (int) (value >> 32));
  }

  private static void putText(byte[] to, String what, String text, int offset, int length) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > length) {
      throw new IllegalArgumentException(
          "the " + what + " '" + text + "' is longer than the " + length + " bytes it has");
    }
    System.arraycopy(utf8, 0, to, offset, utf8.length);
  }

  /**
   * The half that reads: a class of its own, as who attaches in a fresh JVM loads no other, and it
   * uses nothing of the outer one.
   */
  static final class Reading {
    private final byte[] body;
    private final ByteBuffer bytes;

    private Reading(byte[] body) {
      this.body = body;
      this.bytes = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads a body whose checksum was found right.
     *
     * @param body the part in use
     * @param publish the number of the publish
     * @throws RuntimeException of whatever class if what it says cannot be
     */
    static ClusterView decode(byte[] body, long publish) {
      return new Reading(body).decode(publish);
    }

    private ClusterView decode(long publish) {
      int nodeCount = bytes.getInt(BODY_NODES_OFFSET);
      if (nodeCount < 0 || nodeCount > NODE_LIMIT) {
        throw new IndexOutOfBoundsException("nodes: " + nodeCount);
      }
      Node[] nodeOfSlot = new Node[nodeCount + 1];
      int offset = BODY_HEADER_LENGTH;
      for (int i = 1; i <= nodeCount; i++, offset += NODE_SLOT_LENGTH) {
        nodeOfSlot[i] = node(offset);
      }
      int namespaceCount = bytes.getInt(BODY_NAMESPACES_OFFSET);
      // A table has bytes, so more tables than bytes are nonsense; this bounds the allocation.
      if (namespaceCount < 0 || namespaceCount > bytes.capacity()) {
        throw new IndexOutOfBoundsException("namespaces: " + namespaceCount);
      }
      NamespaceMap[] namespaces = new NamespaceMap[namespaceCount];
      for (int i = 0; i < namespaceCount; i++) {
        namespaces[i] = namespace(offset, nodeCount);
        offset += (int) tableLength(nodeCount, namespaces[i].replicaCount());
      }
      ClusterMap map =
          ClusterMap.decoded(
              text(BODY_CLUSTER_NAME_OFFSET, CLUSTER_NAME_LENGTH), nodeOfSlot, namespaces);
      return new ClusterView(
          map, publish, Instant.ofEpochMilli(bytes.getLong(BODY_PUBLISHED_AT_OFFSET)));
    }

    private Node node(int slot) {
      return new Node(
          text(slot + NODE_NAME_OFFSET, NODE_NAME_LENGTH),
          text(slot + NODE_ADDRESS_OFFSET, NODE_ADDRESS_LENGTH),
          bytes.getInt(slot + NODE_PORT_OFFSET),
          text(slot + NODE_TLS_NAME_OFFSET, NODE_TLS_NAME_LENGTH),
          text(slot + NODE_BUILD_OFFSET, NODE_BUILD_LENGTH),
          bytes.getInt(slot + NODE_FEATURES_OFFSET),
          bytes.getInt(slot + NODE_REBALANCE_OFFSET),
          bytes.getInt(slot + NODE_ACTIVE_OFFSET) == 1);
    }

    private NamespaceMap namespace(int table, int nodeCount) {
      int replicas = bytes.getInt(table + TABLE_REPLICAS_OFFSET);
      // A replica has a node, so more replicas than bytes are nonsense; this bounds the allocation.
      if (replicas < 1 || tableLength(nodeCount, replicas) > bytes.capacity() - table) {
        throw new IndexOutOfBoundsException("replicas: " + replicas);
      }
      int[] racks = new int[nodeCount];
      bytes.position(table + TABLE_RACKS_OFFSET).asIntBuffer().get(racks);
      int[] regimes = new int[PARTITIONS];
      bytes.position(table + tableRegimesOffset(nodeCount)).asIntBuffer().get(regimes);
      short[] slots = new short[replicas * PARTITIONS];
      bytes.position(table + tableReplicasOffset(nodeCount)).asShortBuffer().get(slots);
      for (short slot : slots) {
        if (slot < 0 || slot > nodeCount) {
          throw new IndexOutOfBoundsException("slot: " + slot);
        }
      }
      return NamespaceMap.decoded(
          text(table + TABLE_NAME_OFFSET, TABLE_NAME_LENGTH).intern(),
          bytes.getInt(table + TABLE_CONSISTENCY_OFFSET) == 1,
          replicas,
          slots,
          regimes,
          racks);
    }

    private String text(int offset, int length) {
      int end = offset;
      while (end < offset + length && body[end] != 0) {
        end++;
      }
      return new String(body, offset, end - offset, StandardCharsets.UTF_8);
    }
  }
}
