package io.shmtender.daemon.cclient;

import static io.shmtender.daemon.cclient.CClientLayout.ENTRIES;

import io.shmtender.daemon.memory.SharedWords;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * How tenders know their own. Only one of a native key's tenders owns it, so that whoever does may
 * take a C-client segment from a former one at once. But a process id does not tell a tender from
 * an application: ids are reused, and mean something else in another PID namespace.
 *
 * <p>So a tender leaves a stamp in the padding of the first partition table, which C clients
 * neither read nor write: a hash of the native key, its directory, the owner's process id and the
 * timestamp. An application that takes over stores other timestamps, and the stamp no longer fits.
 *
 * <p>Beside it is a mark for whoever does not know that directory: the layout, which nothing else
 * tells for 4.6 and 6.4, and a short hash that says that a tender stored process id and timestamp,
 * whichever. It is for people; nothing is taken over by it.
 */
final class OwnerStamp {
  // A short and an int.
  private static final int MARK = ENTRIES - 6;
  private static final int STAMP = ENTRIES - 4;

  private static final int LAYOUT_BITS = 2;
  private static final int LAYOUT_MASK = (1 << LAYOUT_BITS) - 1;

  private final long identity;

  private OwnerStamp(long identity) {
    this.identity = identity;
  }

  /**
   * Returns the stamp of a native key's tenders. Its directory has to be there: what counts is the
   * directory itself, as containers have it mounted at different places.
   *
   * @throws IOException if the directory cannot be read
   */
  static OwnerStamp of(SegmentDirectory directory, SegmentKey key) throws IOException {
    Object file = Files.readAttributes(directory.path(), BasicFileAttributes.class).fileKey();
    return new OwnerStamp(
        mixed(((long) file.toString().hashCode() << 32) | (key.value() & 0xFFFFFFFFL)));
  }

  /** Leaves stamp and mark for a timestamp. */
  void leave(SharedWords memory, Dimensions dimensions, int pid, long timestamp) {
    int table = dimensions.tableOffset(0);
    memory.putIntRelease(table + STAMP, of(pid, timestamp));
    memory.putShort(table + MARK, (short) mark(dimensions.layout(), pid, timestamp));
  }

  /** Returns whether one of this native key's tenders stored process id and timestamp. */
  boolean isIn(SharedWords memory, Dimensions dimensions, int pid, long timestamp) {
    return memory.readIntAcquire(dimensions.tableOffset(0) + STAMP) == of(pid, timestamp);
  }

  /** Returns whether any tender stored process id and timestamp: wrong once in 16384 times. */
  static boolean isAnyIn(SharedWords memory, Dimensions dimensions, int pid, long timestamp) {
    return readMark(memory, dimensions) == mark(dimensions.layout(), pid, timestamp);
  }

  /** Returns whether a tender has used a segment, and with this layout. */
  static boolean tells(SharedWords memory, Dimensions dimensions) {
    return (readMark(memory, dimensions) & LAYOUT_MASK) == number(dimensions.layout());
  }

  private static int readMark(SharedWords memory, Dimensions dimensions) {
    return Short.toUnsignedInt(memory.readShort(dimensions.tableOffset(0) + MARK));
  }

  private int of(int pid, long timestamp) {
    int hash = (int) (mixed(identity ^ mixedOwner(pid, timestamp)) >>> 32);
    return hash == 0 ? 1 : hash;
  }

  private static int mark(CClientLayout layout, int pid, long timestamp) {
    int hash = (int) (mixedOwner(pid, timestamp) >>> 48);
    return (hash & ~LAYOUT_MASK) | number(layout);
  }

  private static long mixedOwner(int pid, long timestamp) {
    return mixed(((long) pid << 42) ^ timestamp);
  }

  // Never 0, which is what an application leaves there.
  private static int number(CClientLayout layout) {
    return switch (layout) {
      case V4_6 -> 1;
      case V6_4 -> 2;
      case V7_4_1 -> 3;
    };
  }

  static void clear(ByteBuffer image, int firstTable) {
    image.putShort(firstTable + MARK, (short) 0);
    image.putInt(firstTable + STAMP, 0);
  }

  // The finalizer of MurmurHash3: every bit of the value changes half of the hash.
  private static long mixed(long value) {
    long hash = value;
    hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
    hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return hash ^ (hash >>> 33);
  }
}
