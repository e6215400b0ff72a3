package io.shmtender.reader;

import io.shmtender.reader.host.Shortage;
import io.shmtender.reader.layout.IrregularFileException;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.reader.layout.UntrustedException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Makes the exceptions of reading a segment.
 *
 * <p>Start-up: in a class of its own, so that no exception is loaded before it is thrown, {@code
 * docs/design/start-up.md}.
 */
final class Failures {
  private static final String HOW_TO_REMOVE =
      "If no tender owns it, remove it with 'aerospike-shm-tender rm KEY'";

  private Failures() {}

  static ShmReaderException noFile(Path path) {
    return new NoSegmentException("there is no segment " + path);
  }

  static ShmReaderException nothingPublished(Path path) {
    return new NoSegmentException(
        "nothing is published in " + path + ": its tender has not reached its cluster yet");
  }

  static ShmReaderException nothingPublished(SegmentKey key, Path directory, boolean tended) {
    return new NoSegmentException(
        "nothing published for key "
            + key
            + " in "
            + directory
            + (tended
                ? ": a tender is at work but has not reached its cluster yet; see its log"
                : ": is aerospike-shm-tender running, with this key and directory?"));
  }

  /** Null if there is no such file any more. */
  static ShmReaderException notOpened(Path path, IOException cause) {
    // The latter is what RandomAccessFile throws, whatever the reason.
    boolean isGone =
        cause instanceof NoSuchFileException
            || (cause instanceof FileNotFoundException && Files.notExists(path));
    if (isGone) {
      return null;
    }
    if (cause instanceof IrregularFileException) {
      return new CorruptSegmentException(cause.getMessage() + ". " + HOW_TO_REMOVE);
    }
    boolean refused =
        cause instanceof AccessDeniedException || cause instanceof FileNotFoundException;
    return refused && Shortage.adviceFor(cause) == null
        ? new ShmReaderException(
            path + " may not be read by this user; see the tender's settings 'group' and 'mode'",
            cause)
        : cannot("read", path, cause);
  }

  static ShmReaderException cannot(String what, Path path, Exception cause) {
    if (cause instanceof UntrustedException) {
      return new UntrustedSegmentException(cause.getMessage(), cause);
    }
    String shortage = cause instanceof IOException io ? Shortage.adviceFor(io) : null;
    return new ShmReaderException(
        "cannot "
            + what
            + " "
            + path
            + ": "
            + cause.getMessage()
            + (shortage == null ? "" : ". " + shortage),
        cause);
  }

  static void warnNotMapped(Path path, Exception cause) {
    System.getLogger(Failures.class.getPackageName())
        .log(
            System.Logger.Level.WARNING,
            path + " cannot be mapped and is read from its file, a microsecond a look-up",
            cause);
  }

  static ShmReaderException notASegment(Path path, String why) {
    return new CorruptSegmentException(path + " is not a segment: " + why + ". " + HOW_TO_REMOVE);
  }

  static ShmReaderException damaged(Path path, String how) {
    return new CorruptSegmentException(path + " is damaged: " + how + ". " + HOW_TO_REMOVE);
  }

  static ShmReaderException damagedPublish(Path path, long publish) {
    return new CorruptSegmentException(
        path
            + " is damaged: publish "
            + publish
            + " does not match its checksum. Restart the tender; it makes a new segment and readers "
            + "change over");
  }

  static ShmReaderException otherVersion(Path path, int version, int known) {
    return new LayoutVersionException(
        path
            + " has layout version "
            + version
            + "; this reader knows version "
            + known
            + ". Use the reader SDK of the tender's release");
  }

  static ShmReaderException stale(
      SegmentKey key, String age, String limit, ShmReaderException searchFailure) {
    StaleSegmentException stale =
        new StaleSegmentException(
            "the last tend of key "
                + key
                + " was "
                + age
                + ", the limit is "
                + limit
                + ": is aerospike-shm-tender running?");
    if (searchFailure != null) {
      stale.addSuppressed(searchFailure);
    }
    return stale;
  }

  static ShmReaderException interrupted(SegmentKey key) {
    return new ShmReaderException("interrupted while waiting for a segment of key " + key);
  }

  static ShmReaderException withoutMaster(String namespace, int partition) {
    return new PartitionUnavailableException(
        "partition "
            + partition
            + " of namespace '"
            + namespace
            + "' has no master: nodes are missing, or the cluster is forming");
  }
}
