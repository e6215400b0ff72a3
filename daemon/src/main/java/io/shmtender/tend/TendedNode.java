package io.shmtender.tend;

import io.shmtender.cluster.ClusterNode;
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
  private static final long LEAST_PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int PATIENCE_FACTOR = 4;

  private final String name;
  private final NodeChannel channel;
  private ServerBuild build;
  private String clusterName;
  private boolean active = true;
  private boolean asked;
  private boolean movedAway;
  private int failures;
  private String lastFailure = "";
  private int connects = -1;
  private long partitionGeneration = NodeRefresh.Known.NOTHING;
  private Optional<PeerList> peers = Optional.empty();
  private RackIds racks = new RackIds(NodeRefresh.Known.NOTHING, Map.of());
  private Map<String, ReplicaClaims.Claim> claims = new HashMap<>();
  private long usualNanos;

  TendedNode(NodeProbe probe) {
    name = probe.name();
    channel = probe.channel();
    build = probe.build();
    clusterName = probe.clusterName();
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

  void setAsked(boolean value) {
    asked = value;
  }

  /** Returns how many refreshes failed in a row. */
  int failures() {
    return failures;
  }

  String lastFailure() {
    return lastFailure;
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

  /** Returns whether the node is known to see no other node. */
  boolean isAlone() {
    return peers.map(list -> list.peers().isEmpty()).orElse(false);
  }

  RackIds racks() {
    return racks;
  }

  /** Returns what the node last said that it holds of a namespace; null when it did not. */
  ReplicaClaims.Claim claim(String namespace) {
    return claims.get(namespace);
  }

  /** Takes over what the node holds, after the partition owners were brought up to date with it. */
  void setClaims(ReplicaClaims answered) {
    claims = new HashMap<>();
    answered.namespaces().forEach(claim -> claims.put(claim.namespace(), claim));
    partitionGeneration = answered.generation();
  }

  /** Makes the next refresh ask for the partitions, even if their generation did not move. */
  void forgetPartitionGeneration() {
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
    failures = 0;
    lastFailure = "";
    movedAway = false;
    connects = result.connects();
    clusterName = result.clusterName().orElse(clusterName);
    usualNanos = usualNanos == 0 ? nanos : usualNanos + (nanos - usualNanos) / 8;
    if (result.peers().isPresent()) {
      peers = result.peers();
    }
    if (result.racks().isPresent()) {
      changed |= !racks.equals(result.racks().get());
      racks = result.racks().get();
    }
    if (result.build().isPresent()) {
      changed |= !build.equals(result.build().get());
      build = result.build().get();
    }
    return changed;
  }

  /**
   * Notes that a refresh failed. When the node answers again it is asked for everything, as it may
   * be a new process; until then its word on peers and partitions does not count.
   *
   * @return whether that shows in the map
   */
  boolean failed(String why) {
    failures++;
    lastFailure = why;
    connects = -1;
    peers = Optional.empty();
    claims = new HashMap<>();
    return failures == 1;
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

  /** Returns the node as the map shows it. */
  ClusterNode toClusterNode() {
    InetAddress address = address().getAddress();
    String numeric = address.getHostAddress();
    int zone = numeric.indexOf('%');
    return new ClusterNode(
        name,
        zone < 0 ? numeric : numeric.substring(0, zone),
        address().getPort(),
        channel.tlsName(),
        build.text(),
        build.features(),
        racks.generation() == NodeRefresh.Known.NOTHING ? 0 : (int) racks.generation(),
        failures == 0 ? ClusterNode.State.ACTIVE : ClusterNode.State.FAILING);
  }

  @Override
  public String toString() {
    return name + " (" + address().getAddress().getHostAddress() + ":" + address().getPort() + ")";
  }
}
