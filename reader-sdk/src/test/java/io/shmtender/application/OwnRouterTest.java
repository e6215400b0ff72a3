package io.shmtender.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.client.Bin;
import io.shmtender.client.ShmClient;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Key;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.PartitionUnavailableException;
import io.shmtender.reader.Router;
import io.shmtender.reader.UnknownNamespaceException;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an application's own tests can do, which are in a package of their own. */
final class OwnRouterTest {
  private static final Node NODE = node("A", 3000);

  /** Sends everything to one node, as an application's test might. */
  private record OneNodeRouter(ClusterView view) implements Router {
    static OneNodeRouter to(SimulatedNode node) {
      Node only = new Node(node.name(), node.host(), node.port(), "", "8.1.0.0", 0, 0, true);
      NamespaceMap test = namespace("test", 0, 1);
      return new OneNodeRouter(
          new ClusterView(new ClusterMap("own", List.of(only), List.of(test)), 1, Instant.EPOCH));
    }

    @Override
    public ClusterView freshView() {
      return view;
    }
  }

  private static Node node(String name, int port) {
    return new Node(name, "127.0.0.1", port, "", "8.1.0.0", 0, 0, true);
  }

  private static NamespaceMap namespace(String name, int master, int nodes) {
    short[][] masters = new short[1][NamespaceMap.PARTITIONS];
    Arrays.fill(masters[0], (short) master);
    return new NamespaceMap(name, false, masters, new int[NamespaceMap.PARTITIONS], new int[nodes]);
  }

  @Test
  void aClientGoesByARouterOfTheApplication() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).start();
        ShmClient client = ShmClient.of(OneNodeRouter.to(cluster.nodes().get(0)))) {
      Key key = Key.of("test", "set", 1);
      client.put(key, new Bin("n", 7));
      assertEquals(7, client.get(key).getLong("n"));
    }
  }

  @Test
  void aMapAnswersWithItsNodes() {
    ClusterMap map =
        new ClusterMap(
            "",
            List.of(NODE, node("B", 3001)),
            List.of(namespace("b", 1, 2), namespace("n", -1, 2)));
    assertEquals("B", map.master(map.namespace("b"), 17).name());
    assertNull(map.master(map.namespace("n"), 17));
    assertEquals(NamespaceMap.NONE, map.namespace("n").master(17));
    assertEquals(NamespaceMap.PARTITIONS, map.namespace("n").partitionsWithoutMaster());
    assertNull(map.namespaceOrNull("other"));
    assertThrows(UnknownNamespaceException.class, () -> map.namespace("other"));
  }

  @Test
  void mapsOfTheSameStateAreEqual() {
    ClusterMap map = new ClusterMap("c", List.of(NODE), List.of(namespace("n", 0, 1)));
    ClusterMap same = new ClusterMap("c", List.of(node("A", 3000)), List.of(namespace("n", 0, 1)));
    assertEquals(map, same);
    assertEquals(map.hashCode(), same.hashCode());
    assertNotEquals(
        map, new ClusterMap("c", List.of(NODE), List.of(namespace("n", NamespaceMap.NONE, 1))));
    assertNotEquals(
        map, new ClusterMap("c", List.of(node("A", 3001)), List.of(namespace("n", 0, 1))));
  }

  @Test
  void whatCannotBeIsRefusedWhereItIsMade() {
    assertRefused("65536", () -> node("A", 65_536));
    assertRefused("port 0 of node A", () -> node("A", 0));
    assertRefused("names node 1 of 1", () -> namespace("n", 1, 1));
    assertRefused("names node -2 of 1", () -> namespace("n", -2, 1));
    assertRefused(
        "has 3 partitions",
        () -> new NamespaceMap("n", false, new short[1][3], new int[4096], new int[0]));
    assertRefused(
        "has 3 regimes",
        () -> new NamespaceMap("n", false, new short[1][4096], new int[3], new int[1]));
    assertRefused(
        "no replica",
        () -> new NamespaceMap("n", false, new short[0][], new int[4096], new int[0]));
    assertRefused(
        "made for 1 nodes, not 2",
        () -> new ClusterMap("", List.of(NODE, node("B", 3000)), List.of(namespace("n", 0, 1))));
    assertRefused(
        "two nodes are called A", () -> new ClusterMap("", List.of(NODE, NODE), List.of()));
    NamespaceMap namespace = namespace("n", 0, 1);
    assertRefused(
        "two namespaces are called n",
        () -> new ClusterMap("", List.of(NODE), List.of(namespace, namespace)));
    assertThrows(
        NullPointerException.class,
        () -> new Node(null, "127.0.0.1", 3000, "", "8.1.0.0", 0, 0, true));
  }

  private static void assertRefused(String why, Runnable made) {
    String message = assertThrows(IllegalArgumentException.class, made::run).getMessage();
    assertTrue(message.contains(why), message);
  }

  @Test
  void aPartitionWithoutMasterIsUnavailable() {
    ClusterMap map =
        new ClusterMap("", List.of(NODE), List.of(namespace("test", NamespaceMap.NONE, 1)));
    ClusterView view = new ClusterView(map, 1, Instant.EPOCH);
    assertNull(view.master("test", 17));
    assertNull(view.replica("test", 0, 17));
    try (ShmClient client = ShmClient.of(new OneNodeRouter(view))) {
      assertThrows(PartitionUnavailableException.class, () -> client.get(Key.of("test", "set", 1)));
    }
  }
}
