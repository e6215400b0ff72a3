package io.shmtender.cclient;

import static io.shmtender.cclient.CClientLayout.*;

import io.shmtender.cluster.ClusterMap;
import io.shmtender.cluster.ClusterNode;
import io.shmtender.cluster.NamespaceMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a cluster map into the image that follows the one before: nodes keep their slots and
 * namespaces their tables for ever, as followers have numbered them.
 *
 * <p>A node for which there is no slot left, or which has to seem gone, cannot be named. Where it
 * is the master, followers are sent to another node, which passes their commands on. So they are to
 * a node that just joined, by leaving its partitions with those who had them, until all followers
 * know it.
 */
final class MapEncoder {
  private final SegmentImage base;
  private final SegmentImage image;
  private final Dimensions dimensions;
  private final CClientLayout layout;
  private final ClusterMap map;
  private final int nodeLimit;
  private final NodeDelays delays;
  private final long now;
  private final List<String> nodesLeftOut = new ArrayList<>();
  private final List<String> namespacesLeftOut = new ArrayList<>();

  /** Slot + 1 of each of the map's nodes, 0 while it cannot be named: as in entries. */
  private final int[] numbers;

  private MapEncoder(
      SegmentImage base, ClusterMap map, int nodeLimit, NodeDelays delays, long now) {
    this.base = base;
    this.image = base.copy();
    this.dimensions = base.dimensions();
    this.layout = dimensions.layout();
    this.map = map;
    this.nodeLimit = nodeLimit;
    this.delays = delays;
    this.now = now;
    this.numbers = new int[map.nodes().size()];
  }

  /**
   * An image of a map.
   *
   * @param image the image
   * @param nodesLeftOut the nodes that have no slot
   * @param namespacesLeftOut the namespaces that have no table
   */
  record Encoded(SegmentImage image, List<String> nodesLeftOut, List<String> namespacesLeftOut) {}

  /**
   * Returns the image of a map.
   *
   * @param base the image before
   * @param nodeLimit how many slots may ever be in use
   * @param delays the nodes that followers have to learn of first, brought up to date
   * @param now by {@link System#nanoTime}
   */
  static Encoded encode(
      SegmentImage base, ClusterMap map, int nodeLimit, NodeDelays delays, long now) {
    MapEncoder encoder = new MapEncoder(base, map, nodeLimit, delays, now);
    encoder.nodes();
    encoder.namespaces();
    encoder.generations();
    return new Encoded(encoder.image, encoder.nodesLeftOut, encoder.namespacesLeftOut);
  }

  private void nodes() {
    Map<String, Integer> slots = new HashMap<>();
    for (int slot = image.nodes() - 1; slot >= 0; slot--) {
      slots.put(image.nodeName(slot), slot);
    }
    boolean[] present = new boolean[dimensions.nodes()];
    NodeSlotEncoder encoder = new NodeSlotEncoder(layout);
    for (int index = 0; index < numbers.length; index++) {
      ClusterNode node = map.nodes().get(index);
      Integer known = slots.get(node.name());
      int slot = known != null ? known : newSlot(node);
      if (slot < 0) {
        nodesLeftOut.add(node.name());
        continue;
      }
      present[slot] = true;
      join(encoder, index, slot);
      numbers[index] = image.nodeActive(slot) ? slot + 1 : 0;
    }
    for (int slot = 0; slot < image.nodes(); slot++) {
      if (!present[slot]) {
        setActive(slot, false);
        delays.forget(slot);
      }
    }
    delays.joining().forgetPast(now);
  }

  // Negative if there is none.
  private int newSlot(ClusterNode node) {
    int slot = image.nodes();
    if (slot >= Math.min(nodeLimit, dimensions.nodes())
        || !image.putText(dimensions.nodeOffset(slot) + NODE_NAME, NODE_NAME_LENGTH, node.name())) {
      return -1;
    }
    image.putInt(NODES_SIZE, slot + 1);
    return slot;
  }

  private void join(NodeSlotEncoder encoder, int index, int slot) {
    int offset = dimensions.nodeOffset(slot);
    if (delays.away().isPending(slot, now)) {
      return;
    }
    delays.away().forget(slot);
    encoder.write(map, index, image, offset);
    if (base.nodeActive(slot) && !image.isNodeAtSameAddress(base, slot)) {
      delays.forget(slot);
      delays.away().begin(slot, now);
      setActive(slot, false);
    } else {
      if (!base.nodeActive(slot) && base.isReady()) {
        delays.joining().begin(slot, now);
      }
      setActive(slot, true);
    }
  }

