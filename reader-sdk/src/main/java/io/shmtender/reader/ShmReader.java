package io.shmtender.reader;

import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentFile;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.reader.layout.SegmentLayout;
import io.shmtender.reader.layout.Trust;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An attachment to a tender's segment: says who holds a partition, and how the tender is doing.
 *
 * <p>Safe for use by many threads; one per process is enough. It has no thread of its own, except a
 * short-lived one that maps the first segment of a JVM. The state is read again only when the
 * tender published something; until then a look-up costs one load of the segment's sequence. While
 * no tender is at work the last state stays in use, unless the application set a stale limit. A
 * segment that was replaced (growth, takeover from an owner that hung, another layout) is noticed
 * on the next look-up.
 *
 * <p>Why it is correct: views are immutable, and published with their {@link Cursor} through a
 * volatile field. One thread at a time reads the segment anew, under a lock that the others do not
 * wait for: they go on with the last view, which is a whole state of a moment ago.
 */
public final class ShmReader implements Router, AutoCloseable {
  // How often to look for a replacement that was announced but is not there yet, or not announced.
  private static final long SEARCH_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long ATTACH_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final ReaderOptions options;
  private final SegmentDirectory directory;
  private final SegmentKey key;
  private final Trust trust;
  private final long staleLimitNanos;
  private final ReentrantLock refreshing = new ReentrantLock();
  private volatile Cursor cursor;
  private volatile boolean closed;
  // Guarded by refreshing.
  private long lastSearch;
  private long lastSearchWord;
  private ShmReaderException lastSearchFailure;

  private ShmReader(ReaderOptions options, SegmentDirectory directory, Trust trust, Cursor cursor) {
    this.options = options;
    this.directory = directory;
    this.trust = trust;
    this.key = new SegmentKey(options.key());
    this.staleLimitNanos =
        options.staleLimit() == null ? Long.MAX_VALUE : options.staleLimit().toNanos();
    this.lastSearch = System.nanoTime() - SEARCH_NANOS;
    show(cursor);
  }

  /** Attaches to the default segment, without waiting; see {@link #attach(ReaderOptions)}. */
  public static ShmReader attach() {
    return attach(ReaderOptions.defaults());
  }

  /**
   * Attaches to a segment. Returns as soon as a tender has published the cluster, waiting for it up
   * to the wait limit.
   *
   * @throws NoSegmentException if no tender has published anything within the wait limit
   * @throws UntrustedSegmentException if it may be the work of somebody whom the options do not
   *     trust
   * @throws LayoutVersionException if the segment has a layout version that this SDK does not read
   * @throws CorruptSegmentException if the file is not a whole segment
   * @throws StaleSegmentException if the options have a stale limit and the heartbeat is older
   * @throws ShmReaderException if the file may not be read, or the thread is interrupted
   */
  public static ShmReader attach(ReaderOptions options) {
    SegmentDirectory directory =
        options.directory() == null
            ? SegmentDirectory.standard()
            : new SegmentDirectory(options.directory());
    SegmentKey key = new SegmentKey(options.key());
    Trust trust = Trust.ofReader(options.trustedOwner());
    long deadline = System.nanoTime() + options.waitLimit().toNanos();
    while (true) {
      Segment segment = newestSegment(directory, key, trust);
      ShmReader reader = null;
      boolean attached = false;
      try {
        Cursor cursor = segment == null ? null : cursor(segment);
        if (cursor != null) {
          reader = new ShmReader(options, directory, trust, cursor);
          reader.current();
          attached = true;
          return reader;
        }
      } finally {
        if (!attached && reader != null) {
          reader.close();
        } else if (!attached && segment != null) {
          segment.close();
        }
      }
      if (System.nanoTime() - deadline >= 0) {
        throw Failures.nothingPublished(key, directory.path(), segment != null);
      }
      LockSupport.parkNanos(ATTACH_POLL_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        throw Failures.interrupted(key);
      }
    }
  }

  // Null if there is none.
  private static Segment newestSegment(SegmentDirectory directory, SegmentKey key, Trust trust) {
    SegmentFile newest = newestFile(directory, key);
    while (newest != null) {
      Segment segment = Segment.openIfPresent(directory.resolve(newest), trust);
      if (segment != null) {
        return segment;
      }
      // Replaced and removed between listing and opening; listed again it cannot be.
      SegmentFile removed = newest;
      newest = newestFile(directory, key);
      if (removed.equals(newest)) {
        throw Failures.noFile(directory.resolve(newest));
      }
    }
    requireTrusted(directory, trust);
    return null;
  }

