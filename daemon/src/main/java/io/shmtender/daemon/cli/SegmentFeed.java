package io.shmtender.daemon.cli;

import io.shmtender.daemon.report.SegmentEntry;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;

/** Follows a key's segment from file to file. Cheap to ask often, once something is published. */
final class SegmentFeed implements AutoCloseable {
  private final SegmentDirectory directory;
  private final SegmentKey key;
  private ShmReader reader;

  SegmentFeed(SegmentDirectory directory, SegmentKey key) {
    this.directory = directory;
    this.key = key;
  }

  /**
   * Returns the segment as it is now.
   *
   * @throws CommandFailure if there is none, or it cannot be read
   * @throws IOException if the directory cannot be read
   */
  SegmentEntry now() throws CommandFailure, IOException {
    if (reader == null) {
      SegmentEntry entry = new SegmentSearch(directory).readable(key);
      if (entry.view().isEmpty()) {
        return entry;
      }
      reader =
          ShmReader.attach(
              ReaderOptions.defaults().withKey(key.value()).withDirectory(directory.path()));
    }
    return SegmentEntry.of(reader);
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
  }
}