  private void setActive(int slot, boolean active) {
    image.putByte(dimensions.nodeOffset(slot) + layout.nodeActive(), active ? 1 : 0);
  }

  private void namespaces() {
    Map<String, Integer> tables = new HashMap<>();
    for (int table = image.tables() - 1; table >= 0; table--) {
      tables.put(image.tableName(table), table);
    }
    List<Integer> reachable = new ArrayList<>();
    for (int number : numbers) {
      if (number != 0) {
        reachable.add(number);
      }
    }
    for (NamespaceMap namespace : map.namespaces()) {
      Integer known = tables.get(namespace.name());
      int table = known != null ? known : newTable(namespace);
      if (table < 0) {
        namespacesLeftOut.add(namespace.name());
      } else {
        write(namespace, dimensions.tableOffset(table), reachable);
      }
    }
  }

  // Negative if there is none.
  private int newTable(NamespaceMap namespace) {
    int table = image.tables();
    if (table >= dimensions.tables()
        || !image.putText(
            dimensions.tableOffset(table) + TABLE_NAME, TABLE_NAME_LENGTH, namespace.name())) {
      return -1;
    }
    image.putInt(TABLES_SIZE, table + 1);
    return table;
  }

  private void write(NamespaceMap namespace, int table, List<Integer> reachable) {
    int replicas = Math.min(layout.maxReplicas(), namespace.replicaCount());
    int flags = table + TABLE_FLAGS;
    if (layout.hasReplicaSize()) {
      image.putByte(flags++, replicas);
    }
    image.putByte(flags, namespace.strongConsistency() ? 1 : 0);
    boolean newcomers = !delays.joining().isEmpty();
    for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
      int entry = table + ENTRIES + partition * ENTRY_LENGTH;
      for (int replica = 0; replica < layout.maxReplicas(); replica++) {
        int number = replica < replicas ? number(namespace.node(replica, partition)) : 0;
        image.putInt(entry + 4 * replica, number);
      }
      if (isMasterLeftOut(namespace, partition)) {
        image.putInt(entry, detour(namespace, partition, reachable));
      }
      image.putInt(entry + layout.entryRegime(), namespace.regime(partition));
      if (newcomers && namesNewcomer(image, entry) && isStillGood(entry)) {
        image.copyFrom(base, entry, ENTRY_LENGTH);
      }
    }
  }

  private boolean namesNewcomer(SegmentImage of, int entry) {
    boolean newcomer = false;
    for (int replica = 0; replica < layout.maxReplicas(); replica++) {
      int slot = of.getInt(entry + 4 * replica) - 1;
      newcomer |= slot >= 0 && delays.joining().isPending(slot, now);
    }
    return newcomer;
  }

  // Whether the entry of before has a master, and names only nodes that are there and are known.
  private boolean isStillGood(int entry) {
    boolean good = base.getInt(entry) != 0 && !namesNewcomer(base, entry);
    for (int replica = 0; replica < layout.maxReplicas(); replica++) {
      int slot = base.getInt(entry + 4 * replica) - 1;
      good &= slot < 0 || image.nodeActive(slot);
    }
    return good;
  }

  private int number(int node) {
    return node == NamespaceMap.NONE ? 0 : numbers[node];
  }

  private boolean isMasterLeftOut(NamespaceMap namespace, int partition) {
    int master = namespace.master(partition);
    return master != NamespaceMap.NONE && numbers[master] == 0;
  }

  private int detour(NamespaceMap namespace, int partition, List<Integer> reachable) {
    for (int replica = 1; replica < namespace.replicaCount(); replica++) {
      int number = number(namespace.node(replica, partition));
      if (number != 0) {
        return number;
      }
    }
    return reachable.isEmpty() ? 0 : reachable.get(partition % reachable.size());
  }

  private void generations() {
    boolean nodesChanged = image.nodes() != base.nodes();
    boolean racksChanged = false;
    for (int slot = 0; slot < image.nodes(); slot++) {
      int offset = dimensions.nodeOffset(slot);
      nodesChanged |= image.nodeActive(slot) != base.nodeActive(slot);
      racksChanged |= image.differs(base, offset + layout.nodeRebalanceGeneration(), 8);
    }
    if (nodesChanged) {
      image.putInt(NODES_GENERATION, image.getInt(NODES_GENERATION) + 1);
    }
    if (racksChanged) {
      image.putInt(REBALANCE_GENERATION, image.getInt(REBALANCE_GENERATION) + 1);
    }
    image.putInt(LOCK_AND_READY, READY_UNIT);
  }
}
