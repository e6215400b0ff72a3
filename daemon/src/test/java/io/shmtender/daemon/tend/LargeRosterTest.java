package io.shmtender.daemon.tend;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.reader.info.Endpoint;
import io.shmtender.reader.info.PeerList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is kept, and what is not done again, when there are many nodes. */
final class LargeRosterTest {
  private final Roster roster = new Roster();

  private TendedNode node(String name) {
    TendedNode node = UnaskedNode.named(name);
    roster.add(node);
    return node;
  }

  private static PeerList peers(String... names) {
    List<PeerList.Peer> peers = new ArrayList<>();
    for (String name : names) {
      // As parsed from a reply: no object is another one's.
      peers.add(
          new PeerList.Peer(
              String.valueOf(name.toCharArray()),
              List.of(new Endpoint("127.0.0.1", 3000 + name.charAt(0), ""))));
    }
    return new PeerList(1, peers);
  }

  private static void tell(TendedNode node, PeerList peers) {
    node.refreshed(
        new NodeRefresh.Result(
            Optional.empty(),
            Optional.of(peers),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            1),
        1);
  }

  @Test
  void peersThatManyNodesNameAlikeAreOneObject() {
    SharedPeers shared = new SharedPeers();
    PeerList one = shared.share(peers("A", "B"));
    PeerList other = shared.share(peers("B", "C"));
    assertEquals(peers("A", "B"), one);
    assertEquals(peers("B", "C"), other);
    assertSame(one.peers().get(1), other.peers().get(0));
  }

  @Test
  void whoNamesWhomIsFoundOutAgainOnlyWhenThatChanges() {
    TendedNode a = node("A");
    TendedNode b = node("B");
    tell(a, peers("B", "X"));
    tell(b, peers("A"));
    assertEquals(Set.of("X"), roster.strangers());
    assertTrue(roster.isPeer("A") && roster.isPeer("B") && roster.isPeer("X"));
    assertFalse(roster.isPeer("C"));
    Map<TendedNode, Integer> sides = roster.sides();
    assertEquals(Map.of(a, 2, b, 2), sides);
    assertSame(sides, roster.sides());

    tell(b, peers());
    assertFalse(roster.isPeer("A"));
    assertEquals(Map.of(a, 1, b, 1), roster.sides());
    TendedNode x = node("X");
    assertEquals(Set.of(), roster.strangers());
    roster.remove(x);
    assertEquals(Set.of("X"), roster.strangers());
    a.failed("gone");
    assertEquals(Set.of(), roster.strangers());
    Map<TendedNode, Integer> alone = roster.sides();
    a.failed("still gone");
    assertSame(alone, roster.sides());
  }

  @Test
  void someTellAtATimeAndWhoWaitedForLongGoesOn() throws IOException {
    Turns generous = new Turns(TimeUnit.MINUTES.toNanos(10));
    List<Turns.Turn> taken = new ArrayList<>();
    for (int i = 0; i < Turns.AT_ONCE; i++) {
      taken.add(generous.take());
    }
    assertEquals(0, generous.free());
    taken.forEach(Turns.Turn::end);
    assertEquals(Turns.AT_ONCE, generous.free());

    Turns impatient = new Turns(1);
    for (int i = 0; i < 2 * Turns.AT_ONCE; i++) {
      taken.set(i % Turns.AT_ONCE, impatient.take());
    }
    taken.forEach(Turns.Turn::end);
    assertEquals(0, impatient.free(), "who went on without a turn has none to give back");
  }
}
