package io.shmtender.config;

import static java.util.Objects.requireNonNull;

import io.shmtender.cclient.CClientSettings;
import io.shmtender.segment.SegmentSettings;
import io.shmtender.tend.TenderConfig;
import java.util.List;

/**
 * Everything that the daemon is told. Immutable.
 *
 * @param segment where and how the segment is made
 * @param tender which cluster to tend, and how
 * @param cClientSegments segments to own for C clients, no two of one key
 */
public record DaemonSettings(
    SegmentSettings segment, TenderConfig tender, List<CClientSettings> cClientSegments) {

  /** Checks that nothing is missing, and copies the list. */
  public DaemonSettings {
    requireNonNull(segment);
    requireNonNull(tender);
    cClientSegments = List.copyOf(cClientSegments);
  }
}
