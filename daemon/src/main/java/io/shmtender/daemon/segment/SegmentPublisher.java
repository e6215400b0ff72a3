package io.shmtender.daemon.segment;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.layout.SegmentFile;
import io.shmtender.reader.layout.SegmentLayout;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a key's segment for as long as this process owns the key: into one file, or a new one
 * when the map outgrows it or somebody removed it.
 *
 * <p>Replacing goes in this order, so that a kill between any two steps leaves readers with a
 * state: the new file appears complete; every smaller one is marked superseded; then they are
 * removed. The next owner marks and removes what this one did not get to. Nothing here touches a
 * file with a greater name, so a former owner that wakes in the middle reaches nothing of its
 * successor's.
 *
 * <p>For one thread, which holds the owner lock of the fence.
 */
public final class SegmentPublisher {
  // Replicas that fit at first: what nearly every namespace has, or more.
  private static final int INITIAL_REPLICAS = 3;
  private static final Logger LOG = LoggerFactory.getLogger(SegmentPublisher.class);

  private SegmentSettings settings;
  private final int fence;
  private SegmentWriter writer;
  private ClusterMap published;
  // Whether the present file is gone and there is no other yet.
  private boolean removed;
  // What has been complained about.
  private final Set<Path> leftAlone = new HashSet<>();

  private SegmentPublisher(SegmentSettings settings, int fence) {
    this.settings = settings;
    this.fence = fence;
  }

  /**
   * Takes a key's segment over: makes the first file of this owner and lets readers change to it.
   *
   * @param fence the fence whose lock this process holds
   * @param reached what the tender knows; when empty, what the predecessor published is carried on,
   *     and without a predecessor the segment is initialising
   * @param formerNames what the cluster was called before it was renamed
   * @throws OtherClusterException if the predecessor published another cluster; nothing is changed
   * @throws SegmentException if the file cannot be made, or the predecessor's is damaged
   */
  public static SegmentPublisher open(
      SegmentSettings settings, int fence, Optional<ClusterMap> reached, Set<String> formerNames)
      throws SegmentException, OtherClusterException {
    Predecessor predecessor = Predecessor.read(settings);
    if (reached.isPresent()) {
      predecessor.checkSameCluster(reached.get(), formerNames);
    }
    Capacity capacity =
        new Capacity(settings.maxNodes(), settings.maxNamespaces(), INITIAL_REPLICAS);
    SegmentPublisher publisher = new SegmentPublisher(settings, fence);
    publisher.replace(
        reached.or(predecessor::map).map(capacity::grownFor).orElse(capacity),
        predecessor.epoch() + 1,
        reached);
    return publisher;
  }

  /**
   * Makes and discards a file as {@link #open} would: whether there is room and permission shows
   * now rather than at a takeover.
   *
   * @throws SegmentException if the file cannot be made
   */
  public static void rehearse(SegmentSettings settings, Optional<ClusterMap> map)
      throws SegmentException {
    Capacity capacity =
        new Capacity(settings.maxNodes(), settings.maxNamespaces(), INITIAL_REPLICAS);
    SegmentFile file = new SegmentFile(settings.key(), 1, 1);
    if (map.isPresent()) {
      capacity = capacity.grownFor(map.get());
    }
    SegmentWriter rehearsal = SegmentWriter.draft(settings, file, capacity, 0);
    try {
      if (map.isPresent()) {
        rehearsal.publish(map.get());
      }
      // Loads what a stop needs: by then an upgrade may have overwritten the jar.
      rehearsal.markClosed();
    } finally {
      discard(rehearsal);
    }
  }

  private static void discard(SegmentWriter draft) throws SegmentException {
    try {
      draft.discard();
    } catch (IOException e) {
      throw new SegmentException("cannot remove a draft of " + draft.path() + ": " + e, e);
    }
  }

  /**
   * Publishes a map if it differs from what is published.
   *
   * @param formerNames what the cluster was called before it was renamed
   * @return whether it did
   * @throws OtherClusterException if it is of another cluster than what is published; nothing is
   *     changed
   * @throws SegmentException if the map does not fit and a larger file cannot be made; what was
   *     published stays
   */
  public boolean publish(ClusterMap map, Set<String> formerNames)
      throws SegmentException, OtherClusterException {
    if (map.equals(published)) {
      return false;
    }
    if (published != null) {
      OtherClusterException.check("segment " + writer.path(), published, map, formerNames);
    }
    if (writer.capacity().fits(map)) {
      writer.publish(map);
      published = map;
    } else {
      Capacity before = writer.capacity();
      replace(before.grownFor(map), writer.epoch(), Optional.of(map));
      LOG.info(
          "{} nodes, {} namespaces and {} replicas did not fit {}: grew to {}",
          map.nodes().size(),
          map.namespaces().size(),
          map.maxReplicaCount(),
          before,
          writer.capacity());
    }
    return true;
  }

  /**
   * Stores the heartbeat, makes a new file when the present one is no longer in its directory, and
   * removes what a former owner may have left there when it woke after this one took over.
   *
   * @param tendNanos how long the last tend took, nanoseconds
   * @param clusterAnswered whether any node answered in it
   * @throws SegmentException if the file is gone and a new one cannot be made; the heartbeat is
   *     stored, for readers that still have the file mapped, and the next one tries again
   */
  public void heartbeat(long tendNanos, boolean clusterAnswered) throws SegmentException {
    writer.heartbeat(tendNanos, clusterAnswered);
    if (Files.notExists(writer.path(), LinkOption.NOFOLLOW_LINKS)) {
      if (!removed) {
        removed = true;
        LOG.warn("{} was removed by somebody else: publishing a new segment", writer.path());
      }
      replace(writer.capacity(), writer.epoch(), Optional.ofNullable(published));
      removed = false;
    } else {
      try {
        removeSmaller(writer.file());
      } catch (IOException e) {
        throw cannotReplace(e);
      }
    }
  }

