package io.shmtender.daemon.status;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.report.Change;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventLogTest {
  private final EventLog log = new EventLog(() -> Instant.EPOCH);

  private static Change change(String text) {
    return new Change(Change.Kind.PLAIN, text);
  }

  @Test
  void countsWhatHappensAgain() {
    log.add(change("one"));
    log.add(change("two"));
    log.add(change("two"));
    assertEquals(
        List.of(
            new Event(Instant.EPOCH, change("two"), 2), new Event(Instant.EPOCH, change("one"), 1)),
        log.latest());
  }

  @Test
  void forgetsTheOldest() {
    for (int event = 0; event < EventLog.CAPACITY + 50; event++) {
      log.add(change("event " + event));
    }
    List<Event> latest = log.latest();
    assertEquals(EventLog.CAPACITY, latest.size());
    assertEquals("event " + (EventLog.CAPACITY + 49), latest.get(0).change().text());
    assertEquals("event 50", latest.get(latest.size() - 1).change().text());
  }
}
