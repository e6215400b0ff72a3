package io.shmtender.daemon.tend;

import static java.util.Objects.requireNonNull;

import io.shmtender.daemon.cluster.ClusterIdentity;
import io.shmtender.daemon.report.Excerpt;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.info.PeerList;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link ClusterMap} true to a cluster: {@link #tend}, called once per interval, asks every
 * node what changed.
 *
 * <p>One thread calls {@link #tend} and {@link #close}; it owns all state here. What may block runs
 * as errands on pool threads, all nodes at once, and comes back through the {@link Mailbox}, so
 * that a node that hangs keeps one pool thread waiting and nobody else. A tend waits for a node
 * only a few times as long as that node usually takes; what comes later is handled by the next
 * tend, and the node is not asked again before.
 */
public final class Tender implements ClusterSource {
  private static final Logger log = LoggerFactory.getLogger(Tender.class);

  /** A tend may take an interval, but with very short intervals no tend would see an end. */
  private static final long LEAST_BOUND_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** How long a new node may keep others waiting, once there is a map. */
  private static final long NEW_NODE_PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * How often a tend asks again whose partitions are contested. In a rebalance the answers to that
   * may make others contested; what is left waits for the next tend.
   */
  private static final int MOST_ROUNDS = 3;

  private final TenderConfig config;
  private final TendListener listener;
  private final Connector connector;
  private final Mailbox mailbox = new Mailbox();
  private final Seeding seeding;
  private final PeerSearch peerSearch;
  private final Roster roster = new Roster();
  private final PartitionOwners owners = new PartitionOwners();
  private final Questions questions;
  private final ClusterName clusterName;
  private Optional<ClusterMap> map = Optional.empty();
  private boolean everReached;
  private Optional<TendFailure> seedFailure = Optional.empty();
  private boolean everChanged;
  private long lastChangeNanos;

  // Of the current tend.
  private long deadlineNanos;
  private long newNodePatienceNanos;
  private boolean reached;
  private boolean dirty;
  // Whom to look for among the peers of any node: who is not known, and who fails.
  private final Set<String> wanted = new HashSet<>();

  /** Creates a tender that has asked nobody yet. */
  public Tender(TenderConfig config, TendListener listener) {
    this.config = config;
    this.listener = requireNonNull(listener);
    connector = new Connector(config);
    NodeProber prober = new NodeProber(config, connector);
    seeding = new Seeding(config, prober, mailbox);
    peerSearch = new PeerSearch(prober, mailbox, this::found);
    questions =
        new Questions(config, mailbox, roster, owners, this::refreshed, this::refreshFailed);
    clusterName = new ClusterName(config.clusterName());
  }

  /**
   * Asks every node what changed, and finds the cluster when none is known. Takes about one
   * interval at most, whatever the nodes do.
   *
   * <p>When the thread is interrupted, it returns early with what is known, and the thread stays
   * interrupted.
   */
  @Override
  public TendOutcome tend() {
    long start = System.nanoTime();
    long bound = Math.max(config.tendInterval().toNanos(), LEAST_BOUND_NANOS);
    deadlineNanos = start + bound;
    newNodePatienceNanos =
        map.isPresent() ? Math.min(bound / 2, NEW_NODE_PATIENCE_NANOS) : bound / 2;
    questions.startTend(newNodePatienceNanos);
    reached = false;
    peerSearch.startTend();
    startWanting();
    try {
      handleOutcomes(start);
      if (roster.isEmpty()) {
        seed(start + bound / 2);
      } else {
        seeding.dropLate(roster);
        questions.askAll();
      }
      handleOutcomes(deadlineNanos);
      settlePartitions();
      removeNodes();
      dirty |= clusterName.follow(roster.nodes());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean changed = isPublishable() && updateMap();
    long now = System.nanoTime();
    TendOutcome outcome =
        new TendOutcome(
            map,
            changed,
            reached,
            Duration.ofNanos(now - start),
            failure(),
            isUnsettled(now),
            missing(),
            clusterName.former());
    listener.connectionsCounted(connector.connected(), connector.opened());
    listener.tendFinished(outcome);
    return outcome;
  }

  private void startWanting() {
    wanted.clear();
    wanted.addAll(roster.strangers());
    for (TendedNode node : roster.nodes()) {
      if (node.failures() > 0) {
        wanted.add(node.name());
      }
    }
  }

  /**
   * Handles what came back until nothing is worth waiting for, each of which may send more. As long
   * as nobody answered, everybody is worth waiting for: one node that is late hangs, but when all
   * are it is this host that is busy.
   */
  private void handleOutcomes(long until) throws InterruptedException {
    boolean any = true;
    while (any) {
      any = mailbox.handleNext(until, !reached);
    }
  }

  /**
   * Decides who holds what by the answers. Whose partitions somebody else claims, too, is asked
   * again: when a partition moves, the answers of the two nodes may be from before and after that.
   * As it has just answered, it is granted all the time that the tend has left.
   */
  private void settlePartitions() throws InterruptedException {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      for (TendedNode node : roster.nodes()) {
        if (node.hasClaims() && roster.isCutOff(node)) {
          log.info("Node {} sees no other node, and others answer: its claims do not count", node);
          owners.cutOff(node, roster);
          noteChange();
        }
      }
      dirty |= owners.settle(roster, System.nanoTime());
      if (owners.awaited().isEmpty()) {
        return;
      }
      owners.awaited().forEach(node -> questions.ask(node, deadlineNanos));
      handleOutcomes(deadlineNanos);
    }
    dirty |= owners.settle(roster, System.nanoTime());
  }

  private void seed(long patienceUntil) throws InterruptedException {
    seeding.ask(patienceUntil);
    handleOutcomes(patienceUntil);
    SeedVerdict verdict =
        seeding.decide(map.map(known -> ClusterIdentity.of(known, Set.of())), everReached);
    seedFailure = verdict.failure();
    if (seedFailure.isPresent()) {
      return;
    }
    // Before the name that the seeds tell: this one is the former name if they differ.
    map.ifPresent(known -> clusterName.startFrom(known.clusterName()));
    clusterName.reached(verdict.clusterName());
    for (NodeProbe probe : verdict.nodes()) {
      roster.add(new TendedNode(probe));
    }
    map.ifPresent(this::carryOn);
    everReached = true;
    dirty = true;
    noteChange();
    for (TendedNode node : List.copyOf(roster.nodes())) {
      listener.nodeAdded(node.toNode());
      if (node.answers()) {
        logJoin(node);
      }
      questions.ask(node);
    }
  }

  /**
   * Starts from what was published, by whoever tended the cluster until now: nodes and partitions
   * stay as they are until the cluster says otherwise. What this tender knew itself is older, and
   * forgotten.
   *
   * <p>As long as this tender has not reached the cluster itself, the seeds have to lead to it
   * first, as they may be meant for another one.
   */
  @Override
  public void startFrom(ClusterMap published) {
    map = Optional.of(published);
    if (roster.isEmpty()) {
      if (everReached) {
        seeding.suggest(published.nodes());
      }
      return;
    }
    clusterName.startFrom(published.clusterName());
    Map<String, TendedNode> before = new HashMap<>();
    for (TendedNode node : List.copyOf(roster.nodes())) {
      roster.remove(node);
      before.put(node.name(), node);
    }
    for (int index = 0; index < published.nodes().size(); index++) {
      TendedNode known = before.get(published.nodes().get(index).name());
      // Not while somebody reads from the connection.
      if (known != null && known.isAt(published.nodes().get(index)) && !known.isAsked()) {
        roster.add(new TendedNode(published, index, known.channel()));
      } else if (known != null) {
        known.channel().close();
      }
    }
    carryOn(published);
    before.values().stream()
        .filter(node -> roster.find(node.name()) == null)
        .forEach(
            node -> {
              node.channel().close();
              listener.nodeRemoved(node.toNode());
            });
    roster.nodes().stream()
        .filter(node -> !before.containsKey(node.name()))
        .forEach(node -> listener.nodeAdded(node.toNode()));
    dirty = true;
    noteChange();
  }

  @Override
  public void accepted() {
    listener.accepted();
  }

  // Nodes of the map that are not in the roster come into it as what they were known to be.
  private void carryOn(ClusterMap known) {
    List<TendedNode> nodes = new ArrayList<>();
    for (int index = 0; index < known.nodes().size(); index++) {
      Node published = known.nodes().get(index);
      TendedNode node = roster.find(published.name());
      if (node == null) {
        InetSocketAddress address = new InetSocketAddress(published.address(), published.port());
        node = new TendedNode(known, index, connector.channel(address, published.tlsName()));
        roster.add(node);
      }
      node.takeOverHoldings();
      nodes.add(node);
    }
    owners.startFrom(known.namespaces(), nodes);
  }

  // ---- Answers ----

  // Called by the questions when an answer has come.
  private void refreshed(TendedNode node, Timed<NodeRefresh.Result> answer) {
    reportTraffic(node);
    if (!node.isActive()) {
      return;
    }
    reached = true;
    if (node.failures() > 0) {
      log.info("Node {} answers again", node);
    }
    NodeRefresh.Result result = answer.value();
    dirty |= node.refreshed(result, answer.nanos());
    // As the official clients, this does not listen to who was cut off about partitions.
    if (result.claims().isPresent() && !roster.isCutOff(node)) {
      owners.merge(node, result.claims().get());
    }
    if (result.peers().isPresent() || result.claims().isPresent() || result.racks().isPresent()) {
      noteChange();
    }
    listener.nodeRefreshed(node.name(), answer.nanos());
    seekPeers(node, result.peers().isPresent());
  }

  // In a cluster that is whole nobody is wanted, and then nobody goes through all peers of all
  // nodes.
  private void seekPeers(TendedNode node, boolean news) {
    if (news || !wanted.isEmpty()) {
      for (PeerList.Peer peer : node.peerNodes()) {
        if (news || wanted.contains(peer.name())) {
          peerSearch.seek(peer, roster.find(peer.name()), newNodePatienceNanos);
        }
      }
    }
  }

  private void refreshFailed(TendedNode node, Exception cause, long nanos) {
    reportTraffic(node);
    if (!node.isActive()) {
      return;
    }
    String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    if (node.failures() == 0) {
      log.info("Node {} fails, its partitions stay with it for now: {}", node, why);
      log.debug("Node {} fails", node, cause);
      owners.drop(node);
    }
    dirty |= node.failed(why);
    wanted.add(node.name());
    if (node.isLastingFailureToBeTold()) {
      log.warn(
          "Node {} has been failing for {} s, and the cluster still names it: {}",
          node,
          TimeUnit.NANOSECONDS.toSeconds(Outage.LASTING_NANOS),
          why);
    }
    if (cause instanceof NodeRefresh.OtherNodeException) {
      node.deactivate();
    }
    listener.nodeFailed(node.name(), nanos, node.failures(), cause);
  }

  private void reportTraffic(TendedNode node) {
    NodeChannel.Traffic traffic = node.channel().takeTraffic();
    if (traffic.requests() > 0) {
      listener.infoExchanged(
          node.name(), traffic.requests(), traffic.bytesSent(), traffic.bytesReceived());
    }
  }

  private void found(NodeProbe probe, TendedNode instead) {
    TendedNode known = roster.find(probe.name());
    boolean stillWanted =
        !roster.isEmpty() && known == instead && (known == null || known.failures() > 0);
    if (!stillWanted) {
      probe.channel().close();
      return;
    }
    TendedNode node = new TendedNode(probe);
    if (known == null) {
      logJoin(node);
    } else {
      log.info("Node {} is at {} now", known, probe.address());
      remove(known);
      // It holds what it held, until it says otherwise itself.
      owners.replace(known, node);
      node.takeOverHoldings();
    }
    roster.add(node);
    dirty = true;
    noteChange();
    listener.nodeAdded(node.toNode());
    questions.ask(node);
  }

  private static void logJoin(TendedNode node) {
    log.info("Node {} joins, build {}", node, node.toNode().build());
  }

  private void remove(TendedNode node) {
    owners.drop(node);
    drop(node);
    dirty = true;
    noteChange();
    listener.nodeRemoved(node.toNode());
  }

  private void drop(TendedNode node) {
    roster.remove(node);
    node.channel().close();
  }

  private void removeNodes() {
    List<TendedNode> gone = roster.toRemove(owners::holdsAny);
    boolean allLost = gone.size() == roster.nodes().size();
    for (TendedNode node : gone) {
      // Those that are all lost at once leave no cluster behind that would go on without them.
      if (!allLost) {
        log.info(
            "Node {} leaves: {}",
            node,
            node.lastFailure().isEmpty() ? "nobody's peer" : node.lastFailure());
      }
      remove(node);
      seeding.remember(node);
    }
    if (!gone.isEmpty()) {
      dirty |= owners.settle(roster, System.nanoTime());
    }
    peerSearch.retain(roster);
    if (!roster.isEmpty()) {
      seeding.forgetRemembered();
    } else if (!gone.isEmpty()) {
      String lost = "all nodes are lost: the last map stays, and the seeds are asked again";
      seedFailure = Optional.of(new TendFailure(TendFailure.Kind.SEEDS_UNREACHABLE, lost));
      seeding.tell(seedFailure.get());
    }
  }

  // ---- The map ----

  /** An empty roster is no map: the last one stays until the cluster is found again. */
  private boolean isPublishable() {
    return dirty && !roster.isEmpty() && (map.isPresent() || reached);
  }

  private boolean updateMap() {
    dirty = false;
    ClusterMap built = buildMap();
    if (map.filter(built::equals).isPresent()) {
      return false;
    }
    map = Optional.of(built);
    noteChange();
    listener.mapChanged(built);
    return true;
  }

  private ClusterMap buildMap() {
    List<TendedNode> nodes = List.copyOf(roster.nodes());
    return new ClusterMap(
        clusterName.current(),
        nodes.stream().map(TendedNode::toNode).toList(),
        owners.toNamespaceMaps(nodes));
  }

  private void noteChange() {
    everChanged = true;
    lastChangeNanos = System.nanoTime();
  }

  // Of nodes that were never reached, as far as the cluster names them.
  private Map<String, String> missing() {
    Map<String, String> missing = new TreeMap<>(peerSearch.missing(roster));
    for (TendedNode node : roster.nodes()) {
      if (!node.holdingsAreKnown() && !roster.isCutOff(node)) {
        missing.put(
            node.name(), node.lastFailure().isEmpty() ? PeerSearch.NO_ANSWER : node.lastFailure());
      }
    }
    return missing;
  }

  private boolean isUnsettled(long now) {
    boolean changedLately = everChanged && now - lastChangeNanos < config.fastPoll().toNanos();
    boolean awaited =
        roster.nodes().stream().anyMatch(node -> node.isAsked() && node.failures() == 0);
    return !roster.isEmpty() && (changedLately || awaited);
  }

  private Optional<TendFailure> failure() {
    if (roster.isEmpty()) {
      return seedFailure;
    }
    Map<String, String> failing = new LinkedHashMap<>();
    for (TendedNode node : roster.nodes()) {
      if (node.failures() > 0) {
        failing.put(node.name(), "node " + node + ": " + node.lastFailure());
      }
    }
    new TreeMap<>(peerSearch.unreachable())
        .forEach(
            (name, why) ->
                failing.merge(
                    name,
                    "node " + name + " was not found: " + why,
                    (known, sought) -> known + "; " + sought));
    if (failing.isEmpty()) {
      return Optional.empty();
    }
    String which = Excerpt.of(failing.values(), "; ");
    return Optional.of(
        new TendFailure(
            TendFailure.Kind.NODES_FAILING,
            failing.size() <= Excerpt.NAMED ? which : failing.size() + " nodes fail: " + which));
  }

  /** Closes all connections. Requests that are under way fail, unheard. */
  @Override
  public void close() {
    mailbox.close();
    connector.close();
  }
}
