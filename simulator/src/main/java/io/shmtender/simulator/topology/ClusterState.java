package io.shmtender.simulator.topology;

import io.shmtender.simulator.NamespaceSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The truth about a cluster, and where single nodes believe otherwise. Not thread-safe: the cluster
 * guards it.
 */
public final class ClusterState {
  /**
   * A node of the cluster.
   *
   * @param member name and rack
   * @param endpoints how clients reach it
   */
  public record Joined(Member member, Endpoints endpoints) {}

  /** What a node believes that no longer follows the cluster. */
  private record Belief(
      Map<String, Namespace> namespaces,
      Map<String, PartitionTable> tables,
      Map<String, Joined> members) {}

  private final Map<String, Namespace> namespaces = new LinkedHashMap<>();
  private final Map<String, PartitionTable> tables = new HashMap<>();
  private final Map<String, Joined> members = new LinkedHashMap<>();
  private final Map<String, Belief> beliefs = new HashMap<>();
  private final Map<String, Map<String, Integer>> falseRegimes = new HashMap<>();
  private final Map<String, Map<String, Set<Integer>>> falseMasters = new HashMap<>();

  /** The namespaces in the order of their creation. */
  public Map<String, Namespace> namespaces() {
    return namespaces;
  }

  /** The members in the order of their joining. */
  public Map<String, Joined> members() {
    return members;
  }

  /**
   * The owners of a namespace's partitions.
   *
   * @throws IllegalArgumentException when there is no such namespace
   */
  public PartitionTable table(String namespace) {
    PartitionTable table = tables.get(namespace);
    if (table == null) {
      throw new IllegalArgumentException(
          "there is no namespace '" + namespace + "'; there are " + namespaces.keySet());
    }
    return table;
  }

  /** Adds or replaces a namespace and balances its partitions. */
  public void putNamespace(Namespace namespace) {
    namespaces.put(namespace.spec().name(), namespace);
    balance(namespace.spec());
  }

  /** Removes a namespace. */
  public void removeNamespace(String name) {
    table(name);
    namespaces.remove(name);
    tables.remove(name);
  }

  /** Replaces the members and balances all partitions over them. */
  public void rebalance(Map<String, Joined> newMembers) {
    members.clear();
    members.putAll(newMembers);
    namespaces.values().forEach(namespace -> balance(namespace.spec()));
  }

  /** Gives a partition other owners; a strong-consistency namespace advances its regime. */
  public void change(String namespace, PartitionTable changed) {
    boolean sameMasters = true;
    PartitionTable old = table(namespace);
    for (int pid = 0; pid < PartitionTable.PARTITIONS && sameMasters; pid++) {
      sameMasters = Objects.equals(old.master(pid), changed.master(pid));
    }
    int regime = sameMasters ? old.regime() : nextRegime(namespaces.get(namespace).spec());
    tables.put(namespace, changed.withRegime(regime));
  }

  /** Makes a node keep what it believes now, whatever the cluster does. */
  public void freeze(String node) {
    beliefs.put(
        node, new Belief(Map.copyOf(namespaces), Map.copyOf(tables), new LinkedHashMap<>(members)));
  }

  /** Makes a node believe that it is alone and owns everything. */
  public void isolate(String node, Joined joined) {
    Map<String, PartitionTable> alone = new HashMap<>();
    tables.forEach(
        (name, table) ->
            alone.put(name, PartitionTable.balanced(table.regime(), 1, List.of(joined.member()))));
    beliefs.put(node, new Belief(Map.copyOf(namespaces), alone, Map.of(node, joined)));
  }

  /** Makes a node report a regime of its own for a namespace. */
  public void reportRegime(String node, String namespace, int regime) {
    table(namespace);
    falseRegimes.computeIfAbsent(node, n -> new HashMap<>()).put(namespace, regime);
  }

  /** Makes a node claim to be master of a partition, whoever else is. */
  public void claim(String node, String namespace, int partitionId) {
    table(namespace);
    falseMasters
        .computeIfAbsent(node, n -> new HashMap<>())
        .computeIfAbsent(namespace, n -> new HashSet<>())
        .add(partitionId);
  }

  /** Makes a node believe the truth again. */
  public void forgetFalsehoods(String node) {
    beliefs.remove(node);
    falseRegimes.remove(node);
    falseMasters.remove(node);
  }

  /**
   * What a node tells clients now.
   *
   * @param previous what it told them before
   * @param clusterName the cluster's name
   * @param rebalanced whether all nodes have just rebalanced
   */
  public NodeView next(NodeView previous, String clusterName, boolean rebalanced) {
    String node = previous.name();
    Belief frozen = beliefs.get(node);
    Belief belief = frozen != null ? frozen : new Belief(namespaces, tables, members);
    Map<String, Claims> claims = new LinkedHashMap<>();
    belief.namespaces().forEach((name, ns) -> claims.put(name, claims(node, ns, belief)));
    boolean changed = !tellTheSame(previous.claims(), claims);
    boolean tookPart = rebalanced && frozen == null;
    Map<String, Endpoints> peers = new LinkedHashMap<>();
    belief.members().forEach((name, joined) -> peers.put(name, joined.endpoints()));
    peers.remove(node);
    int generation = previous.partitionGeneration();
    return new NodeView(
        node,
        frozen == null ? clusterName : previous.clusterName(),
        previous.self(),
        previous.peers().updated(peers),
        belief.members().values().stream().map(Joined::member).toList(),
        claims,
        changed || tookPart ? Math.max(generation, 0) + 1 : generation,
        previous.rebalanceGeneration() + (tookPart ? 1 : 0));
  }

  private Claims claims(String node, Namespace namespace, Belief belief) {
    String name = namespace.spec().name();
    PartitionTable table = belief.tables().get(name);
    int regime = falseRegimes.getOrDefault(node, Map.of()).getOrDefault(name, table.regime());
    Set<Integer> masters = falseMasters.getOrDefault(node, Map.of()).getOrDefault(name, Set.of());
    return new Claims(node, namespace, table, regime, masters);
  }

  private static boolean tellTheSame(Map<String, Claims> before, Map<String, Claims> after) {
    return before.keySet().equals(after.keySet())
        && after.entrySet().stream()
            .allMatch(entry -> entry.getValue().tellsTheSameAs(before.get(entry.getKey())));
  }

  private void balance(NamespaceSpec spec) {
    List<Member> list = members.values().stream().map(Joined::member).collect(Collectors.toList());
    tables.put(
        spec.name(), PartitionTable.balanced(nextRegime(spec), spec.replicationFactor(), list));
  }

  private int nextRegime(NamespaceSpec spec) {
    PartitionTable old = tables.get(spec.name());
    return spec.strongConsistency() ? (old == null ? 0 : old.regime()) + 1 : 0;
  }
}
