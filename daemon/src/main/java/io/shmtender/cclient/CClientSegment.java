package io.shmtender.cclient;

import static io.shmtender.cclient.CClientLayout.*;

import io.shmtender.cclient.CClientListener.Owner;
import io.shmtender.cluster.ClusterMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.BytesStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One C-client segment, attached: competes for its lock, and as its owner publishes into it and
 * keeps it as published.
 *
 * <p>Nothing keeps other processes from writing into it, so there is no proof that what followers
 * read is right at every instant. What holds: whatever differs from the private copy of what was
 * published is written again at the next {@link #look}; the only words left to others are the locks
 * and, of an application that took over, owner and timestamp. An application becomes the owner only
 * when the lock is free or the timestamp old, and never steps down before it ends; so one that took
 * over while this process did not run is followed, rather than having two owners number new nodes
 * differently.
 *
 * <p>For one thread.
 */
final class CClientSegment {
  private static final Logger LOG = LoggerFactory.getLogger(CClientSegment.class);
  private static final long LOCK_PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long CLOCK_SLACK_MILLIS = 1000;
  // Repairs are summed up in the log: what overwrites a segment may do so without end.
  private static final long REPAIR_LOG_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final CClientSettings settings;
  private final OwnerStamp stamp;
  private final CClientListener listener;
  private final SystemVMemory memory;
  private final BytesStore<?, ?> bytes;
  private final SegmentHeader header;
  private final OwnerWatch watch;
  private final int pid = (int) ProcessHandle.current().pid();
  private final MovedNodes moved = new MovedNodes();

  // The owner's, null while somebody else owns.
  private SegmentImage published;
  private SegmentImage found;
  private SegmentLocks locks;
  private ClusterMap publishedMap;
  private long timestamp;

  private int followedPid;
  private List<String> leftOut = List.of();
  private long repairedWords;
  private long repairsLoggedAt;
  private boolean repairsLogged;

  CClientSegment(
      CClientSettings settings,
      OwnerStamp stamp,
      Duration takeoverThreshold,
      CClientListener listener,
      SystemVMemory memory) {
    this.settings = settings;
    this.stamp = stamp;
    this.listener = listener;
    this.memory = memory;
    this.bytes = memory.bytes();
    this.header = new SegmentHeader(bytes, memory.length());
    this.watch = new OwnerWatch(takeoverThreshold.toNanos());
  }

  int id() {
    return memory.id();
  }

  /** Returns how many processes have the segment attached, this one included. */
  long attached() {
    return memory.info().attached();
  }

  boolean isOwned() {
    return published != null;
  }

  // ---- Competing ----

  /**
   * Becomes the owner if the segment has none, or else looks after what was published.
   *
   * @param map what to publish, once it is known
   * @throws CClientException if the segment cannot be used as it is
   */
  void look(Optional<ClusterMap> map, long now) throws CClientException {
    if (isOwned() && isTakenOver(now)) {
      forgetPublished();
    }
    if (!isOwned()) {
      compete(map, now);
      return;
    }
    keepLocks(now);
    keepWords(now);
    map.ifPresent(known -> publish(known, now));
    stampTend(now);
  }

  private void compete(Optional<ClusterMap> map, long now) throws CClientException {
    boolean left = header.isLocked() && isLeftByTender();
    if (header.isLocked() && !left && !watch.isGone(header, now)) {
      follow();
      return;
    }
    Dimensions dimensions = dimensions();
    SegmentLocks newLocks = new SegmentLocks(dimensions, bytes);
    if (!header.isLocked()) {
      if (!tryLock()) {
        return;
      }
    } else if (!takeOver(newLocks, left, now)) {
      return;
    }
    own(dimensions, newLocks, map, now);
  }

  private boolean isLeftByTender() {
    return header
        .dimensions(settings.layout())
        .map(dimensions -> header.isStampedBy(stamp, dimensions))
        .orElse(false);
  }

  private void follow() {
    int owner = header.ownerPid();
    if (owner != followedPid && owner != 0) {
      followedPid = owner;
      LOG.warn(
          "{} is owned by process {}, an application: following it. It is taken over when that"
              + " process closes its client, ends, or does not tend for the takeover threshold",
          this,
          owner);
      listener.ownerChanged(settings.key(), Owner.APPLICATION, owner);
    }
  }

  private boolean tryLock() {
    int word = bytes.readVolatileInt(LOCK_AND_READY);
    while ((word & LOCK_MASK) == 0) {
      if (bytes.compareAndSwapInt(LOCK_AND_READY, word, word | 1)) {
        return true;
      }
      word = bytes.readVolatileInt(LOCK_AND_READY);
    }
    return false;
  }

  // As an application would: under the take-over lock, which one of two then finds changed.
  private boolean takeOver(SegmentLocks newLocks, boolean leftByTender, long now) {
    int owner = header.ownerPid();
    long last = header.timestamp();
    lockTakeOver(newLocks);
    try {
      if (header.ownerPid() != owner || header.timestamp() != last) {
        return false;
      }
      // From here on no application finds it stale.
      bytes.writeOrderedLong(TIMESTAMP, TimeUnit.NANOSECONDS.toMillis(now));
      bytes.writeOrderedInt(OWNER_PID, pid);
    } finally {
      newLocks.unlockTakeOver();
    }
    if (leftByTender) {
      LOG.info("{}: taking over from the tender that was process {}", this, owner);
    } else {
      LOG.warn(
          "{}: process {} {} and did not tend for {} ms: taken over",
          this,
          owner,
          watch.isAlive() ? "seems to hang" : "is gone",
          watch.silenceMillis(now));
    }
    return true;
  }

  private void lockTakeOver(SegmentLocks taken) {
    if (taken.lockTakeOver(System.nanoTime() + LOCK_PATIENCE_NANOS)) {
      lockRepaired(1);
    }
  }

  private void lockRepaired(int count) {
    LOG.warn(
        "{}: freed {} that a dead process had left held",
        this,
        count == 1 ? "a lock" : count + " locks");
    for (int i = 0; i < count; i++) {
      listener.lockRepaired(settings.key());
    }
  }

  // What is there counts, as applications have it mapped like that.
  private Dimensions dimensions() throws CClientException {
    Dimensions wanted = Dimensions.of(settings);
    if (header.isReady()) {
      Optional<Dimensions> present = header.dimensions(settings.layout());
      if (present.isPresent()) {
        return present.get();
      }
      List<CClientLayout> others = header.possibleLayouts();
      if (!others.isEmpty()) {
        throw new CClientException(
            this
                + " has another layout: "
                + others.get(others.size() - 1)
                + ". Layouts do not mix on one key: give the clients of each layout a key of their"
                + " own, or stop those that use this one");
      }
    }
    if (memory.length() < wanted.length()) {
      throw new CClientException(
          this
              + " has "
              + memory.length()
              + " bytes, but "
              + wanted.nodes()
              + " nodes and "
              + wanted.tables()
              + " namespaces need "
              + wanted.length()
              + ": remove it with 'ipcrm -M "
              + settings.key()
              + "', or use another key");
    }
    return wanted;
  }

  private void own(
      Dimensions dimensions, SegmentLocks newLocks, Optional<ClusterMap> map, long now) {
    locks = newLocks;
    found = SegmentImage.read(dimensions, bytes);
    published = found.mended();
    followedPid = 0;
    stampTend(now);
    MapEncoder.Encoded encoded = map.map(known -> encode(known, now)).orElse(null);
    SegmentImage next = encoded == null ? published : encoded.image();
    SegmentWrite.write(bytes, locks, found, next);
    published = next;
    publishedMap = map.orElse(null);
    stampTend(now);
    LOG.info(
        "{}: owner, {} nodes and {} namespaces published",
        this,
        published.nodes(),
        published.tables());
    listener.ownerChanged(settings.key(), Owner.TENDER, pid);
  }

  // ---- Owning ----

  // Both words have to be changed, and credibly: one alone is damage.
  private boolean isTakenOver(long now) {
    long present = header.timestamp();
    long latest = TimeUnit.NANOSECONDS.toMillis(now) + CLOCK_SLACK_MILLIS;
    return header.isLocked()
        && header.ownerPid() != pid
        && present > timestamp
        && present <= latest;
  }

  private void forgetPublished() {
    LOG.warn("{} was taken over by process {} while this one did not run", this, header.ownerPid());
    published = null;
    found = null;
    publishedMap = null;
  }

  private void stampTend(long now) {
    timestamp = TimeUnit.NANOSECONDS.toMillis(now);
    bytes.writeOrderedInt(OWNER_PID, pid);
    bytes.writeOrderedInt(
        found.dimensions().tableOffset(0) + OwnerStamp.STAMP, stamp.of(pid, timestamp));
    bytes.writeOrderedLong(TIMESTAMP, timestamp);
  }

  private void keepLocks(long now) {
    int repaired = locks.repair(now);
    if (repaired > 0) {
      lockRepaired(repaired);
    }
  }

  private void keepWords(long now) {
    int words = 0;
    if (header.timestamp() != timestamp) {
      words++;
    }
    if (header.ownerPid() != pid) {
      words++;
    }
    if (tryLock()) {
      words++;
    }
    found.readAgain(bytes);
    words += SegmentWrite.write(bytes, locks, found, published);
    if (words > 0) {
      repairedWords += words;
      listener.repaired(settings.key(), words);
    }
    if (repairedWords > 0 && (!repairsLogged || now - repairsLoggedAt >= REPAIR_LOG_NANOS)) {
      LOG.warn("{}: another process overwrote {} words: repaired", this, repairedWords);
      repairsLogged = true;
      repairsLoggedAt = now;
      repairedWords = 0;
    }
  }

  private void publish(ClusterMap map, long now) {
    boolean nodesReturn = moved.nanosToNext(now).orElse(1) == 0;
    if (map.equals(publishedMap) && !nodesReturn) {
      return;
    }
    MapEncoder.Encoded encoded = encode(map, now);
    SegmentWrite.write(bytes, locks, published, encoded.image());
    published = encoded.image();
    publishedMap = map;
  }

  private MapEncoder.Encoded encode(ClusterMap map, long now) {
    MapEncoder.Encoded encoded = MapEncoder.encode(published, map, settings.maxNodes(), moved, now);
    report(encoded);
    return encoded;
  }

  private void report(MapEncoder.Encoded encoded) {
    List<String> nodes = encoded.nodesLeftOut();
    List<String> namespaces = encoded.namespacesLeftOut();
    List<String> all = new ArrayList<>(nodes);
    all.addAll(namespaces);
    if (all.equals(leftOut)) {
      return;
    }
    leftOut = all;
    listener.capacityReached(settings.key(), nodes.size(), namespaces.size());
    if (all.isEmpty()) {
      LOG.info("{}: everything fits again", this);
      return;
    }
    LOG.error(
        "{} is full: no room for {}{}. Raise max-nodes and max-namespaces here and shm_max_nodes"
            + " and shm_max_namespaces in the applications, and start those again; slots of nodes"
            + " that left are not used for others",
        this,
        nodes.isEmpty() ? "" : "the nodes " + nodes + ", whose commands go through other nodes",
        (nodes.isEmpty() || namespaces.isEmpty() ? "" : ", nor for ")
            + (namespaces.isEmpty() ? "" : "the namespaces " + namespaces));
  }

  /** Returns how soon {@link #look} is due at the latest, in nanoseconds. */
  OptionalLong nanosToLook(long now) {
    if (isOwned() && locks.suspicious()) {
      return OptionalLong.of(SegmentLocks.SOON_NANOS);
    }
    return isOwned() ? moved.nanosToNext(now) : OptionalLong.empty();
  }

  // ---- Leaving ----

  /** Returns whether this process is still the owner by what the segment says. */
  boolean isStillOurs() {
    return isOwned() && header.ownerPid() == pid && header.timestamp() == timestamp;
  }

  /** Lets go of the lock if this process still owns, and detaches; the last one removes. */
  void release() {
    if (isOwned()) {
      lockTakeOver(locks);
      try {
        if (isStillOurs()) {
          unlock();
        }
      } finally {
        locks.unlockTakeOver();
      }
    }
    memory.close();
    if (memory.isUnused()) {
      LOG.info("{}: nobody uses it, removed", this);
      memory.remove();
    }
  }

  private void unlock() {
    int word = bytes.readVolatileInt(LOCK_AND_READY);
    while (!bytes.compareAndSwapInt(LOCK_AND_READY, word, word & ~LOCK_MASK)) {
      word = bytes.readVolatileInt(LOCK_AND_READY);
    }
  }

  /** Detaches and leaves everything to the tender that took over. */
  void abandon() {
    memory.close();
  }

  @Override
  public String toString() {
    return "C-client segment " + settings.key() + " (layout " + settings.layout() + ")";
  }
}
