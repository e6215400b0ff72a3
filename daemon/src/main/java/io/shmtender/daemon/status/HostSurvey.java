package io.shmtender.daemon.status;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What there is besides this daemon on the host. Immutable.
 *
 * @param at when it was looked at
 * @param segments the segment files of the directory, of other keys too
 * @param mappings who has them mapped
 * @param waiting the processes that wait for the key's owner lock
 */
record HostSurvey(
    Instant at, List<SegmentSummary> segments, ProcessTable.Mappings mappings, Set<Long> waiting) {

  /** Returns whether a segment file was seen. */
  boolean knows(Path file) {
    return segments.stream().anyMatch(segment -> segment.path().equals(file));
  }
}
