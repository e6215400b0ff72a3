package io.shmtender.simulator;

import io.shmtender.simulator.server.NodeServer;
import io.shmtender.simulator.spec.Garble;
import io.shmtender.simulator.spec.NodeCounters;
import io.shmtender.simulator.spec.NodeSpec;
import io.shmtender.simulator.topology.Claims;
import io.shmtender.simulator.topology.ClusterState;
import io.shmtender.simulator.topology.Endpoints;
import io.shmtender.simulator.topology.Member;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One run of a node, from start to end; a node that is restarted is another object of the same
 * name. Thread-safe. Made by {@link SimulatedCluster}, which also ends it.
 */
public final class SimulatedNode {
  private volatile NodeSpec spec;
  private final NodeServer server;
  private final String tlsName;

  SimulatedNode(NodeSpec spec, NodeServer server, String tlsName) {
    this.spec = spec;
    this.tlsName = tlsName;
    this.server = server;
  }

  /** The node's name, for example {@code BB9000000001}. */
  public String name() {
    return spec.name();
  }

  /** The address that the node listens on, for example {@code 127.0.0.1}. */
  public String host() {
    return spec.host();
  }

  /** The port that the node listens on. */
  public int port() {
    return server.address().getPort();
  }

  /** Address and port. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** The rack. */
  public int rack() {
    return spec.rack();
  }

  /**
   * Stops answering: connections are accepted, requests are read, nobody gets an answer until
   * {@link #unhang}. Other nodes do not notice.
   */
  public void hang() {
    server.faults().hang(true);
  }

  /** Answers again, first the requests that arrived meanwhile. */
  public void unhang() {
    server.faults().hang(false);
  }

  /**
   * Makes every request wait before it is answered.
   *
   * @param delay how long, zero for no longer
   */
  public void slowDown(Duration delay) {
    server.faults().delay(delay);
  }

  /** Breaks every answer from now on. */
  public void garble(Garble how) {
    server.faults().garble(how);
  }

  /** Ends all faults: hanging, delay, garbled answers. */
  public void heal() {
    unhang();
    slowDown(Duration.ZERO);
    server.faults().garble(null);
  }

  /** Closes all connections; the node goes on and accepts new ones. */
  public void closeConnections() {
    server.closeConnections();
  }

  /** What the node has done since it started. */
  public NodeCounters counters() {
    return server.counters().read();
  }

  /** The generation of partitions that the node reports, -1 before it has joined. */
  public int partitionGeneration() {
    return server.view().partitionGeneration();
  }

  /**
   * Whether the node reports that it holds a replica of a partition.
   *
   * @param replica 0 for the master
   */
  public boolean claims(String namespace, int replica, int partitionId) {
    Claims claims = server.view().claims().get(namespace);
    return claims != null && claims.replica(partitionId) == replica;
  }

  /** The regime that the node reports of a namespace, 0 for one that it does not have. */
  public int regime(String namespace) {
    Claims claims = server.view().claims().get(namespace);
    return claims == null ? 0 : claims.regime();
  }

  /** The names of the peers that the node reports. */
  public Set<String> peers() {
    return server.view().peers().peers().entrySet().stream()
        .filter(entry -> entry.getValue().present())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** The generation of peers that the node reports. */
  public long peersGeneration() {
    return server.view().peers().generation();
  }

  /** The generation of rebalances that the node reports. */
  public long rebalanceGeneration() {
    return server.view().rebalanceGeneration();
  }

  NodeSpec spec() {
    return spec;
  }

  void spec(NodeSpec changed) {
    spec = changed;
  }

  /** The node as a member of its cluster. */
  ClusterState.Joined joined() {
    return new ClusterState.Joined(new Member(name(), rack()), endpoints());
  }

  /** How clients reach the node. */
  Endpoints endpoints() {
    String host = spec.advertisedHost() == null ? spec.host() : spec.advertisedHost();
    return new Endpoints(
        List.of(Endpoints.join(host, port())),
        spec.alternateHosts().stream().map(h -> Endpoints.join(h, port())).toList(),
        tlsName);
  }

  NodeServer server() {
    return server;
  }

  @Override
  public String toString() {
    return name() + " " + host() + ":" + port();
  }
}
