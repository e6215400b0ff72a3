package io.shmtender.simulator;

import io.shmtender.simulator.spec.NamespaceSpec;
import io.shmtender.simulator.spec.NodeSpec;
import io.shmtender.simulator.spec.TlsSpec;
import io.shmtender.simulator.spec.Users;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets up a {@link SimulatedCluster}. Unless told otherwise: three nodes on free ports of 127.0.0.1
 * in rack 0, one namespace {@code test} with two replicas, no cluster name, Community Edition build
 * 8.1.2.0. Not thread-safe.
 */
public final class ClusterBuilder {
  private final List<NodeSpec> nodes = new ArrayList<>();
  private final List<NamespaceSpec> namespaces = new ArrayList<>();
  private String clusterName = "null";
  private String build = "8.1.2.0";
  private boolean enterprise;
  private InstantSource clock = InstantSource.system();
  private TlsSpec tls;
  private Users users;
  private boolean nodesChosen;

  ClusterBuilder() {}

  /** Adds {@code count} nodes on free ports of 127.0.0.1; 0 for a cluster that begins empty. */
  public ClusterBuilder nodes(int count) {
    nodesChosen = true;
    for (int i = 0; i < count; i++) {
      nodes.add(NodeSpec.anywhere());
    }
    return this;
  }

  /** Adds a node. */
  public ClusterBuilder node(NodeSpec spec) {
    nodesChosen = true;
    nodes.add(spec);
    return this;
  }

  /** Adds a namespace. */
  public ClusterBuilder namespace(NamespaceSpec spec) {
    namespaces.add(spec);
    return this;
  }

  /** Adds an available namespace. */
  public ClusterBuilder namespace(String name, int replicationFactor) {
    return namespace(NamespaceSpec.available(name, replicationFactor));
  }

  /** Names the cluster. */
  public ClusterBuilder clusterName(String name) {
    clusterName = name;
    return this;
  }

  /** Sets the server version that nodes report. */
  public ClusterBuilder build(String version) {
    build = version;
    return this;
  }

  /**
   * Lets nodes be Enterprise ones, which have durable deletes and take compressed commands. Racks,
   * strong consistency, users and TLS imply it when they are set up here.
   */
  public ClusterBuilder enterprise() {
    enterprise = true;
    return this;
  }

  /** Sets the clock by which records expire. */
  public ClusterBuilder clock(InstantSource source) {
    clock = source;
    return this;
  }

  /** Lets nodes speak TLS only. */
  public ClusterBuilder tls(TlsSpec spec) {
    tls = spec;
    return this;
  }

  /** Enables security: only these users get more than a login. */
  public ClusterBuilder users(Users allowed) {
    users = allowed;
    return this;
  }

  /**
   * Starts the cluster.
   *
   * @throws java.io.UncheckedIOException when a node cannot listen on its address
   */
  public SimulatedCluster start() {
    List<NodeSpec> chosenNodes = new ArrayList<>(nodes);
    if (!nodesChosen) {
      chosenNodes.addAll(List.of(NodeSpec.anywhere(), NodeSpec.anywhere(), NodeSpec.anywhere()));
    }
    List<NamespaceSpec> chosenNamespaces =
        namespaces.isEmpty() ? List.of(NamespaceSpec.available("test", 2)) : namespaces;
    boolean needsEnterprise =
        enterprise
            || tls != null
            || users != null
            || chosenNodes.stream().anyMatch(node -> node.rack() != 0)
            || chosenNamespaces.stream().anyMatch(NamespaceSpec::strongConsistency);
    return new SimulatedCluster(
        clusterName, build, needsEnterprise, clock, chosenNamespaces, chosenNodes, tls, users);
  }
}
