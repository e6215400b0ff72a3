package io.shmtender.tend;

import static java.util.Objects.requireNonNull;

import io.shmtender.cluster.ClusterMap;
import io.shmtender.cluster.ClusterNode;
import io.shmtender.cluster.NamespaceMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link ClusterMap} true to a cluster: {@link #tend}, called once per interval, asks every
 * node what changed.
 *
 * <p>One thread calls {@link #tend} and {@link #close}; it owns all state here. What blocks runs as
 * errands on pool threads, all nodes at once, and comes back through the {@link Mailbox}, so that a
 * node that hangs keeps one pool thread waiting and nobody else. A tend waits for a node only a few
 * times as long as that node usually takes; what comes later is handled by the next tend, and the
 * node is not asked again before.
 */
public final class Tender implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Tender.class);

  /** A tend may take an interval, but with very short intervals no tend would see an end. */
  private static final Duration LEAST_BOUND = Duration.ofMillis(250);

  private final TenderConfig config;
  private final TendListener listener;
  private final Connector connector;
  private final NodeProber prober;
  private final Mailbox mailbox = new Mailbox();
  private final Roster roster = new Roster();
  private final PartitionOwners owners = new PartitionOwners();
  private final Seeding seeding = new Seeding();
  private final String peersInfo;

  private final Set<Endpoint> seedsAsked = new HashSet<>();
  private final Set<String> peersSought = new HashSet<>();
  private final Map<String, String> peersUnreachable = new HashMap<>();
  private final Set<Endpoint> lastAddresses = new HashSet<>();

  private String clusterName;
  private Optional<ClusterMap> map = Optional.empty();
  private Optional<TendFailure> seedFailure = Optional.empty();
  private long lastChangeNanos;
  private boolean everChanged;

  /** Of the current tend. */
  private long deadlineNanos;

  private final Set<String> peersFailedNow = new HashSet<>();
  private boolean reached;
  private boolean dirty;

  /** Creates a tender that has asked nobody yet. */
  public Tender(TenderConfig config, TendListener listener) {
    this.config = config;
    this.listener = requireNonNull(listener);
    connector = new Connector(config);
    prober = new NodeProber(config, connector);
    peersInfo = PeerList.infoName(config.tls().isPresent(), config.useServicesAlternate());
    clusterName = config.clusterName();
  }

  /**
   * Asks every node what changed, and finds the cluster when none is known. Takes about one
   * interval at most, whatever the nodes do.
   *
   * <p>When the thread is interrupted, it returns early with what is known, and the thread stays
   * interrupted.
   */
  public TendOutcome tend() {
    long start = System.nanoTime();
    Duration bound =
        config.tendInterval().compareTo(LEAST_BOUND) > 0 ? config.tendInterval() : LEAST_BOUND;
    deadlineNanos = start + bound.toNanos();
    reached = false;
    peersFailedNow.clear();
    try {
      handleWhatCameSince();
      if (roster.isEmpty()) {
        seed();
      } else {
        roster.nodes().forEach(this::ask);
      }
      handleAll();
      removeNodes();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean changed = publishable() && updateMap();
    long now = System.nanoTime();
    TendOutcome outcome =
        new TendOutcome(
            map, changed, reached, Duration.ofNanos(now - start), failure(), unsettled(now));
    listener.tendFinished(outcome);
    return outcome;
  }

  private void handleWhatCameSince() throws InterruptedException {
    while (mailbox.handleNext(System.nanoTime())) {
      // On to the next.
    }
  }

  private void handleAll() throws InterruptedException {
    while (mailbox.handleNext(deadlineNanos)) {
      // On to the next; each may have sent further errands.
    }
  }

  // ---- Finding the cluster ----

  private void seed() throws InterruptedException {
    for (Seed seed : config.seeds()) {
      askSeed(new Endpoint(seed.host(), seed.port(), tlsName(seed)));
    }
    lastAddresses.forEach(this::askSeed);
    handleAll();
    Seeding.Verdict verdict = seeding.decide(clusterName);
    if (verdict.failure().isPresent()) {
      if (!verdict.failure().equals(seedFailure)) {
        log.error("Cannot tend: {}", verdict.failure().get().message());
      }
      seedFailure = verdict.failure();
      return;
    }
    seedFailure = Optional.empty();
    if (!verdict.clusterName().isEmpty()) {
      clusterName = verdict.clusterName();
    }
    log.info(
        "Reached {} through {}",
        clusterName.isEmpty() ? "a cluster without a name" : "cluster '" + clusterName + "'",
        verdict.nodes().stream().map(NodeProbe::name).collect(Collectors.joining(", ")));
    lastAddresses.clear();
    peersUnreachable.clear();
    verdict.nodes().forEach(this::add);
  }

  /** The default is the official client's. */
  private String tlsName(Seed seed) {
    if (config.tls().isEmpty() || !seed.tlsName().isEmpty()) {
      return seed.tlsName();
    }
    return config.clusterName().isEmpty() ? seed.host() : config.clusterName();
  }

  private void askSeed(Endpoint seed) {
    if (!seedsAsked.add(seed)) {
      return;
    }
    mailbox.send(
        () -> prober.askSeed(seed),
        deadlineNanos,
        answer -> {
          seedsAsked.remove(seed);
          if (roster.isEmpty()) {
            seeding.answered(answer);
          } else {
            answer.probe().channel().close();
            warnIfForeign(answer);
          }
        },
        cause -> {
          seedsAsked.remove(seed);
          seeding.failed(seed, cause);
        });
  }

  /** A seed that answered too late to be heard may lead elsewhere. */
  private void warnIfForeign(NodeProber.SeedAnswer answer) {
    if (roster.find(answer.probe().name()) == null
        && answer.peers().stream().noneMatch(peer -> roster.find(peer) != null)) {
      log.warn(
          "Seed {} leads to node {} of cluster '{}', which is not in the tended cluster '{}':"
              + " check the seeds",
          answer.seed(),
          answer.probe().name(),
          answer.probe().clusterName(),
          clusterName);
    }
  }

  // ---- Nodes ----

  private void ask(TendedNode node) {
    if (node.isAsked()) {
      return;
    }
    node.setAsked(true);
    NodeRefresh refresh =
        new NodeRefresh(
            node.name(),
            node.channel(),
            node.known(),
            new NodeRefresh.Asking(peersInfo, config.ipMap(), !isCutOff(node)));
    long start = System.nanoTime();
    long patience = node.patienceNanos(deadlineNanos - start);
    mailbox.send(
        () -> Timed.of(refresh),
        start + patience,
        answer -> refreshed(node, answer),
        cause -> refreshFailed(node, cause, System.nanoTime() - start));
  }

  /**
   * A node that sees no other while others answer was cut off from the cluster and thinks that it
   * holds everything. The official clients do not listen to it about partitions; nor does this.
   */
  private boolean isCutOff(TendedNode node) {
    return node.isAlone() && roster.answering() > 1;
  }

  private void refreshed(TendedNode node, Timed<NodeRefresh.Result> answer) {
    node.setAsked(false);
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
    if (result.claims().isPresent() && !isCutOff(node)) {
      dirty |= owners.merge(node, result.claims().get(), roster.nodes());
    }
    if (result.peers().isPresent() || result.claims().isPresent() || result.racks().isPresent()) {
      noteChange();
    }
    listener.nodeRefreshed(node.name(), answer.nanos());
    node.peerNodes().forEach(this::seek);
  }

  private void refreshFailed(TendedNode node, Exception cause, long nanos) {
    node.setAsked(false);
    reportTraffic(node);
    if (!node.isActive()) {
      return;
    }
    String why = message(cause);
    if (node.failures() == 0) {
      log.warn("Node {} fails, its partitions stay with it for now: {}", node, why);
      log.debug("Node {} fails", node, cause);
      owners.release(node, roster.nodes());
    }
    dirty |= node.failed(why);
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

  private static String message(Exception cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  // ---- Peers ----

  /** Looks for a peer that is not known yet, or that fails and is said to be elsewhere now. */
  private void seek(PeerList.Peer peer) {
    TendedNode known = roster.find(peer.name());
    if (known != null && (known.failures() == 0 || isListedAt(peer, known))) {
      return;
    }
    if (peersFailedNow.contains(peer.name()) || !peersSought.add(peer.name())) {
      return;
    }
    boolean failedBefore = peersUnreachable.containsKey(peer.name()) || known != null;
    mailbox.send(
        () ->
            known != null && prober.anyIs(peer.endpoints(), known.address())
                ? Optional.<NodeProbe>empty()
                : Optional.of(prober.findPeer(peer)),
        failedBefore ? System.nanoTime() : deadlineNanos,
        found -> {
          peersSought.remove(peer.name());
          found.ifPresent(probe -> found(probe, known));
        },
        cause -> {
          peersSought.remove(peer.name());
          peersFailedNow.add(peer.name());
          notFound(peer, known, message(cause));
        });
  }

  private static boolean isListedAt(PeerList.Peer peer, TendedNode known) {
    String host = known.address().getAddress().getHostAddress();
    int port = known.address().getPort();
    return peer.endpoints().stream().anyMatch(e -> e.port() == port && e.host().equals(host));
  }

  private void found(NodeProbe probe, TendedNode replaced) {
    peersUnreachable.remove(probe.name());
    TendedNode known = roster.find(probe.name());
    if (roster.isEmpty() || known != replaced || (known != null && known.failures() == 0)) {
      probe.channel().close();
      return;
    }
    if (known != null) {
      log.info("Node {} is at {} now", known, probe.address());
      remove(known);
    }
    add(probe);
  }

  private void notFound(PeerList.Peer peer, TendedNode known, String why) {
    if (!why.equals(peersUnreachable.put(peer.name(), why))) {
      log.warn("Node {}, a peer of the cluster, cannot be reached: {}", peer.name(), why);
    }
    // The official clients let go of a failing node that its peers place elsewhere, except on this
    // machine, where a container's inner address says nothing about the outer one.
    if (known != null && !known.address().getAddress().isLoopbackAddress()) {
      known.setMovedAway(known.failures() > 0);
    }
  }

  private void add(NodeProbe probe) {
    TendedNode node = new TendedNode(probe);
    log.info("Node {} joins, build {}", node, probe.build().text());
    roster.add(node);
    dirty = true;
    noteChange();
    listener.nodeAdded(node.toClusterNode());
    ask(node);
  }

  private void remove(TendedNode node) {
    owners.release(node, roster.nodes());
    roster.remove(node);
    node.channel().close();
    dirty = true;
    noteChange();
    listener.nodeRemoved(node.toClusterNode());
  }

  private void removeNodes() {
    List<TendedNode> gone = roster.toRemove(owners::holdsAny);
    for (TendedNode node : gone) {
      log.info(
          "Node {} leaves{}",
          node,
          node.lastFailure().isEmpty() ? ": nobody's peer" : ": " + node.lastFailure());
      remove(node);
      lastAddresses.add(
          new Endpoint(
              node.address().getAddress().getHostAddress(),
              node.address().getPort(),
              node.channel().tlsName()));
    }
    if (!roster.isEmpty()) {
      lastAddresses.clear();
    } else if (!gone.isEmpty()) {
      log.error("All nodes are lost: the last map stays, and the seeds are asked again");
    }
  }

  // ---- The map ----

  /** An empty roster is no map: the last one stays until the cluster is found again. */
  private boolean publishable() {
    return dirty && !roster.isEmpty() && (map.isPresent() || reached);
  }

  private boolean updateMap() {
    dirty = false;
    List<TendedNode> nodes = new ArrayList<>(roster.nodes());
    Map<TendedNode, Integer> indexes = new HashMap<>();
    List<ClusterNode> clusterNodes = new ArrayList<>();
    for (TendedNode node : nodes) {
      indexes.put(node, indexes.size());
      clusterNodes.add(node.toClusterNode());
    }
    ClusterMap built =
        new ClusterMap(
            clusterName,
            clusterNodes,
            owners.toNamespaceMaps(nodes, node -> indexes.getOrDefault(node, NamespaceMap.NONE)));
    if (map.filter(built::equals).isPresent()) {
      return false;
    }
    map = Optional.of(built);
    noteChange();
    listener.mapChanged(built);
    return true;
  }

  private void noteChange() {
    everChanged = true;
    lastChangeNanos = System.nanoTime();
  }

  private boolean unsettled(long now) {
    boolean fast = everChanged && now - lastChangeNanos < config.fastPoll().toNanos();
    boolean awaited =
        roster.nodes().stream().anyMatch(node -> node.isAsked() && node.failures() == 0);
    return !roster.isEmpty() && (fast || awaited);
  }

  private Optional<TendFailure> failure() {
    if (roster.isEmpty()) {
      return seedFailure;
    }
    String failing =
        roster.nodes().stream()
            .filter(node -> node.failures() > 0)
            .map(node -> "node " + node + ": " + node.lastFailure())
            .collect(Collectors.joining("; "));
    return failing.isEmpty()
        ? Optional.empty()
        : Optional.of(new TendFailure(TendFailure.Kind.NODES_FAILING, failing));
  }

  /** Closes all connections. Requests that are under way fail, unheard. */
  @Override
  public void close() {
    mailbox.close();
    connector.close();
  }
}
