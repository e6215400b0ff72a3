package io.shmtender.reader;

import static io.shmtender.layout.SegmentLayout.*;

import io.shmtender.layout.SegmentLayout;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.CRC32;

/**
 * A segment file, mapped read-only.
 *
 * <p>Why reading is correct: the owner writes body n+1 only while the sequence word says n, and
 * makes the word n+1 visible after the body's last byte (release) and before the first byte of body
 * n+2 (full fence). A reader loads the word (acquire), copies the body that the word names, and
 * loads the word again after an acquire fence. Had any byte of the copy come from publish n+2, the
 * second load would have to see at least n+1. So an unchanged word proves a whole copy; the
 * checksum over it is for damage from elsewhere. Mapped pages never fault: the tender writes a
 * file's pages before it appears and never truncates it, and the length is checked here against the
 * header.
 *
 * <p>Nothing is unmapped by hand: a view may still be in use on another thread. The mapping goes
 * with the garbage collector, after the last view of it.
 */
final class MappedSegment {
  private final Path path;
  private final ByteBuffer buffer;
  private final int bodyLength;

  private MappedSegment(Path path, ByteBuffer buffer) {
    this.path = path;
    this.buffer = buffer;
    this.bodyLength = buffer.getInt(BODY_LENGTH_OFFSET);
  }

  /**
   * Maps a file and checks what never changes in it; throws what {@link SegmentStatus#read} does.
   */
  static MappedSegment open(Path path) {
    MappedSegment segment = openIfPresent(path);
    if (segment == null) {
      throw Trouble.noFile(path);
    }
    return segment;
  }

