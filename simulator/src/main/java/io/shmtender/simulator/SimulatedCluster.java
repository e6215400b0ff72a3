package io.shmtender.simulator;

import io.shmtender.simulator.cdt.CdtOperations;
import io.shmtender.simulator.info.InfoCommands;
import io.shmtender.simulator.record.BinOperations;
import io.shmtender.simulator.record.Commands;
import io.shmtender.simulator.record.RecordStore;
import io.shmtender.simulator.server.NodeServer;
import io.shmtender.simulator.spec.NamespaceSpec;
import io.shmtender.simulator.spec.NodeCounters;
import io.shmtender.simulator.spec.NodeSpec;
import io.shmtender.simulator.spec.TlsSpec;
import io.shmtender.simulator.spec.Users;
import io.shmtender.simulator.topology.ClusterState;
import io.shmtender.simulator.topology.Namespace;
import io.shmtender.simulator.topology.NodeView;
import io.shmtender.simulator.topology.PartitionTable;
import io.shmtender.simulator.topology.RandomMoves;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An Aerospike cluster in this process: each node listens on a loopback port of its own and speaks
 * the real protocol, so that real clients can be tested against it. Nodes come, go, hang and move
 * partitions as the test says. Several clusters can run side by side.
 *
 * <p>Thread-safe. A change is complete when its method returns: the next request to any node is
 * answered by it. Records survive every change of nodes and partitions; only {@link #loseRecords}
 * and removing a namespace loses them.
 *
 * <p>A cluster can be {@link #split}: clients still reach all nodes, but nodes see only those of
 * their own side, which shares all partitions among its own nodes. Of a strong-consistency
 * namespace a side has those partitions only that no other can have, by the server's rules. The
 * records stay one set: what is written on one side can be read on the other, where real ones would
 * go apart. Methods that name no node mean the main side: the one with most nodes, of equal ones
 * the first.
 */
public final class SimulatedCluster implements AutoCloseable {
  private static final Object MAIN_SIDE = new Object();

  private final InfoCommands info;
  private final boolean enterprise;
  private final Commands commands;
  private final ExpiryClock clock;
  // Null for none.
  private final TlsSpec tls;
  private final Users users;
  private final Map<String, SimulatedNode> running = new ConcurrentHashMap<>();

  // Guarded by this.
  private final ClusterState state = new ClusterState();
  private final Map<String, NodeSpec> known = new LinkedHashMap<>();
  // The side of each node that is not on the main one.
  private final Map<String, Object> apart = new HashMap<>();
  private final Set<String> latePartitions = new HashSet<>();
  private final Set<String> latePeers = new HashSet<>();
  private String clusterName;
  private boolean closed;

  SimulatedCluster(
      String clusterName,
      String build,
      boolean enterprise,
      InstantSource clock,
      List<NamespaceSpec> namespaces,
      List<NodeSpec> nodes,
      TlsSpec tls,
      Users users) {
    this.tls = tls;
    this.users = users;
    this.clusterName = clusterName;
    this.enterprise = enterprise;
    this.commands = new Commands(CdtOperations.addTo(BinOperations.standard()), enterprise);
    this.info = new InfoCommands(build, enterprise);
    this.clock = new ExpiryClock(clock);
    for (NamespaceSpec spec : namespaces) {
      state.putNamespace(new Namespace(spec, new RecordStore(this.clock::nowSeconds)));
    }
    try {
      startAll(nodes);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Begins to set up a cluster. */
  public static ClusterBuilder builder() {
    return new ClusterBuilder();
  }

  /** The running nodes in the order in which their names first came up. */
  public synchronized List<SimulatedNode> nodes() {
    return known.keySet().stream().map(running::get).filter(node -> node != null).toList();
  }

  /**
   * A running node.
   *
   * @throws IllegalArgumentException when no node of that name runs
   */
  public SimulatedNode node(String name) {
    SimulatedNode node = running.get(name);
    if (node == null) {
      throw new IllegalArgumentException("no node '" + name + "' runs; " + nodes() + " do");
    }
    return node;
  }

  /** Adds a node on a free port of 127.0.0.1 and rebalances. */
  public SimulatedNode addNode() {
    return addNode(NodeSpec.anywhere());
  }

  /**
   * Adds a node and rebalances.
   *
   * @throws IllegalArgumentException when a node of that name runs already
   * @throws java.io.UncheckedIOException when it cannot listen on its address
   */
  public synchronized SimulatedNode addNode(NodeSpec spec) {
    return startAll(List.of(spec)).get(0);
  }

  /**
   * Starts a node that the others do not know yet: it answers, but knows no peers, owns no
   * partition, reports partition generation -1, which clients take as not ready, and refuses
   * commands. It joins at the next {@link #rebalance}.
   *
   * @throws IllegalArgumentException when a node of that name runs already
   * @throws java.io.UncheckedIOException when it cannot listen on its address
   */
  public synchronized SimulatedNode addJoiningNode(NodeSpec spec) {
    SimulatedNode node = open(spec);
    node.server().start();
    return node;
  }

  /** Lets a node leave in good order: the others take over, then it ends. */
  public synchronized void removeNode(String name) {
    SimulatedNode node = node(name);
    running.remove(name);
    rebalance();
    end(node);
  }

  /** Kills a node; the others notice at once and rebalance. */
  public synchronized void killNode(String name) {
    killNodeUnnoticed(name);
    rebalance();
  }

  /**
   * Kills a node: its socket and all its connections close. The others go on naming it as a peer
   * and as owner of partitions until {@link #rebalance}.
   */
  public synchronized void killNodeUnnoticed(String name) {
    SimulatedNode node = node(name);
    running.remove(name);
    end(node);
  }

  /** Starts a node that has ended, under its name and in its rack, on another port. */
  public SimulatedNode restartNode(String name) {
    return restartNode(name, 0);
  }

  /**
   * Starts a node that has ended, under its name and in its rack.
   *
   * @param port the port, 0 for a free one
   * @throws IllegalArgumentException when there was no such node, or it still runs
   */
  public synchronized SimulatedNode restartNode(String name, int port) {
    return startAll(List.of(ended(name, port))).get(0);
  }

  /** Starts a node as {@link #restartNodeUnnoticed(String, int)} does, on another port. */
  public SimulatedNode restartNodeUnnoticed(String name) {
    return restartNodeUnnoticed(name, 0);
  }

  /**
   * Starts a node that has ended, under its name and in its rack, and lets it be alone for a while
   * as a real one that has just started: it answers, but knows no peers, owns no partition, reports
   * partition generation -1 and refuses commands. The others do not know it either. It joins at the
   * next {@link #rebalance}.
   *
   * @param port the port, 0 for a free one
   * @throws IllegalArgumentException when there was no such node, or it still runs
   */
  public synchronized SimulatedNode restartNodeUnnoticed(String name, int port) {
    return addJoiningNode(ended(name, port));
  }

  private NodeSpec ended(String name, int port) {
    NodeSpec spec = known.get(name);
    if (spec == null) {
      throw new IllegalArgumentException("there was no node '" + name + "'");
    }
    return spec.on(spec.host(), port);
  }

  /**
   * Cuts a node off from the others but not from clients: a {@link #split} with the node alone on a
   * side.
   */
  public synchronized void isolateNode(String name) {
    node(name);
    apart.put(name, new Object());
    rebalance();
  }

  /** Lets a node that was isolated, or is on another side, join the main side, and rebalances. */
  public synchronized void rejoinNode(String name) {
    node(name);
    state.forgetFalsehoods(name);
    apart.remove(name);
    rebalance();
  }

  /**
   * Splits the cluster. Each side rebalances over its own nodes, and clients hear of it from all
   * nodes at once; see {@link #splitUnnoticed} for one after the other. {@link #heal} ends it.
   *
   * @param groups the names of the nodes on each side; those that none names are a side together
   * @throws IllegalArgumentException when a node does not run or is named twice, or when there
   *     would be one side only
   */
  public synchronized void split(Collection<? extends Collection<String>> groups) {
    setApart(groups);
    rebalance();
  }

  /**
   * Splits the cluster as {@link #split} does, but clients hear nothing of it: each node goes on
   * telling what it told before until {@link #tellPartitions} and {@link #tellPeers}. In real
   * clusters, too, each node has its own moment for each, its partitions first.
   */
  public synchronized void splitUnnoticed(Collection<? extends Collection<String>> groups) {
    setApart(groups);
    rebalanceUnnoticed();
  }

  /** Ends a split: all nodes are one cluster again, which rebalances. */
  public synchronized void heal() {
    apart.clear();
    rebalance();
  }

  /** Ends a split, but clients hear nothing of it, as for {@link #splitUnnoticed}. */
  public synchronized void healUnnoticed() {
    apart.clear();
    rebalanceUnnoticed();
  }

  /** Makes a node tell its partitions as they are now. */
  public synchronized void tellPartitions(String name) {
    node(name);
    latePartitions.remove(name);
    publish();
  }

  /** Makes a node tell its peers as they are now. */
  public synchronized void tellPeers(String name) {
    node(name);
    latePeers.remove(name);
    publish();
  }

  private void setApart(Collection<? extends Collection<String>> groups) {
    List<String> names = nodes().stream().map(SimulatedNode::name).toList();
    List<Set<String>> sides = new ArrayList<>();
    Set<String> others = new LinkedHashSet<>(names);
    for (Collection<String> group : groups) {
      group.forEach(this::node);
      for (String name : group) {
        if (!others.remove(name)) {
          throw new IllegalArgumentException("node '" + name + "' is named twice");
        }
      }
      sides.add(Set.copyOf(group));
    }
    sides.add(others);
    sides.removeIf(Set::isEmpty);
    if (sides.size() < 2) {
      throw new IllegalArgumentException("a split leaves two sides or more, of nodes " + names);
    }
    apart.clear();
    for (Set<String> side : sides) {
      Object mark = new Object();
      side.forEach(name -> apart.put(name, mark));
    }
  }

  /**
   * Takes the running nodes as members and balances all partitions over them. Partitions that were
   * moved go back to where balance wants them; partitions without master get one. All nodes tell
   * what they know now.
   */
  public synchronized void rebalance() {
    latePartitions.clear();
    latePeers.clear();
    state.rebalance(sides());
    publish();
  }

  private void rebalanceUnnoticed() {
    for (SimulatedNode node : nodes()) {
      latePartitions.add(node.name());
      latePeers.add(node.name());
    }
    state.rebalance(sides());
    publish();
  }

  /** The members of each side, the main side first: who is not apart, else the largest. */
  private List<Map<String, ClusterState.Joined>> sides() {
    Map<Object, Map<String, ClusterState.Joined>> sides = new LinkedHashMap<>();
    for (SimulatedNode node : nodes()) {
      sides
          .computeIfAbsent(
              apart.getOrDefault(node.name(), MAIN_SIDE), mark -> new LinkedHashMap<>())
          .put(node.name(), node.joined());
    }
    Map<String, ClusterState.Joined> main = sides.get(MAIN_SIDE);
    if (main == null) {
      main =
          sides.values().stream().max(Comparator.comparingInt(Map::size)).orElse(new HashMap<>());
      main.keySet().forEach(apart::remove);
    }
    List<Map<String, ClusterState.Joined>> ordered = new ArrayList<>(sides.values());
    ordered.remove(main);
    ordered.add(0, main);
    return ordered;
  }

  /**
   * Makes a node master of a partition until the next rebalance. If it was a prole, the master
   * before takes its place; else that one no longer owns the partition.
   */
  public synchronized void movePartition(String namespace, int partitionId, String toNode) {
    checkMember(toNode);
    state.change(namespace, toNode, state.table(namespace, toNode).withMaster(partitionId, toNode));
    publish();
  }

  /**
   * Moves the masters of partitions chosen at random to other nodes chosen at random.
   *
   * @param count how many partitions, 0 to 4096
   * @param seed the same seed, members and owners give the same moves
   * @return the ids of the moved partitions; none when there is just one node
   */
  public synchronized List<Integer> moveRandomPartitions(String namespace, int count, long seed) {
    PartitionTable table = state.table(namespace);
    RandomMoves moves = RandomMoves.choose(table, state.members().keySet(), count, seed);
    state.change(namespace, moves.applyTo(table));
    publish();
    return List.copyOf(moves.targets().keySet());
  }

  /** Takes a partition's owners away until it is moved or the cluster rebalances. */
  public synchronized void makeUnavailable(String namespace, int partitionId) {
    state.change(namespace, state.table(namespace).withOwners(partitionId, List.of()));
    publish();
  }

  /** Changes how many copies of each partition there are, and rebalances. */
  public synchronized void setReplicationFactor(String namespace, int replicationFactor) {
    state.table(namespace);
    Namespace old = state.namespaces().get(namespace);
    state.putNamespace(
        new Namespace(old.spec().withReplicationFactor(replicationFactor), old.records()));
    publish();
  }

  /** Moves a node to another rack, and rebalances. */
  public synchronized void setRack(String name, int rack) {
    SimulatedNode node = node(name);
    checkRack(rack);
    node.spec(node.spec().inRack(rack));
    known.put(name, node.spec());
    rebalance();
  }

  /**
   * Adds an empty namespace on all nodes.
   *
   * @throws IllegalArgumentException when there is one of that name
   */
  public synchronized void addNamespace(NamespaceSpec spec) {
    if (state.namespaces().containsKey(spec.name())) {
      throw new IllegalArgumentException("there is a namespace '" + spec.name() + "' already");
    }
    if (spec.strongConsistency()) {
      checkEnterprise("strong consistency of namespace '" + spec.name() + "'");
    }
    state.putNamespace(new Namespace(spec, new RecordStore(clock::nowSeconds)));
    publish();
  }

  /** Removes a namespace and its records from all nodes. */
  public synchronized void removeNamespace(String name) {
    state.removeNamespace(name);
    publish();
  }

  /** Renames the cluster. */
  public synchronized void setClusterName(String name) {
    clusterName = name;
    publish();
  }

  /**
   * Makes a node keep telling what it tells now, whatever becomes of the cluster: a stale claimant
   * with an old regime. Ends with {@link #thawView}.
   */
  public synchronized void freezeView(String node) {
    node(node);
    state.freeze(node);
  }

  /** Makes a node report a regime of its own for a namespace, until {@link #thawView}. */
  public synchronized void reportRegime(String node, String namespace, int regime) {
    node(node);
    state.reportRegime(node, namespace, regime);
    publish();
  }

  /**
   * Makes a node claim to be master of a partition besides the one who is, until {@link #thawView}.
   */
  public synchronized void claimMastership(String node, String namespace, int partitionId) {
    node(node);
    state.claim(node, namespace, partitionId);
    publish();
  }

  /** Ends everything false that a node has been made to tell. */
  public synchronized void thawView(String node) {
    node(node);
    state.forgetFalsehoods(node);
    publish();
  }

  /** The number of records in a namespace that have not expired. */
  public synchronized int recordCount(String namespace) {
    state.table(namespace);
    return state.namespaces().get(namespace).records().size();
  }

  /** Loses all records of a namespace. */
  public synchronized void loseRecords(String namespace) {
    state.table(namespace);
    state.namespaces().get(namespace).records().clear();
  }

  /** Loses the records of one partition. */
  public synchronized void loseRecords(String namespace, int partitionId) {
    state.table(namespace);
    state.namespaces().get(namespace).records().clearPartition(partitionId);
  }

  /** Moves the clock by which records expire. */
  public void advanceClock(Duration time) {
    clock.advance(time);
  }

  /** The truth about the cluster now: all running nodes, and the partitions of the main side. */
  public synchronized ClusterSnapshot snapshot() {
    return Snapshots.of(clusterName, nodes(), state.namespaces().values(), state::table);
  }

  /** The truth about the side that a node is on. */
  public synchronized ClusterSnapshot snapshot(String ofNode) {
    checkMember(ofNode);
    return Snapshots.of(
        clusterName,
        nodes().stream().filter(n -> state.members(ofNode).containsKey(n.name())).toList(),
        state.namespaces().values(),
        namespace -> state.table(namespace, ofNode));
  }

  /** What all running nodes have done, by node name. */
  public Map<String, NodeCounters> counters() {
    Map<String, NodeCounters> counters = new TreeMap<>();
    running.forEach((name, node) -> counters.put(name, node.counters()));
    return counters;
  }

  /** Ends all nodes. */
  @Override
  public synchronized void close() {
    closed = true;
    running.values().forEach(this::end);
    running.clear();
  }

  private synchronized List<SimulatedNode> startAll(List<NodeSpec> specs) {
    List<SimulatedNode> started = new ArrayList<>();
    for (NodeSpec spec : specs) {
      started.add(open(spec));
    }
    rebalance();
    started.forEach(node -> node.server().start());
    return started;
  }

  /** Opens a node's socket; it serves nobody yet. */
  private SimulatedNode open(NodeSpec wanted) {
    if (closed) {
      throw new IllegalStateException("the cluster is closed");
    }
    NodeSpec spec =
        wanted.name() == null ? wanted.named(NodeSpec.freeName(known.keySet())) : wanted;
    if (running.containsKey(spec.name())) {
      throw new IllegalArgumentException("node '" + spec.name() + "' runs already");
    }
    checkRack(spec.rack());
    NodeServer server =
        new NodeServer(
            spec.name(), spec.host(), spec.port(), info, commands, tls, users, this::answers);
    SimulatedNode node = new SimulatedNode(spec, server, tls == null ? "" : tls.tlsName());
    server.view(
        NodeView.starting(spec.name(), clusterName, node.endpoints(), state.nothing(spec.name())));
    state.forgetFalsehoods(spec.name());
    known.put(spec.name(), spec);
    running.put(spec.name(), node);
    return node;
  }

  private void publish() {
    for (SimulatedNode node : nodes()) {
      if (state.members(node.name()).isEmpty()) {
        continue; // has not joined yet
      }
      NodeView before = node.server().view();
      NodeView now = state.next(before, clusterName);
      boolean latePeer = latePeers.contains(node.name());
      if (!latePartitions.contains(node.name())) {
        node.server().view(latePeer ? now.withPeersOf(before) : now);
      } else if (!latePeer) {
        node.server().view(before.withPeersOf(now));
      }
    }
  }

  private void end(SimulatedNode node) {
    apart.remove(node.name());
    latePartitions.remove(node.name());
    latePeers.remove(node.name());
    node.server().close();
  }

  private void checkRack(int rack) {
    if (rack != 0) {
      checkEnterprise("rack " + rack);
    }
  }

  private void checkEnterprise(String what) {
    if (!enterprise) {
      throw new IllegalArgumentException(
          what + " needs Enterprise nodes; set the cluster up with ClusterBuilder.enterprise()");
    }
  }

  private void checkMember(String name) {
    if (state.members(name).isEmpty()) {
      throw new IllegalArgumentException(
          "no member '" + name + "'; members are " + state.members().keySet());
    }
  }

  private boolean answers(String name) {
    SimulatedNode node = running.get(name);
    return node != null && !node.server().faults().isHanging();
  }
}
