package io.shmtender.daemon.tend;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The nodes that are in the cluster, by name. Belongs to the tending thread alone. */
final class Roster {
  /** As in the official clients: so many failures in a row, when no node answers, end a node. */
  private static final int FAILURES_TO_GIVE_UP = 5;

  private final Map<String, TendedNode> nodes = new TreeMap<>();
  private Peering peering = new Peering(List.of());

  /** Returns the nodes, sorted by name; reflects later changes. */
  Collection<TendedNode> nodes() {
    return Collections.unmodifiableCollection(nodes.values());
  }

  boolean isEmpty() {
    return nodes.isEmpty();
  }

  /** Returns the node, null when there is none of the name. */
  TendedNode find(String name) {
    return nodes.get(name);
  }

  void add(TendedNode node) {
    nodes.put(node.name(), node);
  }

  void remove(TendedNode node) {
    node.deactivate();
    nodes.remove(node.name(), node);
  }

  /**
   * Returns whether a node sees no other while others answer, as far as is known. It was cut off
   * from the cluster and thinks that it holds everything.
   */
  boolean isCutOff(TendedNode node) {
    return node.isAlone()
        && nodes.values().stream().anyMatch(other -> other != node && other.answers());
  }

  /**
   * Returns for each node how many there are on its side of a split: those that it reaches from
   * peer to peer, of whom each has the other as a peer. Until the last node has noticed the split,
   * that is all of them.
   */
  Map<TendedNode, Integer> sides() {
    return peering().sides();
  }

  /** Returns the names of peers that are no nodes here. */
  Set<String> strangers() {
    return peering().strangers();
  }

  /** Returns whether any node has a peer of this name. */
  boolean isPeer(String name) {
    return peering().references(name) > 0;
  }

  private Peering peering() {
    if (!peering.isOf(nodes.values())) {
      peering = new Peering(nodes.values());
    }
    return peering;
  }

  /**
   * Returns which nodes are no longer in the cluster, by the official clients' rules: what turned
   * out to be another node; a node that does not answer and that no answering node has as a peer; a
   * node that answers, but is nobody's peer and holds nothing; and when no node answers, those that
   * failed five times in a row.
   *
   * @param holdsPartitions tells of a node whether the map has any partition on it
   */
  List<TendedNode> toRemove(Predicate<TendedNode> holdsPartitions) {
    Peering present = peering();
    boolean anyAnswers =
        nodes.values().stream().anyMatch(node -> node.answers() && node.peers().isPresent());
    boolean lost = nodes.values().stream().allMatch(node -> node.failures() >= FAILURES_TO_GIVE_UP);
    List<TendedNode> gone = new ArrayList<>();
    for (TendedNode node : nodes.values()) {
      boolean unreferenced = node.hasMovedAway() || present.references(node.name()) == 0;
      if (!node.isActive()) {
        gone.add(node);
      } else if (!anyAnswers) {
        if (lost) {
          gone.add(node);
        }
      } else if (nodes.size() > 1 && unreferenced) {
        // A node whose answer is still awaited is neither failing nor known to answer.
        boolean unknown = node.failures() == 0 && node.isAsked();
        if (!unknown && (node.failures() > 0 || !holdsPartitions.test(node))) {
          gone.add(node);
        }
      }
    }
    return gone;
  }
}
