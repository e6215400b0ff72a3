package io.shmtender.tend;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for nodes that the cluster names as peers: those that are not known yet, and those that
 * fail and are said to be at another address now. Belongs to the tending thread alone.
 */
final class PeerSearch {
  private static final Logger log = LoggerFactory.getLogger(PeerSearch.class);

  private final NodeProber prober;
  private final Mailbox mailbox;
  private final Found found;
  private final Set<String> sought = new HashSet<>();
  private final Set<String> failedInThisTend = new HashSet<>();
  private final Map<String, String> unreachable = new HashMap<>();

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
    if (unreachable.put(name, why) == null) {
      log.warn("Node {}, a peer of the cluster, cannot be reached: {}", name, why);
    }
    // The official clients let go of a failing node that its peers place elsewhere, except on this
    // machine, where a container's inner address says nothing about the outer one.
    if (known != null && !known.address().getAddress().isLoopbackAddress()) {
      known.setMovedAway(known.failures() > 0);
    }
  }

  /** Forgets about peers that no node names any more. */
  void retain(Collection<TendedNode> nodes) {
    if (!unreachable.isEmpty()) {
      unreachable
          .keySet()
          .retainAll(
              nodes.stream()
                  .flatMap(node -> node.peerNodes().stream())
                  .map(PeerList.Peer::name)
                  .collect(Collectors.toSet()));
    }
  }

  /** Returns the peers that are not found, and why. */
  Map<String, String> unreachable() {
    return Map.copyOf(unreachable);
  }
}
