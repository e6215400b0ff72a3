package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.info.InfoReply;
import io.shmtender.reader.info.InfoReplyException;
import io.shmtender.reader.info.PeerList;
import io.shmtender.reader.info.RackIds;
import io.shmtender.reader.info.ReplicaClaims;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What becomes of what was believed, by what the nodes answer: the tender's rules. */
final class MergeTest {
  private static final int P = 7;
  private static final int Q = 4095;

  private final Map<String, NodeAnswer> answers = new TreeMap<>();

  private static Node node(String name, boolean active) {
    return new Node(name, "10.0.0." + (int) name.charAt(0), 3000, "", "8.1.2.0", 31, 1, active);
  }

  /** A view with one replica of partitions P and Q: nobody holds any other. */
  private static ClusterView believed(
      int regime, String masterOfP, String masterOfQ, String... all) {
    List<Node> nodes = new ArrayList<>();
    for (String name : all) {
      nodes.add(node(name, true));
    }
    short[][] masters = new short[1][NamespaceMap.PARTITIONS];
    Arrays.fill(masters[0], (short) NamespaceMap.NONE);
    masters[0][P] = (short) List.of(all).indexOf(masterOfP);
    masters[0][Q] = (short) List.of(all).indexOf(masterOfQ);
    int[] regimes = new int[NamespaceMap.PARTITIONS];
    regimes[P] = regime;
    int[] racks = new int[all.length];
    racks[0] = 5;
    NamespaceMap ns = new NamespaceMap("ns", regime != 0, masters, regimes, racks);
    return new ClusterView(new ClusterMap("", nodes, List.of(ns)), 1, Instant.EPOCH);
  }

