package io.shmtender.daemon.cclient;

import static io.shmtender.daemon.cclient.CClientLayout.*;

import io.shmtender.daemon.memory.SharedWords;
import io.shmtender.reader.NamespaceMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a segment says of itself. It may be anything: any process can write it. */
final class SegmentHeader {
  private final SharedWords memory;
  private final long length;

  SegmentHeader(SharedWords memory, long length) {
    this.memory = memory;
    this.length = length;
  }

  SharedWords words() {
    return memory;
  }

  /** Returns when the owner last tended, milliseconds of CLOCK_MONOTONIC. */
  long timestamp() {
    return memory.readLongAcquire(TIMESTAMP);
  }

  int ownerPid() {
    return memory.readIntAcquire(OWNER_PID);
  }

  boolean isLocked() {
    return (memory.readIntAcquire(LOCK_AND_READY) & LOCK_MASK) != 0;
  }

  boolean isReady() {
    return (memory.readIntAcquire(LOCK_AND_READY) & READY_MASK) != 0;
  }

  /** Says that it is not populated; returns whether it said that it was. */
  boolean clearReady() {
    int word = memory.readIntAcquire(LOCK_AND_READY);
    while (!memory.compareAndSetInt(LOCK_AND_READY, word, word & ~READY_MASK)) {
      word = memory.readIntAcquire(LOCK_AND_READY);
    }
    return (word & READY_MASK) != 0;
  }

  /** Says that it is populated. */
  void setReady() {
    int word = memory.readIntAcquire(LOCK_AND_READY);
    while (!memory.compareAndSetInt(LOCK_AND_READY, word, (word & ~READY_MASK) | READY_UNIT)) {
      word = memory.readIntAcquire(LOCK_AND_READY);
    }
  }

  /** Takes the owner lock if it is free. */
  boolean tryLock() {
    int word = memory.readIntAcquire(LOCK_AND_READY);
    while ((word & LOCK_MASK) == 0) {
      if (memory.compareAndSetInt(LOCK_AND_READY, word, word | 1)) {
        return true;
      }
      word = memory.readIntAcquire(LOCK_AND_READY);
    }
    return false;
  }

  /** Sets the owner lock; returns whether it was free, or had a wrong value. */
  boolean keepLocked() {
    return setLock(1);
  }

  /** Frees the owner lock. */
  void unlock() {
    setLock(0);
  }

  private boolean setLock(int value) {
    int word = memory.readIntAcquire(LOCK_AND_READY);
    boolean differs = (word & LOCK_MASK) != value;
    while (!memory.compareAndSetInt(LOCK_AND_READY, word, (word & ~LOCK_MASK) | value)) {
      word = memory.readIntAcquire(LOCK_AND_READY);
    }
    return differs;
  }

  /** Makes a process the owner, once it may: no application finds the segment stale any more. */
  void setOwner(int pid, long timestamp) {
    memory.putLongRelease(TIMESTAMP, timestamp);
    memory.putIntRelease(OWNER_PID, pid);
    setLock(1);
  }

  /** Returns node slots in use. */
  int nodes() {
    return memory.readIntAcquire(NODES_SIZE);
  }

  /** Returns partition tables in use. */
  int tables() {
    return memory.readIntAcquire(TABLES_SIZE);
  }

  /** Returns the layouts that the header could be of; none if it makes no sense. */
  List<CClientLayout> possibleLayouts() {
    return Arrays.stream(CClientLayout.values())
        .filter(layout -> dimensions(layout).isPresent())
        .toList();
  }

  /** Returns the room there is, if the header makes sense in a layout. */
  Optional<Dimensions> dimensions(CClientLayout layout) {
    if (length < HEADER_LENGTH
        || memory.readInt(PARTITION_COUNT) != NamespaceMap.PARTITIONS
        || memory.readInt(TABLE_BYTES) != TABLE_LENGTH) {
      return Optional.empty();
    }
    long nodes = Integer.toUnsignedLong(memory.readInt(NODES_CAPACITY));
    long tables = Integer.toUnsignedLong(memory.readInt(TABLES_CAPACITY));
    long offset = HEADER_LENGTH + nodes * layout.nodeLength();
    boolean sound =
        nodes > 0
            && tables > 0
            && offset == Integer.toUnsignedLong(memory.readInt(TABLES_OFFSET))
            && offset + tables * TABLE_LENGTH <= length
            && length <= Integer.MAX_VALUE;
    return sound
        ? Optional.of(new Dimensions(layout, (int) nodes, (int) tables))
        : Optional.empty();
  }

  /** Returns whether the one who stored owner and timestamp was one of a native key's tenders. */
  boolean isStampedBy(OwnerStamp stamp, Dimensions dimensions) {
    long timestamp = timestamp();
    return stamp.isIn(memory, dimensions, ownerPid(), timestamp);
  }

  /** Returns whether the one who stored owner and timestamp was a tender, of whichever key. */
  boolean isStampedByAny(Dimensions dimensions) {
    long timestamp = timestamp();
    return OwnerStamp.isAnyIn(memory, dimensions, ownerPid(), timestamp);
  }
}
