package io.shmtender.daemon.segment;

import static io.shmtender.reader.layout.SegmentLayout.BODY_HEADER_LENGTH;
import static io.shmtender.reader.layout.SegmentLayout.BODY_USED_OFFSET;
import static io.shmtender.reader.layout.SegmentLayout.NODE_SLOT_LENGTH;
import static io.shmtender.reader.layout.SegmentLayout.tableLength;

import io.shmtender.daemon.memory.SharedWords;
import io.shmtender.reader.BodyCodec;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import java.util.List;
import java.util.zip.CRC32;

/**
 * One of a segment's two bodies. It knows what was last written into it, and writes what differs:
 * of a large cluster usually one or two partition tables. Which bytes that are is {@link
 * BodyCodec}'s.
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

  private final SharedWords memory;
  private final long begin;
  private final CRC32 crc = new CRC32();
  // The bytes of the part that is being written.
  private byte[] part = new byte[BODY_HEADER_LENGTH];

  // What is in the body. Without slots, nobody knows.
  private List<Node> slots;
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
  SegmentBody(SharedWords memory, long begin) {
    this.memory = memory;
    this.begin = begin;
  }

  /**
   * Makes this the body of a publish.
   *
   * @throws SegmentException if a text is longer than its place; what is in the body is then
   *     nothing that anybody may read
   */
  void write(ClusterMap map, long publish, long wallMillis) throws SegmentException {
    try {
      writeParts(map, publish, wallMillis);
    } catch (IllegalArgumentException e) {
      throw new SegmentException(e.getMessage(), e);
    }
  }

  private void writeParts(ClusterMap map, long publish, long wallMillis) {
    List<Node> formerSlots = slots;
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
              : new Table(namespace, offset, writeTable(namespace, offset));
      offset += (int) tableLength(nodes, namespace.replicaCount());
    }
    tables = present;
    writeHeader(map, publish, wallMillis, offset);
    slots = map.nodes();
  }

  private void writeHeader(ClusterMap map, long publish, long wallMillis, int used) {
    BodyCodec.encodeHeader(map, used, publish, wallMillis, part);
    JoinedChecksum checksum =
        new JoinedChecksum(checksum(BODY_USED_OFFSET, BODY_HEADER_LENGTH - BODY_USED_OFFSET));
    checksum.append(slotsChecksum, map.nodes().size() * NODE_SLOT_LENGTH);
    for (int i = 0; i < tables.length; i++) {
      int end = i + 1 < tables.length ? tables[i + 1].offset() : used;
      checksum.append(tables[i].checksum(), end - tables[i].offset());
    }
    BodyCodec.encodeChecksum(checksum.value(), part);
    store(0, BODY_HEADER_LENGTH);
  }

  // All of them, as one change seldom comes alone. Returns their checksum.
  private int writeSlots(List<Node> nodes) {
    int length = nodes.size() * NODE_SLOT_LENGTH;
    reserve(length);
    BodyCodec.encodeNodes(nodes, part);
    store(BODY_HEADER_LENGTH, length);
    return checksum(0, length);
  }

  // Returns its checksum.
  private int writeTable(NamespaceMap namespace, int offset) {
    int length = (int) tableLength(namespace.nodeCount(), namespace.replicaCount());
    reserve(length);
    BodyCodec.encodeTable(namespace, part);
    store(offset, length);
    return checksum(0, length);
  }

  private void reserve(int length) {
    if (part.length < length) {
      part = new byte[length];
    }
  }

  private void store(int offset, int length) {
    memory.put(begin + offset, part, length);
  }

  private int checksum(int from, int length) {
    crc.reset();
    crc.update(part, from, length);
    return (int) crc.getValue();
  }
}
