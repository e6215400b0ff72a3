package io.shmtender.daemon.status;

import io.shmtender.daemon.report.Condition;
import io.shmtender.daemon.report.NodeRacks;
import io.shmtender.daemon.report.PartitionCounts;
import io.shmtender.daemon.report.SegmentEntry;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A view of the cluster with what the page counts in it. Counted once, when somebody asks, and kept
 * for as long as nothing else is published. Thread-safe: everything is counted in the constructor.
 */
final class ClusterFacts {
  private final ClusterView view;
  private final Map<String, PartitionCounts> counts = new LinkedHashMap<>();
  private final Map<String, String> racks = new HashMap<>();

  ClusterFacts(ClusterView view) {
    this.view = view;
    List<PartitionCounts> each = PartitionCounts.of(view.map());
    for (int i = 0; i < each.size(); i++) {
      counts.put(view.namespaces().get(i).name(), each.get(i));
    }
    for (Node node : view.nodes()) {
      racks.put(node.name(), NodeRacks.of(view.map(), node));
    }
  }

  /** Returns whether a segment's nodes are as they are now, not as they were seen last. */
  static boolean isCurrent(SegmentEntry segment) {
    return segment.condition() == Condition.READY;
  }

  ClusterView view() {
    return view;
  }

  List<Node> nodes() {
    return view.nodes();
  }

  Optional<Node> node(String name) {
    return nodes().stream().filter(node -> node.name().equals(name)).findFirst();
  }

  List<NamespaceMap> namespaces() {
    return view.namespaces();
  }

  PartitionCounts counts(NamespaceMap namespace) {
    return counts.get(namespace.name());
  }

  int failingNodes() {
    return (int) nodes().stream().filter(node -> !node.active()).count();
  }

  int masters(Node node) {
    return counts.values().stream().mapToInt(count -> count.masters(node)).sum();
  }

  int proles(Node node) {
    return counts.values().stream().mapToInt(count -> count.proles(node)).sum();
  }

  int withoutMaster() {
    return counts.values().stream().mapToInt(PartitionCounts::withoutMaster).sum();
  }

  int partitions() {
    return namespaces().size() * NamespaceMap.PARTITIONS;
  }

  /** Returns a node's racks: one number when it is the same in all namespaces, as usual. */
  String racks(Node node) {
    return racks.get(node.name());
  }
}
