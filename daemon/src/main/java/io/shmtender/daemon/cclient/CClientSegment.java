package io.shmtender.daemon.cclient;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * One C-client segment, attached: competes for its lock, and looks after it once it is owned.
 *
 * <p>By the C client's rules the lock is whose compare-and-swap set it, until that process frees it
 * or does not tend for long. An application that became the owner never steps down before it closes
 * its client or ends. So it is followed, even if it took over only because this process did not run
 * for a while: two owners would give one slot to different nodes.
 *
 * <p>For one thread, while this process owns the native key.
 */
final class CClientSegment {
  private static final long LOCK_PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final int STAMP_LOOKS = 5;
  private static final long STAMP_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private static final long LONGEST =
      CClientLayout.V7_4_1.totalLength(
          CClientSettings.MAX_NODES_LIMIT, CClientSettings.MAX_NAMESPACES_LIMIT);

  private final CClientSettings settings;
  private final OwnerStamp stamp;
  private final SegmentEvents events;
  private final SystemVMemory memory;
  private final LongSupplier attached;
  private final SegmentHeader header;
  private final OwnerWatch watch;
  private final int pid = (int) ProcessHandle.current().pid();
  private final LongSupplier clock;

  // Null while somebody else owns.
  private OwnedSegment owned;
  private SegmentLocks locks;
  // What was in it at the last look, whichever process owned it; null before the first.
  private SegmentImage seen;
  private long seenAt;
  private NodeDelays delays = new NodeDelays();
  private boolean replaced;
  private boolean following;
  private int followedPid;

  /**
   * Wraps a segment that was attached.
   *
   * @param events what happens to it is told here
   * @param attached how many processes have it attached, this one included
   * @param clock as {@link System#nanoTime}
   */
  CClientSegment(
      CClientSettings settings,
      OwnerStamp stamp,
      Duration takeoverThreshold,
      SegmentEvents events,
      SystemVMemory memory,
      LongSupplier attached,
      LongSupplier clock) {
    this.settings = settings;
    this.clock = clock;
    this.stamp = stamp;
    this.events = events;
    this.memory = memory;
    this.attached = attached;
    this.header = new SegmentHeader(memory.words(), memory.length());
    this.watch = new OwnerWatch(takeoverThreshold.toNanos());
  }

  int id() {
    return memory.id();
  }

  /** Returns how many processes have the segment attached, this one included. */
  long attached() {
    return attached.getAsLong();
  }

  private boolean isAlone() {
    return attached() == 1;
  }

  /** Returns whether the segment was removed here because it is not as configured. */
  boolean isReplaced() {
    return replaced;
  }

  /** Returns how many node slots are in use. */
  int nodes() {
    return owned != null ? owned.nodes() : header.nodes();
  }

  /** Returns how many partition tables are in use. */
  int tables() {
    return owned != null ? owned.tables() : header.tables();
  }

  /**
   * Becomes the owner if the segment has none, or else looks after what was published.
   *
   * @param map what to publish, once it is known
   * @param now by {@link System#nanoTime}
   * @throws CClientException if the segment cannot be used as it is
   */
  void look(Optional<ClusterMap> map, long now) throws CClientException {
    if (owned != null && owned.isTakenOver(now)) {
      events.lost(header.ownerPid());
      owned = null;
    }
    if (owned != null) {
      owned.look(map, this::isAlone, now);
      seenAt = clock.getAsLong();
    } else {
      compete(map, now);
    }
  }

