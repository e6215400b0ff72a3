package io.shmtender.daemon.segment;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.LayoutVersionException;
import io.shmtender.reader.NoSegmentException;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.reader.layout.SegmentFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was published for a key before, by this process or another.
 *
 * @param file the newest segment file; empty when there is none
 * @param map what it says; empty when nothing was published in it, or in a layout of another
 *     version
 * @param epoch its owner's epoch, 0 when unknown
 * @param published the number of the last publish, 0 when unknown
 */
public record Predecessor(
    Optional<SegmentFile> file, Optional<ClusterMap> map, long epoch, long published) {
  private static final Logger LOG = LoggerFactory.getLogger(Predecessor.class);
  private static final Predecessor NONE = new Predecessor(Optional.empty(), Optional.empty(), 0, 0);

  /**
   * Reads what was published for a key.
   *
   * @throws SegmentException if the newest file is not a whole segment, or not one that readers
   *     trust; nobody should write over what nobody understands
   */
  public static Predecessor read(SegmentSettings settings) throws SegmentException {
    while (true) {
      Optional<SegmentFile> newest = newest(settings);
      if (newest.isEmpty()) {
        return NONE;
      }
      try {
        return read(settings, newest.get());
      } catch (NoSegmentException e) {
        LOG.debug("{} was replaced while it was read", newest.get().name());
      } catch (LayoutVersionException e) {
        LOG.warn("{}. A segment of this release's layout takes its place", e.getMessage());
        return new Predecessor(newest, Optional.empty(), 0, 0);
      } catch (ShmReaderException e) {
        // Damaged, not to be trusted, or not to be read by this user.
        throw new SegmentException(e.getMessage(), e);
      }
    }
  }

  private static Optional<SegmentFile> newest(SegmentSettings settings) throws SegmentException {
    try {
      return settings.directory().newest(settings.key());
    } catch (IOException e) {
      throw new SegmentException(
          "cannot list " + settings.directory().path() + ": " + e.getMessage(), e);
    }
  }

  private static Predecessor read(SegmentSettings settings, SegmentFile file) {
    Path path = settings.directory().resolve(file);
    SegmentStatus status = SegmentStatus.read(path);
    Optional<ClusterMap> map = Optional.empty();
    if (status.sequence() > 0) {
      map = Optional.of(ClusterView.read(path).map());
    }
    return new Predecessor(Optional.of(file), map, status.epoch(), status.sequence());
  }

  /** Returns whether nothing was published since the other was read. */
  public boolean isAsRecentAs(Predecessor other) {
    return file.equals(other.file) && epoch == other.epoch && published == other.published;
  }

  /**
   * Checks that the tender reaches the cluster that was published.
   *
   * @param formerNames what the cluster was called before it was renamed
   * @throws OtherClusterException if it is another one
   */
  public void checkSameCluster(ClusterMap reached, Set<String> formerNames)
      throws OtherClusterException {
    if (map.isPresent()) {
      OtherClusterException.check(
          "segment " + file.map(SegmentFile::name).orElse(""), map.get(), reached, formerNames);
    }
  }
}
