package io.shmtender.config;

import static java.util.Objects.requireNonNull;

import io.shmtender.http.HttpAddress;
import io.shmtender.segment.SegmentSettings;
import io.shmtender.tend.TenderConfig;
import java.util.Optional;

/**
 * Everything that the daemon is told. Immutable.
 *
 * @param segment where and how the segment is made
 * @param tender which cluster to tend, and how
 * @param http where to serve metrics, health and the status page; empty for nowhere
 */
public record DaemonSettings(
    SegmentSettings segment, TenderConfig tender, Optional<HttpAddress> http) {

  /** Checks that nothing is missing. */
  public DaemonSettings {
    requireNonNull(segment);
    requireNonNull(tender);
    requireNonNull(http);
  }
}
