package io.shmtender.daemon.tend;

import io.shmtender.reader.info.PeerList;
import io.shmtender.reader.info.Split;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who names whom as a peer. To find that out takes as long as the nodes have peers, all together,
 * so it is kept for as long as the nodes and what they tell of their peers stay what they are.
 */
final class Peering {
  private final TendedNode[] nodes;
  private final int[] told;
  private final Map<String, Integer> references = new HashMap<>();
  private final Set<String> strangers = new HashSet<>();
  // Null until they are asked for.
  private Map<TendedNode, Integer> sides;

  Peering(Collection<TendedNode> of) {
    nodes = of.toArray(TendedNode[]::new);
    told = new int[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      told[i] = nodes[i].peersTold();
      for (PeerList.Peer peer : nodes[i].peerNodes()) {
        references.merge(peer.name(), 1, Integer::sum);
      }
    }
    strangers.addAll(references.keySet());
    for (TendedNode node : nodes) {
      strangers.remove(node.name());
    }
  }

  /** Returns whether it is still so. */
  boolean isOf(Collection<TendedNode> present) {
    if (present.size() != nodes.length) {
      return false;
    }
    int i = 0;
    for (TendedNode node : present) {
      if (node != nodes[i] || node.peersTold() != told[i]) {
        return false;
      }
      i++;
    }
    return true;
  }

  /** Returns how many nodes have a peer of this name. */
  int references(String name) {
    return references.getOrDefault(name, 0);
  }

  /** Returns the names of the peers that are none of the nodes. */
  Set<String> strangers() {
    return strangers;
  }

  /** Returns for each node how many there are on its side, see {@link Split#sides}. */
  Map<TendedNode, Integer> sides() {
    if (sides == null) {
      Map<String, Set<String>> peers = new HashMap<>();
      Map<String, TendedNode> byName = new HashMap<>();
      for (TendedNode node : nodes) {
        Set<String> names = new HashSet<>();
        node.peerNodes().forEach(peer -> names.add(peer.name()));
        peers.put(node.name(), names);
        byName.put(node.name(), node);
      }
      Map<TendedNode, Integer> sizes = new HashMap<>();
      Split.sides(peers).forEach((name, size) -> sizes.put(byName.get(name), size));
      sides = sizes;
    }
    return sides;
  }
}