  // Without a map, what the predecessor published is carried on.
  private void replace(Capacity capacity, long epoch, Optional<ClusterMap> map)
      throws SegmentException {
    try {
      SegmentWriter next = null;
      int first = nextNumber();
      for (int number = first; next == null; number++) {
        SegmentFile file = new SegmentFile(settings.key(), fence, number);
        try {
          next = appear(file, capacity, epoch, map);
        } catch (NoSuchFileException e) {
          if (number - first == SegmentWriter.ATTEMPTS
              || !Files.isDirectory(settings.directory().path())) {
            throw e;
          }
          LOG.warn(
              "a file vanished while {} was made: somebody empties the directory", file.name());
        }
      }
      if (writer != null) {
        writer.release();
      }
      writer = next;
      removeSmaller(next.file());
      DraftFiles.removeAbandoned(settings.directory());
    } catch (IOException e) {
      throw cannotReplace(e);
    }
  }

  private SegmentException cannotReplace(IOException e) {
    return new SegmentException(
        "cannot replace the segment in " + settings.directory().path() + ": " + e, e);
  }

  private int nextNumber() throws IOException {
    // Not a name that was used before, even if its file is gone: readers may still have it mapped.
    int greatest = writer == null ? 0 : writer.file().number();
    for (SegmentFile file : settings.directory().files(settings.key())) {
      if (file.fence() == fence) {
        greatest = Math.max(greatest, file.number());
      }
    }
    return greatest + 1;
  }

  // Returns null if the name is taken.
  private SegmentWriter appear(
      SegmentFile file, Capacity capacity, long epoch, Optional<ClusterMap> map)
      throws SegmentException, IOException {
    SegmentWriter next = SegmentWriter.draft(settings, file, capacity, epoch);
    try {
      next.startFrom(supersedeSmaller(file));
      if (writer != null) {
        next.carryTends(writer);
      } else if (map.isEmpty()) {
        next.startUnreached();
      }
      // Read again: until it was superseded, its owner may have gone on.
      ClusterMap state =
          map.isPresent() ? map.get() : Predecessor.read(settings).map().orElse(null);
      if (state != null && !capacity.fits(state)) {
        // It grew since the capacity was chosen. Now that it is superseded it grows no more.
        next.discard();
        return appear(file, capacity.grownFor(state), epoch, map);
      }
      if (state != null) {
        next.publish(state);
      }
      next.appear();
      published = state;
      return next;
    } catch (FileAlreadyExistsException e) {
      LOG.warn(
          "{} exists already: somebody emptied the directory while it was in use", file.name());
      next.discard();
      return null;
    } catch (SegmentException | IOException e) {
      next.discard();
      throw e;
    }
  }

  // Returns the number of the last publish in them, which is final now.
  private long supersedeSmaller(SegmentFile present) throws IOException {
    long last = SegmentLayout.firstPublish(fence);
    if (writer != null) {
      // Also when its file is gone: readers may still have it mapped.
      last = Math.max(last, writer.markSuperseded());
    }
    for (SegmentFile file : smaller(present)) {
      last = Math.max(last, SequenceFlags.supersede(settings.directory().resolve(file)).orElse(0));
    }
    return last;
  }

  // Once more marked before it is removed: an owner that was about to grow when it was superseded
  // may have made another file meanwhile.
  private void removeSmaller(SegmentFile present) throws IOException {
    for (SegmentFile file : smaller(present)) {
      Path path = settings.directory().resolve(file);
      if (SequenceFlags.supersede(path).isPresent()) {
        Files.deleteIfExists(path);
      } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && leftAlone.add(path)) {
        LOG.warn("{} is not a segment of this user's; it is left alone. Remove it by hand", path);
      }
    }
  }

  private List<SegmentFile> smaller(SegmentFile present) throws IOException {
    List<SegmentFile> smaller = new ArrayList<>(settings.directory().files(settings.key()));
    smaller.removeIf(file -> file.compareTo(present) >= 0);
    return smaller;
  }

  /** Says in the present file and all later ones how often this owner tends. */
  public void changeTendInterval(Duration tendInterval) {
    settings = settings.withTendInterval(tendInterval);
    writer.writeTendInterval(tendInterval);
  }

  /** Returns whether another owner took this one's segment over. */
  public boolean superseded() {
    return writer.superseded();
  }

  /** Returns the owner's epoch. */
  public long epoch() {
    return writer.epoch();
  }

  /** Returns the number of the last publish, 0 before the first. */
  public long published() {
    return writer.published();
  }

  /** Returns the state that readers see, empty before the first publish. */
  public Optional<ClusterMap> map() {
    return Optional.ofNullable(published);
  }

  /** Returns what fits into the present file. */
  public Capacity capacity() {
    return writer.capacity();
  }

  /** Returns the present file. */
  public Path path() {
    return writer.path();
  }

  /** Returns what the present file says of itself. */
  public SegmentStatus status() {
    return SegmentStatus.read(writer.path());
  }

  /** Says that this owner stops as it should; the file stays readable. */
  public void close() {
    writer.markClosed();
    writer.release();
  }

  /**
   * Lets go of a segment that another owner took over: readers that still find this one's file look
   * for its successor's.
   */
  public void abandon() {
    writer.markSuperseded();
    writer.release();
  }
}
