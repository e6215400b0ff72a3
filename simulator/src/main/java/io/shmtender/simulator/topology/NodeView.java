package io.shmtender.simulator.topology;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that one node tells clients about the cluster, at one moment. Immutable: all answers
 * of a request come from one view and so agree with each other.
 *
 * @param name the node's name
 * @param clusterName the cluster's name, {@code null} (the four letters) when it has none
 * @param self how the node itself is reached
 * @param peers the other nodes
 * @param members all nodes of the cluster with their racks
 * @param claims what the node says about each namespace
 * @param partitionGeneration -1 until the node has joined, then counted up with every change of
 *     claims
 * @param rebalanceGeneration counted up with every rebalance
 * @param balance which of the cluster's balances the node last took part in; clients are not told
 */
public record NodeView(
    String name,
    String clusterName,
    Endpoints self,
    PeerList peers,
    List<Member> members,
    Map<String, Claims> claims,
    int partitionGeneration,
    long rebalanceGeneration,
    long balance) {

  /** Copies the collections; the order of the claims stays. */
  public NodeView {
    members = List.copyOf(members);
    claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
  }

  /**
   * The view of a node that has not joined yet.
   *
   * @param claims its namespaces, of which it owns nothing
   */
  public static NodeView starting(
      String name, String clusterName, Endpoints self, Map<String, Claims> claims) {
    return new NodeView(name, clusterName, self, PeerList.EMPTY, List.of(), claims, -1, 0, 0);
  }

  /** Whether the node has joined the cluster. */
  public boolean isJoined() {
    return partitionGeneration >= 0;
  }

  /** The same view, but with the peers of another one. */
  public NodeView withPeersOf(NodeView other) {
    return new NodeView(
        name,
        clusterName,
        self,
        other.peers,
        members,
        claims,
        partitionGeneration,
        rebalanceGeneration,
        balance);
  }

  /** The node's rack, 0 until it has joined. */
  public int rack() {
    return members.stream().filter(m -> m.name().equals(name)).mapToInt(Member::rack).sum();
  }
}
