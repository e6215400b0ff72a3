package io.shmtender.daemon.status;

import io.shmtender.daemon.report.Change;
import io.shmtender.daemon.report.SegmentChanges;
import io.shmtender.daemon.report.SegmentEntry;
import io.shmtender.daemon.report.SegmentFeed;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.NoSegmentException;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a key's segment as a reader does, and notes what changes. So the conductor has no work
 * with the page, a standby's page shows what its owner's does, and both show what applications see.
 *
 * <p>For one thread, but for {@link #latest}: what it returns is immutable and handed over through
 * a volatile field.
 */
final class SegmentObserver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentObserver.class);

  private final SegmentKey key;
  private final SegmentFeed feed;
  private final BooleanSupplier owning;
  private final InstantSource clock;
  private final Timeline timeline;
  private final EventLog events;
  private final NodeMarks marks = new NodeMarks();
  private final Map<String, MasterMoves> moves = new HashMap<>();
  private volatile Observation latest;

  /**
   * Creates an observer that has seen nothing.
   *
   * @param owning whether this process owns the key: the conductor then tells the rest itself
   */
  SegmentObserver(
      SegmentDirectory directory,
      SegmentKey key,
      BooleanSupplier owning,
      InstantSource clock,
      Timeline timeline,
      EventLog events) {
    this.key = key;
    this.feed = new SegmentFeed(directory, key);
    this.owning = owning;
    this.clock = clock;
    this.timeline = timeline;
    this.events = events;
    this.latest = Observation.nothing(clock.instant());
  }

  /** Returns what was seen last. For any thread. */
  Observation latest() {
    return latest;
  }

  /** Looks at the segment. */
  void look() {
    Optional<SegmentEntry> before = latest.segment();
    Optional<SegmentEntry> after = read();
    Instant now = clock.instant();
    if (before.isPresent() && after.isPresent()) {
      compare(before.get(), after.get(), now);
    }
    if (!owning.getAsBoolean()) {
      sampleTend(before, after);
    }
    latest = observation(now, after);
  }

  private Observation observation(Instant now, Optional<SegmentEntry> after) {
    Optional<ClusterView> view = after.flatMap(SegmentEntry::view);
    boolean same =
        view.isPresent() && latest.counted().filter(known -> known.isOf(view.get())).isPresent();
    if (same || view.isEmpty()) {
      Optional<CountedView> counted = same ? latest.counted() : Optional.empty();
      return new Observation(now, after, counted, latest.marks(), latest.moves());
    }
    return new Observation(
        now, after, view.map(CountedView::new), marks.of(view.get().nodes()), Map.copyOf(moves));
  }

  private void compare(SegmentEntry before, SegmentEntry after, Instant now) {
    List<Change> changes = List.of();
    if (before.status().isPresent() && after.status().isPresent() && !owning.getAsBoolean()) {
      changes = SegmentChanges.between(before, after);
    } else if (before.view().isPresent() && after.view().isPresent()) {
      changes = SegmentChanges.between(before.view().get(), after.view().get());
    }
    changes.forEach(events::add);
    if (before.view().isPresent() && after.view().isPresent()) {
      noteMoves(before.view().get(), after.view().get(), now);
    }
  }

  private void noteMoves(ClusterView before, ClusterView after, Instant now) {
    if (before.sequence() == after.sequence()) {
      return;
    }
    int moved = 0;
    Set<String> present = new HashSet<>();
    for (NamespaceMap namespace : after.namespaces()) {
      String name = namespace.name();
      present.add(name);
      boolean isNew = before.map().namespaceOrNull(name) == null;
      MasterMoves known = moves.getOrDefault(name, MasterMoves.NONE);
      MasterMoves next = isNew ? known : known.and(before.map(), after.map(), name, now);
      moves.put(name, next);
      moved += isNew ? 0 : next.latest();
    }
    moves.keySet().retainAll(present);
    if (moved > 0) {
      timeline.moved(moved);
    }
  }

  // What a standby can know of its owner's tends: each look sees the last one.
  private void sampleTend(Optional<SegmentEntry> before, Optional<SegmentEntry> after) {
    Optional<SegmentStatus> then = before.flatMap(SegmentEntry::status);
    Optional<SegmentStatus> now = after.flatMap(SegmentEntry::status);
    if (then.isPresent() && now.isPresent() && now.get().tends() != then.get().tends()) {
      timeline.tended(now.get().lastTend().toNanos(), now.get().failedTends() == 0);
    }
  }

  private Optional<SegmentEntry> read() {
    try {
      return feed.now();
    } catch (NoSegmentException e) {
      LOG.debug("the segment of key {} went away", key, e);
    } catch (ShmReaderException | IOException e) {
      LOG.debug("cannot look at the segment of key {}", key, e);
    }
    feed.close();
    return Optional.empty();
  }

  @Override
  public void close() {
    feed.close();
  }
}
