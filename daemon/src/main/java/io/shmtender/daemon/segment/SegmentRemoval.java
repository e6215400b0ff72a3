package io.shmtender.daemon.segment;

import static java.util.Objects.requireNonNull;

import io.shmtender.daemon.owner.Claim;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentFile;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Removes a key's segment files, for good, when a cluster is gone or a file is damaged. */
public final class SegmentRemoval {
  private final SegmentDirectory directory;
  private final SegmentKey key;

  /**
   * Prepares the removal of a key's files.
   *
   * @param claim that this process owns the key, so that nobody writes these files meanwhile
   */
  public SegmentRemoval(SegmentDirectory directory, SegmentKey key, Claim claim) {
    requireNonNull(claim);
    this.directory = directory;
    this.key = key;
  }

  /**
   * A file that was removed.
   *
   * @param path where it was
   * @param segment whether it was a segment; false for a file that only had a segment's name
   */
  public record Removed(Path path, boolean segment) {}

  /**
   * Removes the files, the smallest first, so that readers never fall back to an older one. Each is
   * marked superseded before: readers keep its last state and look for a new segment. Locks stay: a
   * standby may wait for one, and would then own beside whoever makes the file anew.
   *
   * @throws IOException if a file cannot be marked or removed; the ones before it are
   */
  public List<Removed> remove() throws IOException {
    List<Removed> removed = new ArrayList<>();
    for (SegmentFile file : directory.files(key)) {
      Path path = directory.resolve(file);
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(path + " is a directory: remove it by hand");
      }
      boolean segment = SequenceFlags.supersede(path).isPresent();
      if (Files.deleteIfExists(path)) {
        removed.add(new Removed(path, segment));
      }
    }
    return removed;
  }
}
