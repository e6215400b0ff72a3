package io.shmtender.daemon.cli;

import io.shmtender.daemon.launch.ExitCode;
import io.shmtender.daemon.report.SegmentEntry;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentFile;
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
    Optional<SegmentFile> former = Optional.empty();
    Optional<SegmentFile> file = directory.newest(key);
    // A file that went away before it was read was replaced; one that is listed again was not.
    while (file.isPresent() && !file.equals(former)) {
      Optional<SegmentEntry> entry = SegmentEntry.read(directory, file.get(), true);
      if (entry.isPresent()) {
        return entry.get();
      }
      former = file;
      file = directory.newest(key);
    }
    throw missing(key);
  }

  /**
   * Returns the readable segment that readers of a key look at.
   *
   * @throws CommandFailure if there is none, or it cannot be read
   * @throws IOException if the directory cannot be read
   */
  SegmentEntry readable(SegmentKey key) throws CommandFailure, IOException {
    SegmentEntry entry = newest(key);
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
