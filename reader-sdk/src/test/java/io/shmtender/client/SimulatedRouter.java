package io.shmtender.client;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceView;
import io.shmtender.reader.Node;
import io.shmtender.reader.Router;
import io.shmtender.simulator.ClusterSnapshot;
import io.shmtender.simulator.SimulatedCluster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Routes by what a simulated cluster looked like when somebody last asked for a fresh view: as with
 * a tender that publishes in that moment.
 */
final class SimulatedRouter implements Router {
  private final SimulatedCluster cluster;
  private volatile ClusterView view;
  private volatile long sequence;
  private volatile boolean frozen;

  SimulatedRouter(SimulatedCluster cluster) {
    this.cluster = cluster;
    this.view = freshView();
  }

  /** Goes on showing the last view, as when no tender is at work. */
  void freeze() {
    frozen = true;
  }

  /** Shows the cluster again. */
  void thaw() {
    frozen = false;
  }

  /** How many views there have been. */
  long sequence() {
    return sequence;
  }

  @Override
  public ClusterView view() {
    return view;
  }

  @Override
  public synchronized ClusterView freshView() {
    if (!frozen) {
      view = view(cluster.snapshot(), ++sequence);
    }
    return view;
  }

  static ClusterView view(ClusterSnapshot snapshot, long sequence) {
    return view(snapshot, sequence, "");
  }

  static ClusterView view(ClusterSnapshot snapshot, long sequence, String tlsName) {
    List<Node> nodes = new ArrayList<>();
    Map<String, Short> slots = new HashMap<>();
    Node[] nodeOfSlot = new Node[snapshot.nodes().size() + 1];
    for (ClusterSnapshot.NodeState state : snapshot.nodes()) {
      Node node =
          new Node(state.name(), state.host(), state.port(), tlsName, "8.1.0.0", 0, 0, true);
      nodes.add(node);
      slots.put(node.name(), (short) nodes.size());
      nodeOfSlot[nodes.size()] = node;
    }
    Map<String, NamespaceView> namespaces = new HashMap<>();
    snapshot
        .namespaces()
        .forEach((name, state) -> namespaces.put(name, namespace(name, state, slots, nodeOfSlot)));
    return new ClusterView(sequence, snapshot.clusterName(), nodes, namespaces);
  }

  private static NamespaceView namespace(
      String name,
      ClusterSnapshot.NamespaceState state,
      Map<String, Short> slots,
      Node[] nodeOfSlot) {
    int replicas = state.replicationFactor();
    short[] table = new short[replicas * NamespaceView.PARTITIONS];
    int[] regimes = new int[NamespaceView.PARTITIONS];
    for (int partition = 0; partition < NamespaceView.PARTITIONS; partition++) {
      ClusterSnapshot.PartitionState owners = state.partitions().get(partition);
      regimes[partition] = owners.regime();
      table[partition] = slots.getOrDefault(owners.master(), (short) 0);
      for (int r = 1; r < replicas && r <= owners.proles().size(); r++) {
        table[r * NamespaceView.PARTITIONS + partition] =
            slots.getOrDefault(owners.proles().get(r - 1), (short) 0);
      }
    }
    return new NamespaceView(
        name,
        state.strongConsistency(),
        replicas,
        table,
        nodeOfSlot,
        regimes,
        new int[nodeOfSlot.length - 1]);
  }
}
