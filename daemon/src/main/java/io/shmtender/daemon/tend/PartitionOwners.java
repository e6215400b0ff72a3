package io.shmtender.daemon.tend;

import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.info.RackIds;
import io.shmtender.reader.info.ReplicaClaims;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The holders of each partition, by what the nodes claim. Belongs to the tending thread alone.
 *
 * <p>Claims are noted as they come, and decided upon when the answers of a tend are in, see {@link
 * #settle}: so the order in which nodes answer does not matter, and a partition that moves between
 * two nodes is on one of them in every map. For each replica of each partition:
 *
 * <ul>
 *   <li>A claim with an older regime than the newest one that anybody claimed the partition with
 *       does not count.
 *   <li>Who alone claims it gets it.
 *   <li>What nobody claims stays where it is, as does a namespace that no node has any more.
 *   <li>When the holder and another one claim it, it is contested. The holder is asked again: it
 *       may have let go since. It keeps what it still claims, and loses it if it keeps silent.
 *   <li>In any case, who is on a smaller side of a split loses.
 * </ul>
 *
 * <p>A contest is looked at again when one of the claims falls or changes, or when the peers do; a
 * tend that changed nothing costs nothing.
 *
 * <p>The official clients let the claim that they hear last win and ask the loser again, so that a
 * contested partition goes to and fro, and a node that was cut off gets all of them for a while.
 */
final class PartitionOwners {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionOwners.class);

  private static final short NOBODY = NamespaceMap.NONE;

  private final Map<String, Table> tables = new TreeMap<>();
  private final Set<String> oldRegimes = new HashSet<>();
  private final Set<TendedNode> awaited = new HashSet<>();
  private final Tally tally = new Tally();
  private Map<TendedNode, Integer> sides = Map.of();
  private long heard;
  private boolean changed;
  // What the last map was made of, besides the tables.
  private TendedNode[] shownNodes = {};
  private RackIds[] shownRacks = {};

  /** One namespace. Bitmaps are laid out as those of {@link ReplicaClaims.Claim}. */
  private static final class Table {
    private TendedNode[][] owners;
    private final int[] regimes = new int[NamespaceMap.PARTITIONS];
    private boolean strongConsistency;
    // What is to be decided upon, and what several nodes claimed when it last was.
    private long[][] open;
    private long[][] contested;
    private boolean anyOpen;
    private boolean anyContested;
    // Partitions whose regime nobody confirmed since it was taken over from what was published.
    private final BitSet hearsay = new BitSet();
    // What the last map said, null before the first, and whether it is to say something else now.
    private NamespaceMap shown;
    private boolean stale;

    Table(int replicaCount) {
      owners = new TendedNode[replicaCount][NamespaceMap.PARTITIONS];
      open = new long[replicaCount][ReplicaClaims.WORDS];
      contested = new long[replicaCount][ReplicaClaims.WORDS];
    }

    int replicaCount() {
      return owners.length;
    }

    void resize(int replicaCount) {
      Table resized = new Table(replicaCount);
      for (int replica = 0; replica < Math.min(replicaCount, replicaCount()); replica++) {
        resized.owners[replica] = owners[replica];
        resized.open[replica] = open[replica];
        resized.contested[replica] = contested[replica];
      }
      owners = resized.owners;
      open = resized.open;
      contested = resized.contested;
    }

    void open(int replica, int word, long partitions) {
      open[replica][word] |= partitions;
      anyOpen |= partitions != 0;
    }

    void openContested() {
      for (int replica = 0; anyContested && replica < replicaCount(); replica++) {
        for (int word = 0; word < ReplicaClaims.WORDS; word++) {
          open(replica, word, contested[replica][word]);
        }
      }
    }
  }

  /**
   * Starts from what somebody else published, instead of what is known here.
   *
   * @param namespaces the published namespaces
   * @param nodes the nodes by their indexes in the published map
   */
  void startFrom(List<NamespaceMap> namespaces, List<TendedNode> nodes) {
    tables.clear();
    changed = true;
    for (NamespaceMap namespace : namespaces) {
      Table table = new Table(namespace.replicaCount());
      table.strongConsistency = namespace.strongConsistency();
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        table.regimes[partition] = namespace.regime(partition);
        for (int replica = 0; replica < namespace.replicaCount(); replica++) {
          int owner = namespace.node(replica, partition);
          table.owners[replica][partition] = owner == NamespaceMap.NONE ? null : nodes.get(owner);
        }
      }
      if (table.strongConsistency) {
        table.hearsay.set(0, NamespaceMap.PARTITIONS);
      }
      tables.put(namespace.name(), table);
    }
  }

  /** Returns how many claims were noted that were others than before. */
  long heard() {
    return heard;
  }

  /** Notes what a node answered that it claims. */
  void merge(TendedNode node, ReplicaClaims answer) {
    Map<String, ReplicaClaims.Claim> before = node.claims();
    Set<String> gone = new HashSet<>(before.keySet());
    boolean news = !node.hasClaims();
    for (ReplicaClaims.Claim claim : answer.namespaces()) {
      Table table = tables.get(claim.namespace());
      if (table == null) {
        table = new Table(claim.replicaCount());
        tables.put(claim.namespace(), table);
        noteChange(table);
      }
      if (claim.replicaCount() > table.replicaCount()) {
        resize(claim.namespace(), table, claim.replicaCount());
      }
      correctHearsay(table, node, claim);
      raiseRegimes(table, node, claim);
      news |= openDifferences(table, before.get(claim.namespace()), claim);
      gone.remove(claim.namespace());
    }
    for (String namespace : gone) {
      news |= openDifferences(tables.get(namespace), before.get(namespace), null);
    }
    heard += news ? 1 : 0;
    node.setClaims(answer, news ? heard : node.claimedAt());
  }

  private void resize(String namespace, Table table, int replicaCount) {
    LOG.info(
        "Namespace {} has {} replicas now, {} before",
        namespace,
        replicaCount,
        table.replicaCount());
    table.resize(replicaCount);
    noteChange(table);
  }

  /**
   * A published regime was its holder's word, and gives way to what the holder itself says now, or
   * anybody once the holder is gone: a cluster that was set up anew, under the old names, begins
   * again with small regimes.
   */
  private void correctHearsay(Table table, TendedNode node, ReplicaClaims.Claim claim) {
    for (int partition = table.hearsay.nextSetBit(0);
        partition >= 0;
        partition = table.hearsay.nextSetBit(partition + 1)) {
      TendedNode holder = table.owners[0][partition];
      if (holder != null && holder != node && holder.isActive()) {
        continue;
      }
      table.hearsay.clear(partition);
      if (Integer.compareUnsigned(claim.regime(), table.regimes[partition]) < 0) {
        table.regimes[partition] = claim.regime();
        noteChange(table);
        // Others may claim it with such a regime, too, and were not believed.
        openPartition(table, partition);
      }
    }
  }

  private void noteChange(Table table) {
    table.stale = true;
    changed = true;
  }

  private static void openPartition(Table table, int partition) {
    for (int replica = 0; replica < table.replicaCount(); replica++) {
      table.open(replica, partition / Long.SIZE, Long.MIN_VALUE >>> partition);
    }
  }

  private void raiseRegimes(Table table, TendedNode node, ReplicaClaims.Claim claim) {
    if (claim.regime() != 0 && !table.strongConsistency) {
      table.strongConsistency = true;
      noteChange(table);
    }
    boolean tooOld = false;
    for (int word = 0; table.strongConsistency && word < ReplicaClaims.WORDS; word++) {
      for (long left = claim.anyReplica(word); left != 0; left &= left - 1) {
        int partition = partition(word, left);
        int newer = Integer.compareUnsigned(claim.regime(), table.regimes[partition]);
        tooOld |= newer < 0;
        if (newer >= 0) {
          table.hearsay.clear(partition);
        }
        if (newer > 0) {
          table.regimes[partition] = claim.regime();
          noteChange(table);
        }
      }
    }
    noteRegime(node, claim, tooOld);
  }

  private void noteRegime(TendedNode node, ReplicaClaims.Claim claim, boolean tooOld) {
    String subject = node.name() + '/' + claim.namespace();
    if (!tooOld) {
      oldRegimes.remove(subject);
    } else if (oldRegimes.add(subject)) {
      LOG.info(
          "Node {} claims partitions of namespace {} with the old regime {}: ignored",
          node,
          claim.namespace(),
          Integer.toUnsignedString(claim.regime()));
    }
  }

  /** The partition of the lowest bit that is set. */
  private static int partition(int word, long bits) {
    return word * Long.SIZE + Long.SIZE - 1 - Long.numberOfTrailingZeros(bits);
  }

  /** Opens where two claims of a node differ, either of which may be null; tells if anywhere. */
  private static boolean openDifferences(
      Table table, ReplicaClaims.Claim before, ReplicaClaims.Claim after) {
    boolean sameRegime = before == null || after == null || before.regime() == after.regime();
    long any = 0;
    for (int replica = 0; replica < table.replicaCount(); replica++) {
      for (int word = 0; word < ReplicaClaims.WORDS; word++) {
        long old = before == null ? 0 : before.word(replica, word);
        long now = after == null ? 0 : after.word(replica, word);
        long different = sameRegime ? old ^ now : old | now;
        table.open(replica, word, different);
        any |= different;
      }
    }
    return any != 0;
  }

  /** Must be called when a node fails or is removed: what it claimed does not count any more. */
  void drop(TendedNode node) {
    node.claims().forEach((name, claim) -> openDifferences(tables.get(name), claim, null));
    node.dropClaims();
  }

  /**
   * Must be called when a node counts as cut off: what it claimed does not count any more, nor does
   * the regime that it claimed it with.
   */
  void cutOff(TendedNode node, Roster roster) {
    Map<String, ReplicaClaims.Claim> fallen = node.claims();
    drop(node);
    fallen.forEach((name, claim) -> lowerRegimes(name, claim, roster));
  }

  private void lowerRegimes(String namespace, ReplicaClaims.Claim fallen, Roster roster) {
    Table table = tables.get(namespace);
    List<Claimant> claimants = claimants(namespace, roster);
    for (int word = 0; table.strongConsistency && word < ReplicaClaims.WORDS; word++) {
      for (long left = fallen.anyReplica(word); left != 0; left &= left - 1) {
        int partition = partition(word, left);
        if (fallen.regime() == table.regimes[partition]) {
          lowerRegime(table, partition, claimants);
        }
      }
    }
  }

  private void lowerRegime(Table table, int partition, List<Claimant> claimants) {
    int newest = 0;
    boolean any = false;
    for (Claimant claimant : claimants) {
      if (claimant.claim().holdsAny(partition)) {
        any = true;
        if (Integer.compareUnsigned(claimant.claim().regime(), newest) > 0) {
          newest = claimant.claim().regime();
        }
      }
    }
    if (any && newest != table.regimes[partition]) {
      table.regimes[partition] = newest;
      noteChange(table);
      openPartition(table, partition);
    }
  }

  /** Gives everything that a node holds to the one that is known under its name from now on. */
  void replace(TendedNode node, TendedNode by) {
    for (Table table : tables.values()) {
      for (TendedNode[] row : table.owners) {
        for (int partition = 0; partition < row.length; partition++) {
          if (row[partition] == node) {
            row[partition] = by;
            noteChange(table);
          }
        }
      }
    }
  }

  /** A node that claims partitions of the namespace in question. */
  private record Claimant(TendedNode node, ReplicaClaims.Claim claim) {}

  private static List<Claimant> claimants(String namespace, Roster roster) {
    List<Claimant> claimants = new ArrayList<>();
    for (TendedNode node : roster.nodes()) {
      ReplicaClaims.Claim claim = node.claim(namespace);
      if (claim != null) {
        claimants.add(new Claimant(node, claim));
      }
    }
    return claimants;
  }

  /**
   * Decides who holds what, wherever that may have changed. What cannot be decided before its
   * holder was asked again is left as it is until the next call; see {@link #awaited}.
   *
   * @param nowNanos the time, by {@link System#nanoTime()}
   * @return whether the map changed since the last call
   */
  boolean settle(Roster roster, long nowNanos) {
    awaited.clear();
    for (TendedNode node : roster.nodes()) {
      // It was cut off when it was asked, and is not any more.
      if (!node.hasClaims() && !node.isAsked() && node.failures() == 0 && !roster.isCutOff(node)) {
        awaited.add(node);
      }
    }
    if (tables.values().stream().anyMatch(table -> table.anyOpen || table.anyContested)) {
      Map<TendedNode, Integer> current = roster.sides();
      if (!current.equals(sides)) {
        sides = current;
        tables.values().forEach(Table::openContested);
      }
      tables.forEach(
          (namespace, table) -> {
            if (table.anyOpen) {
              List<Claimant> claimants = claimants(namespace, roster);
              table.anyOpen = !shrink(namespace, table, claimants, roster);
              decide(table, claimants, nowNanos);
            }
          });
    }
    boolean wasChanged = changed;
    changed = false;
    return wasChanged;
  }

  /**
   * Returns the nodes that are to be asked what they claim: whether still what others claim as
   * well, or anything. Who is asked already may be among them.
   */
  Set<TendedNode> awaited() {
    return Set.copyOf(awaited);
  }

  /**
   * Fits a table to the nodes that claim most replicas. A node that is alone has but one of each.
   *
   * @return whether that is done; not as long as a node may have more that was not heard yet
   */
  private boolean shrink(String namespace, Table table, List<Claimant> claimants, Roster roster) {
    int most = claimants.stream().mapToInt(c -> c.claim().replicaCount()).max().orElse(0);
    if (most == 0 || most >= table.replicaCount()) {
      return true;
    }
    boolean allHeard =
        roster.nodes().stream()
            .allMatch(n -> n.hasClaims() || n.failures() > 0 || roster.isCutOff(n));
    if (allHeard) {
      resize(namespace, table, most);
    }
    return allHeard;
  }

  private void decide(Table table, List<Claimant> claimants, long nowNanos) {
    table.anyContested = false;
    for (int replica = 0; replica < table.replicaCount(); replica++) {
      for (int word = 0; word < ReplicaClaims.WORDS; word++) {
        long open = table.open[replica][word];
        if (open != 0) {
          tally.count(table, claimants, replica, word, open);
        }
        for (long left = open; left != 0; left &= left - 1) {
          if (decide(table, replica, partition(word, left), nowNanos)) {
            table.open[replica][word] &= ~Long.lowestOneBit(left);
          } else {
            table.anyOpen = true;
          }
        }
        table.anyContested |= table.contested[replica][word] != 0;
      }
    }
  }

  /**
   * The claims of one replica of 64 partitions. In a large cluster a node has few of them, so this
   * goes from claim to claim, and not for each partition through all nodes.
   */
  private final class Tally {
    private final int[] claims = new int[Long.SIZE];
    private final boolean[] ofHolder = new boolean[Long.SIZE];
    // The best of those who claim it and do not hold it; null where nobody does.
    private final Claimant[] rivals = new Claimant[Long.SIZE];

    void count(Table table, List<Claimant> claimants, int replica, int word, long partitions) {
      Arrays.fill(claims, 0);
      Arrays.fill(ofHolder, false);
      Arrays.fill(rivals, null);
      TendedNode[] holders = table.owners[replica];
      for (Claimant claimant : claimants) {
        ReplicaClaims.Claim claim = claimant.claim();
        for (long left = claim.word(replica, word) & partitions; left != 0; left &= left - 1) {
          int partition = partition(word, left);
          if (Integer.compareUnsigned(claim.regime(), table.regimes[partition]) >= 0) {
            count(claimant, holders[partition], partition % Long.SIZE);
          }
        }
      }
    }

    private void count(Claimant claimant, TendedNode holder, int at) {
      claims[at]++;
      if (claimant.node() == holder) {
        ofHolder[at] = true;
      } else if (rivals[at] == null || isBetter(claimant, rivals[at])) {
        rivals[at] = claimant;
      }
    }
  }

  /**
   * Decides about one replica of a partition by the tally of its claims.
   *
   * @return whether that is done; not if the holder is to be heard before
   */
  private boolean decide(Table table, int replica, int partition, long nowNanos) {
    TendedNode holder = table.owners[replica][partition];
    int at = partition % Long.SIZE;
    boolean holderClaims = tally.ofHolder[at];
    Claimant rival = tally.rivals[at];
    if (rival != null && !keeps(holder, holderClaims, rival.node())) {
      if (isToBeHeard(holder, holderClaims, rival.node(), nowNanos)) {
        awaited.add(holder);
        return false;
      }
      table.owners[replica][partition] = rival.node();
      noteChange(table);
    }
    long bit = Long.MIN_VALUE >>> partition;
    int word = partition / Long.SIZE;
    table.contested[replica][word] =
        tally.claims[at] > 1
            ? table.contested[replica][word] | bit
            : table.contested[replica][word] & ~bit;
    return true;
  }

  /**
   * Of two nodes that might take a partition: who is on the larger side; who claims less, as the
   * nodes of a larger side do before they are known to be one; whose claims are newer.
   */
  private boolean isBetter(Claimant one, Claimant other) {
    int known = Integer.compare(sideOf(one.node()), sideOf(other.node()));
    if (known != 0) {
      return known > 0;
    }
    int more = Integer.compare(one.claim().masters(), other.claim().masters());
    return more == 0 ? one.node().claimedAt() > other.node().claimedAt() : more < 0;
  }

  private int sideOf(TendedNode node) {
    return sides.getOrDefault(node, 1);
  }

  /** Returns whether a holder need not fear the rival's claim. */
  private boolean keeps(TendedNode holder, boolean holderClaims, TendedNode rival) {
    if (!holderClaims) {
      return false;
    }
    int known = Integer.compare(sideOf(holder), sideOf(rival));
    return known == 0 ? holder.answeredAfter() >= rival.claimedAt() : known > 0;
  }

  /** Returns whether a holder may still say something about the rival's claim, and soon. */
  private boolean isToBeHeard(
      TendedNode holder, boolean holderClaims, TendedNode rival, long nowNanos) {
    if (holderClaims) {
      return sideOf(holder) == sideOf(rival) && !holder.isOverdue(nowNanos);
    }
    // One that has not answered at all yet, since it is known from the map of a predecessor only.
    return holder != null
        && holder.isActive()
        && !holder.hasClaims()
        && holder.isAsked()
        && !holder.isOverdue(nowNanos);
  }

  /** Returns whether any partition is held by the node. */
  boolean holdsAny(TendedNode node) {
    for (Table table : tables.values()) {
      for (TendedNode[] row : table.owners) {
        for (TendedNode owner : row) {
          if (owner == node) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * Returns the namespaces as the map shows them, sorted by name. What did not change since the
   * last call is the same object again: whoever goes by the map has nothing to compare there.
   *
   * @param nodes the nodes in the order of the map; who is not in it holds nothing
   */
  List<NamespaceMap> toNamespaceMaps(List<TendedNode> nodes) {
    TendedNode[] present = nodes.toArray(TendedNode[]::new);
    RackIds[] racks = new RackIds[present.length];
    for (int index = 0; index < present.length; index++) {
      present[index].setMapIndex(index);
      racks[index] = present[index].racks();
    }
    boolean sameNodes = isSame(present, shownNodes);
    boolean sameRacks = isSame(racks, shownRacks);
    shownNodes = present;
    shownRacks = racks;
    List<NamespaceMap> maps = new ArrayList<>();
    tables.forEach(
        (namespace, table) -> {
          if (table.shown == null || table.stale || !sameNodes || !sameRacks) {
            show(namespace, table, !table.stale && sameNodes);
          }
          maps.add(table.shown);
        });
    return maps;
  }

  private static boolean isSame(Object[] one, Object[] other) {
    boolean same = one.length == other.length;
    for (int i = 0; same && i < one.length; i++) {
      same = one[i] == other[i];
    }
    return same;
  }

  private void show(String namespace, Table table, boolean sameHolders) {
    int[] rackIds = new int[shownRacks.length];
    for (int index = 0; index < rackIds.length; index++) {
      rackIds[index] = shownRacks[index].rackId(namespace);
    }
    if (table.shown != null && sameHolders && table.shown.hasRackIds(rackIds)) {
      return;
    }
    short[][] replicas = new short[table.replicaCount()][NamespaceMap.PARTITIONS];
    for (int replica = 0; replica < replicas.length; replica++) {
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        replicas[replica][partition] = indexOf(table.owners[replica][partition]);
      }
    }
    NamespaceMap next =
        new NamespaceMap(namespace, table.strongConsistency, replicas, table.regimes, rackIds);
    if (!next.equals(table.shown)) {
      table.shown = next;
    }
    table.stale = false;
  }

  private short indexOf(TendedNode owner) {
    if (owner == null) {
      return NOBODY;
    }
    int index = owner.mapIndex();
    // One that is not in the map may have the index that it had when it was.
    return index < shownNodes.length && shownNodes[index] == owner ? (short) index : NOBODY;
  }
}
