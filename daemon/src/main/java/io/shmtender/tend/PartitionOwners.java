package io.shmtender.tend;

import io.shmtender.cluster.NamespaceMap;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who holds which partition, by the official clients' rules. Belongs to the tending thread alone.
 *
 * <ul>
 *   <li>A node that claims a partition gets it, unless its regime is older than the newest one that
 *       anybody claimed the partition with.
 *   <li>Who loses a partition that way is asked for its partitions again.
 *   <li>Nobody's claim ends a holding: a node keeps a partition that it no longer claims until
 *       another claims it. Nor does a namespace go away when no node has it any more.
 * </ul>
 *
 * <p>In one thing this is calmer than the official clients, which give a partition that two nodes
 * claim with the same regime to and fro at each tend: here it stays with who claimed it last, until
 * that node no longer does.
 */
final class PartitionOwners {
  private static final Logger log = LoggerFactory.getLogger(PartitionOwners.class);

  private static final short NOBODY = NamespaceMap.NONE;

  private final Map<String, Table> tables = new TreeMap<>();
  private final Set<String> oldRegimes = new HashSet<>();

  /** One namespace. */
  private static final class Table {
    private TendedNode[][] owners;
    private final int[] regimes = new int[NamespaceMap.PARTITIONS];
    private boolean strongConsistency;

    /** Partitions whose regime nobody confirmed since it was taken over from what was published. */
    private final BitSet hearsay = new BitSet();

    Table(int replicaCount) {
      owners = new TendedNode[replicaCount][NamespaceMap.PARTITIONS];
    }

    void resize(int replicaCount) {
      TendedNode[][] resized = new TendedNode[replicaCount][];
      for (int replica = 0; replica < replicaCount; replica++) {
        resized[replica] =
            replica < owners.length ? owners[replica] : new TendedNode[NamespaceMap.PARTITIONS];
      }
      owners = resized;
    }
  }

