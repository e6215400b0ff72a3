package io.shmtender.client;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.info.ReplicaClaims;
import io.shmtender.reader.info.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was believed of a cluster, and what its nodes answered since, as one view. By the tender's
 * rules (its {@code Roster} and {@code PartitionOwners}), for answers that were all given at about
 * the same time:
 *
 * <ul>
 *   <li>A node goes if it is silent and no node that answers names it, or if another one is where
 *       it was; or if it answers, but nobody names it and it holds nothing.
 *   <li>A node that sees no other while others answer was cut off: its claims do not count.
 *   <li>A claim with an older regime than the newest does not count.
 *   <li>What one claims it gets; what nobody claims stays where it is.
 *   <li>Among several, those on the larger side of a split; then who held it before; then who
 *       claims less.
 * </ul>
 */
final class Merge {
  private static final int PARTITIONS = NamespaceMap.PARTITIONS;

  private final ClusterView base;
  private final Map<String, NodeAnswer> answers;
  private final Set<String> elsewhere;
  private final Map<String, Integer> sides;
  // All that are in the cluster, as far as is known before it is known what they hold.
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Short> slots = new HashMap<>();
  private final Set<String> referenced = new HashSet<>();
  private final Map<String, Table> tables = new TreeMap<>();
  private boolean contested;

  /** One namespace: the slot of each holder, 0 for nobody. */
  private static final class Table {
    final short[][] owners;
    final int[] regimes = new int[PARTITIONS];
    boolean strongConsistency;

    Table(int replicas) {
      owners = new short[replicas][PARTITIONS];
    }
  }

  private record Claimant(short slot, int side, ReplicaClaims.Claim claim) {}

  /**
   * Merges.
   *
   * @param answers by the nodes' names, at least one
   * @param elsewhere nodes at whose places others were found
   */
  Merge(ClusterView base, Map<String, NodeAnswer> answers, Set<String> elsewhere) {
    this.base = base;
    this.answers = answers;
    this.elsewhere = elsewhere;
    for (NodeAnswer answer : answers.values()) {
      referenced.addAll(answer.peerNames());
    }
    findNodes();
    this.sides = sides();
    Set<String> names = new TreeSet<>();
    for (NamespaceMap namespace : base.namespaces()) {
      names.add(namespace.name());
    }
    for (NodeAnswer answer : answers.values()) {
      for (ReplicaClaims.Claim claim : answer.claims().namespaces()) {
        names.add(claim.namespace());
      }
    }
    for (String name : names) {
      tables.put(name, table(name));
    }
  }

  private void findNodes() {
    Map<String, Node> sorted = new TreeMap<>();
    for (Node node : base.nodes()) {
      if (!isGone(node.name())) {
        sorted.put(node.name(), silent(node));
      }
    }
    for (NodeAnswer answer : answers.values()) {
      sorted.put(answer.node().name(), answer.node());
    }
    for (Node node : sorted.values()) {
      nodes.add(node);
      slots.put(node.name(), (short) nodes.size());
    }
  }

  private boolean isGone(String name) {
    return !answers.containsKey(name) && (elsewhere.contains(name) || !referenced.contains(name));
  }

  private static Node silent(Node node) {
    return new Node(
        node.name(),
        node.address(),
        node.port(),
        node.tlsName(),
        node.build(),
        node.features(),
        node.rebalanceGeneration(),
        false);
  }

  private Map<String, Integer> sides() {
    Map<String, Set<String>> peers = new HashMap<>();
    for (Node node : nodes) {
      NodeAnswer answer = answers.get(node.name());
      peers.put(node.name(), answer == null ? Set.of() : answer.peerNames());
    }
    return Split.sides(peers);
  }

  private boolean isCutOff(NodeAnswer answer) {
    return answer.isAlone() && answers.size() > 1;
  }