  private static InfoReply reply(String... namesAndValues) throws InfoReplyException {
    StringBuilder text = new StringBuilder();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      names.add(namesAndValues[i]);
      text.append(namesAndValues[i]).append('\t').append(namesAndValues[i + 1]).append('\n');
    }
    return InfoReply.parse("test", names, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String bitmap(int... partitions) {
    byte[] bits = new byte[NamespaceMap.PARTITIONS / 8];
    for (int partition : partitions) {
      bits[partition / 8] |= (byte) (0x80 >> (partition % 8));
    }
    return Base64.getEncoder().encodeToString(bits);
  }

  private void answers(String name, String peers, String replicas) throws InfoReplyException {
    StringBuilder list = new StringBuilder("1,3000,[");
    for (String peer : peers.isEmpty() ? new String[0] : peers.split(",")) {
      list.append(list.charAt(list.length() - 1) == '[' ? "" : ",");
      list.append("[" + peer + ",,[10.0.0.9]]");
    }
    PeerList peerList = PeerList.parse(reply("peers", list + "]"), "peers", Map.of());
    answers.put(
        name,
        new NodeAnswer(
            node(name, true),
            peerList,
            peerList,
            ReplicaClaims.parse(reply("partition-generation", "1", "replicas", replicas)),
            RackIds.parse(reply("rebalance-generation", "1", "rack-ids", "ns:3"))));
  }

  private static String masterOf(int regime, int... partitions) {
    return "ns:" + regime + ",1," + bitmap(partitions);
  }

  private ClusterView merge(ClusterView base) {
    return new Merge(base, answers, Set.of()).view();
  }

  private static String master(ClusterView view, int partition) {
    Node master = view.master("ns", partition);
    return master == null ? null : master.name();
  }

  private static List<String> names(ClusterView view) {
    List<String> names = new ArrayList<>();
    view.nodes().forEach(node -> names.add(node.name()));
    return names;
  }

  @Test
  void aSilentNodeThatNobodyNamesIsGoneAndWhatOthersClaimIsTheirs() throws Exception {
    answers("A", "C", masterOf(0, P));
    answers("C", "A", masterOf(0));
    ClusterView view = merge(believed(0, "B", "B", "A", "B", "C"));
    assertEquals(List.of("A", "C"), names(view));
    assertEquals("A", master(view, P));
    assertNull(master(view, Q), "nobody holds it yet");
  }

  @Test
  void aSilentNodeThatIsNamedStaysWithWhatNobodyElseClaims() throws Exception {
    answers("A", "B,C", masterOf(0, P));
    answers("C", "A,B", masterOf(0));
    ClusterView view = merge(believed(0, "B", "B", "A", "B", "C"));
    assertEquals(List.of("A", "B", "C"), names(view));
    assertEquals("A", master(view, P));
    assertEquals("B", master(view, Q));
    assertFalse(view.nodes().get(1).active());
    assertTrue(view.nodes().get(0).active());
  }

  @Test
  void anotherNodeAtItsPlaceEndsANodeThoughItIsNamed() throws Exception {
    answers("A", "B", masterOf(0, P));
    ClusterView base = believed(0, "B", "B", "A", "B");
    assertEquals(List.of("A"), names(new Merge(base, answers, Set.of("B")).view()));
  }

  @Test
  void aNewNodeComesWithItsRackAndANewNamespaceWithIt() throws Exception {
    answers("A", "D", masterOf(0, P));
    answers("D", "A", masterOf(0, Q) + ";new:0,2," + bitmap(1) + "," + bitmap(2));
    ClusterView view = merge(believed(0, "A", "A", "A"));
    assertEquals("D", master(view, Q));
    assertEquals(3, view.namespace("ns").rackId(1));
    assertEquals(2, view.namespace("new").replicaCount());
    assertEquals("D", view.replica("new", 1, 2).name());
    assertNull(view.replica("new", 1, 1));
  }

  @Test
  void aSilentNodeKeepsItsRack() throws Exception {
    answers("B", "A", masterOf(0, P));
    ClusterView view = merge(believed(0, "A", "A", "A", "B"));
    assertEquals(5, view.namespace("ns").rackId(0));
  }

  @Test
  void whatTwoClaimStaysWithItsHolderAndIsAskedAboutAgain() throws Exception {
    answers("A", "B,C", masterOf(0, P));
    answers("B", "A,C", masterOf(0, P, Q));
    answers("C", "A,B", masterOf(0));
    Merge merge = new Merge(believed(0, "B", "A", "A", "B", "C"), answers, Set.of());
    assertTrue(merge.isContested());
    assertEquals("B", master(merge.view(), P));
    assertEquals("B", master(merge.view(), Q), "A has let go of it");
  }

  @Test
  void whatTwoClaimThatDidNotHoldItGoesToWhoClaimsLess() throws Exception {
    answers("A", "B,C", masterOf(0, P, 1, 2));
    answers("B", "A,C", masterOf(0, P));
    answers("C", "A,B", masterOf(0));
    assertEquals("B", master(merge(believed(0, "C", "C", "A", "B", "C")), P));
  }

  @Test
  void theLargerSideOfASplitHasEverything() throws Exception {
    answers("A", "B,C", masterOf(0, P));
    answers("B", "A,C", masterOf(0));
    answers("C", "A,B", masterOf(0, Q));
    answers("D", "E", masterOf(0, P));
    answers("E", "D", masterOf(0, Q));
    Merge merge = new Merge(believed(0, "D", "E", "A", "B", "C", "D", "E"), answers, Set.of());
    assertEquals("A", master(merge.view(), P));
    assertEquals("C", master(merge.view(), Q));
    assertFalse(merge.isContested(), "asking again would not change a split");
  }

  @Test
  void aNodeThatSeesNoOtherHasNoSay() throws Exception {
    answers("A", "B", masterOf(0, P));
    answers("B", "A", masterOf(0));
    answers("C", "", masterOf(0, P, Q));
    ClusterView view = merge(believed(0, "A", "C", "A", "B", "C"));
    assertEquals("A", master(view, P));
    assertEquals("C", master(view, Q), "nobody else claims it");
  }

  @Test
  void theLastNodeThatIsLeftHasAll() throws Exception {
    answers("A", "", masterOf(0, P, Q));
    ClusterView view = merge(believed(0, "B", "B", "A", "B"));
    assertEquals(List.of("A"), names(view));
    assertEquals("A", master(view, P));
  }

  @Test
  void aNodeThatNobodyNamesAndThatHoldsNothingIsOutOfTheCluster() throws Exception {
    answers("A", "B", masterOf(0, P));
    answers("B", "A", masterOf(0, Q));
    answers("C", "A,B", masterOf(0));
    assertEquals(List.of("A", "B"), names(merge(believed(0, "A", "B", "A", "B", "C"))));
  }

  @Test
  void anOldRegimeDoesNotCount() throws Exception {
    answers("A", "B", masterOf(4, P));
    answers("B", "A", masterOf(5, P));
    ClusterView view = merge(believed(3, "A", "A", "A", "B"));
    assertEquals("B", master(view, P));
    assertEquals(5, view.namespace("ns").regime(P));
    assertTrue(view.namespace("ns").strongConsistency());
  }

  @Test
  void regimesAreUnsigned() throws Exception {
    answers("A", "B", "ns:2147483648,1," + bitmap(P));
    answers("B", "A", masterOf(7, P));
    assertEquals("A", master(merge(believed(7, "B", "B", "A", "B")), P));
  }

  @Test
  void theRegimeOfASilentHolderKeepsOlderClaimsOut() throws Exception {
    answers("A", "B", masterOf(4, P));
    assertEquals("B", master(merge(believed(5, "B", "B", "A", "B")), P));
  }

  @Test
  void theRegimeOfAHolderThatIsGoneKeepsNobodyOut() throws Exception {
    answers("A", "", masterOf(1, P));
    ClusterView view = merge(believed(5, "B", "B", "A", "B"));
    assertEquals("A", master(view, P));
    assertEquals(1, view.namespace("ns").regime(P));
  }

  @Test
  void replicasThatASilentNodeMayHaveStay() throws Exception {
    answers("A", "B", "ns:0,2," + bitmap(P) + "," + bitmap(Q));
    answers("B", "A", "ns:0,2," + bitmap(Q) + "," + bitmap(P));
    ClusterView two = merge(believed(0, "A", "B", "A", "B"));
    assertEquals(2, two.namespace("ns").replicaCount());
    assertEquals("A", two.replica("ns", 1, Q).name());

    answers.remove("B");
    answers("A", "B", masterOf(0, P));
    assertEquals(2, merge(two).namespace("ns").replicaCount());
    answers("B", "A", masterOf(0, Q));
    assertEquals(1, merge(two).namespace("ns").replicaCount());
  }

  @Test
  void aNamespaceThatNobodyHasAnyMoreStays() throws Exception {
    answers("A", "", "other:0,1," + bitmap(1));
    ClusterView view = merge(believed(0, "A", "A", "A"));
    assertEquals("A", master(view, P));
    assertEquals(
        List.of("ns", "other"), view.namespaces().stream().map(NamespaceMap::name).toList());
    assertEquals(Collections.singleton("A"), Set.copyOf(names(view)));
  }
}
