package io.shmtender.daemon.status;

import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.reader.layout.SegmentKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the status page shows, at one instant. Immutable.
 *
 * @param at when
 * @param daemon this process
 * @param settings how it makes its segment
 * @param stance what it is for its key
 * @param trouble what keeps the cluster from being tended or published, empty if nothing does
 * @param observation the segment and its cluster
 * @param timeline the last hour
 * @param troubles why nodes do not answer this daemon, by name
 * @param events the latest events, the latest first
 * @param host what else is on the host
 * @param cClients the C-client segments
 */
record StatusSnapshot(
    Instant at,
    Daemon daemon,
    SegmentSettings settings,
    Stance stance,
    String trouble,
    Observation observation,
    List<Optional<Timeline.Step>> timeline,
    Map<String, NodeTroubles.Trouble> troubles,
    List<Event> events,
    HostSurvey host,
    List<CClientBoard.CClientState> cClients) {

  /**
   * This process.
   *
   * @param version the release, empty when it does not run from a jar
   * @param pid the process id
   * @param startedAt when it started
   */
  record Daemon(String version, long pid, Instant startedAt) {}

  SegmentKey key() {
    return settings.key();
  }
}
