package io.shmtender.simulator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.Bin;
import com.aerospike.client.Key;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The simulator as a program, in a process of its own. */
@Tag("process")
final class SimulatorMainTest {
  @Test
  void printsItsNodesAndServesClients() throws Exception {
    try (StandaloneSimulator simulator =
        new StandaloneSimulator("--nodes", "2", "--namespace", "demo:2:sc", "--racks", "4,5")) {
      List<String> nodes = simulator.awaitReady();
      assertEquals(2, nodes.size());
      assertTrue(nodes.get(0).matches("BB9000000001 127\\.0\\.0\\.1:\\d+"), nodes.get(0));
      try (AerospikeClient client = new AerospikeClient("127.0.0.1", port(nodes.get(0)))) {
        client.put(null, new Key("demo", "set", 1), new Bin("n", 1));
        assertEquals(1, client.get(null, new Key("demo", "set", 1)).getInt("n"));
        assertEquals(2, client.getNodes().length);
      }
      assertEquals("ok", simulator.type("quit"));
      assertEquals(0, simulator.awaitExit());
    }
  }

  @Test
  void answersEveryCommandWithOneLine() throws Exception {
    try (StandaloneSimulator simulator = new StandaloneSimulator("--enterprise")) {
      simulator.awaitReady();
      assertTrue(simulator.type("add 3").matches("ok BB9000000004 127\\.0\\.0\\.1:\\d+"));
      for (String command :
          List.of(
              "hang BB9000000002",
              "unhang BB9000000002",
              "slow BB9000000002 5",
              "garble BB9000000002 empty",
              "heal BB9000000002",
              "disconnect BB9000000002",
              "kill BB9000000002",
              "rf test 3",
              "rack BB9000000003 9",
              "namespace-add other:1",
              "namespace-remove other",
              "move-to test 7 BB9000000003",
              "unavailable test 8",
              "freeze BB9000000003",
              "claim BB9000000003 test 9",
              "regime BB9000000003 test 9",
              "thaw BB9000000003",
              "isolate BB9000000003",
              "rejoin BB9000000003",
              "split BB9000000003,BB9000000004",
              "heal-split",
              "split-unnoticed BB9000000001 BB9000000003,BB9000000004",
              "tell-partitions BB9000000001",
              "tell-peers BB9000000001",
              "heal-unnoticed",
              "cluster-name renamed",
              "advance-clock 10",
              "remove BB9000000001",
              "kill-unnoticed BB9000000004",
              "rebalance")) {
        assertEquals("ok", simulator.type(command), command);
      }
      assertEquals("ok moved 0", simulator.type("move 10 1"));
      assertTrue(simulator.type("restart-unnoticed BB9000000002").startsWith("ok BB9000000002 "));
      assertEquals("ok moved 0", simulator.type("move 10 1"));
      assertEquals("ok", simulator.type("kill BB9000000002"));
      assertTrue(simulator.type("restart BB9000000002").startsWith("ok BB9000000002 "));
      assertEquals("ok moved 10", simulator.type("move 10 1"));
      assertTrue(simulator.type("nodes").startsWith("ok BB9000000002 "));
      assertTrue(simulator.type("stats").startsWith("ok {\"nodes\":{\"BB9000000002\":{"));
      assertTrue(simulator.type("partitions").startsWith("ok {\"test\":{\"replicationFactor\":2"));
      assertTrue(simulator.type("help").startsWith("ok nodes; add [RACK]; "));
      assertEquals("error usage: kill NAME", simulator.type("kill"));
      assertEquals("error 'x' is no number", simulator.type("rf test x"));
      assertEquals("error there is no command 'sing'; try help", simulator.type("sing"));
      assertTrue(simulator.type("split NOBODY").startsWith("error no node 'NOBODY' runs"));
      assertTrue(simulator.type("kill NOBODY").startsWith("error no node 'NOBODY' runs"));
    }
  }

  @Test
  void endOfInputEndsItOnlyOnRequest() throws Exception {
    try (StandaloneSimulator stopping = new StandaloneSimulator("--stop-at-eof");
        StandaloneSimulator lasting = new StandaloneSimulator()) {
      stopping.awaitReady();
      List<String> nodes = lasting.awaitReady();
      lasting.endInput();
      stopping.endInput();
      assertEquals(0, stopping.awaitExit());
      assertTrue(lasting.isAlive());
      new AerospikeClient("127.0.0.1", port(nodes.get(0))).close();
    }
  }

  @Test
  void wrongOptionsAndTakenPortsAreExplained() throws Exception {
    try (StandaloneSimulator simulator = new StandaloneSimulator("--namespace", "a:b")) {
      assertTrue(simulator.readAll().contains("replication factor 'b' of namespace 'a:b'"));
      assertEquals(2, simulator.awaitExit());
    }
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        StandaloneSimulator simulator =
            new StandaloneSimulator("--nodes", "1", "--port", "" + taken.getLocalPort())) {
      assertTrue(
          simulator.readAll().contains("cannot listen on 127.0.0.1:" + taken.getLocalPort()));
      assertEquals(1, simulator.awaitExit());
    }
  }

  @Test
  void helpTeachesWithExamples() throws Exception {
    try (StandaloneSimulator simulator = new StandaloneSimulator("--help")) {
      String help = simulator.readAll();
      assertTrue(help.contains("--nodes 3 --port 3000"), help);
      assertEquals(0, simulator.awaitExit());
    }
  }

  private static int port(String nodeLine) {
    return Integer.parseInt(nodeLine.substring(nodeLine.lastIndexOf(':') + 1));
  }
}