  // Nothing is there to be read yet, but who waits for it should know that it would be refused.
  private static void requireTrusted(SegmentDirectory directory, Trust trust) {
    try {
      trust.directory(directory.path(), Trust.ANY_GROUP);
    } catch (IOException e) {
      if (!(e instanceof NoSuchFileException)) {
        throw Failures.cannot("use", directory.path(), e);
      }
    }
  }

  private static SegmentFile newestFile(SegmentDirectory directory, SegmentKey key) {
    try {
      return directory.newest(key).orElse(null);
    } catch (IOException e) {
      throw Failures.cannot("list", directory.path(), e);
    }
  }

  // Null while nothing is published.
  private static Cursor cursor(Segment segment) {
    Cursor found = segment.read();
    // With the successor announced but not found yet, the search has to go on.
    return found != null && superseded(found.word) ? found.neverCurrent() : found;
  }

  private static boolean superseded(long sequenceWord) {
    return (sequenceWord & SegmentLayout.SUPERSEDED) != 0;
  }

  /**
   * Returns the newest state of the cluster. One load of the sequence while nothing was published.
   *
   * @throws StaleSegmentException if the options have a stale limit and the heartbeat is older
   * @throws CorruptSegmentException if somebody damaged the segment
   * @throws IllegalStateException if this reader is closed
   */
  @Override
  public ClusterView view() {
    return current().view;
  }

  /** Returns the cursor of what {@link #view} returns. */
  Cursor current() {
    Cursor known = cursor;
    return known.isCurrent() ? known : lookCloser(known);
  }

  // With a stale limit, and while the segment is not mapped, every look-up comes here.
  private Cursor lookCloser(Cursor known) {
    boolean good =
        !closed && known.mapped && known.isUnchanged() && !staleLimitPassed(known.segment);
    return good ? known : refresh(known);
  }

  private Cursor show(Cursor found) {
    if (staleLimitNanos != Long.MAX_VALUE) {
      // The sequence alone does not say that this view may be used.
      found.revoke();
    }
    Cursor before = cursor;
    cursor = found;
    if (before != null && before != found) {
      before.revoke();
    }
    return found;
  }

  // Under the lock. Shows a view of another segment.
  private Cursor changeTo(Cursor successor) {
    Segment left = cursor.segment;
    show(successor);
    left.close();
    return successor;
  }

  private Cursor refresh(Cursor known) {
    if (!refreshing.tryLock()) {
      if (!staleLimitPassed(known.segment)) {
        return known;
      }
      // Whoever holds the lock may be about to find the successor: not yet a reason to complain.
      refreshing.lock();
    }
    try {
      return checked(reload(false));
    } finally {
      refreshing.unlock();
    }
  }

  /**
   * Returns the newest state of the cluster, and looks for a segment that replaced this one without
   * saying so, as when the directory was emptied by hand. Commands call this after a node could not
   * be reached.
   *
   * @throws StaleSegmentException if the options have a stale limit and the heartbeat is older
   * @throws CorruptSegmentException if somebody damaged the segment
   * @throws IllegalStateException if this reader is closed
   */
  @Override
  public ClusterView freshView() {
    refreshing.lock();
    try {
      return checked(reload(true)).view;
    } finally {
      refreshing.unlock();
    }
  }

  // Under the lock.
  private Cursor reload(boolean suspicious) {
    if (closed) {
      throw new IllegalStateException("this reader of key " + key + " is closed");
    }
    Cursor known = cursor;
    Segment segment = known.segment;
    long word = segment.sequenceWord();
    boolean superseded = superseded(word);
    boolean stale = staleLimitPassed(segment);
    if (suspicious || superseded || stale) {
      boolean silent = segment.heartbeatAgeNanos() > 2 * segment.tendIntervalNanos();
      long now = System.nanoTime();
      if ((superseded || stale || silent)
          && (now - lastSearch >= SEARCH_NANOS || word != lastSearchWord)) {
        lastSearch = now;
        lastSearchWord = word;
        Cursor successor = successor(known, silent);
        if (successor != null) {
          return changeTo(successor);
        }
      }
    }
    if (segment.isClosed()) {
      return known;
    }
    if (word != known.word && !(superseded && known.isFinal())) {
      return show(cursor(segment));
    }
    if (!known.mapped) {
      if (segment.isMapped()) {
        return show(known.remade());
      }
      segment.mapSoon();
    }
    return known;
  }

  /**
   * Returns whether a tender is at work on the segment of the last look-up, so that this may be
   * believed. Looks for nothing newer.
   */
  public boolean isTended() {
    while (true) {
      Cursor known = cursor;
      boolean tended = known.segment.isTended();
      // One that was replaced meanwhile has no say.
      if (tended || known.segment == cursor.segment) {
        return tended;
      }
    }
  }

