package io.shmtender.daemon.report;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.Node;
import java.util.stream.Collectors;

/** The racks that a node is in, in words. */
public final class NodeRacks {
  private NodeRacks() {}

  /** Returns one number where it is the same in all namespaces, as nearly always; else all. */
  public static String of(ClusterMap map, Node node) {
    return map.namespaces().stream()
        .map(namespace -> Integer.toString(map.rackId(namespace, node)))
        .distinct()
        .collect(Collectors.joining("/"));
  }
}
