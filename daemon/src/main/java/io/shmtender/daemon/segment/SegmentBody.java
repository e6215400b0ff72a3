package io.shmtender.daemon.segment;

import static io.shmtender.reader.layout.SegmentLayout.*;

import io.shmtender.daemon.cluster.ClusterMap;
import io.shmtender.daemon.cluster.ClusterNode;
import io.shmtender.daemon.cluster.NamespaceMap;
import io.shmtender.reader.layout.SegmentLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import net.openhft.chronicle.bytes.BytesStore;

/**
 * One of a segment's two bodies. It knows what was last written into it, and writes what differs:
 * of a large cluster usually one or two partition tables.
 *
 * <p>The parts are the header, all node slots, and each table. A part's bytes depend on nothing but
 * what it was made of, so the checksum of one that stays is remembered, and the body's is joined
 * from those of its parts. What is not written again is not read again either: if somebody else
 * overwrote it, the checksum tells readers.
 *
 * <p>For one thread.
 */
final class SegmentBody {
  private static final Table[] NO_TABLES = {};

  private final BytesStore<?, ByteBuffer> store;
  private final long begin;
  private final CRC32 crc = new CRC32();
  // The bytes of the part that is being written.
  private byte[] part = new byte[BODY_HEADER_LENGTH];

  // What is in the body. Without slots, nobody knows.
  private List<ClusterNode> slots;
  private int slotsChecksum;
  private Table[] tables = NO_TABLES;

  /**
   * A partition table that is in the body.
   *
   * @param of what it was made of
   * @param offset where it is
   * @param checksum of its bytes
   */
  private record Table(NamespaceMap of, int offset, int checksum) {}

  /**
   * Describes a body in which nothing was written yet.
   *
   * @param begin where it begins
   */
  SegmentBody(BytesStore<?, ByteBuffer> store, long begin) {
    this.store = store;
    this.begin = begin;
  }

  /**
   * Makes this the body of a publish.
   *
   * @throws SegmentException if a text is longer than its place; what is in the body is then
   *     nothing that anybody may read
   */
  void write(ClusterMap map, long publish, long wallMillis) throws SegmentException {
    List<ClusterNode> formerSlots = slots;
    Table[] formerTables = slots == null ? NO_TABLES : tables;
    // Until all of it is written: this may end in the middle.
    slots = null;

    int nodes = map.nodes().size();
    if (!map.nodes().equals(formerSlots)) {
      slotsChecksum = writeSlots(map.nodes());
    }
    // A table has a rack id for each node, so tables of another number of nodes are other ones.
    boolean tablesStand = formerSlots != null && formerSlots.size() == nodes;
    Table[] present = new Table[map.namespaces().size()];
    int offset = BODY_HEADER_LENGTH + nodes * NODE_SLOT_LENGTH;
    for (int i = 0; i < present.length; i++) {
      NamespaceMap namespace = map.namespaces().get(i);
      Table former = tablesStand && i < formerTables.length ? formerTables[i] : null;
      boolean stays = former != null && former.offset() == offset && former.of().equals(namespace);
      present[i] =
          stays
              ? new Table(namespace, offset, former.checksum())
              : new Table(namespace, offset, writeTable(namespace, nodes, offset));
      offset += (int) tableLength(nodes, namespace.replicaCount());
    }
    tables = present;
    writeHeader(map, publish, wallMillis, offset);
    slots = map.nodes();
  }

  private void writeHeader(ClusterMap map, long publish, long wallMillis, int used)
      throws SegmentException {
    clearPart(BODY_HEADER_LENGTH);
    putInt(BODY_USED_OFFSET, used);
    putLong(BODY_PUBLISH_OFFSET, publish);
    putLong(BODY_PUBLISHED_AT_OFFSET, wallMillis);
    putInt(BODY_NODES_OFFSET, map.nodes().size());
    putInt(BODY_NAMESPACES_OFFSET, tables.length);
    putText("cluster name", map.clusterName(), BODY_CLUSTER_NAME_OFFSET, CLUSTER_NAME_LENGTH);
    JoinedChecksum checksum =
        new JoinedChecksum(checksum(BODY_USED_OFFSET, BODY_HEADER_LENGTH - BODY_USED_OFFSET));
    checksum.append(slotsChecksum, map.nodes().size() * NODE_SLOT_LENGTH);
    for (int i = 0; i < tables.length; i++) {
      int end = i + 1 < tables.length ? tables[i + 1].offset() : used;
      checksum.append(tables[i].checksum(), end - tables[i].offset());
    }
    putInt(BODY_CHECKSUM_OFFSET, checksum.value());
    store(0, BODY_HEADER_LENGTH);
  }