  /**
   * Returns the newest state that is published, however old it is, with a stale limit too; null
   * once this is closed.
   *
   * @throws CorruptSegmentException if somebody damaged the segment
   */
  public ClusterView published() {
    refreshing.lock();
    try {
      return closed ? null : reload(true).view;
    } finally {
      refreshing.unlock();
    }
  }

  private boolean staleLimitPassed(Segment segment) {
    return staleLimitNanos != Long.MAX_VALUE && segment.heartbeatAgeNanos() > staleLimitNanos;
  }

  // The cursor of the segment that took this one's place; null if there is none to be read.
  private Cursor successor(Cursor known, boolean silent) {
    Segment newest = null;
    Cursor successor = null;
    try {
      lastSearchFailure = null;
      newest = newestSegment(directory, key, trust);
      boolean same = newest != null && newest.sameFile(known.segment);
      // The same one again if the known one lost its file, to an interrupt.
      boolean wanted = newest != null && (!same || known.segment.isClosed());
      Cursor found = wanted ? cursor(newest) : null;
      // Listing a directory is not atomic: it can miss the newest file and show one that a former
      // owner left. Only after a segment was removed by hand do numbers start anew, and then nobody
      // tends the one that is mapped.
      if (found != null && (same || silent || found.view.sequence() > known.view.sequence())) {
        successor = found;
      }
    } catch (ShmReaderException e) {
      // The last state is better than none; with a stale limit this becomes the reason given.
      lastSearchFailure = e;
    } finally {
      if (successor == null && newest != null) {
        newest.close();
      }
    }
    return successor;
  }

  private Cursor checked(Cursor found) {
    long ageNanos = staleLimitNanos == Long.MAX_VALUE ? 0 : found.segment.heartbeatAgeNanos();
    if (ageNanos > staleLimitNanos) {
      throw Failures.stale(key, age(ageNanos), seconds(staleLimitNanos), lastSearchFailure);
    }
    return found;
  }

  private static String age(long nanos) {
    return nanos == Long.MAX_VALUE ? "before this host started" : seconds(nanos) + " ago";
  }

  private static String seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) / 1000.0 + " s";
  }

  /**
   * Returns the node that holds the master of a digest's partition. Free of allocation.
   *
   * @param namespace the namespace's name
   * @param digest the key's digest, 20 bytes
   * @throws UnknownNamespaceException if the cluster has no such namespace
   * @throws PartitionUnavailableException if the partition has no master
   * @throws StaleSegmentException if the options have a stale limit and the heartbeat is older
   */
  public Node route(String namespace, byte[] digest) {
    int partition = NamespaceMap.partitionId(digest);
    Node master = current().master(namespace, partition);
    return master != null ? master : throwUnavailable(namespace, partition);
  }

  /**
   * Returns the node that holds the master of a key's partition.
   *
   * @throws UnknownNamespaceException if the cluster has no such namespace
   * @throws PartitionUnavailableException if the partition has no master
   * @throws StaleSegmentException if the options have a stale limit and the heartbeat is older
   */
  public Node route(Key key) {
    Node master = current().master(key.namespace(), key.partitionId());
    return master != null ? master : throwUnavailable(key.namespace(), key.partitionId());
  }

  /**
   * Returns the nodes that hold a key's partition: the master first, then the proles in their
   * order; where nobody holds a replica it is left out.
   *
   * @throws UnknownNamespaceException if the cluster has no such namespace
   * @throws StaleSegmentException if the options have a stale limit and the heartbeat is older
   */
  public List<Node> replicas(Key key) {
    ClusterMap map = view().map();
    NamespaceMap found = map.namespace(key.namespace());
    List<Node> holders = new ArrayList<>();
    for (int replica = 0; replica < found.replicaCount(); replica++) {
      Node holder = map.replica(found, replica, key.partitionId());
      if (holder != null) {
        holders.add(holder);
      }
    }
    return holders;
  }

  /**
   * Returns a router for one namespace, for hot paths.
   *
   * @throws UnknownNamespaceException if the cluster has no such namespace
   */
  public NamespaceRouter namespace(String name) {
    return new NamespaceRouter(this, name);
  }

  static Node throwUnavailable(String namespace, int partition) {
    throw Failures.withoutMaster(namespace, partition);
  }

  /** Returns what the segment says of itself and its owner now. */
  public SegmentStatus status() {
    refreshing.lock();
    try {
      return SegmentLook.status(reload(true).segment);
    } finally {
      refreshing.unlock();
    }
  }

  /** Returns the options that this reader was attached with. */
  public ReaderOptions options() {
    return options;
  }

  /** Detaches. Views that were handed out stay readable. */
  @Override
  public void close() {
    refreshing.lock();
    try {
      closed = true;
      cursor.revoke();
      cursor.segment.close();
    } finally {
      refreshing.unlock();
    }
  }
}
