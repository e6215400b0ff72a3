package io.shmtender.daemon.segment;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.layout.SegmentLayout;

/**
 * How much fits into a segment file.
 *
 * @param nodes node slots
 * @param namespaces partition tables
 * @param replicas replicas of a partition, the master included
 */
public record Capacity(int nodes, int namespaces, int replicas) {
  boolean fits(ClusterMap map) {
    return map.nodes().size() <= nodes
        && map.namespaces().size() <= namespaces
        && map.maxReplicaCount() <= replicas;
  }

  /** Doubles what is too small until the map fits, so that steady growth makes few files. */
  Capacity grownFor(ClusterMap map) {
    return new Capacity(
        grown(nodes, map.nodes().size()),
        grown(namespaces, map.namespaces().size()),
        grown(replicas, map.maxReplicaCount()));
  }

  private static int grown(int capacity, int needed) {
    int grown = capacity;
    while (grown < needed) {
      grown *= 2;
    }
    return grown;
  }

  /** Returns the length of a segment file of this capacity, in bytes. */
  public long totalLength() {
    return SegmentLayout.totalLength(nodes, namespaces, replicas);
  }

  int bodyLength() {
    return (int) SegmentLayout.bodyLength(nodes, namespaces, replicas);
  }
}