  // All of them, as one change seldom comes alone. Returns their checksum.
  private int writeSlots(List<ClusterNode> nodes) throws SegmentException {
    int length = nodes.size() * NODE_SLOT_LENGTH;
    clearPart(length);
    int slot = 0;
    for (ClusterNode node : nodes) {
      putText("node name", node.name(), slot + NODE_NAME_OFFSET, NODE_NAME_LENGTH);
      putText("address", node.address(), slot + NODE_ADDRESS_OFFSET, NODE_ADDRESS_LENGTH);
      putText("TLS name", node.tlsName(), slot + NODE_TLS_NAME_OFFSET, NODE_TLS_NAME_LENGTH);
      putText("build", node.build(), slot + NODE_BUILD_OFFSET, NODE_BUILD_LENGTH);
      putInt(slot + NODE_PORT_OFFSET, node.port());
      putInt(slot + NODE_ACTIVE_OFFSET, node.state() == ClusterNode.State.ACTIVE ? 1 : 0);
      putInt(slot + NODE_FEATURES_OFFSET, node.features());
      putInt(slot + NODE_REBALANCE_OFFSET, node.rebalanceGeneration());
      slot += NODE_SLOT_LENGTH;
    }
    store(BODY_HEADER_LENGTH, length);
    return checksum(0, length);
  }

  // Returns its checksum.
  private int writeTable(NamespaceMap namespace, int nodes, int offset) throws SegmentException {
    int length = (int) tableLength(nodes, namespace.replicaCount());
    int regimes = tableRegimesOffset(nodes);
    int replicas = SegmentLayout.tableReplicasOffset(nodes);
    clearPart(length);
    putText("namespace", namespace.name(), TABLE_NAME_OFFSET, TABLE_NAME_LENGTH);
    putInt(TABLE_REPLICAS_OFFSET, namespace.replicaCount());
    putInt(TABLE_CONSISTENCY_OFFSET, namespace.strongConsistency() ? 1 : 0);
    for (int node = 0; node < nodes; node++) {
      putInt(TABLE_RACKS_OFFSET + 4 * node, namespace.rackId(node));
    }
    for (int partition = 0; partition < PARTITIONS; partition++) {
      putInt(regimes + 4 * partition, namespace.regime(partition));
    }
    int slot = replicas;
    for (int replica = 0; replica < namespace.replicaCount(); replica++) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        // NamespaceMap.NONE is -1, so that nobody becomes slot 0.
        int holder = namespace.node(replica, partition) + 1;
        part[slot] = (byte) holder;
        part[slot + 1] = (byte) (holder >> 8);
        slot += 2;
      }
    }
    store(offset, length);
    return checksum(0, length);
  }

  private void store(int offset, int length) {
    store.write(begin + offset, part, 0, length);
  }

  private int checksum(int from, int length) {
    crc.reset();
    crc.update(part, from, length);
    return (int) crc.getValue();
  }

  // ---- The part that is being written ----

  private void clearPart(int length) {
    if (part.length < length) {
      part = new byte[length];
    } else {
      Arrays.fill(part, 0, length, (byte) 0);
    }
  }

  // Byte by byte: buffers and handles are for the optimizing compiler, without which this runs.
  private void putInt(int offset, int value) {
    part[offset] = (byte) value;
    part[offset + 1] = (byte) (value >> 8);
    part[offset + 2] = (byte) (value >> 16);
    part[offset + 3] = (byte) (value >> 24);
  }

  private void putLong(int offset, long value) {
    putInt(offset, (int) value);
    putInt(offset + 4, (int) (value >> 32));
  }

  private void putText(String what, String text, int offset, int length) throws SegmentException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > length) {
      throw new SegmentException(
          "the " + what + " '" + text + "' is longer than the " + length + " bytes it has");
    }
    System.arraycopy(utf8, 0, part, offset, utf8.length);
  }
}