  private void compete(Optional<ClusterMap> map, long now) throws CClientException {
    boolean locked = header.isLocked();
    boolean left = locked && isSurelyLeftByTender();
    // An owner has it attached. So the one that locked it is gone, even if its process id lives.
    boolean deserted = locked && isAlone();
    following = locked && !left && !deserted && !watch.isGone(header, now);
    if (following) {
      follow();
      header
          .dimensions(settings.layout())
          .ifPresent(dimensions -> see(dimensions, header.isStampedByAny(dimensions), now));
      return;
    }
    if (replaceIfUnfit()) {
      return;
    }
    Dimensions dimensions = dimensions();
    if (!isOfSameCluster(map, dimensions)) {
      return;
    }
    boolean byTender = header.isStampedByAny(dimensions);
    locks = new SegmentLocks(dimensions, memory.words());
    if (locked ? takeOver(left, deserted, now) : header.tryLock()) {
      see(dimensions, byTender, now);
      owned = new OwnedSegment(settings, events, stamp, pid, header, locks, seen, delays, clock);
      owned.begin(map, this::isAlone, now);
      seenAt = clock.getAsLong();
      followedPid = 0;
      events.owned(pid, owned.nodes(), owned.tables());
      if (!dimensions.equals(Dimensions.of(settings))) {
        events.hasOtherRoom(dimensions);
      }
    }
  }

  // What another owner does to the nodes decides what followers remember of them.
  private void see(Dimensions dimensions, boolean byTender, long now) {
    if (seen == null || !seen.dimensions().equals(dimensions)) {
      seen = SegmentImage.read(dimensions, memory.words());
      delays = new NodeDelays();
    } else {
      seen.readAgain(memory.words());
    }
    delays.followers().see(seen, byTender, seenAt, now);
    seenAt = now;
  }

  /** Returns whether the last owner did not let go and was a tender of the same native key. */
  boolean isLeftByTender() {
    return header.isLocked()
        && header
            .dimensions(settings.layout())
            .filter(dimensions -> header.isStampedBy(stamp, dimensions))
            .filter(dimensions -> OwnerStamp.tells(memory.words(), dimensions))
            .isPresent();
  }

  // A tender that stops stamps until it is relieved, and a stamp is more than one word.
  private boolean isSurelyLeftByTender() {
    boolean left = isLeftByTender();
    for (int i = 0; i < STAMP_LOOKS && !left && !following; i++) {
      LockSupport.parkNanos(STAMP_NANOS);
      left = isLeftByTender();
    }
    return left;
  }

  private void follow() {
    int owner = header.ownerPid();
    if (owner == followedPid || owner == 0) {
      return;
    }
    followedPid = owner;
    boolean tender =
        header.dimensions(settings.layout()).filter(header::isStampedByAny).isPresent();
    events.followed(owner, tender);
  }

  /**
   * Returns whether the segment may be of the tended cluster. One that no tender of this key has
   * written since, and that others use, is told by its nodes: those others have seeds of their own,
   * and commands for one cluster's records must not go to another's.
   *
   * @throws CClientException if it is another cluster's
   */
  private boolean isOfSameCluster(Optional<ClusterMap> map, Dimensions dimensions)
      throws CClientException {
    if (!header.isReady() || header.isStampedBy(stamp, dimensions) || isAlone()) {
      return true;
    }
    SegmentImage image = SegmentImage.read(dimensions, memory.words()).mended();
    if (image.nodes() == 0) {
      return true;
    }
    if (map.isEmpty()) {
      // Not before it is known.
      return false;
    }
    List<String> names = new ArrayList<>();
    for (int slot = 0; slot < image.nodes(); slot++) {
      names.add(image.nodeName(slot));
      for (Node node : map.get().nodes()) {
        byte[] address = NodeSlotEncoder.address(node);
        if (node.name().equals(image.nodeName(slot))
            || image.nodeContact(slot).address().equals(NodeSlotEncoder.significant(address))) {
          return true;
        }
      }
    }
    throw new CClientException(
        settings
            + " is in use by "
            + (attached() - 1)
            + " other process(es) and has the nodes of another cluster, "
            + names
            + ", of which the tended one has none: give the C clients of each cluster a segment of"
            + " their own. If it is the same cluster with all nodes replaced, stop those processes"
            + " or remove the segment with 'ipcrm -M "
            + settings.key()
            + "'");
  }

