package io.shmtender.status;

import io.shmtender.layout.SegmentDirectory;
import io.shmtender.layout.SegmentKey;
import io.shmtender.report.SegmentEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Surveys the host, but not more often than every few seconds however often the page is asked for:
 * on a host with thousands of processes it takes a while. Thread-safe: who comes while somebody
 * else surveys waits for the result.
 */
final class HostSurveyor {
  private static final Logger LOG = LoggerFactory.getLogger(HostSurveyor.class);
  private static final Duration VALID = Duration.ofSeconds(5);

  private final SegmentDirectory directory;
  private final SegmentKey key;
  private final InstantSource clock;
  private final ProcessTable processes;
  private HostSurvey latest;

  HostSurveyor(
      SegmentDirectory directory, SegmentKey key, InstantSource clock, ProcessTable processes) {
    this.directory = directory;
    this.key = key;
    this.clock = clock;
    this.processes = processes;
  }

  /**
   * Returns a survey of a few seconds ago at most.
   *
   * @param segment a file that it has to know of
   */
  synchronized HostSurvey survey(Optional<Path> segment) {
    Instant now = clock.instant();
    if (latest == null
        || Duration.between(latest.at(), now).abs().compareTo(VALID) > 0
        || segment.filter(file -> !latest.knows(file)).isPresent()) {
      latest = survey(now);
    }
    return latest;
  }

  private HostSurvey survey(Instant now) {
    try {
      List<SegmentEntry> segments = SegmentEntry.list(directory);
      return new HostSurvey(
          now,
          segments,
          processes.mappings(segments.stream().map(SegmentEntry::path).toList()),
          processes.waitingFor(
              directory.resolveLock(key, Math.max(1, directory.greatestFence(key)))));
    } catch (IOException e) {
      LOG.debug("cannot list {}", directory.path(), e);
      return new HostSurvey(now, List.of(), processes.mappings(List.of()), Set.of());
    }
  }
}