  private Table table(String name) {
    NamespaceMap before = base.map().namespaceOrNull(name);
    List<Claimant> claimants = new ArrayList<>();
    int most = 0;
    for (NodeAnswer answer : answers.values()) {
      ReplicaClaims.Claim claim = answer.claim(name);
      if (claim != null && !isCutOff(answer)) {
        String node = answer.node().name();
        claimants.add(new Claimant(slots.get(node), sides.get(node), claim));
        most = Math.max(most, claim.replicaCount());
      }
    }
    // One that is silent may have more replicas than those that answered.
    boolean mayHaveMore = most == 0 || answers.size() < nodes.size();
    int replicas =
        before != null && mayHaveMore ? Math.max(most, before.replicaCount()) : Math.max(most, 1);
    Table table = new Table(replicas);
    table.strongConsistency = before != null && before.strongConsistency();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int regime = regime(before, claimants, partition);
      table.regimes[partition] = regime;
      table.strongConsistency |= regime != 0;
      for (int replica = 0; replica < replicas; replica++) {
        short holder =
            before == null || replica >= before.replicaCount()
                ? 0
                : slot(base.map().replica(before, replica, partition));
        table.owners[replica][partition] = decide(claimants, replica, partition, regime, holder);
      }
    }
    return table;
  }

  private short slot(Node node) {
    return node == null ? 0 : slots.getOrDefault(node.name(), (short) 0);
  }

  // What was believed is hearsay: it gives way to the holder's own word, and to anybody's once the
  // holder is gone.
  private int regime(NamespaceMap before, List<Claimant> claimants, int partition) {
    int newest = 0;
    boolean any = false;
    for (Claimant claimant : claimants) {
      if (claimant.claim().holdsAny(partition)) {
        any = true;
        newest = later(newest, claimant.claim().regime());
      }
    }
    if (before == null) {
      return newest;
    }
    Node master = base.map().master(before, partition);
    boolean holderMayStillSay =
        master != null && slot(master) != 0 && !answers.containsKey(master.name());
    return any && !holderMayStillSay ? newest : later(newest, before.regime(partition));
  }

  private static int later(int regime, int other) {
    return Integer.compareUnsigned(regime, other) >= 0 ? regime : other;
  }

  private short decide(
      List<Claimant> claimants, int replica, int partition, int regime, short holder) {
    Claimant best = null;
    for (Claimant claimant : claimants) {
      if (claimant.claim().holds(replica, partition)
          && Integer.compareUnsigned(claimant.claim().regime(), regime) >= 0) {
        if (best == null) {
          best = claimant;
        } else {
          contested |= best.side() == claimant.side();
          best = better(best, claimant, holder);
        }
      }
    }
    return best == null ? holder : best.slot();
  }

  private static Claimant better(Claimant one, Claimant other, short holder) {
    if (one.side() != other.side()) {
      return one.side() > other.side() ? one : other;
    }
    if (one.slot() == holder || other.slot() == holder) {
      return one.slot() == holder ? one : other;
    }
    return one.claim().masters() <= other.claim().masters() ? one : other;
  }

  /** Returns whether two nodes that see each other claim the same. */
  boolean isContested() {
    return contested;
  }

  /** Returns the view. */
  ClusterView view() {
    Set<Short> holders = new HashSet<>();
    for (Table table : tables.values()) {
      for (short[] row : table.owners) {
        for (short slot : row) {
          holders.add(slot);
        }
      }
    }
    List<Node> members = new ArrayList<>();
    // What the slots so far become; 0 stays 0.
    short[] places = new short[nodes.size() + 1];
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      short slot = (short) (i + 1);
      boolean inCluster =
          nodes.size() == 1 || referenced.contains(node.name()) || holders.contains(slot);
      if (inCluster) {
        members.add(node);
        places[slot] = (short) members.size();
      }
    }
    List<NamespaceMap> namespaces = new ArrayList<>();
    for (Map.Entry<String, Table> entry : tables.entrySet()) {
      String name = entry.getKey().intern();
      namespaces.add(namespace(name, entry.getValue(), places, members));
    }
    ClusterMap map = new ClusterMap(base.clusterName(), members, namespaces);
    return new ClusterView(map, base.sequence(), base.publishedAt());
  }

  private NamespaceMap namespace(String name, Table table, short[] places, List<Node> members) {
    short[][] holders = new short[table.owners.length][PARTITIONS];
    for (int replica = 0; replica < holders.length; replica++) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        holders[replica][partition] = (short) (places[table.owners[replica][partition]] - 1);
      }
    }
    int[] racks = new int[members.size()];
    for (int i = 0; i < racks.length; i++) {
      racks[i] = rack(name, members.get(i));
    }
    return new NamespaceMap(name, table.strongConsistency, holders, table.regimes, racks);
  }

  private int rack(String namespace, Node node) {
    NodeAnswer answer = answers.get(node.name());
    if (answer != null) {
      return answer.racks().rackId(namespace);
    }
    NamespaceMap before = base.map().namespaceOrNull(namespace);
    for (int place = 0; before != null && place < base.nodes().size(); place++) {
      if (Node.isSame(base.nodes().get(place), node)) {
        return before.rackId(place);
      }
    }
    return 0;
  }
}
