package io.shmtender.daemon.report;

import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.util.Optional;

/**
 * Follows a key's segment from file to file, as a reader does. Cheap to ask often, once something
 * is published. For one thread.
 */
public final class SegmentFeed implements AutoCloseable {
  private final SegmentDirectory directory;
  private final SegmentKey key;
  private ShmReader reader;

  /** Creates a feed that has seen nothing. */
  public SegmentFeed(SegmentDirectory directory, SegmentKey key) {
    this.directory = directory;
    this.key = key;
  }

  /**
   * Returns the segment as it is now, as far as it can be read; empty if there is none.
   *
   * @throws ShmReaderException if the reader that follows it cannot go on
   * @throws IOException if the directory cannot be read
   */
  public Optional<SegmentEntry> now() throws IOException {
    if (reader == null) {
      Optional<SegmentEntry> entry = SegmentEntry.newest(directory, key);
      if (entry.flatMap(SegmentEntry::view).isEmpty()) {
        return entry;
      }
      reader =
          ShmReader.attach(
              ReaderOptions.defaults().withKey(key.value()).withDirectory(directory.path()));
    }
    return Optional.of(SegmentEntry.of(reader));
  }

  /** Lets go of the segment; it is looked for anew when somebody asks again. */
  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
