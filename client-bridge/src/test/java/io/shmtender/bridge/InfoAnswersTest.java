package io.shmtender.bridge;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The answers that a client gets instead of a server's, and the generations it is told. */
final class InfoAnswersTest {
  private static final Node A = node("A", "10.0.0.1");
  private static final Node B = node("B", "10.0.0.2");
  private static final Node C = node("C", "fd00::3");

  private static Node node(String name, String address) {
    return new Node(name, address, 3000, "", "8.1.2.0", 15, 0, true);
  }

  // Each partition at one of these places.
  private static ClusterView view(List<Node> nodes, int regime, int... places) {
    short[][] replicas = new short[1][NamespaceMap.PARTITIONS];
    int[] regimes = new int[NamespaceMap.PARTITIONS];
    for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
      replicas[0][partition] = (short) places[partition % places.length];
      regimes[partition] = regime;
    }
    NamespaceMap test =
        new NamespaceMap("test", regime > 0, replicas, regimes, new int[nodes.size()]);
    return new ClusterView(new ClusterMap("", nodes, List.of(test)), 1, Instant.EPOCH);
  }

  private static String answer(FollowedState state, String self, String... names) {
    byte[] message = InfoAnswers.answer(state, new InfoAnswers.Self(self, false, 0), names);
    assertNotNull(message);
    assertEquals(2, message[0]);
    assertEquals(1, message[1]);
    int length = (message[6] & 0xFF) << 8 | (message[7] & 0xFF);
    assertEquals(length, message.length - 8);
    return new String(message, 8, length, StandardCharsets.UTF_8);
  }

  @Test
  void peersAreTheOthersWithBracketsAroundIpv6() {
    FollowedState state = FollowedState.first(view(List.of(A, B, C), 0, 0));
    assertEquals(
        "peers-clear-std\t536870912,3000,[[B,,[10.0.0.2:3000]],[C,,[[fd00::3]:3000]]]\n",
        answer(state, "A", "peers-clear-std"));
  }

  @Test
  void replicasAreTheBitsOfTheNodeThatIsAsked() {
    FollowedState state = FollowedState.first(view(List.of(A, B), 0, 0, 1));
    byte[] every = new byte[NamespaceMap.PARTITIONS / 8];
    Arrays.fill(every, (byte) 0x55);
    assertEquals(
        "partition-generation\t536870912\nreplicas\ttest:0,1,"
            + Base64.getEncoder().encodeToString(every)
            + "\n",
        answer(state, "B", "partition-generation", "replicas"));
  }

  @Test
  void whatNoViewKnowsIsNotAnswered() {
    FollowedState state = FollowedState.first(view(List.of(A), 0, 0));
    InfoAnswers.Self self = new InfoAnswers.Self("A", false, 0);
    assertNull(InfoAnswers.answer(state, self, new String[] {"node", "statistics"}));
  }

  @Test
  void onlyNodesWhosePartitionsMovedAreToBeAskedAgain() {
    FollowedState first = FollowedState.first(view(List.of(A, B, C), 0, 0, 1, 2));
    FollowedState next = first.next(view(List.of(A, B, C), 0, 0, 0, 2));
    assertNotEquals(first.partitionGeneration("A"), next.partitionGeneration("A"));
    assertNotEquals(first.partitionGeneration("B"), next.partitionGeneration("B"));
    assertEquals(first.partitionGeneration("C"), next.partitionGeneration("C"));
    assertEquals(first.peersGeneration(), next.peersGeneration());
    assertEquals(first.racksGeneration(), next.racksGeneration());
  }

  @Test
  void aNodeThatLeftChangesThePeers() {
    FollowedState first = FollowedState.first(view(List.of(A, B), 0, 0, 1));
    FollowedState next = first.next(view(List.of(A), 0, 0));
    assertTrue(next.peersGeneration() > first.peersGeneration());
    assertTrue(next.partitionGeneration("A") > first.partitionGeneration("A"));
  }

  @Test
  void aRegimeIsNeverShownLowerThanBefore() {
    FollowedState first = FollowedState.first(view(List.of(A), 7, 0));
    FollowedState next = first.next(view(List.of(A), 3, 0));
    assertTrue(answer(next, "A", "replicas").startsWith("replicas\ttest:7,1,"));
  }
}
