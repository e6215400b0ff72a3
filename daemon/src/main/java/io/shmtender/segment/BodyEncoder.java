package io.shmtender.segment;

import static io.shmtender.layout.SegmentLayout.*;

import io.shmtender.cluster.ClusterMap;
import io.shmtender.cluster.ClusterNode;
import io.shmtender.cluster.NamespaceMap;
import io.shmtender.layout.SegmentLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Turns a cluster map into the bytes of a segment's body. */
final class BodyEncoder {
  private final ByteBuffer bytes;

  private BodyEncoder(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /**
   * Encodes a map.
   *
   * @throws SegmentException if a text is longer than its place
   */
  static byte[] encode(ClusterMap map, long publish, long wallMillis) throws SegmentException {
    int nodes = map.nodes().size();
    int used = BODY_HEADER_LENGTH + nodes * NODE_SLOT_LENGTH;
    for (NamespaceMap namespace : map.namespaces()) {
      used += (int) tableLength(nodes, namespace.replicaCount());
    }
    ByteBuffer bytes = ByteBuffer.allocate(used).order(ByteOrder.LITTLE_ENDIAN);
    new BodyEncoder(bytes).encode(map);
    bytes.putInt(BODY_USED_OFFSET, used);
    bytes.putLong(BODY_PUBLISH_OFFSET, publish);
    bytes.putLong(BODY_PUBLISHED_AT_OFFSET, wallMillis);
    CRC32 crc = new CRC32();
    crc.update(bytes.array(), BODY_USED_OFFSET, used - BODY_USED_OFFSET);
    bytes.putInt(BODY_CHECKSUM_OFFSET, (int) crc.getValue());
    return bytes.array();
  }

  private void encode(ClusterMap map) throws SegmentException {
    bytes.putInt(BODY_NODES_OFFSET, map.nodes().size());
    bytes.putInt(BODY_NAMESPACES_OFFSET, map.namespaces().size());
    text("cluster name", map.clusterName(), BODY_CLUSTER_NAME_OFFSET, CLUSTER_NAME_LENGTH);
    int offset = BODY_HEADER_LENGTH;
    for (ClusterNode node : map.nodes()) {
      node(node, offset);
      offset += NODE_SLOT_LENGTH;
    }
    for (NamespaceMap namespace : map.namespaces()) {
      table(namespace, map.nodes().size(), offset);
      offset += (int) tableLength(map.nodes().size(), namespace.replicaCount());
    }
  }

  private void node(ClusterNode node, int slot) throws SegmentException {
    text("node name", node.name(), slot + NODE_NAME_OFFSET, NODE_NAME_LENGTH);
    text("address", node.address(), slot + NODE_ADDRESS_OFFSET, NODE_ADDRESS_LENGTH);
    text("TLS name", node.tlsName(), slot + NODE_TLS_NAME_OFFSET, NODE_TLS_NAME_LENGTH);
    text("build", node.build(), slot + NODE_BUILD_OFFSET, NODE_BUILD_LENGTH);
    bytes.putInt(slot + NODE_PORT_OFFSET, node.port());
    bytes.putInt(slot + NODE_ACTIVE_OFFSET, node.state() == ClusterNode.State.ACTIVE ? 1 : 0);
    bytes.putInt(slot + NODE_FEATURES_OFFSET, node.features());
    bytes.putInt(slot + NODE_REBALANCE_OFFSET, node.rebalanceGeneration());
  }

  private void table(NamespaceMap namespace, int nodes, int table) throws SegmentException {
    text("namespace", namespace.name(), table + TABLE_NAME_OFFSET, TABLE_NAME_LENGTH);
    bytes.putInt(table + TABLE_REPLICAS_OFFSET, namespace.replicaCount());
    bytes.putInt(table + TABLE_CONSISTENCY_OFFSET, namespace.strongConsistency() ? 1 : 0);
    for (int node = 0; node < nodes; node++) {
      bytes.putInt(table + TABLE_RACKS_OFFSET + 4 * node, namespace.rackId(node));
    }
    int regimes = table + tableRegimesOffset(nodes);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      bytes.putInt(regimes + 4 * partition, namespace.regime(partition));
    }
    int slot = table + SegmentLayout.tableReplicasOffset(nodes);
    for (int replica = 0; replica < namespace.replicaCount(); replica++) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        // NamespaceMap.NONE is -1, so that nobody becomes slot 0.
        bytes.putShort(slot, (short) (namespace.node(replica, partition) + 1));
        slot += 2;
      }
    }
  }

  private void text(String what, String text, int offset, int length) throws SegmentException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > length) {
      throw new SegmentException(
          "the " + what + " '" + text + "' is longer than the " + length + " bytes it has");
    }
    bytes.put(offset, utf8);
  }
}
