package io.shmtender.daemon.config;

import static java.util.Objects.requireNonNull;

import io.shmtender.daemon.cclient.CClientSettings;
import io.shmtender.daemon.http.HttpAddress;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.TenderConfig;
import java.util.List;
import java.util.Optional;

/**
 * Everything that the daemon is told. Immutable.
 *
 * @param segment where and how the segment is made
 * @param tender which cluster to tend, and how
 * @param cClientSegments segments to own for C clients, no two of one key
 * @param http where to serve metrics, health and the status page; empty for nowhere
 * @param httpHosts further names that this host may be asked for by over HTTP
 * @param logLevel what to log
 */
public record DaemonSettings(
    SegmentSettings segment,
    TenderConfig tender,
    List<CClientSettings> cClientSegments,
    Optional<HttpAddress> http,
    List<String> httpHosts,
    LogLevel logLevel) {

  /** Checks that nothing is missing, and copies the list. */
  public DaemonSettings {
    requireNonNull(segment);
    requireNonNull(tender);
    cClientSegments = List.copyOf(cClientSegments);
    requireNonNull(http);
    httpHosts = List.copyOf(httpHosts);
    requireNonNull(logLevel);
  }
}
