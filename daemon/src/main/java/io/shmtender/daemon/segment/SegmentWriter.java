package io.shmtender.daemon.segment;

import static io.shmtender.reader.layout.SegmentLayout.*;

import io.shmtender.daemon.files.OwnDirectory;
import io.shmtender.daemon.files.OwnFile;
import io.shmtender.daemon.memory.SharedWords;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.layout.SegmentFile;
import io.shmtender.reader.layout.SegmentLayout;
import io.shmtender.reader.layout.UntrustedException;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32;

/**
 * Writes one segment file. A file has one writer for its whole life: the process that made it.
 * Every change of owner makes a new file, so that nothing has to be mended after an owner that was
 * killed in mid-write.
 *
 * <p>Why readers never see half a state: publish n+1 goes into the body that publish n does not
 * use; then, behind a release fence, the sequence word becomes n+1 by compare-and-swap, which fails
 * if a successor has set its flag; then a full fence keeps the bytes of publish n+2 from becoming
 * visible before the word. The reader's half of the proof is in the SDK's {@code Segment}, and both
 * are in {@code docs/design/segment.md}. A body in which only what differs from publish n-1 is
 * written is whole all the same: nobody but this writer ever wrote the rest of it.
 *
 * <p>For one thread.
 */
final class SegmentWriter {
  /**
   * How often a file is made anew that vanishes while it is made, since somebody empties the
   * directory.
   */
  static final int ATTEMPTS = 100;

  private static final int CHUNK = 1 << 16;

  private final SegmentSettings settings;
  private final SegmentFile file;
  private final Capacity capacity;
  private final long epoch;
  private final Path path;
  private final Path draft;
  private final SharedWords memory;
  // By the publishes' lowest bit.
  private final SegmentBody[] bodies;
  private long predecessorsLast;
  private long tends;
  private long lastTendNanos;
  private long failedTends;

  private SegmentWriter(
      SegmentSettings settings,
      SegmentFile file,
      Capacity capacity,
      long epoch,
      Path draft,
      SharedWords memory) {
    this.settings = settings;
    this.file = file;
    this.capacity = capacity;
    this.epoch = epoch;
    this.path = settings.directory().resolve(file);
    this.draft = draft;
    this.memory = memory;
    this.bodies =
        new SegmentBody[] {
          new SegmentBody(memory, SegmentLayout.bodyOffset(0, capacity.bodyLength())),
          new SegmentBody(memory, SegmentLayout.bodyOffset(1, capacity.bodyLength()))
        };
  }

  /**
   * Makes a file that readers do not see before {@link #appear}. All of its pages are written, so
   * that a file system without room is an exception here and never a SIGBUS in a reader.
   *
   * @throws SegmentException if the file cannot be made
   */
  static SegmentWriter draft(
      SegmentSettings settings, SegmentFile file, Capacity capacity, long epoch)
      throws SegmentException {
    long length = capacity.totalLength();
    if (length > TOTAL_LENGTH_LIMIT || capacity.nodes() > NODE_LIMIT) {
      throw new SegmentException(
          "a segment for "
              + capacity.nodes()
              + " nodes, "
              + capacity.namespaces()
              + " namespaces and "
              + capacity.replicas()
              + " replicas would have "
              + length
              + " bytes; the limit is "
              + TOTAL_LENGTH_LIMIT
              + " bytes and "
              + NODE_LIMIT
              + " nodes. Lower max-nodes or max-namespaces");
    }
    Path draft = null;
    ByteBuffer mapped = null;
    for (int attempt = 1; mapped == null; attempt++) {
      draft = DraftFiles.path(settings.directory(), file);
      try {
        OwnDirectory.of(settings.directory(), settings.group()).check();
        mapped = fill(draft, length, settings);
      } catch (UntrustedException e) {
        throw new SegmentException(e.getMessage(), e);
      } catch (IOException e) {
        boolean vanished =
            e instanceof NoSuchFileException && Files.isDirectory(settings.directory().path());
        if (!vanished || attempt == ATTEMPTS) {
          throw failure(settings, length, e, draft);
        }
      }
    }
    SharedWords memory = SharedWords.of(mapped);
    SegmentWriter writer = new SegmentWriter(settings, file, capacity, epoch, draft, memory);
    writer.writeConstants();
    return writer;
  }

