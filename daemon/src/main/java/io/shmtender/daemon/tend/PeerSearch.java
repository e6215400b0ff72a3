package io.shmtender.daemon.tend;

import io.shmtender.reader.info.PeerList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for nodes that the cluster names as peers: those that are not known yet, and those that
 * fail and are said to be at another address now. Belongs to the tending thread alone.
 */
final class PeerSearch {
  /** Why a peer is not found that was not looked for in vain yet. */
  static final String NO_ANSWER = "it has not answered yet";

  private static final Logger LOG = LoggerFactory.getLogger(PeerSearch.class);

  private final NodeProber prober;
  private final Mailbox mailbox;
  private final Found found;
  private final Set<String> sought = new HashSet<>();
  private final Set<String> failedInThisTend = new HashSet<>();
  private final Map<String, Unreached> unreachable = new HashMap<>();

  /** Why a peer is not found, and since when. */
  private record Unreached(Outage outage, String why) {}

  /** Takes what was found. */
  @FunctionalInterface
  interface Found {
    /** A peer answers; {@code instead} is the failing node of its name, null if there was none. */
    void found(NodeProbe probe, TendedNode instead);
  }

  PeerSearch(NodeProber prober, Mailbox mailbox, Found found) {
    this.prober = prober;
    this.mailbox = mailbox;
    this.found = found;
  }

  /** Must be called at the start of a tend, as a peer is tried once per tend. */
  void startTend() {
    failedInThisTend.clear();
  }

  /**
   * Looks for a peer unless that is needless or under way.
   *
   * @param known the node of the peer's name, null when there is none
   * @param patienceNanos how long to wait for a peer that was not in vain looked for before
   */
  void seek(PeerList.Peer peer, TendedNode known, long patienceNanos) {
    String name = peer.name();
    if (known != null && (known.failures() == 0 || isListedAt(peer, known))) {
      return;
    }
    if (failedInThisTend.contains(name) || !sought.add(name)) {
      return;
    }
    boolean promising = known == null && !unreachable.containsKey(name);
    mailbox.send(
        () ->
            known != null && prober.anyIs(peer.endpoints(), known.address())
                ? Optional.<NodeProbe>empty()
                : Optional.of(prober.findPeer(peer)),
        System.nanoTime() + (promising ? patienceNanos : 0),
        probe -> {
          sought.remove(name);
          unreachable.remove(name);
          probe.ifPresent(p -> found.found(p, known));
        },
        cause -> {
          sought.remove(name);
          failedInThisTend.add(name);
          notFound(name, known, cause.getMessage() == null ? cause.toString() : cause.getMessage());
        });
  }

  private static boolean isListedAt(PeerList.Peer peer, TendedNode known) {
    String host = known.address().getAddress().getHostAddress();
    int port = known.address().getPort();
    return peer.endpoints().stream().anyMatch(e -> e.port() == port && e.host().equals(host));
  }

  private void notFound(String name, TendedNode known, String why) {
    long now = System.nanoTime();
    Unreached before = unreachable.get(name);
    Unreached unreached = new Unreached(before == null ? new Outage(now) : before.outage(), why);
    unreachable.put(name, unreached);
    if (before == null) {
      LOG.info("Node {}, a peer of the cluster, does not answer yet: {}", name, why);
    }
    if (unreached.outage().isToBeTold(now)) {
      LOG.warn(
          "Node {}, a peer of the cluster, cannot be reached for {} s now: {}",
          name,
          TimeUnit.NANOSECONDS.toSeconds(Outage.LASTING_NANOS),
          why);
    }
    // The official clients let go of a failing node that its peers place elsewhere, except on this
    // machine, where a container's inner address says nothing about the outer one.
    if (known != null && !known.address().getAddress().isLoopbackAddress()) {
      known.setMovedAway(known.failures() > 0);
    }
  }

  /** Forgets about peers that no node names any more. */
  void retain(Roster roster) {
    unreachable.keySet().removeIf(name -> !roster.isPeer(name));
  }

  /** Returns the peers that are not found, and why. */
  Map<String, String> unreachable() {
    Map<String, String> causes = new HashMap<>();
    unreachable.forEach((name, unreached) -> causes.put(name, unreached.why()));
    return causes;
  }

  /** Returns the peers that no node of the roster is, and why. */
  Map<String, String> missing(Roster roster) {
    Map<String, String> missing = unreachable();
    sought.forEach(name -> missing.putIfAbsent(name, NO_ANSWER));
    missing.keySet().removeIf(name -> roster.find(name) != null);
    return missing;
  }
}
