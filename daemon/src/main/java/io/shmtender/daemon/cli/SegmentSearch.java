package io.shmtender.daemon.cli;

import io.shmtender.daemon.launch.ExitCode;
import io.shmtender.daemon.report.SegmentEntry;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the segment of a key, or says where else to look. */
final class SegmentSearch {
  private final SegmentDirectory directory;

  SegmentSearch(SegmentDirectory directory) {
    this.directory = directory;
  }

  /**
   * Returns the segment that readers of a key look at.
   *
   * @throws CommandFailure if there is none
   * @throws IOException if the directory cannot be read
   */
  SegmentEntry newest(SegmentKey key) throws CommandFailure, IOException {
    return found(key, SegmentEntry.newest(directory, key));
  }

  private SegmentEntry found(SegmentKey key, Optional<SegmentEntry> entry)
      throws CommandFailure, IOException {
    if (entry.isEmpty()) {
      throw missing(key);
    }
    return entry.get();
  }

  /**
   * Returns the readable segment that readers of a key look at.
   *
   * @throws CommandFailure if there is none, or it cannot be read
   * @throws IOException if the directory cannot be read
   */
  SegmentEntry readable(SegmentKey key) throws CommandFailure, IOException {
    return readable(key, SegmentEntry.newest(directory, key));
  }

  /**
   * Returns what was found of a key, if it is readable.
   *
   * @throws CommandFailure if it is none, or cannot be read
   * @throws IOException if the directory cannot be read
   */
  SegmentEntry readable(SegmentKey key, Optional<SegmentEntry> found)
      throws CommandFailure, IOException {
    SegmentEntry entry = found(key, found);
    if (entry.status().isEmpty()) {
      throw new CommandFailure(ExitCode.UNUSABLE, entry.problem());
    }
    return entry;
  }

  /** Returns the failure of a key that has no segment here. */
  CommandFailure missing(SegmentKey key) throws IOException {
    List<Path> elsewhere = new ArrayList<>();
    for (SegmentDirectory other : KnownDirectories.find()) {
      if (!other.equals(directory) && other.newest(key).isPresent()) {
        elsewhere.add(other.path());
      }
    }
    return new CommandFailure(
        ExitCode.NO_SEGMENT,
        "no segment of key "
            + key
            + " in "
            + directory.path()
            + (elsewhere.isEmpty()
                ? ": is the daemon running with this key and directory? 'ls' lists all segments"
                : "; there is one in " + elsewhere.get(0) + ": give --directory"));
  }
}
