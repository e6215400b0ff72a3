package io.shmtender.daemon.cclient;

import static io.shmtender.daemon.cclient.CClientLayout.*;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a cluster map into the image that follows the one before: nodes keep their slots and
 * namespaces their tables for ever, as followers have numbered them.
 *
 * <p>A node for which there is no slot left, or which has to seem gone, cannot be named. Where it
 * is the master, followers are sent to another node, which passes their commands on. So they are
 * for a node that just joined, until all followers know it.
 */
final class MapEncoder {
  private final SegmentImage base;
  private final SegmentImage image;
  private final Dimensions dimensions;
  private final CClientLayout layout;
  private final ClusterMap map;
  private final int nodeLimit;
  private final NodeDelays delays;
  private final FollowerMemory followers;
  private final NodeSlotEncoder encoder;
  private final Optional<Numbering> numberedBefore;
  private final long now;
  private final List<String> nodesLeftOut = new ArrayList<>();
  private final List<String> namespacesLeftOut = new ArrayList<>();

  /** Slot + 1 of each of the map's nodes, 0 while it cannot be named: as in entries. */
  private final int[] numbers;

  /** The numbers of the nodes that every follower knows, and of those that just joined. */
  private final List<Integer> known = new ArrayList<>();

  private final List<Integer> newcomers = new ArrayList<>();

  /** Active slots of nodes of which some followers know something that is no longer true. */
  private final List<Integer> wrong = new ArrayList<>();

  /** Where the map's nodes are. */
  private final Set<ByteBuffer> addresses = new HashSet<>();

  private MapEncoder(
      SegmentImage base,
      Optional<Numbering> numberedBefore,
      ClusterMap map,
      int nodeLimit,
      NodeDelays delays,
      long now) {
    this.numberedBefore = numberedBefore;
    this.base = base;
    this.image = base.copy();
    this.dimensions = base.dimensions();
    this.layout = dimensions.layout();
    this.map = map;
    this.nodeLimit = nodeLimit;
    this.delays = delays;
    this.followers = delays.followers();
    this.encoder = new NodeSlotEncoder(layout);
    this.now = now;
    this.numbers = new int[map.nodes().size()];
  }

  /**
   * An image of a map.
   *
   * @param image the image
   * @param nodesLeftOut the nodes that have no slot
   * @param namespacesLeftOut the namespaces that have no table
   * @param usedUp whether there are slots or tables of what is not in the map
   * @param numbering what the tables were made of
   */
  record Encoded(
      SegmentImage image,
      List<String> nodesLeftOut,
      List<String> namespacesLeftOut,
      boolean usedUp,
      Numbering numbering) {}

  /**
   * What the tables of an image were made of. A namespace that did not change since has the same
   * table again, as long as all nodes have the same numbers and none of them just joined.
   */
  static final class Numbering {
    private final List<NamespaceMap> namespaces;
    private final int[] numbers;
    private final boolean anyNewcomer;

    private Numbering(MapEncoder encoder) {
      namespaces = encoder.map.namespaces();
      numbers = encoder.numbers;
      anyNewcomer = !encoder.newcomers.isEmpty();
    }

    private boolean isAsIn(MapEncoder encoder) {
      return !anyNewcomer && encoder.newcomers.isEmpty() && Arrays.equals(numbers, encoder.numbers);
    }
  }

  /**
   * Returns the image of a map.
   *
   * @param base the image before
   * @param numberedBefore what its tables were made of, if they were made here
   * @param nodeLimit how many slots may ever be in use
   * @param delays the nodes that followers have to learn of first, brought up to date
   * @param now by {@link System#nanoTime}
   */
  static Encoded encode(
      SegmentImage base,
      Optional<Numbering> numberedBefore,
      ClusterMap map,
      int nodeLimit,
      NodeDelays delays,
      long now) {
    MapEncoder encoder = new MapEncoder(base, numberedBefore, map, nodeLimit, delays, now);
    encoder.nodes();
    encoder.namespaces();
    encoder.generations();
    return new Encoded(
        encoder.image,
        encoder.nodesLeftOut,
        encoder.namespacesLeftOut,
        encoder.isUsedUp(),
        new Numbering(encoder));
  }

