package io.shmtender.benchmarks;

import java.util.List;

/** How large a cluster is. */
record ClusterSize(int nodes, int namespaces) {
  static final ClusterSize SMALL = new ClusterSize(3, 2);
  static final ClusterSize MEDIUM = new ClusterSize(64, 32);
  static final ClusterSize LARGE = new ClusterSize(256, 32);
  static final List<ClusterSize> ALL = List.of(SMALL, MEDIUM, LARGE);

  String namespace(int index) {
    return "ns" + index;
  }

  @Override
  public String toString() {
    return nodes + " × " + namespaces;
  }
}
