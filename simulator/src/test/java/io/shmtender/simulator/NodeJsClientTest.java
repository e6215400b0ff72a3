package io.shmtender.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The official Node.js client, and with it the C client, against the simulator. */
final class NodeJsClientTest {
  private static final String MODULES_VARIABLE = "SHMTENDER_NODE_MODULES";

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void nodeJsClientDoesEverythingAndSeesNodeLeave() throws Exception {
    Path modules = modules();
    try (SimulatedCluster cluster = SimulatedCluster.builder().start()) {
      SimulatedNode seed = cluster.nodes().get(0);
      ProcessBuilder builder =
          new ProcessBuilder(
                  "node",
                  Path.of("src", "test", "node", "node-client.js").toAbsolutePath().toString(),
                  seed.host(),
                  Integer.toString(seed.port()),
                  String.join(",", Clients.nodeNames(cluster)))
              .redirectErrorStream(true);
      builder.environment().put("NODE_PATH", modules.resolve("node_modules").toString());
      Process client = start(builder);
      try {
        BufferedReader out = client.inputReader(StandardCharsets.UTF_8);
        PrintWriter in = new PrintWriter(client.outputWriter(StandardCharsets.UTF_8), true);
        StringBuilder log = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          log.append(line).append('\n');
          if (line.equals("ready-for-leave")) {
            String leaving = cluster.nodes().get(2).name();
            cluster.removeNode(leaving);
            in.println(leaving);
          }
        }
        assertTrue(client.waitFor(1, TimeUnit.MINUTES), "the client has ended");
        assertEquals(0, client.exitValue(), log.toString());
        assertTrue(log.toString().endsWith("done\n"), log.toString());
      } finally {
        client.destroyForcibly();
      }
    }
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void nodeJsClientReadsListsAndMapsThatTheJavaClientBuilt() throws Exception {
    Path modules = modules();
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
      ProcessBuilder builder =
          new ProcessBuilder(
                  "node",
                  Path.of("src", "test", "node", "read-record.js").toAbsolutePath().toString(),
                  seed.host(),
                  Integer.toString(seed.port()),
                  "test",
                  "node",
                  "built")
              .redirectErrorStream(true);
      builder.environment().put("NODE_PATH", modules.resolve("node_modules").toString());
      Process client = start(builder);
      try {
        List<String> lines = client.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertEquals(
            List.of(
                "list = [number 1, string two, number 1.5]",
                "map = {a: [number 3], b: number -1}",
                "nested = [[number 1, {k: [number 2]}]]"),
            lines);
      } finally {
        client.destroyForcibly();
      }
    }
  }

  private static Path modules() {
    String location = System.getenv(MODULES_VARIABLE);
    if (location == null || !Files.isDirectory(Path.of(location, "node_modules", "aerospike"))) {
      return Assumptions.abort(
          MODULES_VARIABLE
              + " names no directory that holds node_modules/aerospike; to run this test:"
              + " mkdir d && cd d && npm init -y && npm install aerospike@6.0.0, then "
              + MODULES_VARIABLE
              + "=d");
    }
    return Path.of(location).toAbsolutePath();
  }

  private static Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      return Assumptions.abort("the program 'node' cannot be started: " + e.getMessage());
    }
  }
}
