package io.shmtender.daemon.tend;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.info.PeerList;
import io.shmtender.reader.info.RackIds;
import io.shmtender.reader.info.ReplicaClaims;
import io.shmtender.reader.info.ServerBuild;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the tender knows of one node. Belongs to the tending thread alone; a node that comes back
 * after it was removed, or at another address, is a new object.
 */
final class TendedNode {
  /** How long a tend waits for every node that answered before. */
  static final long LEAST_PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int PATIENCE_FACTOR = 4;

  private final String name;
  private final NodeChannel channel;
  private ServerBuild build;
  private String clusterName;
  private boolean active = true;
  private boolean asked;
  private long askedAfter;
  private long patienceUntilNanos;
  private long answeredAfter;
  private boolean movedAway;
  private int failures;
  // Null while it does not fail.
  private Outage outage;
  private String lastFailure = "";
  private boolean heard;
  private boolean holdingsKnown;
  private int connects = -1;
  private int rebalanceGeneration;
  private long partitionGeneration = NodeRefresh.Known.NOTHING;
  private Optional<PeerList> peers = Optional.empty();
  private int peersTold;
  private RackIds racks = new RackIds(NodeRefresh.Known.NOTHING, Map.of());
  private Optional<Map<String, ReplicaClaims.Claim>> claims = Optional.empty();
  private long claimedAt;
  private long usualNanos;
  private long lastNanos = Long.MAX_VALUE;
  // As the map showed it last; null before.
  private Node shown;
  private int mapIndex;

  /** A node that answered at an address. */
  TendedNode(NodeProbe probe) {
    name = probe.name();
    channel = probe.channel();
    build = probe.build();
    clusterName = probe.clusterName();
    heard = true;
  }

  /**
   * A node that somebody else knew, who tended the cluster before: it is asked for everything, and
   * what it was known to be stays until it answers.
   *
   * @param map the whole map that it was in
   * @param index its index in there
   * @param channel a channel to it, not connected yet
   */
  TendedNode(ClusterMap map, int index, NodeChannel channel) {
    Node published = map.nodes().get(index);
    name = published.name();
    this.channel = channel;
    build = ServerBuild.parse(published.build());
    clusterName = map.clusterName();
    rebalanceGeneration = published.rebalanceGeneration();
    Map<String, Integer> rackIds = new HashMap<>();
    map.namespaces().forEach(ns -> rackIds.put(ns.name(), ns.rackId(index)));
    racks = new RackIds(NodeRefresh.Known.NOTHING, rackIds);
  }

  String name() {
    return name;
  }

  /** Returns what the node last called its cluster, empty when it has no name. */
  String clusterName() {
    return clusterName;
  }

  NodeChannel channel() {
    return channel;
  }

  InetSocketAddress address() {
    return channel.address();
  }

  /** Returns whether the node is in the cluster: not removed, and not another node by now. */
  boolean isActive() {
    return active;
  }

  void deactivate() {
    active = false;
  }

  /** Returns whether a refresh is under way. */
  boolean isAsked() {
    return asked;
  }

  /**
   * Notes that a refresh was sent.
   *
   * @param claims how many claims of any node were heard before
   * @param patienceUntil until when to wait for it, by {@link System#nanoTime()}
   */
  void sent(long claims, long patienceUntil) {
    asked = true;
    askedAfter = claims;
    patienceUntilNanos = patienceUntil;
  }

  /** Notes that the refresh came back, whatever came of it. */
  void cameBack() {
    asked = false;
  }

  /** Returns whether a refresh is under way for longer than the node is waited for. */
  boolean isOverdue(long nowNanos) {
    return asked && nowNanos - patienceUntilNanos >= 0;
  }

  /**
   * Returns how many claims of any node had been heard when the refresh was sent that was answered
   * last: this node stands by its own claims in the face of those.
   */
  long answeredAfter() {
    return answeredAfter;
  }

  /** Returns whether it is reached just where a published one is. */
  boolean isAt(Node published) {
    return name.equals(published.name())
        && address().equals(new InetSocketAddress(published.address(), published.port()))
        && channel.tlsName().equals(published.tlsName());
  }

  /** Returns whether the node itself was heard of, and did not fail since. */
  boolean answers() {
    return heard && failures == 0;
  }

  /** Returns whether it is known what the node holds, from itself or from who tended it before. */
  boolean holdingsAreKnown() {
    return holdingsKnown;
  }

  /** Notes that it is known from before what the node holds. */
  void takeOverHoldings() {
    holdingsKnown = true;
  }

  /** Returns how many refreshes failed in a row. */
  int failures() {
    return failures;
  }

  String lastFailure() {
    return lastFailure;
  }

  /** Returns true once in each row of failures: when it has lasted. */
  boolean isLastingFailureToBeTold() {
    return outage != null && outage.isToBeTold(System.nanoTime());
  }

  /**
   * Returns whether the node fails while its peers say that it is at another address, where it was
   * not found either.
   */
  boolean hasMovedAway() {
    return movedAway;
  }

  void setMovedAway(boolean value) {
    movedAway = value;
  }

  /** Returns the node's peers as it last told them, empty when it did not since it last failed. */
  Optional<PeerList> peers() {
    return peers;
  }

