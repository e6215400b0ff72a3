package io.shmtender.simulator.topology;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Nodes that see each other, and how they share the partitions: all of them, unless split. */
final class Side {
  private final Map<String, ClusterState.Joined> members;
  private final Map<String, PartitionTable> tables = new HashMap<>();
  private long balance;

  Side(Map<String, ClusterState.Joined> members) {
    this.members = new LinkedHashMap<>(members);
  }

  /** The nodes in the order of their joining. */
  Map<String, ClusterState.Joined> members() {
    return members;
  }

  /** The owners of partitions by namespace. */
  Map<String, PartitionTable> tables() {
    return tables;
  }

  /** Which of the cluster's balances this side last took part in. */
  long balance() {
    return balance;
  }

  void balance(long number) {
    balance = number;
  }
}
