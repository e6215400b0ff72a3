package io.shmtender.bridge;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A view, with the generations under which clients are shown it: what tells a client's tend that
 * there is something to be fetched. One for all clients that follow a segment. Immutable, but for
 * answers that are kept for the next client that asks.
 *
 * <p>Generations only grow, and begin where no server's do: a client that begins to follow finds
 * other ones than it knows, and none that are lower.
 *
 * <p>A node's partition generation grows only if what it holds has changed, so that a move of one
 * partition in a large cluster does not make each client read all bitmaps.
 */
final class FollowedState {
  private static final int FIRST_GENERATION = 1 << 29;

  private final ClusterView view;
  private final int generation;
  private final int peersGeneration;
  private final int racksGeneration;
  // By the nodes' places.
  private final int[] partitionGenerations;
  // By namespace: the highest that was shown. One that is lower would make a client keep what it
  // knows.
  private final Map<String, Integer> regimes;
  private final Map<String, Integer> places = new HashMap<>();
  private final ConcurrentMap<String, String> replicas = new ConcurrentHashMap<>();

  private FollowedState(
      ClusterView view,
      int generation,
      int peersGeneration,
      int racksGeneration,
      int[] partitionGenerations,
      Map<String, Integer> regimes) {
    this.view = view;
    this.generation = generation;
    this.peersGeneration = peersGeneration;
    this.racksGeneration = racksGeneration;
    this.partitionGenerations = partitionGenerations;
    this.regimes = regimes;
    List<Node> nodes = view.nodes();
    for (int place = 0; place < nodes.size(); place++) {
      places.put(nodes.get(place).name(), place);
    }
  }

  /** Returns the first state of a segment. */
  static FollowedState first(ClusterView view) {
    int[] partitionGenerations = new int[view.nodes().size()];
    Arrays.fill(partitionGenerations, FIRST_GENERATION);
    return new FollowedState(
        view,
        FIRST_GENERATION,
        FIRST_GENERATION,
        FIRST_GENERATION,
        partitionGenerations,
        regimes(view, Map.of()));
  }

  /** Returns the state that follows this one. */
  FollowedState next(ClusterView newer) {
    int next = generation + 1;
    Map<String, Integer> nextRegimes = regimes(newer, regimes);
    boolean sameNodes = sameNodes(newer);
    return new FollowedState(
        newer,
        next,
        sameNodes ? peersGeneration : next,
        sameNodes && sameRacks(newer) ? racksGeneration : next,
        partitionGenerations(newer, next, nextRegimes),
        nextRegimes);
  }

  private boolean sameNodes(ClusterView newer) {
    List<Node> before = view.nodes();
    List<Node> after = newer.nodes();
    boolean same = before.size() == after.size();
    for (int place = 0; same && place < before.size(); place++) {
      same = before.get(place).sameEndpoint(after.get(place));
    }
    return same;
  }

  // Of views with the same nodes.
  private boolean sameRacks(ClusterView newer) {
    if (!sameNamespaces(newer)) {
      return false;
    }
    for (int i = 0; i < view.namespaces().size(); i++) {
      NamespaceMap before = view.namespaces().get(i);
      NamespaceMap after = newer.namespaces().get(i);
      for (int place = 0; place < before.nodeCount(); place++) {
        if (before.rackId(place) != after.rackId(place)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean sameNamespaces(ClusterView newer) {
    List<NamespaceMap> before = view.namespaces();
    List<NamespaceMap> after = newer.namespaces();
    boolean same = before.size() == after.size();
    for (int i = 0; same && i < before.size(); i++) {
      same =
          before.get(i).name().equals(after.get(i).name())
              && before.get(i).strongConsistency() == after.get(i).strongConsistency()
              && before.get(i).replicaCount() == after.get(i).replicaCount();
    }
    return same;
  }

  private int[] partitionGenerations(
      ClusterView newer, int next, Map<String, Integer> nextRegimes) {
    int[] generations = new int[newer.nodes().size()];
    if (!sameNamespaces(newer) || !nextRegimes.equals(regimes)) {
      Arrays.fill(generations, next);
      return generations;
    }
    for (int place = 0; place < generations.length; place++) {
      Integer before = places.get(newer.nodes().get(place).name());
      generations[place] = before == null ? next : partitionGenerations[before];
    }
    for (int i = 0; i < view.namespaces().size(); i++) {
      markMoved(view.namespaces().get(i), newer, newer.namespaces().get(i), generations, next);
    }
    return generations;
  }

  private void markMoved(
      NamespaceMap before, ClusterView newer, NamespaceMap after, int[] generations, int next) {
    if (view.map().sameHolders(before, newer.map(), after)) {
      return;
    }
    for (int replica = 0; replica < after.replicaCount(); replica++) {
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        Node had = view.map().replica(before, replica, partition);
        int has = after.node(replica, partition);
        if (Node.isSame(had, newer.map().node(has))) {
          continue;
        }
        if (has != NamespaceMap.NONE) {
          generations[has] = next;
        }
        if (had != null) {
          markNamed(newer, had.name(), generations, next);
        }
      }
    }
  }

  private static void markNamed(ClusterView view, String name, int[] generations, int next) {
    for (int place = 0; place < generations.length; place++) {
      if (view.nodes().get(place).name().equals(name)) {
        generations[place] = next;
      }
    }
  }

  private static Map<String, Integer> regimes(ClusterView view, Map<String, Integer> before) {
    Map<String, Integer> regimes = new HashMap<>();
    for (NamespaceMap namespace : view.namespaces()) {
      // A client takes 0 for "not strongly consistent".
      int highest = namespace.strongConsistency() ? 1 : 0;
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        highest = Math.max(highest, namespace.regime(partition));
      }
      regimes.put(namespace.name(), Math.max(highest, before.getOrDefault(namespace.name(), 0)));
    }
    return regimes;
  }

  ClusterView view() {
    return view;
  }

  int peersGeneration() {
    return peersGeneration;
  }

  int racksGeneration() {
    return racksGeneration;
  }

  /** Returns a node's partition generation; that of the newest change if it is not there. */
  int partitionGeneration(String name) {
    Integer place = places.get(name);
    return place == null ? generation : partitionGenerations[place];
  }

  /** Returns the regime to show a namespace under. */
  int regime(NamespaceMap namespace) {
    return regimes.get(namespace.name());
  }

  /** Returns the place of a node, {@link NamespaceMap#NONE} if it is not there. */
  int place(String name) {
    return places.getOrDefault(name, NamespaceMap.NONE);
  }

  /** Returns the node of a name, null if it is not there. */
  Node node(String name) {
    return view.map().node(place(name));
  }

  /** Returns what a node answers when it is asked for its replicas. */
  String replicas(String name) {
    return replicas.computeIfAbsent(name, asked -> InfoAnswers.replicas(this, place(asked)));
  }
}
