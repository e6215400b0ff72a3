package io.shmtender.daemon.status;

import io.shmtender.daemon.report.Change;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The latest events, so many at most. Thread-safe: every method takes the one lock for a moment.
 */
final class EventLog {
  /** How many events are kept. */
  static final int CAPACITY = 200;

  private final InstantSource clock;
  // The latest first.
  private final Deque<Event> events = new ArrayDeque<>();

  EventLog(InstantSource clock) {
    this.clock = clock;
  }

  /** Adds an event. The same as the one before only counts it up: trouble that flickers is one. */
  synchronized void add(Change change) {
    int times = 1;
    Event latest = events.peekFirst();
    if (latest != null && latest.change().equals(change)) {
      times += latest.times();
      events.removeFirst();
    }
    events.addFirst(new Event(clock.instant(), change, times));
    if (events.size() > CAPACITY) {
      events.removeLast();
    }
  }

  /** Returns the events, the latest first. */
  synchronized List<Event> latest() {
    return List.copyOf(events);
  }
}
