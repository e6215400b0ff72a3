package io.shmtender.cli;

import io.shmtender.layout.SegmentDirectory;
import io.shmtender.layout.SegmentFile;
import io.shmtender.layout.SegmentKey;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReader;
import java.io.IOException;
import java.util.Optional;

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
    ClusterView view = reader.freshView();
    SegmentStatus status = reader.status();
    SegmentFile file = SegmentFile.parse(status.path().getFileName().toString()).orElseThrow();
    return new SegmentEntry(
        file, status.path(), Condition.of(status), Optional.of(status), Optional.of(view), "");
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
  }
}
