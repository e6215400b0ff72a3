package io.shmtender.daemon.status;

import io.shmtender.daemon.report.SegmentEntry;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentFile;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Surveys the host, but not more often than every few seconds however often the page is asked for,
 * and never for more processor time than its budget has: on a host with thousands of processes it
 * takes a while. Thread-safe: who comes while somebody else surveys waits for the result.
 */
final class HostSurveyor {
  private static final Logger LOG = LoggerFactory.getLogger(HostSurveyor.class);
  private static final Duration VALID = Duration.ofSeconds(5);

  private final SegmentDirectory directory;
  private final SegmentKey key;
  private final InstantSource clock;
  private final ProcessTable processes;
  private final CpuBudget budget;

  // Guarded by this.
  private Map<Path, SegmentSummary> known = Map.of();
  private HostSurvey latest;

  HostSurveyor(
      SegmentDirectory directory,
      SegmentKey key,
      InstantSource clock,
      ProcessTable processes,
      CpuBudget budget) {
    this.directory = directory;
    this.key = key;
    this.clock = clock;
    this.processes = processes;
    this.budget = budget;
  }

  /**
   * Returns a survey of a few seconds ago at most, or as old as the budget has it.
   *
   * @param shown a segment that it should know of
   */
  synchronized HostSurvey survey(Optional<SegmentEntry> shown) {
    Instant now = clock.instant();
    if (latest == null
        || Duration.between(latest.at(), now).abs().compareTo(VALID) > 0
        || shown.filter(entry -> !latest.knows(entry.path())).isPresent()) {
      if (budget.isLeft() || latest == null) {
        budget.begin();
        latest = survey(now, shown);
        budget.end();
      }
    }
    return latest;
  }

  private HostSurvey survey(Instant now, Optional<SegmentEntry> shown) {
    try {
      List<SegmentSummary> segments = segments(shown);
      return new HostSurvey(
          now,
          segments,
          processes.mappings(segments.stream().map(SegmentSummary::path).toList(), budget),
          processes.waitingFor(
              directory.resolveLock(key, Math.max(1, directory.greatestFence(key)))));
    } catch (IOException e) {
      LOG.debug("cannot list {}", directory.path(), e);
      return new HostSurvey(now, List.of(), processes.mappings(List.of(), budget), Set.of());
    }
  }

  private List<SegmentSummary> segments(Optional<SegmentEntry> shown) throws IOException {
    List<SegmentFile> files = directory.files();
    List<SegmentSummary> segments = new ArrayList<>();
    Map<Path, SegmentSummary> next = new HashMap<>();
    for (int i = 0; i < files.size(); i++) {
      // Sorted by key: the last one of a key is what its readers look at.
      boolean newest = i + 1 == files.size() || !files.get(i + 1).key().equals(files.get(i).key());
      summary(files.get(i), newest, shown)
          .ifPresent(
              summary -> {
                segments.add(summary);
                next.put(summary.path(), summary);
              });
    }
    known = next;
    return List.copyOf(segments);
  }

  // What others publish is read anew where something was published.
  private Optional<SegmentSummary> summary(
      SegmentFile file, boolean newest, Optional<SegmentEntry> shown) {
    Path path = directory.resolve(file);
    if (shown.filter(entry -> entry.path().equals(path)).isPresent()) {
      return shown.map(SegmentSummary::of);
    }
    SegmentSummary before = known.get(path);
    if (before != null && newest) {
      try {
        SegmentStatus status = SegmentStatus.read(path);
        if (before.isAsPublished(status)) {
          return Optional.of(before.with(status));
        }
      } catch (ShmReaderException e) {
        LOG.debug("{} is not as it was", path, e);
      }
    }
    return SegmentEntry.read(directory, file, newest).map(SegmentSummary::of);
  }
}
