package io.shmtender.daemon.cclient;

import static io.shmtender.daemon.cclient.CClientLayout.*;

import io.shmtender.daemon.memory.SharedWords;
import io.shmtender.reader.ClusterMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * A segment that this process owns: publishes into it, and keeps it as published.
 *
 * <p>Nothing keeps other processes from writing into it, so there is no proof that what followers
 * read is right at every instant. What holds: whatever differs from the private copy of what was
 * published is written again at the next {@link #look}. The only words left to others are the locks
 * and, of an application that took over, owner and timestamp.
 *
 * <p>For one thread.
 */
final class OwnedSegment {
  private static final long CLOCK_SLACK_MILLIS = 1000;
  // Repairs are summed up in the log: what overwrites a segment may do so without end.
  private static final long REPAIR_LOG_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final CClientSettings settings;
  private final SegmentEvents events;
  private final OwnerStamp stamp;
  private final int pid;
  private final SharedWords memory;
  private final SegmentHeader header;
  private final SegmentLocks locks;
  private final LongSupplier clock;
  private final NodeDelays delays;
  // What is in the segment, as of the last look.
  private final SegmentImage found;
  private SegmentImage published;
  private Optional<ClusterMap> publishedMap = Optional.empty();
  // What the published tables were made of, if it was here.
  private Optional<MapEncoder.Numbering> numbering = Optional.empty();
  private long timestamp;

  private List<String> leftOut = List.of();
  private long repairedWords;
  private long repairsLoggedAt;
  private boolean repairsLogged;
  // Whether there are slots or tables of what is not in the map.
  private boolean usedUp;

  /**
   * Takes up a segment whose lock this process just got, and stamps it.
   *
   * @param delays what is known of followers, brought up to date with what is in the segment
   * @param clock as {@link System#nanoTime}
   */
  OwnedSegment(
      CClientSettings settings,
      SegmentEvents events,
      OwnerStamp stamp,
      int pid,
      SegmentHeader header,
      SegmentLocks locks,
      SegmentImage found,
      NodeDelays delays,
      LongSupplier clock) {
    this.settings = settings;
    this.events = events;
    this.stamp = stamp;
    this.pid = pid;
    this.memory = header.words();
    this.header = header;
    this.locks = locks;
    this.found = found;
    this.delays = delays;
    this.clock = clock;
    this.published = found.mended();
  }

  /**
   * Publishes for the first time: over whatever is there.
   *
   * @param alone whether nobody else has the segment attached
   */
  void begin(Optional<ClusterMap> map, BooleanSupplier alone, long now) {
    stampTend(now);
    if (published.isReady()) {
      // An owner that died while it changed nodes may not have come to say so.
      published.announceNodes();
    }
    delays.takeUp(published, now);
    if (map.isPresent() && published.isUsed()) {
      beginAnew(alone);
    }
    SegmentImage next = map.map(known -> encode(known, now)).orElse(published);
    write(found, next, now);
    delays.followers().restartAbsences(clock.getAsLong());
    publishedMap = map;
    stampTend(now);
  }

  /**
   * Repairs what others wrote, publishes a map if it differs, and stamps.
   *
   * @param alone whether nobody else has the segment attached
   */
  void look(Optional<ClusterMap> map, BooleanSupplier alone, long now) {
    repairLocks(now);
    repairWords(now);
    map.ifPresent(known -> publish(known, now));
    if (usedUp && map.isPresent() && beginAnew(alone)) {
      write(found, encode(map.get(), now), now);
    }
    stampTend(now);
  }

  /**
   * Goes back to an empty segment if nobody else has it attached: nobody remembers a slot then. A
   * process that attaches it meanwhile waits until it is ready, and has not looked at a slot yet.
   */
  private boolean beginAnew(BooleanSupplier alone) {
    if (!alone.getAsBoolean()) {
      return false;
    }
    boolean wasReady = header.clearReady();
    if (!alone.getAsBoolean()) {
      // Somebody attached it just before, and may have looked.
      if (wasReady) {
        header.setReady();
      }
      return false;
    }
    found.readAgain(memory);
    published = SegmentImage.empty(locks.dimensions());
    numbering = Optional.empty();
    delays.clear();
    events.begunAnew();
    return true;
  }

  private void write(SegmentImage before, SegmentImage next, long decided) {
    SegmentWrite.write(memory, locks, before, next);
    published = next;
    delays.written(next, decided, clock.getAsLong());
  }

  /** Says that there was a tend. */
  void stampTend(long now) {
    timestamp = TimeUnit.NANOSECONDS.toMillis(now);
    memory.putIntRelease(OWNER_PID, pid);
    stamp.leave(memory, locks.dimensions(), pid, timestamp);
    memory.putLongRelease(TIMESTAMP, timestamp);
  }

  /**
   * Returns whether an application took over while this process did not run. Both of its words have
   * to be changed, and credibly: one alone is damage.
   */
  boolean isTakenOver(long now) {
    long present = header.timestamp();
    long latest = TimeUnit.NANOSECONDS.toMillis(now) + CLOCK_SLACK_MILLIS;
    return header.isLocked()
        && header.ownerPid() != pid
        && present > timestamp
        && present <= latest;
  }

  /** Returns whether nobody took over, by what the segment says. */
  boolean isStillOurs() {
    return header.ownerPid() == pid && header.timestamp() == timestamp;
  }

  int nodes() {
    return published.nodes();
  }

  int tables() {
    return published.tables();
  }

  // ---- Repairing ----

  private void repairLocks(long now) {
    int repaired = locks.repair(now);
    if (repaired > 0) {
      events.locksFreed(repaired);
    }
  }

  private void repairWords(long now) {
    int words = 0;
    if (header.timestamp() != timestamp) {
      words++;
    }
    if (header.ownerPid() != pid) {
      words++;
    }
    if (header.keepLocked()) {
      words++;
    }
    found.readAgain(memory);
    words += SegmentWrite.write(memory, locks, found, published);
    if (words > 0) {
      repairedWords += words;
      events.repaired(words);
    }
    if (repairedWords > 0 && (!repairsLogged || now - repairsLoggedAt >= REPAIR_LOG_NANOS)) {
      events.repairedLately(repairedWords);
      repairsLogged = true;
      repairsLoggedAt = now;
      repairedWords = 0;
    }
  }

  /** Returns how soon {@link #look} is due at the latest, in nanoseconds. */
  OptionalLong nanosToLook(long now) {
    return locks.suspicious() ? OptionalLong.of(SegmentLocks.SOON_NANOS) : delays.nanosToNext(now);
  }

  // ---- Publishing ----

  private void publish(ClusterMap map, long now) {
    boolean delayOver = delays.nanosToNext(now).orElse(1) == 0;
    if (delayOver || !publishedMap.equals(Optional.of(map))) {
      write(published, encode(map, now), now);
      publishedMap = Optional.of(map);
    }
  }

  private SegmentImage encode(ClusterMap map, long now) {
    MapEncoder.Encoded encoded =
        MapEncoder.encode(published, numbering, map, settings.maxNodes(), delays, now);
    report(encoded.nodesLeftOut(), encoded.namespacesLeftOut());
    usedUp = encoded.usedUp();
    numbering = Optional.of(encoded.numbering());
    return encoded.image();
  }

  private void report(List<String> nodes, List<String> namespaces) {
    List<String> now = new ArrayList<>(nodes);
    now.addAll(namespaces);
    if (!now.equals(leftOut)) {
      leftOut = now;
      events.leftOut(nodes, namespaces);
    }
  }
}
