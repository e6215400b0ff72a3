package io.shmtender.benchmarks;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.util.concurrent.ThreadLocalRandom;

/** A C-client segment as an application has it: attached, with its lock and its owner's pid. */
final class ForeignSegment implements AutoCloseable {
  // Of the C client's as_cluster_shm, in every layout.
  private static final int OWNER_PID = 8;
  private static final int LOCK = 48;
  private static final int READ_ONLY = 010000;
  private static final long FAILED = -1;

  /** Of the C library. */
  public interface SystemV extends Library {
    /** Returns the id of a key's segment, -1 if there is none. */
    int shmget(int key, NativeLong size, int flags);

    /** Attaches. */
    Pointer shmat(int id, Pointer address, int flags);

    /** Detaches. */
    int shmdt(Pointer address);
  }

  private static final SystemV C = Native.load("c", SystemV.class);

  private final Pointer memory;

  private ForeignSegment(Pointer memory) {
    this.memory = memory;
  }

  /** Returns a key that names no segment. */
  static int unusedKey() {
    while (true) {
      int key = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
      if (C.shmget(key, new NativeLong(0), 0) < 0) {
        return key;
      }
    }
  }

  static ForeignSegment attach(int key) {
    int id = C.shmget(key, new NativeLong(0), 0);
    Pointer memory = id < 0 ? null : C.shmat(id, Pointer.NULL, READ_ONLY);
    if (Pointer.nativeValue(memory) == FAILED || memory == null) {
      throw new IllegalStateException("cannot attach the segment of key " + key);
    }
    return new ForeignSegment(memory);
  }

  boolean isOwnedBy(long pid) {
    return memory.getByte(LOCK) == 1 && memory.getInt(OWNER_PID) == pid;
  }

  @Override
  public void close() {
    C.shmdt(memory);
  }
}
