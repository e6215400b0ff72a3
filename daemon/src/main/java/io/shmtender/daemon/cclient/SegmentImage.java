package io.shmtender.daemon.cclient;

import static io.shmtender.daemon.cclient.CClientLayout.*;

import io.shmtender.daemon.memory.SharedWords;
import io.shmtender.reader.NamespaceMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntConsumer;

/**
 * A whole segment's bytes in this process's own memory: what was published, or is to be. Locks,
 * owner and timestamp, which others write too, are 0 in it. For one thread.
 */
final class SegmentImage {
  private final Dimensions dimensions;
  private final byte[] array;
  private final ByteBuffer bytes;

  private SegmentImage(Dimensions dimensions, byte[] array) {
    this.dimensions = dimensions;
    this.array = array;
    this.bytes = ByteBuffer.wrap(array).order(ByteOrder.nativeOrder());
  }

  /** Returns a segment in which nothing was published yet. */
  static SegmentImage empty(Dimensions dimensions) {
    SegmentImage image = new SegmentImage(dimensions, new byte[(int) dimensions.length()]);
    dimensions.writeTo(image.bytes);
    return image;
  }

  /** Returns what is in a segment now, right or wrong. */
  static SegmentImage read(Dimensions dimensions, SharedWords memory) {
    SegmentImage image = new SegmentImage(dimensions, new byte[(int) dimensions.length()]);
    image.readAgain(memory);
    return image;
  }

  /** Makes this image what is in a segment now. */
  void readAgain(SharedWords memory) {
    memory.read(0, array);
    bytes.putLong(TIMESTAMP, 0);
    bytes.putInt(OWNER_PID, 0);
    bytes.putInt(TAKE_OVER_LOCK, 0);
    bytes.putInt(LOCK_AND_READY, bytes.getInt(LOCK_AND_READY) & ~LOCK_MASK);
    for (int slot = 0; slot < dimensions.nodes(); slot++) {
      bytes.putInt(dimensions.nodeOffset(slot) + NODE_LOCK, 0);
    }
    OwnerStamp.clear(bytes, dimensions.tableOffset(0));
  }

  /**
   * Returns what an owner can go on from: this image, without what makes no sense in it. Nodes keep
   * their slots and namespaces their tables.
   */
  SegmentImage mended() {
    SegmentImage mended = copy();
    dimensions.writeTo(mended.bytes);
    int nodes = nodes();
    while (nodes > 0 && nodeName(nodes - 1).isEmpty()) {
      nodes--;
    }
    mended.putInt(NODES_SIZE, nodes);
    mended.putInt(TABLES_SIZE, Math.min(Math.max(0, getInt(TABLES_SIZE)), dimensions.tables()));
    for (int slot = nodes; slot < dimensions.nodes(); slot++) {
      mended.clear(dimensions.nodeOffset(slot), dimensions.layout().nodeLength());
    }
    for (int table = mended.getInt(TABLES_SIZE); table < dimensions.tables(); table++) {
      mended.clear(dimensions.tableOffset(table), TABLE_LENGTH);
    }
    for (int table = 0; table < mended.getInt(TABLES_SIZE); table++) {
      mended.clearUnknownNodes(table, nodes);
    }
    mended.putInt(LOCK_AND_READY, isReady() ? READY_UNIT : 0);
    return mended;
  }

  /** Has every follower look at the nodes, whether they changed or not. */
  void announceNodes() {
    putInt(NODES_GENERATION, getInt(NODES_GENERATION) + 1);
  }

  private void clearUnknownNodes(int table, int nodes) {
    forEachHolder(
        table,
        at -> {
          if (Integer.compareUnsigned(getInt(at), nodes) > 0) {
            putInt(at, 0);
          }
        });
  }

