package io.shmtender.daemon.cclient;

import io.shmtender.daemon.cclient.CClientListener.Owner;
import io.shmtender.reader.ClusterMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of one configured key: the one that the key leads to, and those that it led to
 * before somebody removed them, as every C client up to 6.3.x does when it closes. Those who have
 * an old one attached cannot tell; it is kept up to date as long as there are any.
 *
 * <p>For one thread.
 */
final class KeyedSegments {
  private static final Logger LOG = LoggerFactory.getLogger(KeyedSegments.class);
  // A segment that is gone again each time that it was found is somebody else's trouble.
  private static final int ATTEMPTS = 3;
  // A rehearsal is for takeovers with applications.
  private static final int WITH_AN_APPLICATION = 2;

  private final CClientSettings settings;
  private final OwnerStamp stamp;
  private final Duration takeoverThreshold;
  private final CClientListener listener;
  private final SegmentEvents events;
  private final LongSupplier clock;
  private final List<CClientSegment> removed = new ArrayList<>();
  private CClientSegment current;
  private String trouble = "";
  private Use use;

  private record Use(long attached, int nodes, int tables) {}

  KeyedSegments(
      CClientSettings settings,
      OwnerStamp stamp,
      Duration takeoverThreshold,
      CClientListener listener,
      LongSupplier clock) {
    this.settings = settings;
    this.stamp = stamp;
    this.takeoverThreshold = takeoverThreshold;
    this.listener = listener;
    this.events = new SegmentReports(settings, listener);
    this.clock = clock;
  }

  /** Looks after all of them; trouble with one is logged and hurts no other. */
  void look(Optional<ClusterMap> map, long now) {
    List<CClientSegment> unused = new ArrayList<>();
    for (CClientSegment segment : removed) {
      try {
        segment.look(map, now);
      } catch (CClientException e) {
        // It was in order when the key led to it: somebody overwrote it, and nobody new will see.
        LOG.debug("{} is given up", segment, e);
        unused.add(segment);
        continue;
      }
      if (segment.attached() == 1) {
        unused.add(segment);
      }
    }
    unused.forEach(CClientSegment::release);
    removed.removeAll(unused);
    try {
      follow();
      current.look(map, now);
      if (current.isReplaced()) {
        // Processes that attached it just before are served like all that have a removed one.
        removed.add(current);
        current = null;
        follow();
        current.look(map, now);
      }
      note("");
      reportUse();
    } catch (CClientException e) {
      note(e.getMessage());
    }
  }

  /** Notes a defect of the daemon's own: the segment is as it was, and tried again. */
  void noteDefect(Throwable defect) {
    LOG.debug("C-client segment {}", settings.key(), defect);
    note(
        "C-client segment "
            + settings.key()
            + (defect instanceof OutOfMemoryError
                ? ": not enough memory. Give more by -Xmx in AEROSPIKE_SHM_TENDER_OPTS"
                : " failed, please report this: " + defect));
  }

  /** Makes the current segment the one that the key leads to, and makes that if there is none. */
  private void follow() throws CClientException {
    OptionalInt id = SystemVMemory.find(settings.key());
    if (current != null && id.isPresent() && id.getAsInt() == current.id()) {
      return;
    }
    if (current != null) {
      LOG.warn(
          "{} was removed by somebody else{}",
          current,
          id.isPresent() ? ", who made a new one" : ": making a new one");
      removed.add(current);
      current = null;
      listener.recreated(settings.key());
    }
    for (int attempt = 0; attempt < ATTEMPTS && current == null; attempt++) {
      current = attach().orElse(null);
    }
    if (current == null) {
      throw new CClientException(
          "the segment of key " + settings.key() + " is removed again as soon as it is made");
    }
  }

  // Empty if it was gone again.
  private Optional<CClientSegment> attach() throws CClientException {
    OptionalInt id =
        SystemVMemory.create(settings.key(), Dimensions.of(settings).length(), settings.access());
    if (id.isEmpty()) {
      id = SystemVMemory.find(settings.key());
    }
    if (id.isEmpty()) {
      return Optional.empty();
    }
    Optional<SystemVMemory> memory = SystemVMemory.attach(id.getAsInt(), settings.key());
    if (memory.isPresent()) {
      settleAccess(memory.get());
    }
    return memory.map(this::segment);
  }

  /** Returns whether it is one of these. */
  boolean has(int id) {
    return all().stream().anyMatch(segment -> segment.id() == id);
  }

