package io.shmtender.reader.layout;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The directory that a host's segments and their locks are in. Immutable; each call looks at the
 * file system anew.
 *
 * @param path the directory, which need not exist yet
 */
public record SegmentDirectory(Path path) {
  /** The environment variable that names the directory. */
  public static final String VARIABLE = "AEROSPIKE_SHM_DIR";

  private static final String NAME = "aerospike-shm-tender";

  /** Checks that there is a path. */
  public SegmentDirectory {
    requireNonNull(path);
  }

  /**
   * Returns the directory that daemon and readers agree on when neither is told: {@value #VARIABLE}
   * from the environment, else {@code /run/aerospike-shm-tender} when it exists, else {@code
   * $XDG_RUNTIME_DIR/aerospike-shm-tender}, else {@code /dev/shm/aerospike-shm-tender-$UID}.
   */
  public static SegmentDirectory standard() {
    return standard(System.getenv(), Path.of("/run", NAME));
  }

  static SegmentDirectory standard(Map<String, String> environment, Path run) {
    String configured = environment.getOrDefault(VARIABLE, "");
    if (!configured.isEmpty()) {
      return new SegmentDirectory(Path.of(configured));
    }
    if (Files.isDirectory(run)) {
      return new SegmentDirectory(run);
    }
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    return new SegmentDirectory(runtime.isEmpty() ? lastResort() : Path.of(runtime, NAME));
  }

  private static Path lastResort() {
    int user = Trust.ownUser();
    // Without /proc the user's name tells users apart as well.
    return Path.of("/dev/shm", NAME + "-" + (user < 0 ? System.getProperty("user.name") : user));
  }

  /** Returns whether this is where only this user's processes look, and only for want of better. */
  public boolean isLastResort() {
    return path.equals(lastResort());
  }

  /** Returns where a segment file of this directory is. */
  public Path resolve(SegmentFile file) {
    return path.resolve(file.name());
  }

  /** Returns where the lock of a key's fence is. */
  public Path resolveLock(SegmentKey key, int fence) {
    return path.resolve(SegmentFile.lockName(key, fence));
  }

  /**
   * Returns the segment files, the smallest first; empty when there is no such directory.
   *
   * @throws IOException if the directory cannot be read
   */
  public List<SegmentFile> files() throws IOException {
    List<SegmentFile> files = new ArrayList<>();
    for (String name : names()) {
      SegmentFile.parse(name).ifPresent(files::add);
    }
    Collections.sort(files);
    return files;
  }

  /**
   * Returns a key's segment files, the smallest first.
   *
   * @throws IOException if the directory cannot be read
   */
  public List<SegmentFile> files(SegmentKey key) throws IOException {
    List<SegmentFile> files = files();
    files.removeIf(file -> !file.key().equals(key));
    return files;
  }

  /**
   * Returns the file that readers of a key look at; empty when there is none.
   *
   * @throws IOException if the directory cannot be read
   */
  public Optional<SegmentFile> newest(SegmentKey key) throws IOException {
    SegmentFile newest = null;
    for (String name : names()) {
      SegmentFile file = SegmentFile.parse(name).orElse(null);
      if (file != null
          && file.key().equals(key)
          && (newest == null || file.compareTo(newest) > 0)) {
        newest = file;
      }
    }
    return Optional.ofNullable(newest);
  }

  /**
   * Returns the greatest fence that a key has a lock for, 0 when it has none.
   *
   * @throws IOException if the directory cannot be read
   */
  public int greatestFence(SegmentKey key) throws IOException {
    int greatest = 0;
    for (String name : names()) {
      greatest = Math.max(greatest, SegmentFile.fenceOfLock(key, name));
    }
    return greatest;
  }

  /**
   * Returns the names of all files in the directory; empty when there is no such directory.
   *
   * @throws IOException if the directory cannot be read
   */
  public List<String> names() throws IOException {
    // Not a DirectoryStream: this is half of what attaching costs, and File.list is twice as fast.
    String[] names = path.toFile().list();
    if (names == null) {
      if (Files.notExists(path)) {
        return List.of();
      }
      throw unreadable();
    }
    return List.of(names);
  }

  // File.list does not say why, which may also be that this process may open no file more.
  @SuppressWarnings("StreamResourceLeak") // Closed at once.
  private IOException unreadable() {
    String what = path + " is not a directory, or its entries may not be read";
    try {
      Files.newDirectoryStream(path).close();
      return new IOException(what);
    } catch (IOException e) {
      boolean hasReason = e instanceof FileSystemException known && known.getReason() != null;
      return new IOException(hasReason ? what + ": " + e.getMessage() : what, e);
    }
  }
}