  /**
   * Starts from what somebody else published, instead of what is known here.
   *
   * @param namespaces the published namespaces
   * @param nodes the nodes by their indexes in the published map
   */
  void startFrom(List<NamespaceMap> namespaces, List<TendedNode> nodes) {
    tables.clear();
    for (NamespaceMap namespace : namespaces) {
      Table table = new Table(namespace.replicaCount());
      table.strongConsistency = namespace.strongConsistency();
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        table.regimes[partition] = namespace.regime(partition);
        for (int replica = 0; replica < namespace.replicaCount(); replica++) {
          int owner = namespace.node(replica, partition);
          table.owners[replica][partition] = owner == NamespaceMap.NONE ? null : nodes.get(owner);
        }
      }
      if (table.strongConsistency) {
        table.hearsay.set(0, NamespaceMap.PARTITIONS);
      }
      tables.put(namespace.name(), table);
    }
  }

  /** Lets a node have what another object of the same node holds, at another address. */
  void transfer(TendedNode from, TendedNode to) {
    for (Table table : tables.values()) {
      for (TendedNode[] row : table.owners) {
        for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
          if (row[partition] == from) {
            row[partition] = to;
          }
        }
      }
    }
  }

  /**
   * Brings the owners up to date with what a node answered, and hands the answer to the node.
   *
   * @param nodes all nodes
   * @return whether anything changed
   */
  boolean merge(TendedNode node, ReplicaClaims answer, Collection<TendedNode> nodes) {
    boolean changed = false;
    for (ReplicaClaims.Claim claim : answer.namespaces()) {
      Table table = tables.get(claim.namespace());
      if (table == null) {
        table = new Table(claim.replicaCount());
        tables.put(claim.namespace(), table);
        changed = true;
      }
      changed |= fitReplicaCount(table, node, claim, nodes);
      correctHearsay(table, node, claim, nodes);
      changed |= apply(table, node, claim, nodes);
    }
    node.setClaims(answer);
    return changed;
  }

  private static boolean fitReplicaCount(
      Table table, TendedNode node, ReplicaClaims.Claim claim, Collection<TendedNode> nodes) {
    int before = table.owners.length;
    if (before == claim.replicaCount()) {
      return false;
    }
    log.info(
        "Namespace {} has {} replicas now, {} before, as node {} says",
        claim.namespace(),
        claim.replicaCount(),
        before,
        node.name());
    table.resize(claim.replicaCount());
    // The new rows are empty, and who filled them once will not answer again unless asked.
    for (TendedNode other : nodes) {
      ReplicaClaims.Claim others = other.claim(claim.namespace());
      if (other != node && others != null && others.replicaCount() > before) {
        other.forgetPartitionGeneration();
      }
    }
    return true;
  }

  /**
   * A published regime was its holder's word, and gives way to what the holder itself says now, or
   * anybody once the holder is gone: a cluster that was set up anew, under the old names, begins
   * again with small regimes.
   */
  private static void correctHearsay(
      Table table, TendedNode node, ReplicaClaims.Claim claim, Collection<TendedNode> nodes) {
    for (int partition = table.hearsay.nextSetBit(0);
        partition >= 0;
        partition = table.hearsay.nextSetBit(partition + 1)) {
      TendedNode holder = table.owners[0][partition];
      if (holder != null && holder != node && holder.isActive()) {
        continue;
      }
      table.hearsay.clear(partition);
      if (Integer.compareUnsigned(claim.regime(), table.regimes[partition]) < 0) {
        table.regimes[partition] = claim.regime();
        // Others claimed it with such a regime, too, and were not believed.
        for (int replica = 0; replica < table.owners.length; replica++) {
          askClaimants(claim.namespace(), replica, partition, node, nodes);
        }
      }
    }
  }

  private boolean apply(
      Table table, TendedNode node, ReplicaClaims.Claim claim, Collection<TendedNode> nodes) {
    ReplicaClaims.Claim before = node.claim(claim.namespace());
    boolean changed = false;
    boolean tooOld = false;
    if (claim.regime() != 0 && !table.strongConsistency) {
      table.strongConsistency = true;
      changed = true;
    }
    for (int replica = 0; replica < claim.replicaCount(); replica++) {
      TendedNode[] row = table.owners[replica];
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        TendedNode owner = row[partition];
        if (!claim.holds(replica, partition)) {
          if (owner == node && before != null && before.holds(replica, partition)) {
            askClaimants(claim.namespace(), replica, partition, node, nodes);
          }
          continue;
        }
        int newer = Integer.compareUnsigned(claim.regime(), table.regimes[partition]);
        if (newer < 0) {
          tooOld = true;
          continue;
        }
        table.hearsay.clear(partition);
        if (newer > 0) {
          table.regimes[partition] = claim.regime();
          changed = true;
        }
        if (owner == node || isTie(claim, before, owner, replica, partition)) {
          continue;
        }
        row[partition] = node;
        changed = true;
        if (owner != null) {
          owner.forgetPartitionGeneration();
        }
      }
    }
    noteRegime(node, claim, tooOld);
    return changed;
  }

  /** Whether the owner claims the partition as well, and did so after this node first did. */
  private static boolean isTie(
      ReplicaClaims.Claim claim,
      ReplicaClaims.Claim before,
      TendedNode owner,
      int replica,
      int partition) {
    if (owner == null || !owner.isActive() || before == null || !before.holds(replica, partition)) {
      return false;
    }
    ReplicaClaims.Claim owners = owner.claim(claim.namespace());
    return owners != null && owners.regime() == claim.regime() && owners.holds(replica, partition);
  }

  private static void askClaimants(
      String namespace,
      int replica,
      int partition,
      TendedNode except,
      Collection<TendedNode> nodes) {
    for (TendedNode other : nodes) {
      ReplicaClaims.Claim claim = other.claim(namespace);
      if (other != except && claim != null && claim.holds(replica, partition)) {
        other.forgetPartitionGeneration();
      }
    }
  }

  private void noteRegime(TendedNode node, ReplicaClaims.Claim claim, boolean tooOld) {
    String subject = node.name() + '/' + claim.namespace();
    if (!tooOld) {
      oldRegimes.remove(subject);
    } else if (oldRegimes.add(subject)) {
      log.info(
          "Node {} claims partitions of namespace {} with the old regime {}: ignored",
          node,
          claim.namespace(),
          Integer.toUnsignedString(claim.regime()));
    }
  }

  /**
   * Must be called before a node's claims stop counting, because it fails or is removed: who else
   * claims its partitions is asked again. The partitions stay with the node until then.
   */
  void release(TendedNode node, Collection<TendedNode> nodes) {
    tables.forEach(
        (namespace, table) -> {
          for (int replica = 0; replica < table.owners.length; replica++) {
            for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
              if (table.owners[replica][partition] == node) {
                askClaimants(namespace, replica, partition, node, nodes);
              }
            }
          }
        });
  }

  /** Returns whether any partition is held by the node. */
  boolean holdsAny(TendedNode node) {
    for (Table table : tables.values()) {
      for (TendedNode[] row : table.owners) {
        for (TendedNode owner : row) {
          if (owner == node) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * Returns the namespaces as the map shows them, sorted by name.
   *
   * @param nodes the nodes in the order of the map
   * @param indexes their positions in it; who is not in it holds nothing
   */
  List<NamespaceMap> toNamespaceMaps(List<TendedNode> nodes, Map<TendedNode, Short> indexes) {
    return tables.entrySet().stream()
        .map(entry -> toNamespaceMap(entry.getKey(), entry.getValue(), nodes, indexes))
        .toList();
  }

  private static NamespaceMap toNamespaceMap(
      String namespace, Table table, List<TendedNode> nodes, Map<TendedNode, Short> indexes) {
    short[][] replicas = new short[table.owners.length][NamespaceMap.PARTITIONS];
    for (int replica = 0; replica < replicas.length; replica++) {
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        TendedNode owner = table.owners[replica][partition];
        replicas[replica][partition] = owner == null ? NOBODY : indexes.getOrDefault(owner, NOBODY);
      }
    }
    int[] rackIds = nodes.stream().mapToInt(node -> node.racks().rackId(namespace)).toArray();
    return new NamespaceMap(namespace, table.strongConsistency, replicas, table.regimes, rackIds);
  }
}
