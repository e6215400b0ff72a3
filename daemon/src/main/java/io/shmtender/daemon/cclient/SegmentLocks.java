package io.shmtender.daemon.cclient;

import static io.shmtender.daemon.cclient.CClientLayout.*;

import io.shmtender.daemon.memory.SharedWords;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The spin locks in a segment: one in each node slot, for one writer or many readers, and the
 * take-over lock. Processes that die leave them behind held, and then whoever waits spins for ever.
 *
 * <p>So nothing here waits without bound. A slot's lock counts readers, who are done within
 * nanoseconds unless they lose the processor: what never went away in 300 ms is taken off. The
 * writer's bit is never right while the owner, who calls this, does not write; it and the take-over
 * lock are freed when they are seen twice. A process that was only stopped and goes on later takes
 * its count off once more; that looks like a writer, and is mended as such.
 *
 * <p>For one thread, the owner's. Others change these words at any time: every change here is by
 * compare-and-swap.
 */
final class SegmentLocks {
  /** How soon to look again when something looks left behind. */
  static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final int WRITER = 1 << 31;
  private static final int READERS = (1 << 30) - 1;

  // More processes than a host has: a count below 0, or overwritten.
  private static final int MOST_READERS = 1 << 20;

  private static final long READER_LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final long BITS_LIMIT_NANOS = SOON_NANOS / 2;

  private final Dimensions dimensions;
  private final SharedWords memory;
  private final Map<Integer, Suspect> suspects = new HashMap<>();

  /** A lock that was not free when it was last looked at: what all looks had in common. */
  private static final class Suspect {
    private int bits;
    private long bitsSince;
    private int readers;
    private long readersSince;

    void see(int newBits, int newReaders, long now) {
      if ((bits & newBits) == 0) {
        bits = newBits;
        bitsSince = now;
      } else {
        bits &= newBits;
      }
      if (readers == 0 || newReaders == 0) {
        readers = newReaders;
        readersSince = now;
      } else {
        readers = Math.min(readers, newReaders);
      }
    }

    int leftBits(long now) {
      return now - bitsSince >= BITS_LIMIT_NANOS ? bits : 0;
    }

    int leftReaders(long now) {
      return now - readersSince >= READER_LIMIT_NANOS ? readers : 0;
    }
  }

  SegmentLocks(Dimensions dimensions, SharedWords memory) {
    this.dimensions = dimensions;
    this.memory = memory;
  }

  Dimensions dimensions() {
    return dimensions;
  }

  private int slotLock(int slot) {
    return dimensions.nodeOffset(slot) + NODE_LOCK;
  }

  /**
   * Keeps readers out of a slot. Goes on in spite of readers who do not leave until the deadline:
   * they are dead or stopped, and {@link #repair} takes them off.
   */
  void lockSlot(int slot, long deadline) {
    int offset = slotLock(slot);
    int word = memory.readIntAcquire(offset);
    while (!memory.compareAndSetInt(offset, word, word | WRITER)) {
      word = memory.readIntAcquire(offset);
    }
    while ((memory.readIntVolatile(offset) & READERS) != 0 && System.nanoTime() - deadline < 0) {
      Thread.onSpinWait();
    }
  }

  /** Lets readers into a slot. */
  void unlockSlot(int slot) {
    int offset = slotLock(slot);
    int word = memory.readIntAcquire(offset);
    while (!memory.compareAndSetInt(offset, word, word & READERS)) {
      word = memory.readIntAcquire(offset);
    }
  }

  /**
   * Takes the take-over lock, by force if it is not free before the deadline.
   *
   * @return whether it took force
   */
  boolean lockTakeOver(long deadline) {
    while (!memory.compareAndSetInt(TAKE_OVER_LOCK, 0, 1)) {
      if (System.nanoTime() - deadline >= 0) {
        memory.putIntVolatile(TAKE_OVER_LOCK, 1);
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  void unlockTakeOver() {
    memory.putIntVolatile(TAKE_OVER_LOCK, 0);
  }

  /** Returns whether a lock looks left behind, so that {@link #repair} should be called soon. */
  boolean suspicious() {
    return !suspects.isEmpty();
  }

  /**
   * Frees what dead processes left behind, once that is certain.
   *
   * @param now by {@link System#nanoTime}
   * @return how many locks were freed
   */
  int repair(long now) {
    int repaired = check(TAKE_OVER_LOCK, 0, now) ? 1 : 0;
    for (int slot = 0; slot < dimensions.nodes(); slot++) {
      repaired += check(slotLock(slot), READERS, now) ? 1 : 0;
    }
    return repaired;
  }

  private boolean check(int offset, int readersMask, long now) {
    int word = memory.readIntAcquire(offset);
    if (word == 0) {
      if (!suspects.isEmpty()) {
        suspects.remove(offset);
      }
      return false;
    }
    Suspect suspect = suspects.computeIfAbsent(offset, any -> new Suspect());
    suspect.see(word & ~readersMask, word & readersMask, now);
    int bits = suspect.leftBits(now);
    int readers = suspect.leftReaders(now);
    if (bits == 0 && readers == 0) {
      return false;
    }
    suspects.remove(offset);
    free(offset, readersMask, bits, readers);
    return true;
  }

  private void free(int offset, int readersMask, int bits, int readers) {
    int word;
    int freed;
    do {
      word = memory.readIntAcquire(offset);
      int left = (word & readersMask) - readers;
      freed = (word & ~readersMask & ~bits) | (left < 0 || left > MOST_READERS ? 0 : left);
    } while (!memory.compareAndSetInt(offset, word, freed));
  }
}
