package io.shmtender.cclient;

import static io.shmtender.cclient.CClientLayout.ENTRIES;

import io.shmtender.layout.SegmentDirectory;
import io.shmtender.layout.SegmentKey;
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
 */
final class OwnerStamp {
  // Which layout a tender used; nothing else tells 4.6 from 6.4. As a short.
  static final int LAYOUT_MARK = ENTRIES - 6;
  static final int STAMP = ENTRIES - 4;

  private static final int MARK = 0x5D00;

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

  /** Returns the stamp for a timestamp, never 0. */
  int of(int pid, long timestamp) {
    int hash = (int) (mixed(identity ^ mixed(((long) pid << 42) ^ timestamp)) >>> 32);
    return hash == 0 ? 1 : hash;
  }

  /** Returns the mark of a layout. */
  static int mark(CClientLayout layout) {
    return MARK
        + switch (layout) {
          case V4_6 -> 0;
          case V6_4 -> 1;
          case V7_4_1 -> 2;
        };
  }

  static void clear(ByteBuffer image, int firstTable) {
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
