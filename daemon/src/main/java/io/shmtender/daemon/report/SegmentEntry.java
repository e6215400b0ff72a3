package io.shmtender.daemon.report;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.CorruptSegmentException;
import io.shmtender.reader.LayoutVersionException;
import io.shmtender.reader.NoSegmentException;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.reader.UntrustedSegmentException;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentFile;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.reader.layout.SegmentLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A segment file, as far as it can be read.
 *
 * @param file its name's parts
 * @param path where it is
 * @param condition how it is doing
 * @param status what it says of itself; empty if it cannot be read
 * @param view what it says of the cluster; empty if nothing is published, or it is not the newest
 *     file of its key
 * @param problem why it cannot be read, empty if it can
 */
public record SegmentEntry(
    SegmentFile file,
    Path path,
    Condition condition,
    Optional<SegmentStatus> status,
    Optional<ClusterView> view,
    String problem) {

  /**
   * Returns a directory's segment files.
   *
   * @throws IOException if the directory cannot be read
   */
  public static List<SegmentEntry> list(SegmentDirectory directory) throws IOException {
    List<SegmentFile> files = directory.files();
    List<SegmentEntry> entries = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      // Sorted by key: the last one of a key is what its readers look at.
      boolean newest = i + 1 == files.size() || !files.get(i + 1).key().equals(files.get(i).key());
      read(directory, files.get(i), newest).ifPresent(entries::add);
    }
    return entries;
  }

  /**
   * Returns the file that readers of a key look at; empty if there is none.
   *
   * @throws IOException if the directory cannot be read
   */
  public static Optional<SegmentEntry> newest(SegmentDirectory directory, SegmentKey key)
      throws IOException {
    Optional<SegmentFile> former = Optional.empty();
    Optional<SegmentFile> file = directory.newest(key);
    // A file that went away before it was read was replaced; one that is listed again was not.
    while (file.isPresent() && !file.equals(former)) {
      Optional<SegmentEntry> entry = read(directory, file.get(), true);
      if (entry.isPresent()) {
        return entry;
      }
      former = file;
      file = directory.newest(key);
    }
    return Optional.empty();
  }

  /** Reads a file; empty if it went away meanwhile. */
  public static Optional<SegmentEntry> read(
      SegmentDirectory directory, SegmentFile file, boolean newest) {
    Path path = directory.resolve(file);
    try {
      SegmentStatus status = SegmentStatus.read(path);
      Optional<ClusterView> view = Optional.empty();
      if (newest && status.sequence() > 0) {
        view = Optional.of(ClusterView.read(path));
      }
      return Optional.of(
          new SegmentEntry(file, path, Condition.of(status), Optional.of(status), view, ""));
    } catch (NoSegmentException e) {
      return Optional.empty();
    } catch (CorruptSegmentException e) {
      return Optional.of(unreadable(file, path, Condition.DAMAGED, e));
    } catch (UntrustedSegmentException e) {
      return Optional.of(unreadable(file, path, Condition.FOREIGN, e));
    } catch (LayoutVersionException e) {
      return Optional.of(unreadable(file, path, Condition.OTHER_VERSION, e));
    } catch (ShmReaderException e) {
      return Optional.of(unreadable(file, path, Condition.UNREADABLE, e));
    }
  }

  /** Returns what a reader is attached to, as it is now. */
  public static SegmentEntry of(ShmReader reader) {
    ClusterView view = reader.freshView();
    SegmentStatus status = reader.status();
    SegmentFile file = SegmentFile.parse(status.path().getFileName().toString()).orElseThrow();
    return new SegmentEntry(
        file, status.path(), Condition.of(status), Optional.of(status), Optional.of(view), "");
  }

  private static SegmentEntry unreadable(
      SegmentFile file, Path path, Condition condition, ShmReaderException problem) {
    return new SegmentEntry(
        file, path, condition, Optional.empty(), Optional.empty(), problem.getMessage());
  }

  /** Returns what to call its cluster; something else where no view is. */
  public String clusterName(String withoutView) {
    return view.map(ClusterView::clusterName)
        .map(name -> name.isEmpty() ? "(no name)" : name)
        .orElse(withoutView);
  }

  /** Returns how many times was published under this file's fence. */
  public long publishes() {
    long sequence = status.map(SegmentStatus::sequence).orElse(0L);
    return Math.max(0, sequence - SegmentLayout.firstPublish(file.fence()));
  }
}