  // Takes the offsets of the numbers of all nodes that hold a table's partitions.
  private void forEachHolder(int table, IntConsumer action) {
    for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
      int entry = dimensions.tableOffset(table) + ENTRIES + partition * ENTRY_LENGTH;
      for (int replica = 0; replica < dimensions.layout().maxReplicas(); replica++) {
        action.accept(entry + 4 * replica);
      }
    }
  }

  Dimensions dimensions() {
    return dimensions;
  }

  /** Returns whether it was published, so that followers may know what is in it. */
  boolean isReady() {
    return (getInt(LOCK_AND_READY) & READY_MASK) != 0;
  }

  /** Returns whether any slot or table was ever used. */
  boolean isUsed() {
    return nodes() > 0 || tables() > 0;
  }

  SegmentImage copy() {
    return new SegmentImage(dimensions, array.clone());
  }

  int length() {
    return array.length;
  }

  // ---- Numbers and texts ----

  int getInt(int offset) {
    return bytes.getInt(offset);
  }

  void putInt(int offset, int value) {
    bytes.putInt(offset, value);
  }

  int getByte(int offset) {
    return bytes.get(offset) & 0xFF;
  }

  void putByte(int offset, int value) {
    bytes.put(offset, (byte) value);
  }

  void putShort(int offset, int value) {
    bytes.putShort(offset, (short) value);
  }

  void putBytes(int offset, byte[] value) {
    bytes.put(offset, value);
  }

  void copyFrom(SegmentImage other, int offset, int length) {
    System.arraycopy(other.array, offset, array, offset, length);
  }

  void clear(int offset, int length) {
    Arrays.fill(array, offset, offset + length, (byte) 0);
  }

  /** Returns a NUL-terminated text. */
  String text(int offset, int length) {
    int end = offset;
    while (end < offset + length && bytes.get(end) != 0) {
      end++;
    }
    return new String(array, offset, end - offset, StandardCharsets.UTF_8);
  }

  /** Writes a text, its NUL and nothing behind it; returns false if there is no room for that. */
  boolean putText(int offset, int length, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length >= length) {
      return false;
    }
    clear(offset, length);
    putBytes(offset, utf8);
    return true;
  }

  // ---- Slots and tables ----

  /** Returns how many node slots were ever used; no more than there are. */
  int nodes() {
    return Math.min(Math.max(0, getInt(NODES_SIZE)), dimensions.nodes());
  }

  String nodeName(int slot) {
    return text(dimensions.nodeOffset(slot) + NODE_NAME, NODE_NAME_LENGTH);
  }

  boolean nodeActive(int slot) {
    return getByte(dimensions.nodeOffset(slot) + dimensions.layout().nodeActive()) != 0;
  }

  /** Returns whether followers may remember another address of a slot's node, as far as noted. */
  boolean isNodeDoubtful(int slot) {
    return getByte(dimensions.nodeOffset(slot) + dimensions.layout().nodeDoubt()) != 0;
  }

  /** Returns what a follower takes from a slot when it gets to know the slot's node. */
  NodeContact nodeContact(int slot) {
    int offset = dimensions.nodeOffset(slot);
    int address = offset + NODE_ADDRESS;
    return new NodeContact(
        NodeSlotEncoder.significant(
            Arrays.copyOfRange(array, address, address + NODE_ADDRESS_LENGTH)),
        text(offset + NODE_TLS_NAME, NODE_TLS_NAME_LENGTH),
        getInt(offset + dimensions.layout().nodeFeatures()),
        dimensions.layout().nodeVersion().map(at -> bytes.getLong(offset + at)).orElse(0L));
  }

  /** Returns how many partition tables are in use. */
  int tables() {
    return getInt(TABLES_SIZE);
  }

  String tableName(int table) {
    return text(dimensions.tableOffset(table) + TABLE_NAME, TABLE_NAME_LENGTH);
  }

  /** Returns the slots of all nodes that hold a partition, as master or prole. */
  BitSet slotsInTables() {
    BitSet slots = new BitSet();
    for (int table = 0; table < tables(); table++) {
      forEachHolder(
          table,
          at -> {
            if (getInt(at) != 0) {
              slots.set(getInt(at) - 1);
            }
          });
    }
    return slots;
  }

  // ---- Comparing ----

  /** Returns where two images of equal dimensions differ first within a range; its end if not. */
  int mismatch(SegmentImage other, int from, int to) {
    int at = Arrays.mismatch(array, from, to, other.array, from, to);
    return at < 0 ? to : from + at;
  }

  boolean differs(SegmentImage other, int from, int length) {
    return mismatch(other, from, from + length) < from + length;
  }
}
