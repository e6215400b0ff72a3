package io.shmtender.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.Key;
import com.aerospike.client.Value;
import com.aerospike.client.cdt.ListOperation;
import com.aerospike.client.cdt.ListOrder;
import com.aerospike.client.cdt.ListPolicy;
import com.aerospike.client.cdt.ListWriteFlags;
import com.aerospike.client.cdt.MapOperation;
import com.aerospike.client.cdt.MapOrder;
import com.aerospike.client.cdt.MapPolicy;
import com.aerospike.client.cdt.MapWriteFlags;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildProcess;
import io.shmtender.testing.NodeJsModules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The official Node.js client, and with it the C client, against the simulator. */
@Tag("process")
final class NodeJsClientTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Test
  void nodeJsClientDoesEverythingAndSeesNodeLeave() throws Exception {
    NodeJsModules modules = NodeJsModules.of("SHMTENDER_NODE_MODULES", "6.0.0");
    try (SimulatedCluster cluster = SimulatedCluster.builder().start()) {
      SimulatedNode seed = cluster.nodes().get(0);
      try (ChildProcess client =
          modules.start(
              Path.of("src", "test", "node", "node-client.js"),
              Map.of(),
              seed.host(),
              Integer.toString(seed.port()),
              String.join(",", Clients.nodeNames(cluster)))) {
        Await.until(
            LIMIT,
            () -> "that it is ready for a node to leave; it printed " + client.lines(),
            () -> client.lines().contains("ready-for-leave") || client.hasEnded());
        String leaving = cluster.nodes().get(2).name();
        cluster.removeNode(leaving);
        client.send(leaving);
        assertEquals(0, client.awaitEnd(LIMIT), () -> client.lines().toString());
        List<String> lines = client.lines();
        assertEquals("done", lines.get(lines.size() - 1), lines::toString);
      }
    }
  }

  @Test
  void nodeJsClientReadsListsAndMapsThatTheJavaClientBuilt() throws Exception {
    NodeJsModules modules = NodeJsModules.of("SHMTENDER_NODE_MODULES", "6.0.0");
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(2).start();
        AerospikeClient java = Clients.connect(cluster)) {
      Key key = new Key("test", "node", "built");
      MapPolicy ordered = new MapPolicy(MapOrder.KEY_ORDERED, MapWriteFlags.DEFAULT);
      java.operate(
          null,
          key,
          ListOperation.appendItems(
              new ListPolicy(ListOrder.ORDERED, ListWriteFlags.DEFAULT),
              "list",
              List.of(Value.get("two"), Value.get(1), Value.get(1.5))),
          ListOperation.append("nested", Value.get(List.of(1, Map.of("k", List.of(2))))),
          MapOperation.put(ordered, "map", Value.get("b"), Value.get(-1)),
          MapOperation.put(ordered, "map", Value.get("a"), Value.get(List.of(3))));
      SimulatedNode seed = cluster.nodes().get(0);
      try (ChildProcess client =
          modules.start(
              Path.of("src", "test", "node", "read-record.js"),
              Map.of(),
              seed.host(),
              Integer.toString(seed.port()),
              "test",
              "node",
              "built")) {
        assertEquals(0, client.awaitEnd(LIMIT), () -> client.lines().toString());
        assertEquals(
            List.of(
                "list = [number 1, string two, number 1.5]",
                "map = {a: [number 3], b: number -1}",
                "nested = [[number 1, {k: [number 2]}]]"),
            client.lines());
      }
    }
  }
}
