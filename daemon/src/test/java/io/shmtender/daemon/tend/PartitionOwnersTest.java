package io.shmtender.daemon.tend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.info.InfoReplyException;
import io.shmtender.reader.info.PeerList;
import io.shmtender.reader.info.RackIds;
import io.shmtender.reader.info.ReplicaClaims;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PartitionOwnersTest {
  private static final int PARTITION = 17;
  private static final int OTHER = 4095;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

  private final PartitionOwners owners = new PartitionOwners();
  private final Roster roster = new Roster();
  private final TendedNode a = node("A");
  private final TendedNode b = node("B");
  // Nobody's patience ends but in the tests that let it.
  private long now = System.nanoTime();
  private boolean changed;

  private TendedNode node(String name) {
    TendedNode node = UnaskedNode.named(name);
    roster.add(node);
    return node;
  }

  private void ask(TendedNode node) {
    node.sent(owners.heard(), now + PATIENCE);
  }

  /** The node's answer to what it was asked last, without claims if they did not change. */
  private void answer(TendedNode node, Optional<ReplicaClaims> claims) {
    node.cameBack();
    node.refreshed(
        new NodeRefresh.Result(
            Optional.empty(), Optional.empty(), claims, Optional.empty(), Optional.empty(), 1),
        1);
    claims.ifPresent(some -> owners.merge(node, some));
  }

  private void answer(TendedNode node, String replicas) throws InfoReplyException {
    answer(node, Optional.of(Replies.claims(replicas)));
  }

  private void answer(TendedNode node, int regime, int... partitions) throws InfoReplyException {
    answer(node, "ns:" + regime + ",1," + Replies.bitmap(partitions));
  }

  private void answersStillTheSame(TendedNode node) {
    answer(node, Optional.empty());
  }

  /** What the node's peers are according to itself. */
  private void peers(TendedNode node, String... names) {
    node.refreshed(
        new NodeRefresh.Result(
            Optional.empty(),
            Optional.of(
                new PeerList(
                    1, Stream.of(names).map(n -> new PeerList.Peer(n, List.of())).toList())),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            1),
        1);
  }

  private void settle() {
    changed = owners.settle(roster, now);
  }

  private List<NamespaceMap> maps() {
    return owners.toNamespaceMaps(List.copyOf(roster.nodes()));
  }

  private NamespaceMap map() {
    return maps().get(0);
  }

  private String owner() {
    return owner(0, PARTITION);
  }

  private String owner(int replica, int partition) {
    int index = map().node(replica, partition);
    return index == NamespaceMap.NONE ? "" : List.copyOf(roster.nodes()).get(index).name();
  }

  /** A holds the partition and B, asked at the same time, claims it as well. */
  private void contest(int regime) throws InfoReplyException {
    ask(a);
    answer(a, regime, PARTITION);
    answer(b, regime);
    settle();
    assertEquals("A", owner());
    ask(a);
    ask(b);
    answersStillTheSame(a);
    answer(b, regime, PARTITION);
    settle();
  }

  @Test
  void partitionGoesToTheOneThatClaimsIt() throws InfoReplyException {
    answer(a, 0, PARTITION);
    settle();
    assertTrue(changed);
    assertEquals("A", owner());
    assertEquals("", owner(0, PARTITION + 1));
    settle();
    assertFalse(changed);
  }

  @Test
  void moveInOneTendAsksNobodyAgainInWhateverOrderItIsHeard() throws InfoReplyException {
    ask(a);
    answer(a, 0, PARTITION);
    answer(b, 0);
    settle();
    ask(a);
    ask(b);
    answer(b, 0, PARTITION);
    answer(a, 0);
    settle();
    assertEquals(Set.of(), owners.awaited());
    assertEquals("B", owner());
    ask(a);
    ask(b);
    answer(b, 0);
    answer(a, 0, PARTITION);
    settle();
    assertEquals(Set.of(), owners.awaited());
    assertEquals("A", owner());
  }

  @Test
  void holderIsAskedAgainBeforeAnotherGetsWhatItClaims() throws InfoReplyException {
    contest(0);
    assertEquals(Set.of(a), owners.awaited());
    assertFalse(changed);
    assertEquals("A", owner());
    ask(a);
    answer(a, 0);
    settle();
    assertEquals("B", owner());
    assertEquals(Set.of(), owners.awaited());
  }

  @Test
  void holderThatStandsByItsClaimKeepsThePartitionUntilItLetsGo() throws InfoReplyException {
    contest(0);
    ask(a);
    answersStillTheSame(a);
    settle();
    for (int tend = 0; tend < 3; tend++) {
      assertEquals(Set.of(), owners.awaited());
      assertEquals("A", owner());
      ask(a);
      answer(a, 0, PARTITION);
      ask(b);
      answer(b, 0, PARTITION);
      settle();
    }
    ask(a);
    answer(a, 0);
    settle();
    assertEquals("B", owner());
  }

  @Test
  void silentHolderLosesToTheNewestClaim() throws InfoReplyException {
    contest(0);
    ask(a);
    settle();
    assertEquals(Set.of(a), owners.awaited());
    assertEquals("A", owner());
    now += PATIENCE;
    settle();
    assertEquals("B", owner());
    // It comes late and has nothing new to say.
    answersStillTheSame(a);
    settle();
    assertEquals("B", owner());
  }

  @Test
  void contestedPartitionGoesOverWhenTheHolderFails() throws InfoReplyException {
    contest(0);
    ask(a);
    answersStillTheSame(a);
    settle();
    assertEquals("A", owner());
    owners.drop(a);
    a.failed("gone");
    settle();
    assertTrue(changed);
    assertEquals("B", owner());
    assertEquals(Set.of(), owners.awaited());
  }

  @Test
  void holderThatWasCutOffLosesEverythingThatAnotherClaims() throws InfoReplyException {
    answer(a, 0, PARTITION, OTHER);
    settle();
    ask(a);
    answer(b, 0, PARTITION);
    answersStillTheSame(a);
    settle();
    assertEquals("A", owner());
    owners.cutOff(a, roster);
    settle();
    assertEquals("B", owner());
    assertEquals("A", owner(0, OTHER));
    assertFalse(a.hasClaims());
    assertEquals(NodeRefresh.Known.NOTHING, a.known().partitions());
  }

  @Test
  void whoIsOnASmallerSideLosesWithoutBeingAsked() throws InfoReplyException {
    ask(a);
    answer(a, 0, PARTITION);
    settle();
    TendedNode c = node("C");
    answer(c, 0);
    peers(a, "B", "C");
    peers(b, "C");
    peers(c, "B");
    answer(b, 0, PARTITION);
    settle();
    assertEquals(Set.of(), owners.awaited());
    assertEquals("B", owner());
    // And does not get it back by claiming it.
    ask(b);
    answersStillTheSame(b);
    answer(a, 0);
    answer(a, 0, PARTITION);
    settle();
    assertEquals("B", owner());
  }

  @Test
  void contestIsLookedAtAgainWhenThePeersChange() throws InfoReplyException {
    peers(a, "B");
    peers(b, "A");
    contest(0);
    ask(a);
    answersStillTheSame(a);
    settle();
    assertEquals("A", owner());
    peers(b, "C");
    peers(node("C"), "B");
    settle();
    assertEquals("B", owner());
  }

  @Test
  void ofSeveralThatMightTakeOverTheOneThatClaimsLessDoes() throws InfoReplyException {
    answer(b, 0, PARTITION);
    answer(a, 0, PARTITION, OTHER);
    settle();
    assertEquals("B", owner());
    assertEquals("A", owner(0, OTHER));
  }

  @Test
  void newerRegimeTakesAtOnceAndOlderNever() throws InfoReplyException {
    ask(a);
    answer(a, 5, PARTITION);
    answer(b, 4, PARTITION);
    settle();
    assertEquals("A", owner());
    assertEquals(5, map().regime(PARTITION));
    answer(b, 6, PARTITION);
    settle();
    assertEquals(Set.of(), owners.awaited());
    assertEquals("B", owner());
    answer(a, 5, PARTITION);
    settle();
    assertEquals("B", owner());
    assertTrue(map().strongConsistency());
  }

  @Test
  void claimOfAnOlderRegimeGetsNothingWhenTheHolderFails() throws InfoReplyException {
    answer(a, 6, PARTITION);
    answer(b, 5, PARTITION);
    owners.drop(a);
    a.failed("gone");
    settle();
    assertNotEquals("B", owner());
    answer(b, 6, PARTITION);
    settle();
    assertEquals("B", owner());
  }

  @Test
  void regimeFallsWithTheClaimOfWhoWasCutOff() throws InfoReplyException {
    answer(a, 5, PARTITION);
    settle();
    answer(b, 7, PARTITION, OTHER);
    settle();
    assertEquals("B", owner());
    owners.cutOff(b, roster);
    settle();
    assertEquals("A", owner());
    assertEquals(5, map().regime(PARTITION));
    assertEquals(7, map().regime(OTHER));
    answer(a, 5, PARTITION, OTHER);
    settle();
    assertEquals("A", owner());
  }

  @Test
  void contestUnderEqualRegimesIsLikeOneWithoutRegimes() throws InfoReplyException {
    contest(3);
    assertEquals(Set.of(a), owners.awaited());
    ask(a);
    answersStillTheSame(a);
    settle();
    assertEquals("A", owner());
    ask(a);
    answer(a, 4, PARTITION);
    settle();
    assertEquals("A", owner());
    assertEquals(4, map().regime(PARTITION));
  }

  @Test
  void regimesCompareUnsigned() throws InfoReplyException {
    answer(a, Integer.MAX_VALUE, PARTITION);
    settle();
    answer(b, "ns:2147483648,1," + Replies.bitmap(PARTITION));
    settle();
    assertEquals("B", owner());
  }

  @Test
  void partitionThatNobodyClaimsStaysWhereItWas() throws InfoReplyException {
    answer(a, 0, PARTITION);
    settle();
    answer(a, 0);
    settle();
    assertFalse(changed);
    assertEquals("A", owner());
  }

  @Test
  void namespaceThatNobodyHasAnyMoreStays() throws InfoReplyException {
    answer(a, 0, PARTITION);
    settle();
    answer(a, "other:0,1," + Replies.bitmap(1));
    settle();
    assertEquals("A", owner());
    answer(b, 0, PARTITION);
    settle();
    assertEquals("B", owner());
  }

  @Test
  void holderThatWasNotHeardYetIsWaitedForBeforeAnotherGetsItsPartition()
      throws InfoReplyException {
    answer(a, 0, PARTITION);
    settle();
    // As the one that takes over from another tender: it knows who held what, and nobody's claims.
    TendedNode successor = node("A");
    owners.replace(a, successor);
    a.deactivate();
    owners.drop(a);
    settle();
    assertEquals("A", owner());
    ask(successor);
    answer(b, 0, PARTITION);
    settle();
    assertEquals(Set.of(successor), owners.awaited());
    assertEquals("A", owner());
    answer(successor, 0);
    settle();
    assertEquals("B", owner());
  }

  @Test
  void nodeThatIsNotCutOffAnyMoreIsAskedForWhatItClaims() throws InfoReplyException {
    answer(a, 0, PARTITION);
    answer(b, 0, OTHER);
    peers(b);
    assertTrue(roster.isCutOff(b));
    owners.cutOff(b, roster);
    settle();
    assertEquals(Set.of(), owners.awaited());
    peers(b, "A");
    settle();
    assertEquals(Set.of(b), owners.awaited());
    ask(b);
    answer(b, 0, OTHER);
    settle();
    assertEquals(Set.of(), owners.awaited());
  }

  @Test
  void oneReplicaOfANodeThatIsAloneDoesNotTakeTheOthersAway() throws InfoReplyException {
    String two = "ns:0,2," + Replies.bitmap(PARTITION) + "," + Replies.bitmap(OTHER);
    TendedNode c = node("C");
    ask(a);
    answer(a, two);
    answer(b, "ns:0,2," + Replies.bitmap(OTHER) + "," + Replies.bitmap(PARTITION));
    settle();
    answer(b, 0, PARTITION, OTHER);
    settle();
    assertEquals(2, map().replicaCount());
    assertEquals("A", owner(1, OTHER));
    assertEquals("B", owner(1, PARTITION));
    answer(a, 0, PARTITION, OTHER);
    settle();
    assertEquals(2, map().replicaCount(), "C may have more and was not heard yet");
    answer(c, 0);
    settle();
    assertEquals(1, map().replicaCount());
  }

  @Test
  void namespacesThatDidNotChangeAreTheSameObjectsInTheNextMap() throws InfoReplyException {
    String two = ";two:0,1," + Replies.bitmap(OTHER);
    answer(a, "one:0,1," + Replies.bitmap(PARTITION) + two);
    answer(b, "one:0,1," + Replies.bitmap());
    settle();
    List<NamespaceMap> before = maps();
    settle();
    assertSame(before.get(0), maps().get(0));

    answer(a, "one:0,1," + Replies.bitmap() + two);
    answer(b, "one:0,1," + Replies.bitmap(PARTITION));
    settle();
    List<NamespaceMap> moved = maps();
    assertNotEquals(before.get(0), moved.get(0));
    assertSame(before.get(1), moved.get(1));

    racks(a, 1, Map.of("two", 3));
    List<NamespaceMap> racked = maps();
    assertSame(moved.get(0), racked.get(0));
    assertEquals(3, racked.get(1).rackId(0));
    racks(a, 2, Map.of("two", 3));
    assertSame(racked.get(1), maps().get(1));

    // Another node in front of all others: every index is another one.
    TendedNode first = node("0");
    answer(first, "one:0,1," + Replies.bitmap());
    settle();
    List<NamespaceMap> joined = maps();
    assertEquals(2, joined.get(0).master(PARTITION));
    assertEquals(1, joined.get(1).master(OTHER));
    roster.remove(first);
    assertEquals(racked, maps());
    roster.remove(a);
    assertEquals(NamespaceMap.NONE, maps().get(1).master(OTHER), "its holder is no node any more");
    assertEquals(0, maps().get(0).master(PARTITION));
  }

  private static void racks(TendedNode node, long generation, Map<String, Integer> racks) {
    node.refreshed(
        new NodeRefresh.Result(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new RackIds(generation, racks)),
            Optional.empty(),
            1),
        1);
  }

  @Test
  void moreReplicasAreThereWithTheFirstNodeThatHasThem() throws InfoReplyException {
    answer(a, 0, PARTITION);
    answer(b, "ns:0,2," + Replies.bitmap() + "," + Replies.bitmap(PARTITION));
    settle();
    assertEquals(2, map().replicaCount());
    assertEquals("A", owner());
    assertEquals("B", owner(1, PARTITION));
    answer(a, "ns:0,2," + Replies.bitmap(PARTITION) + "," + Replies.bitmap(OTHER));
    settle();
    assertEquals("A", owner(1, OTHER));
  }
}
