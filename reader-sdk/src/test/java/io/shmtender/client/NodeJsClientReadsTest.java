package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shmtender.client.cdt.ListOperation;
import io.shmtender.client.cdt.ListOrder;
import io.shmtender.client.cdt.ListPolicy;
import io.shmtender.client.cdt.ListWriteFlags;
import io.shmtender.client.cdt.MapOperation;
import io.shmtender.client.cdt.MapPolicy;
import io.shmtender.client.cdt.MapWriteFlags;
import io.shmtender.reader.Key;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.testing.ChildProcess;
import io.shmtender.testing.NodeJsModules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What this SDK has written, as the official Node.js client (and with it the C client) reads it.
 */
@Tag("process")
final class NodeJsClientReadsTest {
  /** Sixteen registers of six bits behind a header. */
  private static final byte[] EMPTY_HLL = Arrays.copyOf(new byte[] {0, 4}, 23);

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Test
  void nodeJsClientReadsEveryTypeOfValue() throws Exception {
    NodeJsModules modules = NodeJsModules.of("SHMTENDER_NODE_MODULES", "6.0.0");
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(2).start();
        ShmClient client = Patient.client(new SimulatedRouter(cluster))) {
      Key key = Key.of("test", "node", "every type");
      client.put(
          key,
          new Bin("big", Long.MIN_VALUE),
          new Bin("blob", new byte[] {0, -1, 7}),
          new Bin("bool", true),
          new Bin("double", -0.5),
          new Bin("geo", Value.ofGeoJson("{\"type\":\"Point\",\"coordinates\":[1.5,2]}")),
          new Bin("hll", new Value.HllValue(EMPTY_HLL)),
          new Bin("int", 42),
          new Bin("list", Arrays.asList(1, "two", 3.5, null, true, new byte[] {9}, List.of(-4))),
          new Bin("map", Map.of("k", List.of(Map.of("deep", 1)))),
          new Bin("sorted", new TreeMap<>(Map.of("b", 2, "a", 1))),
          new Bin("text", "na\u00EFve \u20AC \uD83D\uDE00"));
      client.operate(
          key,
          ListOperation.appendItems(
              new ListPolicy(ListOrder.ORDERED, ListWriteFlags.DEFAULT),
              "ordered",
              List.of("z", 2, 1)),
          MapOperation.put(
              new MapPolicy(MapOrder.KEY_ORDERED, MapWriteFlags.DEFAULT),
              "put",
              Value.of("key"),
              Value.of(List.of(5))));
      assertEquals(
          List.of(
              "big = number -9223372036854775808",
              "blob = bytes 00ff07",
              "bool = boolean true",
              "double = number -0.5",
              "geo = string {\"type\":\"Point\",\"coordinates\":[1.5,2]}",
              "hll = bytes 000400" + "00".repeat(20),
              "int = number 42",
              "list = [number 1, string two, number 3.5, null, boolean true, bytes 09, [number -4]]",
              "map = {k: [{deep: number 1}]}",
              "ordered = [number 1, number 2, string z]",
              "put = {key: [number 5]}",
              "sorted = {a: number 1, b: number 2}",
              "text = string na\u00EFve \u20AC \uD83D\uDE00"),
          readByNodeJs(modules, cluster.nodes().get(0), "every type"));
    }
  }

  private static List<String> readByNodeJs(NodeJsModules modules, SimulatedNode seed, String key) {
    Path script = Path.of("..", "simulator", "src", "test", "node", "read-record.js");
    try (ChildProcess client =
        modules.start(
            script, Map.of(), seed.host(), Integer.toString(seed.port()), "test", "node", key)) {
      assertEquals(0, client.awaitEnd(LIMIT), () -> client.lines().toString());
      return client.lines();
    }
  }
}
