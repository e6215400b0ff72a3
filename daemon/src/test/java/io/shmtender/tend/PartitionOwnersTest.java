package io.shmtender.tend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.cluster.NamespaceMap;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PartitionOwnersTest {
  private static final int PARTITION = 17;

  private final TenderConfig config = TenderConfig.of(List.of(new Seed("127.0.0.1", 3000))).build();
  private final Connector connector = new Connector(config);
  private final PartitionOwners owners = new PartitionOwners();
  private final TendedNode a = node("A");
  private final TendedNode b = node("B");
  private final List<TendedNode> nodes = List.of(a, b);

  private TendedNode node(String name) {
    NodeChannel channel =
        new NodeChannel(
            connector,
            new Login(config).ticket(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 3000),
            "",
            1);
    return new TendedNode(new NodeProbe(name, "", ServerBuild.parse("8.1.0.0"), channel));
  }

  private void answer(TendedNode node, int regime, int... partitions) throws InfoReplyException {
    owners.merge(node, Replies.claims("ns:" + regime + ",1," + Replies.bitmap(partitions)), nodes);
  }

  private NamespaceMap map() {
    Map<TendedNode, Short> indexes = new HashMap<>();
    nodes.forEach(node -> indexes.put(node, (short) indexes.size()));
    return owners.toNamespaceMaps(nodes, indexes).get(0);
  }

  private String owner() {
    int index = map().master(PARTITION);
    return index == NamespaceMap.NONE ? "" : nodes.get(index).name();
  }

  private static boolean isAskedForPartitionsAgain(TendedNode node) {
    return node.known().partitions() == NodeRefresh.Known.NOTHING;
  }

  @Test
  void partitionGoesToWhoClaimsItLastAndTheLoserIsAskedAgain() throws InfoReplyException {
    answer(a, 0, PARTITION);
    assertEquals("A", owner());
    answer(b, 0, PARTITION);
    assertEquals("B", owner());
    assertTrue(isAskedForPartitionsAgain(a));
    assertFalse(isAskedForPartitionsAgain(b));
  }

  @Test
  void olderRegimeNeverReplacesNewer() throws InfoReplyException {
    answer(a, 5, PARTITION);
    answer(b, 4, PARTITION);
    assertEquals("A", owner());
    assertEquals(5, map().regime(PARTITION));
    answer(b, 6, PARTITION);
    assertEquals("B", owner());
    answer(a, 5, PARTITION);
    assertEquals("B", owner());
    assertTrue(map().strongConsistency());
  }

  @Test
  void regimesCompareUnsigned() throws InfoReplyException {
    answer(a, Integer.MAX_VALUE, PARTITION);
    owners.merge(b, Replies.claims("ns:2147483648,1," + Replies.bitmap(PARTITION)), nodes);
    assertEquals("B", owner());
  }

  @Test
  void partitionThatNobodyClaimsStaysWhereItWas() throws InfoReplyException {
    answer(a, 0, PARTITION);
    answer(a, 0);
    assertEquals("A", owner());
  }

  @Test
  void partitionThatTwoClaimDoesNotGoToAndFro() throws InfoReplyException {
    answer(a, 0, PARTITION);
    answer(b, 0, PARTITION);
    for (int i = 0; i < 3; i++) {
      answer(a, 0, PARTITION);
      assertEquals("B", owner());
      answer(b, 0, PARTITION);
      assertEquals("B", owner());
    }
  }

  @Test
  void loserOfATieIsAskedAndGetsThePartitionWhenTheOtherLetsGo() throws InfoReplyException {
    answer(a, 0, PARTITION);
    answer(b, 0, PARTITION);
    answer(a, 0, PARTITION);
    assertFalse(isAskedForPartitionsAgain(a));
    answer(b, 0);
    assertTrue(isAskedForPartitionsAgain(a));
    answer(a, 0, PARTITION);
    assertEquals("A", owner());
  }

  @Test
  void loserOfATieIsAskedWhenTheOtherFails() throws InfoReplyException {
    answer(a, 0, PARTITION);
    answer(b, 0, PARTITION);
    answer(a, 0, PARTITION);
    owners.release(b, nodes);
    b.failed("gone");
    assertEquals("B", owner());
    assertTrue(isAskedForPartitionsAgain(a));
    answer(a, 0, PARTITION);
    assertEquals("A", owner());
  }

  @Test
  void moreReplicasMakeEveryoneWhoHoldsThemAnswerAgain() throws InfoReplyException {
    String two = "ns:0,2," + Replies.bitmap() + "," + Replies.bitmap(PARTITION);
    owners.merge(a, Replies.claims(two), nodes);
    answer(b, 0, PARTITION);
    assertEquals(1, map().replicaCount());
    owners.merge(
        b, Replies.claims("ns:0,2," + Replies.bitmap(PARTITION) + "," + Replies.bitmap()), nodes);
    assertTrue(isAskedForPartitionsAgain(a));
    owners.merge(a, Replies.claims(two), nodes);
    assertEquals(0, map().node(1, PARTITION));
  }

  @Test
  void namespaceThatNobodyHasAnyMoreStays() throws InfoReplyException {
    answer(a, 0, PARTITION);
    owners.merge(a, Replies.claims("other:0,1," + Replies.bitmap(1)), nodes);
    assertEquals("A", owner());
  }
}