  private boolean isUsedUp() {
    return image.nodes() > map.nodes().size() - nodesLeftOut.size()
        || image.tables() > map.namespaces().size() - namespacesLeftOut.size();
  }

  private void nodes() {
    Map<String, Integer> slots = new HashMap<>();
    for (int slot = image.nodes() - 1; slot >= 0; slot--) {
      slots.put(image.nodeName(slot), slot);
    }
    followers.forgetWaiting();
    BitSet present = new BitSet();
    for (int index = 0; index < numbers.length; index++) {
      Node node = map.nodes().get(index);
      Integer former = slots.get(node.name());
      int slot = former != null ? former : newSlot(node);
      if (slot < 0) {
        nodesLeftOut.add(node.name());
        continue;
      }
      present.set(slot);
      numbers[index] = slot + 1;
      place(index, slot);
    }
    letGo(present);
    for (int index = 0; index < numbers.length; index++) {
      if (numbers[index] != 0 && !image.nodeActive(numbers[index] - 1)) {
        numbers[index] = 0;
      }
    }
    for (int slot = 0; slot < image.nodes(); slot++) {
      if (!present.get(slot)) {
        leave(slot);
      }
      boolean returns = image.nodeActive(slot) && !base.nodeActive(slot);
      image.putByte(
          dimensions.nodeOffset(slot) + layout.nodeDoubt(),
          followers.isDoubtful(slot) && !returns ? 1 : 0);
    }
    delays.joining().forgetPast(now);
  }

  // Negative if there is none.
  private int newSlot(Node node) {
    int slot = image.nodes();
    if (slot >= Math.min(nodeLimit, dimensions.nodes())
        || !image.putText(dimensions.nodeOffset(slot) + NODE_NAME, NODE_NAME_LENGTH, node.name())) {
      return -1;
    }
    image.putInt(NODES_SIZE, slot + 1);
    return slot;
  }

  private void place(int index, int slot) {
    encoder.write(map, index, image, dimensions.nodeOffset(slot));
    NodeContact contact = image.nodeContact(slot);
    addresses.add(contact.address());
    if (base.nodeActive(slot)) {
      if (!followers.isKnown(slot, contact)) {
        // It may come to leave, and keeps then what was last active: a successor has to know that.
        keepBefore(slot);
        wrong.add(slot);
      }
    } else if (followers.mayReturn(slot, contact, now)) {
      setActive(slot, true);
      if (base.isReady()) {
        delays.joining().begin(slot, now);
      }
    } else {
      keepBefore(slot);
      followers.await(slot);
    }
  }

  private void keepBefore(int slot) {
    image.copyFrom(base, dimensions.nodeOffset(slot), layout.nodeLength());
  }

  /**
   * Lets nodes go of which followers know something that is no longer true. At an address where
   * nobody of the cluster is they are of no use. Where somebody is, commands are passed on: there
   * is time, and so that the others do not get all of them at once, no more than half of the nodes
   * are away.
   */
  private void letGo(BitSet present) {
    if (wrong.isEmpty()) {
      return;
    }
    int away = 0;
    for (int slot = present.nextSetBit(0); slot >= 0; slot = present.nextSetBit(slot + 1)) {
      away += !image.nodeActive(slot) || isNewcomer(slot + 1) ? 1 : 0;
    }
    List<Integer> useful = new ArrayList<>();
    for (int slot : wrong) {
      if (addresses.contains(base.nodeContact(slot).address())) {
        useful.add(slot);
      } else {
        leaveForAWhile(slot);
        away++;
      }
    }
    for (int slot : useful) {
      if (away < (present.cardinality() + 1) / 2) {
        leaveForAWhile(slot);
        away++;
      }
    }
  }

