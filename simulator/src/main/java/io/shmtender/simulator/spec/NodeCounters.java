package io.shmtender.simulator.spec;

import java.util.Map;

/**
 * What a node has done since it started, read at one moment.
 *
 * @param infoRequests info messages
 * @param infoNames names asked for in them; one message may hold several
 * @param infoByName how often each name was asked, without its parameters
 * @param connectionsAccepted connections accepted
 * @param connectionsOpen connections open now
 * @param recordCommands commands on records; every row of a batch counts
 * @param proxiedCommands those of them for which the node was not the right one
 * @param batches batch messages
 * @param bytesReceived bytes received
 * @param bytesSent bytes sent
 */
public record NodeCounters(
    long infoRequests,
    long infoNames,
    Map<String, Long> infoByName,
    long connectionsAccepted,
    long connectionsOpen,
    long recordCommands,
    long proxiedCommands,
    long batches,
    long bytesReceived,
    long bytesSent) {

  /** Copies the map. */
  public NodeCounters {
    infoByName = Map.copyOf(infoByName);
  }
}
