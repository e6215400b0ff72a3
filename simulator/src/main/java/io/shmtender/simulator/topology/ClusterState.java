package io.shmtender.simulator.topology;

import io.shmtender.simulator.spec.NamespaceSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The truth about a cluster, about each of its sides when it is split, and where single nodes
 * believe otherwise. Not thread-safe: the cluster guards it.
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
      Map<String, Joined> members,
      long balance) {}

  private final Map<String, Namespace> namespaces = new LinkedHashMap<>();
  private final Map<String, Belief> beliefs = new HashMap<>();
  private final Map<String, Map<String, Integer>> falseRegimes = new HashMap<>();
  private final Map<String, Map<String, Set<Integer>>> falseMasters = new HashMap<>();
  // The main side first; the others are cut off from it and from each other.
  private List<Side> sides = List.of(new Side(Map.of()));
  private long balances;

  /** The namespaces in the order of their creation. */
  public Map<String, Namespace> namespaces() {
    return namespaces;
  }

  /** The members of the main side in the order of their joining. */
  public Map<String, Joined> members() {
    return sides.get(0).members();
  }

  /** The members of a node's side in the order of their joining; none before it has joined. */
  public Map<String, Joined> members(String node) {
    return find(node).map(Side::members).orElse(Map.of());
  }

  /**
   * The owners of a namespace's partitions, as the main side sees it.
   *
   * @throws IllegalArgumentException when there is no such namespace
   */
  public PartitionTable table(String namespace) {
    return table(sides.get(0), namespace);
  }

  /**
   * The owners of a namespace's partitions, as a node's side sees it.
   *
   * @throws IllegalArgumentException when there is no such namespace, or the node has not joined
   */
  public PartitionTable table(String namespace, String node) {
    return table(side(node), namespace);
  }

  private PartitionTable table(Side side, String namespace) {
    PartitionTable table = side.tables().get(namespace);
    if (table == null) {
      throw new IllegalArgumentException(
          "there is no namespace '" + namespace + "'; there are " + namespaces.keySet());
    }
    return table;
  }

  private Side side(String node) {
    return find(node)
        .orElseThrow(
            () -> new IllegalArgumentException("node '" + node + "' has not joined the cluster"));
  }

  private Optional<Side> find(String node) {
    return sides.stream().filter(side -> side.members().containsKey(node)).findFirst();
  }

  /** Adds or replaces a namespace and balances its partitions. */
  public void putNamespace(Namespace namespace) {
    namespaces.put(namespace.spec().name(), namespace);
    balances++;
    for (Side side : sides) {
      balance(side, namespace.spec(), nextRegime(namespace.spec(), List.of(side)));
    }
  }

  /** Removes a namespace. */
  public void removeNamespace(String name) {
    table(name);
    namespaces.remove(name);
    balances++;
    for (Side side : sides) {
      side.tables().remove(name);
      side.balance(balances);
    }
  }

  /**
   * Takes other members and balances all partitions over them, each side over its own. A side that
   * is not the main one and has the members that it had goes on as it is.
   *
   * @param newSides the members of each side, the main side first
   */
  public void rebalance(List<Map<String, Joined>> newSides) {
    List<Side> before = sides;
    sides = newSides.stream().map(members -> continued(members, before)).toList();
    balances++;
    for (Side side : sides) {
      if (before.contains(side)) {
        continue;
      }
      List<Side> origins =
          before.stream()
              .filter(old -> old.members().keySet().stream().anyMatch(side.members()::containsKey))
              .toList();
      namespaces
          .values()
          .forEach(
              namespace ->
                  balance(
                      side,
                      namespace.spec(),
                      nextRegime(namespace.spec(), origins.isEmpty() ? before : origins)));
      side.balance(balances);
    }
  }

  private static Side continued(Map<String, Joined> members, List<Side> before) {
    return before.stream()
        .skip(1)
        .filter(side -> side.members().equals(members))
        .findFirst()
        .orElseGet(() -> new Side(members));
  }

  /**
   * Gives partitions of a namespace other owners on the side of a node; a strong-consistency
   * namespace advances its regime.
   */
  public void change(String namespace, String node, PartitionTable changed) {
    change(side(node), namespace, changed);
  }

  /** The same on the main side. */
  public void change(String namespace, PartitionTable changed) {
    change(sides.get(0), namespace, changed);
  }

  private void change(Side side, String namespace, PartitionTable changed) {
    boolean sameMasters = true;
    PartitionTable old = table(side, namespace);
    for (int pid = 0; pid < PartitionTable.PARTITIONS && sameMasters; pid++) {
      sameMasters = Objects.equals(old.master(pid), changed.master(pid));
    }
    NamespaceSpec spec = namespaces.get(namespace).spec();
    int regime = sameMasters ? old.regime() : nextRegime(spec, List.of(side));
    side.tables().put(namespace, changed.withRegime(regime));
  }

  /** Makes a node keep what it believes now, whatever the cluster does. */
  public void freeze(String node) {
    beliefs.put(node, truth(side(node)));
  }

  private Belief truth(Side side) {
    return new Belief(
        new LinkedHashMap<>(namespaces), Map.copyOf(side.tables()), side.members(), side.balance());
  }

  /** Makes a node report a regime of its own for a namespace. */
  public void reportRegime(String node, String namespace, int regime) {
    table(namespace);
    falseRegimes.computeIfAbsent(node, n -> new HashMap<>()).put(namespace, regime);
  }

  /** Makes a node claim to be master of a partition, even if another one is. */
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
   */
  public NodeView next(NodeView previous, String clusterName) {
    String node = previous.name();
    Belief frozen = beliefs.get(node);
    Belief belief = frozen != null ? frozen : truth(side(node));
    Map<String, Claims> claims = new LinkedHashMap<>();
    belief.namespaces().forEach((name, ns) -> claims.put(name, claims(node, ns, belief)));
    boolean changed = !tellTheSame(previous.claims(), claims);
    boolean tookPart = belief.balance() != previous.balance();
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
        previous.rebalanceGeneration() + (tookPart ? 1 : 0),
        belief.balance());
  }

  /** What a node claims before it has joined. */
  public Map<String, Claims> nothing(String node) {
    Map<String, Claims> claims = new LinkedHashMap<>();
    namespaces.forEach(
        (name, namespace) ->
            claims.put(name, new Claims(node, namespace, PartitionTable.none(), 0, Set.of())));
    return claims;
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

  private void balance(Side side, NamespaceSpec spec, int regime) {
    PartitionTable table =
        spec.strongConsistency()
            ? PartitionTable.ofRoster(
                regime, spec.replicationFactor(), members(sides), members(List.of(side)))
            : PartitionTable.balanced(regime, spec.replicationFactor(), members(List.of(side)));
    side.tables().put(spec.name(), table);
    side.balance(balances);
  }

  private static List<Member> members(List<Side> of) {
    return of.stream()
        .flatMap(side -> side.members().values().stream())
        .map(Joined::member)
        .toList();
  }

  /** One more than any that the nodes know, however far apart they were. */
  private int nextRegime(NamespaceSpec spec, List<Side> origins) {
    if (!spec.strongConsistency()) {
      return 0;
    }
    return 1
        + origins.stream()
            .map(side -> side.tables().get(spec.name()))
            .filter(Objects::nonNull)
            .mapToInt(PartitionTable::regime)
            .max()
            .orElse(0);
  }
}