  private void leaveForAWhile(int slot) {
    leave(slot);
    followers.await(slot);
  }

  private void leave(int slot) {
    setActive(slot, false);
    delays.joining().forget(slot);
  }

  private void setActive(int slot, boolean active) {
    image.putByte(dimensions.nodeOffset(slot) + layout.nodeActive(), active ? 1 : 0);
  }

  private void namespaces() {
    Map<String, Integer> tables = new HashMap<>();
    for (int table = image.tables() - 1; table >= 0; table--) {
      tables.put(image.tableName(table), table);
    }
    findReachable();
    Set<NamespaceMap> standing = standing();
    for (NamespaceMap namespace : map.namespaces()) {
      Integer former = tables.get(namespace.name());
      int table = former != null ? former : newTable(namespace);
      if (table < 0) {
        namespacesLeftOut.add(namespace.name());
      } else if (former == null || !standing.contains(namespace)) {
        write(namespace, dimensions.tableOffset(table));
      }
    }
  }

  // The namespaces whose tables need not be written again. By identity: what did not change is the
  // same object in the next map.
  private Set<NamespaceMap> standing() {
    Set<NamespaceMap> standing = Collections.newSetFromMap(new IdentityHashMap<>());
    numberedBefore
        .filter(numbering -> numbering.isAsIn(this))
        .ifPresent(numbering -> standing.addAll(numbering.namespaces));
    return standing;
  }

  private void findReachable() {
    for (int number : numbers) {
      if (number != 0) {
        (isNewcomer(number) ? newcomers : known).add(number);
      }
    }
  }

  private boolean isNewcomer(int number) {
    return delays.joining().isPending(number - 1, now);
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

  private void write(NamespaceMap namespace, int table) {
    int replicas = Math.min(layout.maxReplicas(), namespace.replicaCount());
    int flags = table + TABLE_FLAGS;
    if (layout.hasReplicaSize()) {
      image.putByte(flags++, replicas);
    }
    image.putByte(flags, namespace.strongConsistency() ? 1 : 0);
    for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
      int entry = table + ENTRIES + partition * ENTRY_LENGTH;
      for (int replica = 0; replica < layout.maxReplicas(); replica++) {
        int number = replica < replicas ? number(namespace.node(replica, partition)) : 0;
        image.putInt(entry + 4 * replica, number);
      }
      image.putInt(entry + layout.entryRegime(), namespace.regime(partition));
      if (!newcomers.isEmpty() && namesNewcomer(image, entry) && isStillGood(entry)) {
        image.copyFrom(base, entry, ENTRY_LENGTH);
      } else if (needsDetour(namespace, partition)) {
        image.putInt(entry, detour(namespace, partition));
      }
    }
  }

  private boolean namesNewcomer(SegmentImage of, int entry) {
    boolean newcomer = false;
    for (int replica = 0; replica < layout.maxReplicas(); replica++) {
      int number = of.getInt(entry + 4 * replica);
      newcomer |= number != 0 && isNewcomer(number);
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

  private boolean needsDetour(NamespaceMap namespace, int partition) {
    int master = namespace.master(partition);
    return master != NamespaceMap.NONE && (numbers[master] == 0 || isNewcomer(numbers[master]));
  }

  private int detour(NamespaceMap namespace, int partition) {
    for (int replica = 1; replica < namespace.replicaCount(); replica++) {
      int number = number(namespace.node(replica, partition));
      if (number != 0 && !isNewcomer(number)) {
        return number;
      }
    }
    int master = number(namespace.master(partition));
    if (known.isEmpty() && master != 0) {
      return master;
    }
    List<Integer> others = known.isEmpty() ? newcomers : known;
    return others.isEmpty() ? 0 : others.get(partition % others.size());
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
