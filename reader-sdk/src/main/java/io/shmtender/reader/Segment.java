package io.shmtender.reader;

import static io.shmtender.reader.layout.SegmentLayout.*;

import io.shmtender.reader.layout.SegmentLayout;
import io.shmtender.reader.layout.Trust;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;
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
 * <p>A segment is read from its file until it is mapped, which only a reader asks for that goes on
 * with it: what is looked at once leaves nothing mapped. The first mapping of a JVM is made by a
 * short-lived thread, {@code docs/design/start-up.md}; until then a look at the word is a system
 * call of a microsecond. The argument above holds for reads of the file as well, with a full fence
 * after each; a word or a body that a read tore is found out by the second look and the checksum.
 *
 * <p>It is closed when the reader has changed to the next one, while other threads may still look
 * at it: to them it says {@link #GONE}. See {@link Mapping} for what becomes of its memory.
 */
final class Segment implements Runnable, AutoCloseable {
  /**
   * The sequence word of a segment that was closed, which no segment has: replaced, and never
   * published. All else that it is asked for is this number, too: it looks silent for ages.
   */
  static final long GONE = SUPERSEDED | CLOSED;

  // Whether this JVM has mapped a file, so that the next one takes microseconds.
  private static volatile boolean mappedBefore;

  private final Path path;
  private final long size;
  private final int bodyLength;
  private final long fileId;
  // Open until the segment is mapped or closed; guarded by this.
  private final RandomAccessFile file;
  // Guarded by this.
  private boolean mapsSoon;
  private Mapping mapping;
  // The mapping's; null while there is none.
  private volatile ByteBuffer memory;
  private volatile boolean closed;

  private Segment(Path path, RandomAccessFile file) throws IOException {
    this.path = path;
    this.file = file;
    this.size = file.length();
    if (size < HEADER_LENGTH || size > TOTAL_LENGTH_LIMIT) {
      throw Failures.notASegment(path, "it has " + size + " bytes");
    }
    byte[] bytes = copy(0, HEADER_LENGTH);
    ByteBuffer header = littleEndian(bytes);
    check(bytes, header);
    this.bodyLength = header.getInt(BODY_LENGTH_OFFSET);
    this.fileId = header.getLong(FILE_ID_OFFSET);
  }

  /**
   * Opens a file, if nobody but who is trusted can have put it there, and checks what never changes
   * in it; null if there is no such file.
   */
  static Segment openIfPresent(Path path, Trust trust) {
    RandomAccessFile file;
    try {
      file = trust.open(path);
    } catch (IOException e) {
      ShmReaderException trouble = Failures.notOpened(path, e);
      if (trouble != null) {
        throw trouble;
      }
      return null;
    }
    Segment segment = null;
    try {
      segment = new Segment(path, file);
      return segment;
    } catch (IOException e) {
      throw Failures.cannot("read", path, e);
    } finally {
      if (segment == null) {
        close(file, path);
      }
    }
  }

  private void check(byte[] bytes, ByteBuffer header) {
    if (header.getLong(MAGIC_OFFSET) != MAGIC) {
      throw Failures.notASegment(path, "its first bytes are not the magic");
    }
    int version = header.getInt(LAYOUT_VERSION_OFFSET);
    if (version != LAYOUT_VERSION) {
      throw Failures.otherVersion(path, version, LAYOUT_VERSION);
    }
    if (checksum(bytes, 0, CONSTANTS_CHECKSUM_OFFSET)
        != header.getLong(CONSTANTS_CHECKSUM_OFFSET)) {
      throw Failures.damaged(path, "its header does not match its checksum");
    }
    // The checksum vouches for the writer, not for a file that was cut short afterwards.
    long total = header.getLong(TOTAL_LENGTH_OFFSET);
    if (total != size) {
      throw Failures.damaged(path, "it has " + size + " bytes of " + total);
    }
    if (header.getInt(HEADER_LENGTH_OFFSET) != HEADER_LENGTH
        || HEADER_LENGTH + 2L * header.getInt(BODY_LENGTH_OFFSET) != total
        || header.getInt(PARTITION_COUNT_OFFSET) != PARTITIONS) {
      throw Failures.damaged(path, "its lengths contradict each other");
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Has the file mapped, unless that was done before or is not to be: at once, or where it takes
   * long, soon.
   */
  void mapSoon() {
    if (mappedBefore && !Mapping.hasRoom()) {
      return;
    }
    synchronized (this) {
      if (mapsSoon) {
        return;
      }
      mapsSoon = true;
    }
    // A channel is closed when a thread that was interrupted maps by it.
    boolean mayMap = !Thread.currentThread().isInterrupted();
    if (mappedBefore && mayMap) {
      run();
      return;
    }
    Thread mapper = new Thread(null, this, "aerospike-shm-map", 0, false);
    mapper.setDaemon(true);
    try {
      mapper.start();
    } catch (OutOfMemoryError e) {
      // No more threads, says the JVM: the caller waits for the mapping, or a later one.
      if (mayMap) {
        run();
      } else {
        synchronized (this) {
          mapsSoon = false;
        }
      }
    }
  }

  /** Maps the file. */
  @Override
  public void run() {
    // At once, although the process is busy starting: what it looks up meanwhile takes the slow
    // way, and the compiler would take that for the usual one.
    try {
      // Not under the lock: who reads the file meanwhile would wait as long as this takes.
      Mapping mapped = Mapping.of(this, file.getChannel(), size);
      mappedBefore = true;
      synchronized (this) {
        if (closed) {
          mapped.end();
        } else {
          mapping = mapped;
          memory = mapped.bytes();
          close(file, path);
        }
      }
    } catch (IOException | RuntimeException e) {
      if (!file.getChannel().isOpen()) {
        // Closed, or this thread was interrupted just now: the reader opens it once more.
        close();
      } else {
        // Reading the file goes on, and is right, only slower.
        Failures.warnNotMapped(path, e);
      }
    }
  }

  boolean isMapped() {
    return memory != null;
  }

  boolean isClosed() {
    return closed;
  }

  /** Gives the memory back, where that can be done, and closes the file. */
  @Override
  public void close() {
    Mapping mapped;
    synchronized (this) {
      closed = true;
      memory = null;
      mapped = mapping;
      mapping = null;
      close(file, path);
    }
    if (mapped != null) {
      mapped.end();
    }
  }

  private static void close(RandomAccessFile file, Path path) {
    try {
      file.close();
    } catch (IOException e) {
      throw Failures.cannot("close", path, e);
    }
  }

  private byte[] copy(int offset, int length) {
    byte[] target = new byte[length];
    if (isMapped() || !readFile(offset, target)) {
      // Closed it is not: who reads more than a word is the one who would close it.
      memory.get(offset, target);
    }
    return target;
  }

  // False if the file was mapped meanwhile, or the segment closed.
  private synchronized boolean readFile(int offset, byte[] target) {
    if (isMapped() || closed) {
      return false;
    }
    try {
      file.seek(offset);
      file.readFully(target);
    } catch (IOException e) {
      throw Failures.cannot("read", path, e);
    }
    VarHandle.fullFence();
    return true;
  }

  /**
   * Returns whether the other is of the same file. Not by name: a directory that was emptied by
   * hand gets the old names again, perhaps within the same millisecond.
   */
  boolean sameFile(Segment other) {
    return fileId == other.fileId;
  }

  /** Returns the mapped sequence word, for {@link #acquire}; null while the file is not mapped. */
  LongBuffer mappedWord() {
    ByteBuffer mapped = memory;
    return mapped == null
        ? null
        : mapped.slice(SEQUENCE_OFFSET, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
  }

  /**
   * Reads a long, and nothing that the program reads afterwards before it. A plain aligned read of
   * eight bytes is one load on the 64-bit machines that this runs on, and the fence keeps the
   * compiler from taking an earlier one's result. Start-up: no VarHandle that is looked up, {@code
   * docs/design/start-up.md}.
   */
  static long acquire(LongBuffer word) {
    try {
      long value = word.get(0);
      VarHandle.acquireFence();
      return value;
    } catch (IllegalStateException e) {
      // Another thread found the next segment and unmapped this one.
      return GONE;
    }
  }

  /** Returns the sequence word, with acquire. */
  long sequenceWord() {
    return acquire(SEQUENCE_OFFSET);
  }

  // May be called while another thread maps or closes.
  private long acquire(int offset) {
    while (!closed) {
      ByteBuffer mapped = memory;
      if (mapped == null) {
        byte[] word = new byte[Long.BYTES];
        if (readFile(offset, word)) {
          return littleEndian(word).getLong();
        }
      } else {
        try {
          long value = mapped.getLong(offset);
          VarHandle.acquireFence();
          return value;
        } catch (IllegalStateException e) {
          if (!closed) {
            throw e;
          }
        }
      }
    }
    return GONE;
  }

  /** Reads the state that is current; null while nothing is published. */
  Cursor read() {
    while (true) {
      long word = sequenceWord();
      if (SegmentLayout.publish(word) == 0) {
        return null;
      }
      int offset = bodyOffset(SegmentLayout.publish(word), bodyLength);
      int used = littleEndian(copy(offset + BODY_USED_OFFSET, Integer.BYTES)).getInt();
      byte[] body = used >= BODY_HEADER_LENGTH && used <= bodyLength ? copy(offset, used) : null;
      VarHandle.acquireFence();
      if (sequenceWord() == word) {
        if (body == null || !checksumMatches(body, used)) {
          throw Failures.damagedPublish(path, SegmentLayout.publish(word));
        }
        return new Cursor(this, word, decoded(body, SegmentLayout.publish(word)));
      }
      // A whole publish went by meanwhile. The next one takes as long as this copy or longer.
      Thread.onSpinWait();
    }
  }

  private ClusterView decoded(byte[] body, long publish) {
    try {
      return BodyCodec.Reading.decode(body, publish);
    } catch (RuntimeException e) {
      // An index or a length out of bounds, of whatever class.
      throw Failures.damaged(path, "its tables contradict each other (" + e.getMessage() + ")");
    }
  }

  private static boolean checksumMatches(byte[] body, int used) {
    ByteBuffer bytes = littleEndian(body);
    return bytes.getInt(BODY_USED_OFFSET) == used
        && bytes.getInt(BODY_CHECKSUM_OFFSET)
            == (int) checksum(body, BODY_USED_OFFSET, used - BODY_USED_OFFSET);
  }

  private static long checksum(byte[] bytes, int offset, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, offset, length);
    return crc.getValue();
  }

  Path path() {
    return path;
  }

  /** Returns the file's length. */
  long size() {
    return size;
  }

  /** Returns a copy of the header. */
  ByteBuffer header() {
    return littleEndian(copy(0, HEADER_LENGTH));
  }

  /** Returns the age of the last heartbeat in nanoseconds. */
  long heartbeatAgeNanos() {
    // Before the clock: one that is stored in between would look like one from the future.
    long heartbeat = acquire(HEARTBEAT_OFFSET);
    // On Linux nanoTime is CLOCK_MONOTONIC, the same in every process.
    long age = System.nanoTime() - heartbeat;
    // A heartbeat from the future is of another boot of the host, kept on a disk.
    return age >= 0 ? age : Long.MAX_VALUE;
  }

  long tendIntervalNanos() {
    return acquire(TEND_INTERVAL_OFFSET);
  }

  /**
   * Returns whether a tender is at work here that the cluster answers: what is published may be
   * believed.
   */
  boolean isTended() {
    long word = sequenceWord();
    return (word & (SUPERSEDED | CLOSED)) == 0
        && SegmentLayout.publish(word) != 0
        && acquire(FAILED_TENDS_OFFSET) == 0
        && heartbeatAgeNanos() <= 2 * tendIntervalNanos();
  }
}