  /** Likewise; null if there is no such file. */
  static MappedSegment openIfPresent(Path path) {
    // Not FileChannel.open, which costs a fresh JVM another dozen classes.
    try (FileInputStream file = new FileInputStream(path.toFile());
        FileChannel channel = file.getChannel()) {
      long size = channel.size();
      if (size < HEADER_LENGTH || size > TOTAL_LENGTH_LIMIT) {
        throw Trouble.notASegment(path, "it has " + size + " bytes");
      }
      ByteBuffer buffer =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, size).order(ByteOrder.LITTLE_ENDIAN);
      check(path, buffer);
      return new MappedSegment(path, buffer);
    } catch (FileNotFoundException e) {
      if (Files.exists(path)) {
        throw Trouble.notPermitted(path, e);
      }
      return null;
    } catch (IOException e) {
      throw Trouble.cannot("map", path, e);
    }
  }

  private static void check(Path path, ByteBuffer buffer) {
    if (buffer.getLong(MAGIC_OFFSET) != MAGIC) {
      throw Trouble.notASegment(path, "its first bytes are not the magic");
    }
    int version = buffer.getInt(LAYOUT_VERSION_OFFSET);
    if (version != LAYOUT_VERSION) {
      throw Trouble.otherVersion(path, version, LAYOUT_VERSION);
    }
    byte[] constants = new byte[CONSTANTS_CHECKSUM_OFFSET];
    buffer.get(0, constants);
    if (checksum(constants, 0, constants.length) != buffer.getLong(CONSTANTS_CHECKSUM_OFFSET)) {
      throw Trouble.damaged(path, "its header does not match its checksum");
    }
    // The checksum vouches for the writer, not for a file that was cut short afterwards.
    long total = buffer.getLong(TOTAL_LENGTH_OFFSET);
    if (total != buffer.capacity()) {
      throw Trouble.damaged(path, "it has " + buffer.capacity() + " bytes of " + total);
    }
    if (buffer.getInt(HEADER_LENGTH_OFFSET) != HEADER_LENGTH
        || HEADER_LENGTH + 2L * buffer.getInt(BODY_LENGTH_OFFSET) != total
        || buffer.getInt(PARTITION_COUNT_OFFSET) != PARTITIONS) {
      throw Trouble.damaged(path, "its lengths contradict each other");
    }
  }

  /**
   * Returns whether the other mapping is of the same file. Not by name: a directory that was
   * emptied by hand gets the old names again. The checksum covers who made the file, and when.
   */
  boolean sameFile(MappedSegment other) {
    return buffer.getLong(CONSTANTS_CHECKSUM_OFFSET)
        == other.buffer.getLong(CONSTANTS_CHECKSUM_OFFSET);
  }

  /** Returns the sequence word: one acquire load. */
  long sequenceWord() {
    return sequenceWord(buffer);
  }

  static long sequenceWord(ByteBuffer buffer) {
    return acquire(buffer, SEQUENCE_OFFSET);
  }

  /**
   * Reads a long, and nothing that the program reads afterwards before it. A plain aligned read of
   * eight bytes is one load on the 64-bit machines that this runs on, and the fence keeps the
   * compiler from taking an earlier one's result. A VarHandle would say the same, but linking the
   * first one costs a fresh JVM as much as reading the segment does.
   */
  private static long acquire(ByteBuffer buffer, int offset) {
    long value = buffer.getLong(offset);
    VarHandle.acquireFence();
    return value;
  }

  ByteBuffer buffer() {
    return buffer;
  }

  Path path() {
    return path;
  }

  /** Returns a copy of the body that is current; null while nothing is published. */
  Body readBody() {
    while (true) {
      long word = sequenceWord();
      if (SegmentLayout.publish(word) == 0) {
        return null;
      }
      int offset = bodyOffset(SegmentLayout.publish(word), bodyLength);
      int used = buffer.getInt(offset + BODY_USED_OFFSET);
      byte[] copy = null;
      if (used >= BODY_HEADER_LENGTH && used <= bodyLength) {
        copy = new byte[used];
        buffer.get(offset, copy);
      }
      VarHandle.acquireFence();
      if (sequenceWord() == word) {
        if (copy == null || !checksumMatches(copy, used)) {
          throw Trouble.damagedPublish(path, SegmentLayout.publish(word));
        }
        return new Body(word, copy);
      }
      // A whole publish went by meanwhile. The next one takes as long as this copy or longer.
      Thread.onSpinWait();
    }
  }

  private static boolean checksumMatches(byte[] body, int used) {
    ByteBuffer bytes = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.getInt(BODY_USED_OFFSET) == used
        && bytes.getInt(BODY_CHECKSUM_OFFSET)
            == (int) checksum(body, BODY_USED_OFFSET, used - BODY_USED_OFFSET);
  }

  private static long checksum(byte[] bytes, int offset, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, offset, length);
    return crc.getValue();
  }

  /** Returns the age of the last heartbeat in nanoseconds, by a {@link System#nanoTime} of now. */
  long heartbeatAgeNanos(long now) {
    // On Linux nanoTime is CLOCK_MONOTONIC, the same in every process.
    long age = now - acquire(buffer, HEARTBEAT_OFFSET);
    // A heartbeat from the future is of another boot of the host, kept on a disk.
    return age >= 0 ? age : Long.MAX_VALUE;
  }

  long tendIntervalNanos() {
    return acquire(buffer, TEND_INTERVAL_OFFSET);
  }

  SegmentStatus status() {
    long word = sequenceWord();
    return new SegmentStatus(
        path,
        buffer.getInt(KEY_OFFSET),
        buffer.getInt(LAYOUT_VERSION_OFFSET),
        buffer.capacity(),
        buffer.getInt(MAX_NODES_OFFSET),
        buffer.getInt(MAX_NAMESPACES_OFFSET),
        buffer.getInt(MAX_REPLICAS_OFFSET),
        state(word),
        SegmentLayout.publish(word),
        buffer.getLong(EPOCH_OFFSET),
        buffer.getLong(OWNER_PID_OFFSET),
        Instant.ofEpochMilli(buffer.getLong(OWNER_START_OFFSET)),
        Instant.ofEpochMilli(buffer.getLong(CREATED_OFFSET)),
        Duration.ofNanos(heartbeatAgeNanos(System.nanoTime())),
        Instant.ofEpochMilli(buffer.getLong(HEARTBEAT_WALL_OFFSET)),
        buffer.getLong(TEND_COUNT_OFFSET),
        buffer.getLong(FAILED_TENDS_OFFSET),
        Duration.ofNanos(buffer.getLong(LAST_TEND_OFFSET)),
        Duration.ofNanos(tendIntervalNanos()),
        Duration.ofNanos(buffer.getLong(TAKEOVER_THRESHOLD_OFFSET)));
  }

  private static SegmentStatus.State state(long word) {
    if ((word & SUPERSEDED) != 0) {
      return SegmentStatus.State.SUPERSEDED;
    }
    if ((word & CLOSED) != 0) {
      return SegmentStatus.State.CLOSED;
    }
    return SegmentLayout.publish(word) == 0
        ? SegmentStatus.State.INITIALISING
        : SegmentStatus.State.READY;
  }

  /** A whole body and the sequence word that it belongs to. */
  static final class Body {
    private final long sequenceWord;
    private final byte[] bytes;

    private Body(long sequenceWord, byte[] bytes) {
      this.sequenceWord = sequenceWord;
      this.bytes = bytes;
    }

    long sequenceWord() {
      return sequenceWord;
    }

    byte[] bytes() {
      return bytes;
    }
  }
}
