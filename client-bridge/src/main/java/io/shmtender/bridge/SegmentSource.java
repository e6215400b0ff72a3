package io.shmtender.bridge;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.ShmReaderException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A segment as the followers of a JVM see it: one reader for all of them. For the watcher's thread.
 *
 * <p>A publish comes with a heartbeat, and heartbeats come once per tend interval. So in quiet
 * times the segment is looked at when the next one is due, and shortly again until it is there: a
 * few times a second, and yet milliseconds after a publish. After a change the tender tends faster
 * for some seconds, and then the segment is looked at as often.
 */
final class SegmentSource implements AutoCloseable {
  private static final long ATTACH_NANOS = TimeUnit.SECONDS.toNanos(1);
  // How long a tender may take for a tend before it is looked again.
  private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
  // At least this often where a publish may come at any time.
  private static final long LIVELY_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
  // Of a tender that may be gone.
  private static final long SILENT_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long LIVELY_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final int LIMIT_INTERVALS = 3;
  private static final int LEAST_INTERVALS = 2;

  private final ReaderOptions options;
  // Without its limits, which are the followers' and not the reader's.
  private final ReaderOptions attachment;
  private ShmReader reader;
  private FollowedState state;
  private String whyNot = "it has not looked for a segment yet";
  private String name = "a segment";
  private long nextLook;
  private long livelyUntil;
  private long lastTends;
  private long wait = FIRST_WAIT_NANOS;

  SegmentSource(ReaderOptions options, long now) {
    this.options = options;
    this.attachment = options.withWaitLimit(Duration.ZERO).withStaleLimit(null);
    this.nextLook = now;
    this.livelyUntil = now;
  }

  ReaderOptions options() {
    return options;
  }

  /** Returns the state to follow; null while the segment is no good. */
  FollowedState offered() {
    return whyNot == null ? state : null;
  }

  /** Returns why there is no state to follow. */
  String whyNot() {
    return whyNot;
  }

  /** Returns the segment's name for people. */
  String name() {
    return name;
  }

  /** Looks at the segment if it is time, and returns after how many nanoseconds it is again. */
  long look(long now) {
    if (nextLook - now <= 0) {
      nextLook = now + (reader == null ? attach(now) : refresh(now));
    }
    return nextLook - now;
  }

  private long attach(long now) {
    try {
      reader = ShmReader.attach(attachment);
    } catch (RuntimeException e) {
      whyNot = words(e);
      return ATTACH_NANOS;
    }
    return refresh(now);
  }

  private long refresh(long now) {
    try {
      SegmentStatus status = reader.status();
      name = status.path().toString();
      whyNot = objection(status);
      if (whyNot == null) {
        show(reader.view(), now);
      }
      return untilNextLook(status, now);
    } catch (RuntimeException e) {
      whyNot = words(e);
      return SILENT_WAIT_NANOS;
    }
  }

  // The reader's own exceptions say all that there is to say. Whatever else one throws must not end
  // the watcher: a segment that cannot be read is not followed, and the followers say why.
  private static String words(RuntimeException e) {
    return e instanceof ShmReaderException ? e.getMessage() : "the segment cannot be read: " + e;
  }

  private void show(ClusterView view, long now) {
    if (state == null) {
      state = FollowedState.first(view);
    } else if (state.view() != view) {
      state = state.next(view);
      livelyUntil = now + LIVELY_NANOS;
    }
  }

  // Why a segment is not to be followed; null if it is. The words stay the same while it lasts.
  private String objection(SegmentStatus status) {
    Duration limit = limit(status.tendInterval());
    if (status.heartbeatAge().compareTo(limit) > 0) {
      return "no tender has been at work on "
          + status.path()
          + " for more than "
          + limit.toMillis() / 1000.0
          + " s";
    }
    if (whyNot != null && status.failedTends() > 0) {
      // What is there may be as old as the last tender's end.
      return "the tender of " + status.path() + " has not reached the cluster yet";
    }
    Duration unanswered = status.tendInterval().multipliedBy(status.failedTends());
    if (unanswered.compareTo(limit) > 0) {
      return "the tender of "
          + status.path()
          + " has not reached the cluster for more than "
          + limit.toMillis() / 1000.0
          + " s";
    }
    return null;
  }

  // With less than two intervals a client would leave and return between two heartbeats.
  private Duration limit(Duration interval) {
    if (options.staleLimit() == null) {
      return interval.multipliedBy(LIMIT_INTERVALS);
    }
    Duration least = interval.multipliedBy(LEAST_INTERVALS);
    return options.staleLimit().compareTo(least) < 0 ? least : options.staleLimit();
  }

  private long untilNextLook(SegmentStatus status, long now) {
    long age = status.heartbeatAge().toNanos();
    long interval = status.tendInterval().toNanos();
    if (status.tends() != lastTends) {
      if (status.tends() - lastTends > 1 && lastTends > 0) {
        // It tends faster than it says: something is going on that it has not published yet.
        livelyUntil = now + LIVELY_NANOS;
      }
      lastTends = status.tends();
      wait = FIRST_WAIT_NANOS;
    }
    if (age > 2 * interval) {
      return SILENT_WAIT_NANOS;
    }
    long until = interval - age;
    if (until <= 0) {
      // Due now: twice as long each time, since nobody knows what keeps it.
      until = wait;
      wait = Math.min(2 * wait, LIVELY_WAIT_NANOS);
    } else {
      until += FIRST_WAIT_NANOS;
    }
    return livelyUntil - now > 0 ? Math.min(until, LIVELY_WAIT_NANOS) : until;
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
  }
}
