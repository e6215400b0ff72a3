package io.shmtender.daemon.cclient;

import io.shmtender.daemon.listen.Later;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.reader.ClusterMap;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The C-client segments beside a native one. Whatever is wrong with one of them is logged and told
 * to the listener; it hurts neither the native segment nor the others.
 *
 * <p>For the conductor's thread, while the tender owns the native key. They keep a clock of their
 * own: {@link #nanosToLook} says when {@link #look} is due, by what the last look has found.
 */
public final class CClientSegments {
  private static final Logger LOG = LoggerFactory.getLogger(CClientSegments.class);
  private static final long LONGEST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  // A lock that becomes free goes to whoever looks first, and applications look once a second.
  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  // Service managers wait for a stop longer than this, and the operating guide names it.
  private static final Duration HANDOVER = Duration.ofSeconds(15);
  private static final long HANDOVER_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final int REHEARSALS = 5;

  private final List<CClientSettings> settings;
  private final SegmentSettings tender;
  // Told once all segments were looked after: at a takeover no segment waits for listeners.
  private final Later<CClientListener> events;
  private final long lookNanos;
  private final LongSupplier clock;
  private List<KeyedSegments> keys = List.of();
  private Optional<ClusterMap> map = Optional.empty();
  // Whether this owner has looked for what the one before looked after without a key.
  private boolean adopted;
  private long lookedAt;
  private long nextLookAt;

  /**
   * Prepares segments; nothing is touched yet.
   *
   * @param settings which
   * @param tender the native segment, whose owner owns these
   * @param listener watches them
   */
  public CClientSegments(
      List<CClientSettings> settings, SegmentSettings tender, CClientListener listener) {
    this(settings, tender, listener, System::nanoTime);
  }

  /** As the other one, with a clock that a test may turn. */
  CClientSegments(
      List<CClientSettings> settings,
      SegmentSettings tender,
      CClientListener listener,
      LongSupplier clock) {
    this.settings = List.copyOf(settings);
    this.tender = tender;
    this.events = new Later<>(CClientListener.class, listener);
    this.lookNanos = Math.min(LONGEST_LOOK_NANOS, tender.tendInterval().toNanos() / 2);
    this.clock = clock;
  }

  /**
   * Finds out whether the segments can be made. What is wrong is logged and tried again as owner.
   *
   * @param reached the cluster, if it was reached
   */
  public void rehearse(Optional<ClusterMap> reached) {
    if (!settings.isEmpty() && open()) {
      forEach(key -> key.rehearse(reached));
    }
  }

  /**
   * Gets ready to take over quickly: by now the code was loaded, and here it becomes fast.
   *
   * @param reached the cluster, if it was reached
   */
  public void prepareTakeover(Optional<ClusterMap> reached) {
    for (int i = 0; i < REHEARSALS; i++) {
      rehearse(reached);
    }
  }

  /**
   * Publishes what a tend found and stamps that there was one. Called after every tend, failed ones
   * too; the first call competes for the segments.
   *
   * @param reached what the cluster looks like; empty if it was not reached, and what was published
   *     stays
   */
  public void tended(Optional<ClusterMap> reached) {
    if (reached.isPresent()) {
      map = reached;
    }
    look();
  }

  /**
   * Repairs what others wrote, takes what became free, and stamps. Called when it is due by {@link
   * #nanosToLook}.
   */
  public void look() {
    if (settings.isEmpty()) {
      return;
    }
    if (open()) {
      long now = clock.getAsLong();
      forEach(key -> key.look(map, now));
      if (!adopted) {
        adopted = true;
        adopt(now);
      }
    }
    lookedAt = clock.getAsLong();
    nextLookAt = lookedAt + nanosFromLookToLook(lookedAt);
  }

  private long nanosFromLookToLook(long now) {
    long soonest = lookNanos;
    for (KeyedSegments key : keys) {
      OptionalLong due = key.nanosToLook(now);
      soonest = Math.min(soonest, due.orElse(soonest));
    }
    return soonest;
  }

  // What the tender before looked after has no key to find it by if somebody removed that.
  private void adopt(long now) {
    try {
      for (int id : CClientSurvey.removed()) {
        boolean known = keys.stream().anyMatch(key -> key.has(id));
        for (int i = 0; i < keys.size() && !known; i++) {
          known = keys.get(i).adopt(id, map, now);
        }
      }
    } catch (IOException e) {
      LOG.warn("segments without a key are left to their applications: cannot list them", e);
    }
  }

  // A defect in what happens to one must reach neither the others nor the conductor.
  private void forEach(Consumer<KeyedSegments> action) {
    for (KeyedSegments key : keys) {
      try {
        action.accept(key);
      } catch (RuntimeException | Error e) {
        // Errors too: that native code or a class cannot be loaded does not touch the native map.
        key.noteDefect(e);
      }
    }
    events.passOn();
  }

  private boolean open() {
    if (keys.isEmpty()) {
      try {
        OwnerStamp stamp = OwnerStamp.of(tender.directory(), tender.key());
        List<KeyedSegments> opened = new ArrayList<>();
        for (CClientSettings segment : settings) {
          opened.add(
              new KeyedSegments(
                  segment, stamp, tender.takeoverThreshold(), events.recorder(), clock));
        }
        keys = opened;
      } catch (IOException e) {
        LOG.error("C-client segments have to wait: cannot read {}", tender.directory().path(), e);
      }
    }
    return !keys.isEmpty();
  }

  /**
   * Returns how soon {@link #look} is due, in nanoseconds; for ever without segments.
   *
   * <p>While an application owns one of them, this is how soon to ask again: asking is a glance
   * whether it has let go, and costs next to nothing.
   */
  public long nanosToLook() {
    if (settings.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long now = clock.getAsLong();
    long nanos = Math.max(0, nextLookAt - now);
    if (keys.stream().noneMatch(KeyedSegments::isFollowing)) {
      return nanos;
    }
    // One that is free and cannot be taken is not looked at without a pause.
    boolean free = now - lookedAt >= GLANCE_NANOS && keys.stream().anyMatch(KeyedSegments::isFree);
    return free ? 0 : Math.min(nanos, GLANCE_NANOS);
  }

  /**
   * Lets go of the segments at a normal stop, after the native key was let go.
   *
   * <p>A free lock is taken by the first application that looks, and kept until that ends. So while
   * there is a successor, nothing is freed: the segments are stamped as before, which keeps
   * applications off, until the successor has taken each. One that takes its time is waited for
   * with a bound. Then everything is left as it is, for the successor still: to an application it
   * looks as if this process had been killed, and it waits for its takeover threshold.
   *
   * @param successor whether another tender of the native key takes these over, or is about to
   * @param hurry whether to wait no longer
   */
  public void release(BooleanSupplier successor, BooleanSupplier hurry) {
    if (keys.isEmpty()) {
      // Nothing is loaded for what was not used: by now an upgrade may have overwritten the jar.
      return;
    }
    long begin = clock.getAsLong();
    long stamped = begin;
    while (keys.stream().anyMatch(KeyedSegments::isOurs) && successor.getAsBoolean()) {
      long now = clock.getAsLong();
      if (hurry.getAsBoolean() || now - begin >= HANDOVER.toNanos()) {
        LOG.warn(
            "the next tender has not taken the C-client segments over after {} ms: leaving them to"
                + " it. Applications own what it does not take within their takeover threshold",
            TimeUnit.NANOSECONDS.toMillis(now - begin));
        abandon();
        return;
      }
      if (now - stamped >= lookNanos) {
        forEach(KeyedSegments::stamp);
        stamped = now;
      }
      LockSupport.parkNanos(HANDOVER_LOOK_NANOS);
    }
    release();
  }

  /** Lets go of the segments at once, for whoever comes first. */
  public void release() {
    forEach(KeyedSegments::release);
    forget();
  }

  /** Leaves the segments to another tender, which took over while this process did not run. */
  public void abandon() {
    forEach(KeyedSegments::abandon);
    forget();
  }

  private void forget() {
    keys = List.of();
    map = Optional.empty();
    adopted = false;
  }
}
