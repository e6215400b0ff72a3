package io.shmtender.reader.info;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The sides of a cluster that may be split, by what its nodes say of their peers. */
public final class Split {
  private Split() {}

  /**
   * Returns for each node how many there are on its side: those that it reaches from peer to peer,
   * of whom each has the other as a peer. Until the last node has noticed a split, that is all of
   * them.
   *
   * @param peers the nodes' names, and the names of the peers that each has
   */
  public static Map<String, Integer> sides(Map<String, Set<String>> peers) {
    Map<String, Integer> sizes = new HashMap<>();
    for (String node : peers.keySet()) {
      if (!sizes.containsKey(node)) {
        Set<String> side = sideOf(node, peers);
        for (String member : side) {
          sizes.put(member, side.size());
        }
      }
    }
    return sizes;
  }

  private static Set<String> sideOf(String node, Map<String, Set<String>> peers) {
    Set<String> side = new HashSet<>();
    Deque<String> toVisit = new ArrayDeque<>();
    side.add(node);
    toVisit.add(node);
    while (!toVisit.isEmpty()) {
      String visited = toVisit.remove();
      for (String peer : peers.get(visited)) {
        Set<String> peersOfPeer = peers.get(peer);
        if (peersOfPeer != null && peersOfPeer.contains(visited) && side.add(peer)) {
          toVisit.add(peer);
        }
      }
    }
    return side;
  }
}
