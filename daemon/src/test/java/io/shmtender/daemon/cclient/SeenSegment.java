package io.shmtender.daemon.cclient;

import io.shmtender.simulator.ClusterSnapshot;
import io.shmtender.simulator.ClusterSnapshot.PartitionState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A copy of a segment in any layout, of a cluster with one prole at most. The offsets are those
 * that the C client's headers give, and not the daemon's own.
 */
record SeenSegment(ByteBuffer bytes) {
  private static final int OWNER_PID = 8;
  private static final int NODES_SIZE = 12;
  private static final int NODES_CAPACITY = 16;
  private static final int TABLES_IN_USE = 28;
  private static final int TABLES_OFFSET = 36;
  private static final int LOCK = 48;
  private static final int READY = 49;
  private static final int NODES = 56;
  private static final int NODE_PORT = 24 + 2;
  // Before the end of a slot, of whatever size that is.
  private static final int ACTIVE_TO_END = 4;
  private static final int ENTRIES = 40;
  private static final int ENTRY_SIZE = 16;
  private static final int PARTITIONS = 4096;
  private static final int TABLE_SIZE = ENTRIES + PARTITIONS * ENTRY_SIZE;

  /** Returns when the owner last tended, milliseconds of CLOCK_MONOTONIC. */
  long timestamp() {
    return bytes.getLong(0);
  }

  int ownerPid() {
    return bytes.getInt(OWNER_PID);
  }

  boolean locked() {
    return bytes.get(LOCK) == 1;
  }

  boolean ready() {
    return bytes.get(READY) == 1;
  }

  /** Returns whether the process holds the lock. */
  boolean ownedBy(long pid) {
    return locked() && ownerPid() == pid;
  }

  /** Returns whether a node has a slot that is active. */
  boolean isActive(String name) {
    boolean active = false;
    for (int slot = 0; slot < bytes.getInt(NODES_SIZE); slot++) {
      active |= text(node(slot), 20).equals(name) && isActive(slot);
    }
    return active;
  }

  /** Returns what differs from the cluster; empty if nothing does. */
  String differenceFrom(ClusterSnapshot cluster) {
    List<String> nodes = new ArrayList<>();
    List<String> active = new ArrayList<>();
    for (int slot = 0; slot < bytes.getInt(NODES_SIZE); slot++) {
      int node = node(slot);
      nodes.add(text(node, 20));
      if (isActive(slot)) {
        int port = Short.toUnsignedInt(Short.reverseBytes(bytes.getShort(node + NODE_PORT)));
        active.add(text(node, 20) + ":" + port);
      }
    }
    List<String> running =
        cluster.nodes().stream().map(node -> node.name() + ":" + node.port()).sorted().toList();
    if (!running.equals(active.stream().sorted().toList())) {
      return "the nodes " + active + " instead of " + running;
    }
    int tables = bytes.getInt(TABLES_IN_USE);
    if (tables != cluster.namespaces().size()) {
      return tables + " namespaces";
    }
    for (int table = 0; table < tables; table++) {
      String namespace = text(table(table), 32);
      for (int partition = 0; partition < PARTITIONS; partition++) {
        String difference = difference(cluster, nodes, table, namespace, partition);
        if (!difference.isEmpty()) {
          return difference;
        }
      }
    }
    return "";
  }

  private String difference(
      ClusterSnapshot cluster, List<String> nodes, int table, String namespace, int partition) {
    PartitionState expected = cluster.partition(namespace, partition);
    List<String> owners = new ArrayList<>();
    int entry = table(table) + ENTRIES + partition * ENTRY_SIZE;
    for (int replica = 0; replica < 1 + expected.proles().size(); replica++) {
      int number = bytes.getInt(entry + replica * Integer.BYTES);
      owners.add(number > 0 && number <= nodes.size() ? nodes.get(number - 1) : "number " + number);
    }
    List<String> wanted = new ArrayList<>(expected.proles());
    wanted.add(0, expected.master());
    return owners.equals(wanted)
        ? ""
        : "partition " + partition + " of " + namespace + " at " + owners + " instead of " + wanted;
  }

  private int node(int slot) {
    int size = (table(0) - NODES) / bytes.getInt(NODES_CAPACITY);
    return NODES + slot * size;
  }

  private boolean isActive(int slot) {
    return bytes.get(node(slot + 1) - ACTIVE_TO_END) == 1;
  }

  private int table(int number) {
    return bytes.getInt(TABLES_OFFSET) + number * TABLE_SIZE;
  }

  private String text(int offset, int size) {
    byte[] name = new byte[size];
    bytes.get(offset, name);
    int end = 0;
    while (end < size && name[end] != 0) {
      end++;
    }
    return new String(name, 0, end, StandardCharsets.US_ASCII);
  }
}
