package io.shmtender.config;

import static java.util.Objects.requireNonNull;

import io.shmtender.segment.SegmentSettings;
import io.shmtender.tend.TenderConfig;

/**
 * Everything that the daemon is told. Immutable.
 *
 * @param segment where and how the segment is made
 * @param tender which cluster to tend, and how
 */
public record DaemonSettings(SegmentSettings segment, TenderConfig tender) {

  /** Checks that nothing is missing. */
  public DaemonSettings {
    requireNonNull(segment);
    requireNonNull(tender);
  }
}