  /**
   * Takes over a segment without a key, if a tender of this native key looked after it: it was
   * removed before that one ended, and there still are processes that have it attached.
   *
   * @return whether it did
   */
  boolean adopt(int id, Optional<ClusterMap> map, long now) {
    try {
      Optional<SystemVMemory> memory = SystemVMemory.attach(id, settings.key());
      if (memory.isEmpty()) {
        return false;
      }
      CClientSegment segment = segment(memory.get());
      if (!segment.isLeftByTender()) {
        segment.abandon();
        return false;
      }
      segment.look(map, now);
      removed.add(segment);
      return true;
    } catch (CClientException e) {
      LOG.debug("{}: not the removed segment {}", settings, id, e);
      return false;
    }
  }

  // For a segment that existed already.
  private void settleAccess(SystemVMemory memory) throws CClientException {
    SegmentAccess wanted = settings.access();
    if (memory.has(wanted)) {
      return;
    }
    SystemVMemory.Info present = memory.info();
    String former = SegmentAccess.show(present.mode());
    if (memory.isOwn()) {
      memory.change(wanted, settings.key());
      LOG.info("{}: mode {} now, before {} of group {}", settings, wanted, former, present.gid());
    } else {
      LOG.warn(
          "{} belongs to user {} and keeps that one's mode {}, which lets {} write into it, while {}"
              + " is configured. Stop those that use it, and have the daemon make it",
          settings,
          present.uid(),
          former,
          who(present),
          wanted);
    }
  }

  private static String who(SystemVMemory.Info segment) {
    if ((segment.mode() & 02) != 0) {
      return "everybody";
    }
    return (segment.mode() & 020) != 0 ? "group " + segment.gid() : "that user";
  }

  private CClientSegment segment(SystemVMemory memory) {
    return new CClientSegment(
        settings, stamp, takeoverThreshold, events, memory, () -> memory.info().attached(), clock);
  }

  private void reportUse() {
    Use now = new Use(current.attached(), current.nodes(), current.tables());
    if (!now.equals(use)) {
      use = now;
      listener.used(settings.key(), (int) now.attached(), now.nodes(), now.tables());
    }
  }

  private void note(String message) {
    if (message.equals(trouble)) {
      return;
    }
    trouble = message;
    listener.failed(settings.key(), message);
    if (message.isEmpty()) {
      LOG.info("C-client segment {} can be used again", settings.key());
    } else {
      LOG.error("C-client segments: {}", message);
      listener.ownerChanged(settings.key(), Owner.NOBODY, 0);
    }
  }

  /**
   * Does once, with a segment that nobody sees, what a takeover needs: that there is no permission
   * or no room shows now, and every class is loaded.
   */
  void rehearse(Optional<ClusterMap> map) {
    try {
      SystemVMemory memory =
          SystemVMemory.anonymous(
              settings.key(), Dimensions.of(settings).length(), settings.access());
      rehearsal(memory).look(map, clock.getAsLong());
      // Which finds what the one before has left, as after a kill.
      CClientSegment successor = rehearsal(memory);
      successor.look(map, clock.getAsLong());
      successor.look(map, clock.getAsLong());
      successor.release();
      SystemVMemory.find(settings.key());
    } catch (CClientException e) {
      note(e.getMessage());
    }
  }

  private CClientSegment rehearsal(SystemVMemory memory) {
    return new CClientSegment(
        settings,
        stamp,
        takeoverThreshold,
        SegmentEvents.NONE,
        memory,
        () -> WITH_AN_APPLICATION,
        clock);
  }

  /** Returns how soon {@link #look} is due at the latest, in nanoseconds. */
  OptionalLong nanosToLook(long now) {
    OptionalLong soonest = current == null ? OptionalLong.empty() : current.nanosToLook(now);
    for (CClientSegment segment : removed) {
      OptionalLong due = segment.nanosToLook(now);
      if (due.isPresent() && (soonest.isEmpty() || due.getAsLong() < soonest.getAsLong())) {
        soonest = due;
      }
    }
    return soonest;
  }

  /** Returns whether an application owns the segment that the key leads to. */
  boolean isFollowing() {
    return current != null && current.isFollowing();
  }

  /** Returns whether the application that owned that segment has let go. */
  boolean isFree() {
    return current != null && current.isFree();
  }

  /** Returns whether any of them is still this process's. */
  boolean isOurs() {
    return all().stream().anyMatch(CClientSegment::isStillOurs);
  }

  /** Goes on as their owner, without looking after them. */
  void stamp() {
    all().forEach(CClientSegment::stamp);
  }

  /** Lets go of all of them. */
  void release() {
    all().forEach(CClientSegment::release);
    forget();
  }

  /** Detaches from all of them and leaves them to another tender. */
  void abandon() {
    all().forEach(CClientSegment::abandon);
    forget();
  }

  private void forget() {
    current = null;
    removed.clear();
  }

  private List<CClientSegment> all() {
    List<CClientSegment> all = new ArrayList<>(removed);
    if (current != null) {
      all.add(current);
    }
    return all;
  }
}
