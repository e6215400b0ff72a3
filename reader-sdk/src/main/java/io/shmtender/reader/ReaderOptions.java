package io.shmtender.reader;

import static java.util.Objects.requireNonNull;

import io.shmtender.reader.layout.SegmentKey;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Which segment to attach to and how. Immutable; start from {@link #defaults()}.
 *
 * @param key the segment's key, 0xA7000000 by default
 * @param directory the directory that the segments are in; null (the default) for the one that the
 *     tender uses when it is told none: {@code AEROSPIKE_SHM_DIR} from the environment, else {@code
 *     /run/aerospike-shm-tender} when it exists, else {@code
 *     $XDG_RUNTIME_DIR/aerospike-shm-tender}, else {@code /dev/shm/aerospike-shm-tender-$UID}
 * @param waitLimit how long {@link ShmReader#attach} waits for a tender to publish, zero by default
 * @param staleLimit the oldest heartbeat that the application accepts; null (the default) to go on
 *     with the last state however old it is
 * @param trustedOwner one more user who may own the directory and the segment, by id; null (the
 *     default) for the one that {@code AEROSPIKE_SHM_TRUSTED_OWNER} from the environment names, if
 *     any. Root and this process's user always may, and so may the owner of a directory that only
 *     they can have put where it is, such as {@code /run/aerospike-shm-tender}. The owner of a
 *     segment decides which servers get this process's commands
 */
public record ReaderOptions(
    int key, Path directory, Duration waitLimit, Duration staleLimit, Integer trustedOwner) {
  private static final ReaderOptions DEFAULTS =
      new ReaderOptions(SegmentKey.DEFAULT.value(), null, Duration.ZERO, null, null);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a limit or the user's id is negative, or the key is 0
   */
  public ReaderOptions {
    requireNonNull(waitLimit, "waitLimit");
    if (key == 0) {
      throw new IllegalArgumentException("0 is not a key");
    }
    if (waitLimit.isNegative()) {
      throw new IllegalArgumentException("the wait limit is negative: " + waitLimit);
    }
    if (staleLimit != null && (staleLimit.isNegative() || staleLimit.isZero())) {
      throw new IllegalArgumentException("the stale limit is not positive: " + staleLimit);
    }
    if (trustedOwner != null && trustedOwner < 0) {
      throw new IllegalArgumentException(trustedOwner + " is not a user's id");
    }
  }

  /** Returns the options with their defaults. */
  public static ReaderOptions defaults() {
    return DEFAULTS;
  }

  /** Returns all of them, with the key as operators write it: eight hexadecimal digits. */
  @Override
  public String toString() {
    return "ReaderOptions[key="
        + new SegmentKey(key)
        + ", directory="
        + directory
        + ", waitLimit="
        + waitLimit
        + ", staleLimit="
        + staleLimit
        + ", trustedOwner="
        + trustedOwner
        + "]";
  }

  /** Returns these options with another key. */
  public ReaderOptions withKey(int newKey) {
    return new ReaderOptions(newKey, directory, waitLimit, staleLimit, trustedOwner);
  }

  /** Returns these options with another directory. */
  public ReaderOptions withDirectory(Path newDirectory) {
    return new ReaderOptions(key, newDirectory, waitLimit, staleLimit, trustedOwner);
  }

  /** Returns these options with another wait limit. */
  public ReaderOptions withWaitLimit(Duration newWaitLimit) {
    return new ReaderOptions(key, directory, newWaitLimit, staleLimit, trustedOwner);
  }

  /** Returns these options with another stale limit; null for none. */
  public ReaderOptions withStaleLimit(Duration newStaleLimit) {
    return new ReaderOptions(key, directory, waitLimit, newStaleLimit, trustedOwner);
  }

  /** Returns these options with another trusted owner, by the user's id; null for none. */
  public ReaderOptions withTrustedOwner(Integer newTrustedOwner) {
    return new ReaderOptions(key, directory, waitLimit, staleLimit, newTrustedOwner);
  }
}
