package io.shmtender.daemon.cclient;

import static io.shmtender.daemon.cclient.CClientLayout.*;

import io.shmtender.daemon.memory.SharedWords;
import java.util.concurrent.TimeUnit;

/**
 * Writes what differs between two images into a segment, in an order in which a follower may read
 * at any moment: nodes that join come before the entries that name them, nodes that leave go after
 * the entries no longer do; counts come after what they count, generations after what they
 * announce, and ready is last. Node slots change under their locks, everything else word by word,
 * each with release, as followers read entries without a lock.
 */
final class SegmentWrite {
  // For all slots of one write together: one whose readers died must not delay the others.
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final SharedWords memory;
  private final SegmentLocks locks;
  private final SegmentImage before;
  private final SegmentImage after;
  private final Dimensions dimensions;
  private final long deadline = System.nanoTime() + PATIENCE_NANOS;
  private int words;

  private SegmentWrite(
      SharedWords memory, SegmentLocks locks, SegmentImage before, SegmentImage after) {
    this.memory = memory;
    this.locks = locks;
    this.before = before;
    this.after = after;
    this.dimensions = after.dimensions();
  }

  /**
   * Writes what differs.
   *
   * @param before what is in the segment
   * @param after what has to be there
   * @return how many words differed
   */
  static int write(
      SharedWords memory, SegmentLocks locks, SegmentImage before, SegmentImage after) {
    SegmentWrite write = new SegmentWrite(memory, locks, before, after);
    if (before.differs(after, 0, after.length())) {
      write.all();
    }
    return write.words;
  }

  private void all() {
    words(NODES_CAPACITY, NODES_GENERATION);
    words(PARTITION_COUNT, TABLES_SIZE);
    words(TABLES_CAPACITY, TAKE_OVER_LOCK);
    for (int slot = 0; slot < dimensions.nodes(); slot++) {
      if (after.nodeActive(slot)) {
        slot(slot);
      }
    }
    word(NODES_SIZE);
    for (int table = 0; table < dimensions.tables(); table++) {
      table(dimensions.tableOffset(table));
    }
    word(TABLES_SIZE);
    for (int slot = 0; slot < dimensions.nodes(); slot++) {
      if (!after.nodeActive(slot)) {
        slot(slot);
      }
    }
    word(NODES_GENERATION);
    word(REBALANCE_GENERATION);
    ready();
  }

  private void slot(int slot) {
    int from = dimensions.nodeOffset(slot);
    int to = from + dimensions.layout().nodeLength();
    if (before.mismatch(after, from, to) < to) {
      locks.lockSlot(slot, deadline);
      words(from, from + NODE_LOCK);
      words(from + NODE_ADDRESS, to);
      locks.unlockSlot(slot);
    }
  }

  private void table(int table) {
    int flags = table + TABLE_FLAGS;
    // Followers read as many replicas as the flags say: never more than there are.
    boolean fewer = after.getByte(flags) < before.getByte(flags);
    if (fewer) {
      word(flags);
    }
    words(table, flags);
    words(flags + 4, table + TABLE_LENGTH);
    if (!fewer) {
      word(flags);
    }
  }

  private void words(int from, int to) {
    int at = before.mismatch(after, from, to) & -4;
    while (at < to) {
      write(at);
      at = before.mismatch(after, at + 4, to) & -4;
    }
  }

  private void word(int at) {
    if (before.getInt(at) != after.getInt(at)) {
      write(at);
    }
  }

  private void write(int at) {
    memory.putIntRelease(at, after.getInt(at));
    words++;
  }

  // The lock is in the same word.
  private void ready() {
    int expected = after.getInt(LOCK_AND_READY);
    if (expected != before.getInt(LOCK_AND_READY)) {
      int word = memory.readIntAcquire(LOCK_AND_READY);
      while (!memory.compareAndSetInt(LOCK_AND_READY, word, (word & LOCK_MASK) | expected)) {
        word = memory.readIntAcquire(LOCK_AND_READY);
      }
      words++;
    }
  }
}