  private static ByteBuffer fill(Path draft, long length, SegmentSettings settings)
      throws IOException {
    try (FileChannel channel = OwnFile.create(draft)) {
      ByteBuffer zeros = ByteBuffer.allocate(CHUNK);
      for (long written = 0; written < length; ) {
        zeros.clear().limit((int) Math.min(CHUNK, length - written));
        written += channel.write(zeros);
      }
      OwnFile.share(draft, settings.mode(), settings.group());
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static SegmentException failure(
      SegmentSettings settings, long length, IOException cause, Path draft) {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    Path directory = settings.directory().path();
    String hint;
    if (!Files.isDirectory(directory)) {
      hint = "create the directory, or set another one";
    } else if (!Files.isWritable(directory)) {
      hint = "make it writable for this user, or set another directory";
    } else {
      hint = "the file system has " + free(directory) + " bytes free";
    }
    return new SegmentException(
        "cannot make a segment of "
            + length
            + " bytes in "
            + directory
            + ": "
            + reason(cause)
            + "; "
            + hint,
        cause);
  }

  private static String reason(IOException cause) {
    return cause instanceof FileSystemException e && e.getReason() != null
        ? e.getReason()
        : cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  private static String free(Path directory) {
    try {
      return Long.toString(Files.getFileStore(directory).getUsableSpace());
    } catch (IOException e) {
      return "an unknown number of";
    }
  }

  private void writeConstants() {
    ProcessHandle self = ProcessHandle.current();
    memory.putLong(MAGIC_OFFSET, MAGIC);
    memory.putInt(LAYOUT_VERSION_OFFSET, LAYOUT_VERSION);
    memory.putInt(HEADER_LENGTH_OFFSET, HEADER_LENGTH);
    memory.putLong(TOTAL_LENGTH_OFFSET, capacity.totalLength());
    memory.putInt(KEY_OFFSET, file.key().value());
    memory.putInt(PARTITION_COUNT_OFFSET, PARTITIONS);
    memory.putInt(MAX_NODES_OFFSET, capacity.nodes());
    memory.putInt(MAX_NAMESPACES_OFFSET, capacity.namespaces());
    memory.putInt(MAX_REPLICAS_OFFSET, capacity.replicas());
    memory.putInt(BODY_LENGTH_OFFSET, capacity.bodyLength());
    memory.putLong(OWNER_PID_OFFSET, self.pid());
    memory.putLong(
        OWNER_START_OFFSET, self.info().startInstant().map(i -> i.toEpochMilli()).orElse(0L));
    memory.putLong(EPOCH_OFFSET, epoch);
    memory.putInt(FENCE_OFFSET, file.fence());
    memory.putInt(NUMBER_OFFSET, file.number());
    memory.putLong(CREATED_OFFSET, System.currentTimeMillis());
    memory.putLong(FILE_ID_OFFSET, ThreadLocalRandom.current().nextLong());
    byte[] constants = new byte[CONSTANTS_CHECKSUM_OFFSET];
    memory.read(0, constants);
    CRC32 crc = new CRC32();
    crc.update(constants);
    memory.putLong(CONSTANTS_CHECKSUM_OFFSET, crc.getValue());
    writeTendInterval(settings.tendInterval());
    memory.putLong(TAKEOVER_THRESHOLD_OFFSET, settings.takeoverThreshold().toNanos());
    stampHeartbeat();
  }

  /**
   * Makes the file visible to readers. Fails if the name is taken; the draft then stays a draft.
   */
  void appear() throws IOException {
    // A link, not a rename: a rename would silently replace a file of the same name.
    Files.createLink(path, draft);
    // Somebody who empties the directory may have been faster.
    Files.deleteIfExists(draft);
  }

  /** Deletes a draft that will not appear. */
  void discard() throws IOException {
    Files.deleteIfExists(draft);
    release();
  }

  /**
   * Lets the sequence go on from the predecessors' last publish. The word stays 0 until the first
   * publish here: readers must not take a body for a state that was never written.
   */
  void startFrom(long published) {
    predecessorsLast = published;
  }

  /**
   * Makes a map the current state. Nothing happens once a successor took this file's place; {@link
   * #superseded} tells.
   *
   * @throws SegmentException if the map does not fit
   */
  void publish(ClusterMap map) throws SegmentException {
    long word = memory.readLongAcquire(SEQUENCE_OFFSET);
    long next = Math.max(predecessorsLast, SegmentLayout.publish(word)) + 1;
    if (!capacity.fits(map)) {
      throw new SegmentException(map.nodes().size() + " nodes do not fit " + path);
    }
    bodies[(int) (next & 1)].write(map, next, System.currentTimeMillis());
    VarHandle.releaseFence();
    if ((word & SUPERSEDED) == 0) {
      memory.compareAndSetLong(SEQUENCE_OFFSET, word, next);
    }
    // The next publish writes where a slow reader may still be: it must not overtake the word.
    VarHandle.fullFence();
  }

  /** Stores the heartbeat and the numbers of a tend. */
  void heartbeat(long tendNanos, boolean clusterAnswered) {
    tends++;
    lastTendNanos = tendNanos;
    failedTends = clusterAnswered ? 0 : failedTends + 1;
    writeTends();
    stampHeartbeat();
  }

  private void writeTends() {
    memory.putLongRelease(TEND_COUNT_OFFSET, tends);
    memory.putLongRelease(LAST_TEND_OFFSET, lastTendNanos);
    memory.putLongRelease(FAILED_TENDS_OFFSET, failedTends);
  }

  /** Goes on with the numbers of the tends from the file that this one replaces. */
  void carryTends(SegmentWriter former) {
    tends = former.tends;
    lastTendNanos = former.lastTendNanos;
    failedTends = former.failedTends;
    writeTends();
  }

  /**
   * Says before the first heartbeat that no node answered: a reader that sees this file before it
   * would take the predecessor's state for a confirmed one. The heartbeat counts the same tend.
   */
  void startUnreached() {
    memory.putLongRelease(FAILED_TENDS_OFFSET, 1);
  }

  /** Stores how often the owner tends. */
  void writeTendInterval(Duration tendInterval) {
    memory.putLongRelease(TEND_INTERVAL_OFFSET, tendInterval.toNanos());
  }

  private void stampHeartbeat() {
    memory.putLongRelease(HEARTBEAT_WALL_OFFSET, System.currentTimeMillis());
    memory.putLongRelease(HEARTBEAT_OFFSET, System.nanoTime());
  }

  /** Says that the owner stops as it should. */
  void markClosed() {
    SequenceFlags.set(memory, CLOSED);
  }

  /** Says that another file takes this one's place; returns the number of the last publish. */
  long markSuperseded() {
    return SequenceFlags.set(memory, SUPERSEDED);
  }

  /** Returns whether a successor took this file's place. */
  boolean superseded() {
    return (memory.readLongAcquire(SEQUENCE_OFFSET) & SUPERSEDED) != 0;
  }

  long published() {
    return SegmentLayout.publish(memory.readLongAcquire(SEQUENCE_OFFSET));
  }

  /** Forgets the mapping; the file stays. */
  void release() {
    memory.release();
  }

  SegmentFile file() {
    return file;
  }

  Path path() {
    return path;
  }

  Capacity capacity() {
    return capacity;
  }

  long epoch() {
    return epoch;
  }
}
