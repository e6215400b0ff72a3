package io.shmtender.client;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.Router;
import io.shmtender.simulator.ClusterSnapshot;
import io.shmtender.simulator.SimulatedCluster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
    Map<String, Integer> places = new HashMap<>();
    for (ClusterSnapshot.NodeState state : snapshot.nodes()) {
      Node node =
          new Node(state.name(), state.host(), state.port(), tlsName, "8.1.0.0", 0, 0, true);
      places.put(node.name(), nodes.size());
      nodes.add(node);
    }
    List<NamespaceMap> namespaces = new ArrayList<>();
    new TreeMap<>(snapshot.namespaces())
        .forEach((name, state) -> namespaces.add(namespace(name, state, places)));
    ClusterMap map = new ClusterMap(snapshot.clusterName(), nodes, namespaces);
    return new ClusterView(map, sequence, Instant.EPOCH);
  }

  private static NamespaceMap namespace(
      String name, ClusterSnapshot.NamespaceState state, Map<String, Integer> places) {
    short[][] replicas = new short[state.replicationFactor()][NamespaceMap.PARTITIONS];
    int[] regimes = new int[NamespaceMap.PARTITIONS];
    for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
      ClusterSnapshot.PartitionState owners = state.partitions().get(partition);
      regimes[partition] = owners.regime();
      List<String> holders = new ArrayList<>(owners.proles());
      holders.add(0, owners.master());
      for (int r = 0; r < replicas.length; r++) {
        String holder = r < holders.size() ? holders.get(r) : null;
        replicas[r][partition] = places.getOrDefault(holder, NamespaceMap.NONE).shortValue();
      }
    }
    return new NamespaceMap(
        name, state.strongConsistency(), replicas, regimes, new int[places.size()]);
  }
}
