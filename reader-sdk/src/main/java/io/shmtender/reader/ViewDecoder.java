package io.shmtender.reader;

import static io.shmtender.reader.layout.SegmentLayout.*;

import io.shmtender.reader.layout.SegmentLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes a view from the copy of a body. Partition tables stay as they are (slot numbers in an
 * array), so this costs a few copies and a check of the slot numbers, however many partitions there
 * are.
 */
final class ViewDecoder {
  private final byte[] body;
  private final ByteBuffer bytes;

  private ViewDecoder(byte[] body) {
    this.body = body;
    this.bytes = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Decodes a body whose checksum was found right.
   *
   * @param word the sequence word that named the body
   * @throws CorruptSegmentException if what it says cannot be
   */
  static ClusterView decode(Segment segment, long word, byte[] body) {
    try {
      return new ViewDecoder(body).decode(segment, word);
    } catch (RuntimeException e) {
      // An index or a length out of bounds, of whatever class.
      throw Failures.damaged(
          segment.path(), "its tables contradict each other (" + e.getMessage() + ")");
    }
  }

  private ClusterView decode(Segment segment, long word) {
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
    Map<String, NamespaceView> namespaces = new HashMap<>();
    for (int i = 0; i < namespaceCount; i++) {
      NamespaceView namespace = namespace(offset, nodeOfSlot);
      namespaces.put(namespace.name(), namespace);
      offset += (int) tableLength(nodeCount, namespace.replicaCount());
    }
    return new ClusterView(
        segment,
        word,
        SegmentLayout.publish(word),
        text(BODY_CLUSTER_NAME_OFFSET, CLUSTER_NAME_LENGTH),
        Instant.ofEpochMilli(bytes.getLong(BODY_PUBLISHED_AT_OFFSET)),
        Collections.unmodifiableList(Arrays.asList(nodeOfSlot).subList(1, nodeCount + 1)),
        Collections.unmodifiableMap(namespaces));
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

  private NamespaceView namespace(int table, Node[] nodeOfSlot) {
    int nodeCount = nodeOfSlot.length - 1;
    int replicas = bytes.getInt(table + TABLE_REPLICAS_OFFSET);
    // A replica has a node, so more replicas than bytes are nonsense; this bounds the allocation.
    if (replicas < 1 || tableLength(nodeCount, replicas) > bytes.capacity() - table) {
      throw new IndexOutOfBoundsException("replicas: " + replicas);
    }
    int[] racks = new int[nodeCount];
    from(table + TABLE_RACKS_OFFSET).asIntBuffer().get(racks);
    int[] regimes = new int[PARTITIONS];
    from(table + tableRegimesOffset(nodeCount)).asIntBuffer().get(regimes);
    short[] slots = new short[replicas * PARTITIONS];
    from(table + tableReplicasOffset(nodeCount)).asShortBuffer().get(slots);
    for (short slot : slots) {
      if (slot < 0 || slot > nodeCount) {
        throw new IndexOutOfBoundsException("slot: " + slot);
      }
    }
    return new NamespaceView(
        text(table + TABLE_NAME_OFFSET, TABLE_NAME_LENGTH).intern(),
        bytes.getInt(table + TABLE_CONSISTENCY_OFFSET) == 1,
        replicas,
        slots,
        nodeOfSlot,
        regimes,
        racks);
  }

  private ByteBuffer from(int offset) {
    return bytes.position(offset).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private String text(int offset, int length) {
    int end = offset;
    while (end < offset + length && bytes.get(end) != 0) {
      end++;
    }
    return new String(body, offset, end - offset, StandardCharsets.UTF_8);
  }
}