  List<PeerList.Peer> peerNodes() {
    return peers.map(PeerList::peers).orElse(List.of());
  }

  /** Returns a number that changes with the peers. */
  int peersTold() {
    return peersTold;
  }

  /** Returns whether the node is known to see no other node. */
  boolean isAlone() {
    return peers.map(list -> list.peers().isEmpty()).orElse(false);
  }

  RackIds racks() {
    return racks;
  }

  /** Returns whether it is known what the node claims, and counts. */
  boolean hasClaims() {
    return claims.isPresent();
  }

  /** Returns what the node claims of each namespace. */
  Map<String, ReplicaClaims.Claim> claims() {
    return claims.orElse(Map.of());
  }

  /** Returns what the node claims of a namespace; null when it is not known to claim anything. */
  ReplicaClaims.Claim claim(String namespace) {
    return claims().get(namespace);
  }

  /** Returns the number of the last claims that were others than before. */
  long claimedAt() {
    return claimedAt;
  }

  /** For {@link PartitionOwners} alone: notes what the node claims. */
  void setClaims(ReplicaClaims answered, long number) {
    Map<String, ReplicaClaims.Claim> byNamespace = new HashMap<>();
    answered.namespaces().forEach(claim -> byNamespace.put(claim.namespace(), claim));
    claims = Optional.of(byNamespace);
    claimedAt = number;
    partitionGeneration = answered.generation();
    holdingsKnown = true;
  }

  /**
   * For {@link PartitionOwners} alone: what the node claimed does not count any more. The next
   * refresh asks for the partitions, even if their generation did not move.
   */
  void dropClaims() {
    claims = Optional.empty();
    partitionGeneration = NodeRefresh.Known.NOTHING;
  }

  NodeRefresh.Known known() {
    return new NodeRefresh.Known(
        peers.map(PeerList::generation).orElse(NodeRefresh.Known.NOTHING),
        partitionGeneration,
        racks.generation(),
        connects);
  }

  /**
   * Notes that a refresh succeeded, and takes over what it brought, except the claims.
   *
   * @return whether anything of it shows in the map
   */
  boolean refreshed(NodeRefresh.Result result, long nanos) {
    boolean changed = failures > 0;
    heard = true;
    failures = 0;
    outage = null;
    lastFailure = "";
    movedAway = false;
    answeredAfter = askedAfter;
    connects = result.connects();
    clusterName = result.clusterName().orElse(clusterName);
    lastNanos = nanos;
    usualNanos = usualNanos == 0 ? nanos : usualNanos + (nanos - usualNanos) / 8;
    if (result.peers().isPresent()) {
      setPeers(result.peers());
    }
    if (result.racks().isPresent()) {
      changed |= !racks.equals(result.racks().get());
      racks = result.racks().get();
      rebalanceGeneration = (int) racks.generation();
    }
    if (result.build().isPresent()) {
      changed |= !build.equals(result.build().get());
      build = result.build().get();
    }
    return changed;
  }

  /**
   * Notes that a refresh failed. When the node answers again it is asked for everything, as it may
   * be a new process; until then its word on peers does not count.
   *
   * @return whether that shows in the map
   */
  boolean failed(String why) {
    failures++;
    outage = failures == 1 ? new Outage(System.nanoTime()) : outage;
    lastFailure = why;
    connects = -1;
    setPeers(Optional.empty());
    return failures == 1;
  }

  /** Returns whether its last refresh succeeded within this time. */
  boolean answeredWithin(long nanos) {
    return failures == 0 && lastNanos <= nanos;
  }

  private void setPeers(Optional<PeerList> told) {
    peersTold += told.isPresent() || peers.isPresent() ? 1 : 0;
    peers = told;
  }

  /**
   * Returns how long to wait for a refresh before going on without it: a few times what this node
   * usually takes; {@code longest} for a node that was never refreshed; nothing for one that fails,
   * as its answer can as well be handled in the next tend.
   */
  long patienceNanos(long longest) {
    if (failures > 0) {
      return 0;
    }
    return usualNanos == 0
        ? longest
        : Math.min(longest, Math.max(LEAST_PATIENCE_NANOS, PATIENCE_FACTOR * usualNanos));
  }

  /** Returns the node as the map shows it, the same object as long as nothing changed. */
  Node toNode() {
    InetAddress address = address().getAddress();
    String numeric = address.getHostAddress();
    int zone = numeric.indexOf('%');
    Node now =
        new Node(
            name,
            zone < 0 ? numeric : numeric.substring(0, zone),
            address().getPort(),
            channel.tlsName(),
            build.text(),
            build.features(),
            rebalanceGeneration,
            failures == 0);
    if (!now.equals(shown)) {
      shown = now;
    }
    return shown;
  }

  /** Returns where in the map it was when it was last told. */
  int mapIndex() {
    return mapIndex;
  }

  /** For {@link PartitionOwners} alone: notes where in the map it is. */
  void setMapIndex(int index) {
    mapIndex = index;
  }

  @Override
  public String toString() {
    return name + " (" + address().getAddress().getHostAddress() + ":" + address().getPort() + ")";
  }
}
