package io.shmtender.daemon.cli;

import io.shmtender.daemon.segment.OtherClusterException;
import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A cluster of a few nodes A, B, ... at 10.0.0.1:3000, 10.0.0.2:3000, ... with namespace "ap" of
 * two replicas, spread evenly, and "sc" of one replica, all at A but for partitions without master.
 */
record SmallCluster(String name, int nodes, int withoutMaster, boolean lastNodeFails) {

  static SmallCluster named(String name) {
    return new SmallCluster(name, 2, 0, false);
  }

  SmallCluster withNodes(int count) {
    return new SmallCluster(name, count, withoutMaster, lastNodeFails);
  }

  SmallCluster withoutMaster(int partitions) {
    return new SmallCluster(name, nodes, partitions, lastNodeFails);
  }

  SmallCluster whereTheLastNodeFails() {
    return new SmallCluster(name, nodes, withoutMaster, true);
  }

  ClusterMap map() {
    List<Node> all = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      all.add(
          new Node(
              Character.toString('A' + node),
              "10.0.0." + (node + 1),
              3000,
              "",
              "8.1.0.0",
              0,
              1,
              !lastNodeFails || node < nodes - 1));
    }
    short[][] spread = new short[2][NamespaceMap.PARTITIONS];
    for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
      spread[0][partition] = (short) (partition % nodes);
      spread[1][partition] = (short) ((partition + 1) % nodes);
    }
    short[][] atFirst = new short[1][NamespaceMap.PARTITIONS];
    Arrays.fill(atFirst[0], 0, withoutMaster, (short) NamespaceMap.NONE);
    int[] regimes = new int[NamespaceMap.PARTITIONS];
    int[] racks = new int[nodes];
    Arrays.setAll(racks, node -> 7 + node);
    int[] ones = new int[NamespaceMap.PARTITIONS];
    Arrays.fill(ones, 1);
    return new ClusterMap(
        name,
        all,
        List.of(
            new NamespaceMap("ap", false, spread, regimes, racks),
            new NamespaceMap("sc", true, atFirst, ones, racks)));
  }

  /** Publishes this cluster as an owner would, without holding the lock. */
  SegmentPublisher publish(Path directory, SegmentKey key)
      throws SegmentException, OtherClusterException {
    SegmentSettings settings = SegmentSettings.defaults(new SegmentDirectory(directory), key);
    SegmentPublisher publisher = SegmentPublisher.open(settings, 1, Optional.of(map()), Set.of());
    publisher.heartbeat(1_500_000, true);
    return publisher;
  }
}
