package io.shmtender.simulator.topology;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a node knows of other nodes, with the generation in which each last changed (server: {@code
 * service_list.c}). Nodes that left stay as alumni, so that a client that asks for what changed
 * learns of their leaving. Immutable.
 */
public final class PeerList {
  /**
   * A peer.
   *
   * @param endpoints how to reach it, or how it was reached
   * @param present whether it is in the cluster
   * @param changedIn the generation in which it last changed
   */
  public record Peer(Endpoints endpoints, boolean present, long changedIn) {}

  /** The list of a node that has just started. */
  public static final PeerList EMPTY = new PeerList(0, Map.of());

  private final long generation;
  private final Map<String, Peer> peers;

  private PeerList(long generation, Map<String, Peer> peers) {
    this.generation = generation;
    this.peers = Collections.unmodifiableMap(peers);
  }

  /** Counted up with every change. */
  public long generation() {
    return generation;
  }

  /** All peers and alumni by name. */
  public Map<String, Peer> peers() {
    return peers;
  }

  /** The list after the other nodes have become {@code present}; this one when nothing changed. */
  public PeerList updated(Map<String, Endpoints> present) {
    long next = generation + 1;
    Map<String, Peer> updated = new LinkedHashMap<>(peers);
    present.forEach(
        (name, endpoints) ->
            updated.compute(
                name,
                (n, old) ->
                    old != null && old.present() && old.endpoints().equals(endpoints)
                        ? old
                        : new Peer(endpoints, true, next)));
    updated.replaceAll(
        (name, peer) ->
            peer.present() && !present.containsKey(name)
                ? new Peer(peer.endpoints(), false, next)
                : peer);
    return updated.equals(peers) ? this : new PeerList(next, updated);
  }
}
