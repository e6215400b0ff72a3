package io.shmtender.daemon.owner;

import io.shmtender.daemon.files.Inode;
import io.shmtender.daemon.files.OwnDirectory;
import io.shmtender.daemon.files.OwnFile;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock file of a key's fence, opened once.
 *
 * <p>Nothing else in the process opens this file: a POSIX lock goes when any descriptor of the file
 * is closed. Only the daemon's user may open it, since a reader that could would be able to hold a
 * shared lock and keep every daemon out.
 *
 * <p>It has two locks. The owner holds the first one. The second one is shared by everybody who
 * waits for the first, and by an owner that has only just got it: an owner that stops learns from
 * it, as surely as of a lock, that there is a process which takes its work over.
 */
final class LockFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LockFile.class);
  private static final int STAMP_SIZE = 64;
  private static final long OWNER = 0;
  private static final long SUCCESSORS = 1;
  // Asking for successors keeps one from showing itself for a moment.
  private static final int ATTEMPTS = 50;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final SegmentDirectory directory;
  private final SegmentKey key;
  private final int fence;
  private final Path path;
  private final FileChannel channel;
  private final Inode inode;
  // Null while this process is none.
  private FileLock successor;

  private LockFile(
      SegmentDirectory directory,
      SegmentKey key,
      int fence,
      Path path,
      FileChannel channel,
      Inode inode) {
    this.directory = directory;
    this.key = key;
    this.fence = fence;
    this.path = path;
    this.channel = channel;
    this.inode = inode;
  }

  static LockFile open(SegmentDirectory directory, SegmentKey key, int fence) throws IOException {
    while (true) {
      try {
        return openOnce(directory, key, fence);
      } catch (NoSuchFileException e) {
        // Somebody removed it before it could be looked at. With its directory it stays away.
        if (!Files.isDirectory(directory.path())) {
          throw e;
        }
      }
    }
  }

  private static LockFile openOnce(SegmentDirectory directory, SegmentKey key, int fence)
      throws IOException {
    OwnDirectory.ofAnyGroup(directory).check();
    Path path = directory.resolveLock(key, fence);
    FileChannel channel = openOrCreate(path);
    LockFile lock = null;
    try {
      Inode inode = Inode.of(path);
      if (inode.names() > 1) {
        // What is noted in it would be noted in somebody's file.
        throw new IOException(
            path + " is a file with " + inode.names() + " names, which no lock has: remove it");
      }
      lock = new LockFile(directory, key, fence, path, channel, inode);
      return lock;
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
  }

  private static FileChannel openOrCreate(Path path) throws IOException {
    while (true) {
      try {
        return OwnFile.open(path);
      } catch (NoSuchFileException none) {
        try {
          return OwnFile.create(path);
        } catch (FileAlreadyExistsException e) {
          LOG.debug("another daemon was faster", e);
        }
      }
    }
  }

  int fence() {
    return fence;
  }

  Path path() {
    return path;
  }

  /** Waits for the lock; closing this object from another thread ends the wait. */
  FileLock lock() throws IOException {
    return channel.lock(OWNER, 1, false);
  }

  /** Takes the lock if it is free; null if not. */
  FileLock tryLock() throws IOException {
    return channel.tryLock(OWNER, 1, false);
  }

  /** Shows that this process takes over once it gets the lock. */
  void showSuccessor() throws IOException {
    for (int i = 0; i < ATTEMPTS && successor == null; i++) {
      successor = channel.tryLock(SUCCESSORS, 1, true);
      if (successor == null) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    if (successor == null) {
      LOG.debug("{}: nobody will see that this process stands by", path);
    }
  }

  /** Shows that this process is an owner whose work has begun. */
  void endSuccession() throws IOException {
    if (successor != null) {
      successor.release();
      successor = null;
    }
  }

  /** Returns whether another process takes over, or is about to. */
  boolean hasSuccessor() throws IOException {
    try (FileLock nobody = channel.tryLock(SUCCESSORS, 1, false)) {
      return nobody == null;
    }
  }

  /**
   * Returns whether this lock is the one that counts: no greater fence, and still the file of that
   * name (a lock on a removed file keeps nobody out).
   */
  boolean counts() throws IOException {
    try {
      return Inode.of(path).isSame(inode) && directory.greatestFence(key) == fence;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Returns whether there is a later fence than this file's. */
  boolean succeeded() throws IOException {
    return directory.greatestFence(key) > fence;
  }

  /** Notes in the file when it was claimed, so that a standby can tell an owner's first steps. */
  void stampClaim() throws IOException {
    String claim = System.nanoTime() + " monotonic ns, pid " + ProcessHandle.current().pid();
    // Always of one length: truncating a file on a disk can wait for the disk, and the takeover
    // would wait with it.
    String stamp = claim + " ".repeat(STAMP_SIZE - 1 - claim.length()) + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(stamp.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes, bytes.position());
    }
  }

  /** Returns when the lock was last claimed, by {@link System#nanoTime}; empty if never. */
  OptionalLong claimedAt() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(STAMP_SIZE);
    // Through the same descriptor, for the reason above.
    int read = channel.read(bytes, 0);
    String stamp = new String(bytes.array(), 0, Math.max(0, read), StandardCharsets.US_ASCII);
    int end = stamp.indexOf(' ');
    try {
      return end < 0
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(stamp.substring(0, end)));
    } catch (NumberFormatException e) {
      throw new IOException(path + " holds '" + stamp.strip() + "', which is no claim", e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
