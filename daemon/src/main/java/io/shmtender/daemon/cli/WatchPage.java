package io.shmtender.daemon.cli;

import io.shmtender.daemon.report.Quantity;
import io.shmtender.daemon.report.SegmentEntry;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The page that {@code watch} draws: the segment above, the latest changes below. */
final class WatchPage {
  private static final int CHANGES = 100;
  private static final int LEAST_CHANGES = 4;

  private final InstantSource clock;
  private final Deque<String> changes = new ArrayDeque<>();

  WatchPage(InstantSource clock) {
    this.clock = clock;
  }

  /** Remembers changes. */
  void add(List<String> found) {
    for (String change : found) {
      changes.addFirst(now() + "  " + change);
      if (changes.size() > CHANGES) {
        changes.removeLast();
      }
    }
  }

  /** Returns the page for so many rows. */
  List<String> lines(SegmentEntry entry, int rows) {
    List<String> report = SegmentReport.of(entry);
    List<String> page = new ArrayList<>();
    page.add(now() + "  Ctrl-C ends");
    int forChanges = changes.isEmpty() ? 0 : 2 + Math.min(changes.size(), LEAST_CHANGES);
    int forReport = rows - 1 - forChanges;
    if (report.size() <= forReport) {
      page.addAll(report);
    } else {
      int shown = Math.max(0, forReport - 1);
      page.addAll(report.subList(0, shown));
      page.add("... " + Quantity.count(report.size() - shown, "more line") + ", see 'inspect'");
    }
    if (!changes.isEmpty()) {
      page.add("");
      page.add("latest changes");
      changes.stream().limit(Math.max(0, rows - page.size())).forEach(page::add);
    }
    return page;
  }

  private String now() {
    return Quantity.timeOfDay(clock.instant());
  }
}