  // As an application would: under the take-over lock, after which the other one finds it changed.
  private boolean takeOver(boolean leftByTender, boolean deserted, long now) {
    int owner = header.ownerPid();
    long last = header.timestamp();
    long silence = watch.silenceMillis(now);
    lockTakeOver();
    try {
      boolean changed = header.ownerPid() != owner || header.timestamp() != last;
      if (leftByTender ? !isLeftByTender() : changed) {
        return false;
      }
      header.setOwner(pid, TimeUnit.NANOSECONDS.toMillis(now));
    } finally {
      locks.unlockTakeOver();
    }
    if (leftByTender) {
      events.takesOverFromTender(owner);
    } else if (deserted) {
      events.takesOverDeserted(owner);
    } else {
      events.takesOverSilent(owner, watch.isAlive(), silence);
    }
    return true;
  }

  private void lockTakeOver() {
    if (locks.lockTakeOver(System.nanoTime() + LOCK_PATIENCE_NANOS)) {
      events.takeOverLockFreed();
    }
  }

  // Nobody else may have it attached. A process that attaches it right now ends up owning it.
  private boolean replaceIfUnfit() {
    Dimensions wanted = Dimensions.of(settings);
    boolean fit =
        (header.isReady() || !header.possibleLayouts().isEmpty())
            ? header.dimensions(settings.layout()).filter(wanted::equals).isPresent()
            : memory.length() == wanted.length();
    if (fit || replaced || attached() > 1 || !memory.remove()) {
      return false;
    }
    events.replaced();
    replaced = true;
    return true;
  }

  // What is there counts, as applications have it mapped like that.
  private Dimensions dimensions() throws CClientException {
    Dimensions wanted = Dimensions.of(settings);
    Optional<Dimensions> present = header.dimensions(settings.layout());
    if (present.isPresent()) {
      checkLength();
      return present.get();
    }
    List<CClientLayout> others = header.possibleLayouts();
    if (!others.isEmpty()) {
      throw new CClientException(
          settings
              + " has another layout, "
              + others.get(others.size() - 1)
              + ". Layouts do not mix on one key: give the clients of each layout a key of their"
              + " own, or stop those that use this one");
    }
    if (memory.length() < wanted.length()) {
      throw new CClientException(
          settings
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

  // The daemon keeps two copies in its small heap.
  private void checkLength() throws CClientException {
    if (memory.length() > LONGEST) {
      throw new CClientException(
          settings
              + " was made by an application with "
              + memory.length()
              + " bytes; the limit is "
              + LONGEST
              + ". Lower shm_max_nodes and shm_max_namespaces in the applications, and start all of"
              + " them again");
    }
  }

  /** Returns how soon {@link #look} is due at the latest, in nanoseconds. */
  OptionalLong nanosToLook(long now) {
    return owned == null ? OptionalLong.empty() : owned.nanosToLook(now);
  }

  /** Returns whether an application owned when {@link #look} was called last. */
  boolean isFollowing() {
    return owned == null && following;
  }

  /** Returns whether the application that owned has let go since. */
  boolean isFree() {
    return isFollowing() && !header.isLocked();
  }

  /** Returns whether this process owns and nobody has taken over, by what the segment says. */
  boolean isStillOurs() {
    return owned != null && owned.isStillOurs();
  }

  /** Stamps it if this process still owns, so that no application takes over. */
  void stamp() {
    ifStillOurs(() -> owned.stampTend(clock.getAsLong()));
  }

  /** Lets go of the lock if this process still owns, and detaches; the last one removes. */
  void release() {
    ifStillOurs(header::unlock);
    memory.close();
    if (memory.isUnused() && memory.remove()) {
      events.removedUnused();
    }
  }

  // Under the lock under which others take over.
  private void ifStillOurs(Runnable action) {
    if (owned == null) {
      return;
    }
    lockTakeOver();
    try {
      if (owned.isStillOurs()) {
        action.run();
      }
    } finally {
      locks.unlockTakeOver();
    }
  }

  /** Detaches and leaves everything as it is. */
  void abandon() {
    memory.close();
  }

  @Override
  public String toString() {
    return settings.toString();
  }
}
