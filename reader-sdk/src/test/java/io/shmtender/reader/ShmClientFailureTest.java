package io.shmtender.reader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.simulator.Garble;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a caller sees when nodes hang, die, move and answer nonsense. */
class ShmClientFailureTest {
  private static final Key KEY = Key.of("test", "set", 1);
  private static final FakeNode.Script OK = (number, out) -> out.write(FakeNode.ok());
  private static final FakeNode.Script SILENCE = (number, out) -> {};

  @Test
  void readFromAHangingNodeTimesOutInTime() throws Exception {
    try (FakeNode node = new FakeNode(SILENCE);
        ShmClient client = ShmClient.of(node)) {
      ReadPolicy policy =
          ReadPolicy.defaults().withSocketTimeout(50).withTotalTimeout(400).withMaxRetries(2);
      long start = System.nanoTime();
      CommandTimeoutException timeout =
          assertThrows(CommandTimeoutException.class, () -> client.get(policy, KEY));
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis >= 150 && millis < 400, millis + " ms");
      assertEquals(3, timeout.attempts());
      assertEquals(2, timeout.getSuppressed().length);
      assertFalse(timeout.inDoubt());
      assertFalse(timeout.fromServer());
      assertTrue(timeout.getMessage().contains("FAKE"), timeout.getMessage());
      Await.until("no connection is left with an answer to come", () -> node.open() == 0);
    }
  }

  @Test
  void writeToAHangingNodeIsInDoubt() throws Exception {
    try (FakeNode node = new FakeNode(SILENCE);
        ShmClient client = ShmClient.of(node)) {
      WritePolicy policy = WritePolicy.defaults().withTotalTimeout(50);
      CommandTimeoutException timeout =
          assertThrows(
              CommandTimeoutException.class, () -> client.put(policy, KEY, new Bin("a", 1)));
      assertTrue(timeout.inDoubt());
      assertTrue(timeout.getMessage().contains("in doubt"), timeout.getMessage());
      assertEquals(1, timeout.attempts());
      assertEquals(1, node.requests());
    }
  }

  @Test
  void totalTimeoutHoldsAgainstANodeThatSendsByteByByte() throws Exception {
    try (FakeNode node = new FakeNode(ShmClientFailureTest::trickle);
        ShmClient client = ShmClient.of(node)) {
      ReadPolicy policy =
          ReadPolicy.defaults().withSocketTimeout(100).withTotalTimeout(200).withMaxRetries(0);
      long start = System.nanoTime();
      assertThrows(CommandTimeoutException.class, () -> client.get(policy, KEY));
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis >= 200 && millis < 1_000, millis + " ms");
    }
  }

  @Test
  void readGoesToAProleWhenTheMasterHangsButAWriteDoesNot() throws Exception {
    try (FakeNode master = new FakeNode(SILENCE);
        FakeNode prole = new FakeNode(OK)) {
      Node second = FakeNode.node("PROLE", prole.node().port());
      Router router = new SwitchedRouter(FakeNode.view(1, master.node(), second));
      try (ShmClient client = ShmClient.of(router)) {
        assertNotNull(client.get(ReadPolicy.defaults().withSocketTimeout(50), KEY));
        assertEquals(1, prole.requests());
        WritePolicy policy = WritePolicy.defaults().withSocketTimeout(50).withMaxRetries(1);
        CommandTimeoutException timeout =
            assertThrows(
                CommandTimeoutException.class, () -> client.put(policy, KEY, new Bin("a", 1)));
        assertEquals("FAKE", timeout.node().name());
        assertEquals(3, master.requests());
        assertEquals(1, prole.requests());
        ReadPolicy masterOnly =
            ReadPolicy.defaults().withSocketTimeout(50).withReplica(Replica.MASTER);
        assertThrows(CommandTimeoutException.class, () -> client.get(masterOnly, KEY));
        assertEquals(1, prole.requests());
      }
    }
  }

  @Test
  void serverThatGivesUpOrIsOverloadedIsAskedAgainAndOneThatRefusesIsNot() throws Exception {
    try (FakeNode node =
            new FakeNode(
                (number, out) ->
                    out.write(FakeNode.response(number == 1 ? 9 : number == 2 ? 18 : 0)));
        ShmClient client = ShmClient.of(node)) {
      assertNotNull(client.get(KEY));
      assertEquals(3, node.requests());
      node.script((number, out) -> out.write(FakeNode.response(9)));
      CommandTimeoutException timeout =
          assertThrows(CommandTimeoutException.class, () -> client.put(KEY, new Bin("a", 1)));
      assertTrue(timeout.fromServer());
      assertTrue(timeout.inDoubt());
      node.script((number, out) -> out.write(FakeNode.response(14)));
      ServerException busy = assertThrows(ServerException.class, () -> client.get(KEY));
      assertEquals(ResultCode.KEY_BUSY, busy.resultCode());
      assertEquals(1, busy.attempts());
      node.script((number, out) -> out.write(FakeNode.response(199)));
      ServerException strange = assertThrows(ServerException.class, () -> client.get(KEY));
      assertEquals(ResultCode.UNKNOWN, strange.resultCode());
      assertEquals(199, strange.code());
      assertEquals(1, node.accepted());
    }
  }

  @Test
  void commandsForAKilledNodeSayWhichAndGoToTheNewMasterOnceItIsKnown() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(3).start()) {
      SimulatedRouter router = new SimulatedRouter(cluster);
      try (ShmClient client = ShmClient.of(router)) {
        client.put(KEY, new Bin("a", 1));
        Node master = master(router, KEY);
        router.freeze();
        cluster.killNode(master.name());
        ReadPolicy masterOnly = ReadPolicy.defaults().withReplica(Replica.MASTER);
        NodeUnreachableException gone =
            assertThrows(NodeUnreachableException.class, () -> client.get(masterOnly, KEY));
        assertEquals(master.name(), gone.node().name());
        assertEquals(3, gone.attempts());
        assertTrue(gone.getMessage().contains(master.name()), gone.getMessage());
        assertTrue(gone.getMessage().contains(":" + master.port()), gone.getMessage());
        assertTrue(gone.getMessage().contains("partition " + KEY.partitionId()));
        router.thaw();
        assertEquals(1, client.get(masterOnly, KEY).getLong("a"));
        client.put(KEY, new Bin("a", 2));
        assertEquals(2, client.get(KEY).getLong("a"));
      }
    }
  }

  @Test
  void writeThatNeverReachedTheKilledNodeMayBeTriedAgainWithoutDoubt() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(3).start()) {
      SimulatedRouter router = new SimulatedRouter(cluster);
      try (ShmClient client = ShmClient.of(router)) {
        cluster.killNode(master(router, KEY).name());
        NodeUnreachableException gone =
            assertThrows(NodeUnreachableException.class, () -> client.put(KEY, new Bin("a", 1)));
        assertFalse(gone.inDoubt());
        client.put(WritePolicy.defaults().withMaxRetries(1), KEY, new Bin("a", 1));
        assertEquals(1, client.get(KEY).getLong("a"));
      }
    }
  }

  @Test
  void partitionWithoutMasterIsWaitedForAsLongAsTheTotalTimeout() throws Exception {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(2).start()) {
      SimulatedRouter router = new SimulatedRouter(cluster);
      try (ShmClient client = ShmClient.of(router)) {
        client.put(KEY, new Bin("a", 1));
        cluster.makeUnavailable("test", KEY.partitionId());
        router.freshView();
        long start = System.nanoTime();
        PartitionUnavailableException nobody =
            assertThrows(
                PartitionUnavailableException.class,
                () -> client.get(ReadPolicy.defaults().withTotalTimeout(150), KEY));
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(150));
        assertTrue(nobody.getMessage().contains("partition " + KEY.partitionId()));

        long before = router.sequence();
        CompletableFuture<Record> waiting =
            CompletableFuture.supplyAsync(
                () -> client.get(ReadPolicy.defaults().withTotalTimeout(20_000), KEY));
        Await.until("the command waits", () -> router.sequence() > before + 2);
        cluster.rebalance();
        assertEquals(1, waiting.get(20, TimeUnit.SECONDS).getLong("a"));
      }
    }
  }

  @Test
  void waitingForAMasterEndsWhenTheThreadIsInterrupted() throws Exception {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).start()) {
      SimulatedRouter router = new SimulatedRouter(cluster);
      try (ShmClient client = ShmClient.of(router)) {
        cluster.makeUnavailable("test", KEY.partitionId());
        router.freshView();
        Thread.currentThread().interrupt();
        ShmReaderException interrupted =
            assertThrows(
                ShmReaderException.class,
                () -> client.get(ReadPolicy.defaults().withTotalTimeout(20_000), KEY));
        assertTrue(interrupted.getMessage().contains("interrupted"));
        assertTrue(Thread.interrupted());
      }
    }
  }

  @Test
  void serverThatSaysUnavailableIsAskedAgainByANewView() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(2).start()) {
      SimulatedRouter router = new SimulatedRouter(cluster);
      try (ShmClient client = ShmClient.of(router)) {
        client.put(KEY, new Bin("a", 1));
        router.freeze();
        cluster.makeUnavailable("test", KEY.partitionId());
        ServerException unavailable = assertThrows(ServerException.class, () -> client.get(KEY));
        assertEquals(ResultCode.PARTITION_UNAVAILABLE, unavailable.resultCode());
        assertEquals(3, unavailable.attempts());
        router.thaw();
        cluster.rebalance();
        assertEquals(1, client.get(KEY).getLong("a"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Garble.class)
  void garbledAnswerIsADocumentedExceptionAndTheNextCommandWorks(Garble how) {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).start();
        ShmClient client = ShmClient.of(new SimulatedRouter(cluster))) {
      client.put(KEY, new Bin("a", 1));
      SimulatedNode node = cluster.nodes().get(0);
      node.garble(how);
      ReadPolicy policy = ReadPolicy.defaults().withTotalTimeout(300);
      assertThrows(CommandException.class, () -> client.get(policy, KEY));
      node.heal();
      assertEquals(1, client.get(policy, KEY).getLong("a"));
    }
  }

  @Test
  void answerThatBelongsToNoRequestIsNotTakenForTheNextOne() throws Exception {
    try (FakeNode node =
            new FakeNode(
                (number, out) -> {
                  byte[] two = new byte[2 * FakeNode.ok().length];
                  System.arraycopy(FakeNode.ok(), 0, two, 0, FakeNode.ok().length);
                  System.arraycopy(FakeNode.response(2), 0, two, two.length / 2, two.length / 2);
                  out.write(two);
                });
        ShmClient client = ShmClient.of(node)) {
      assertThrows(ProtocolException.class, () -> client.get(KEY));
      node.script(OK);
      assertNotNull(client.get(KEY));
      assertEquals(2, node.accepted());
    }
  }

  @Test
  void largeWriteToANodeThatStoppedReadingEndsInTime() throws Exception {
    try (ServerSocket stopped = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ShmClient client =
            ShmClient.of(
                new SwitchedRouter(
                    FakeNode.view(1, FakeNode.node("STOPPED", stopped.getLocalPort()))))) {
      byte[] large = new byte[32 * 1024 * 1024];
      WritePolicy policy = WritePolicy.defaults().withTotalTimeout(200);
      long start = System.nanoTime();
      CommandTimeoutException timeout =
          assertThrows(
              CommandTimeoutException.class, () -> client.put(policy, KEY, new Bin("a", large)));
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis >= 200 && millis < 2_000, millis + " ms");
      // The node did not get all of it.
      assertFalse(timeout.inDoubt());
    }
  }

  @Test
  void connectingToANodeThatDoesNotAcceptEndsInTime() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ShmClient client =
            ShmClient.of(
                new SwitchedRouter(FakeNode.view(1, FakeNode.node("FULL", full.getLocalPort()))))) {
      List<Socket> waiting = new ArrayList<>();
      try {
        while (connects(full, waiting)) {
          assertTrue(waiting.size() < 100, "the backlog does not fill");
        }
        ReadPolicy policy = ReadPolicy.defaults().withTotalTimeout(200).withMaxRetries(0);
        long start = System.nanoTime();
        CommandException late = assertThrows(CommandException.class, () -> client.get(policy, KEY));
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(millis >= 200 && millis < 2_000, millis + " ms: " + late);
      } finally {
        for (Socket socket : waiting) {
          socket.close();
        }
      }
    }
  }

  private static boolean connects(ServerSocket server, List<Socket> connected) throws IOException {
    Socket socket = new Socket();
    connected.add(socket);
    try {
      socket.connect(server.getLocalSocketAddress(), 200);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private static void trickle(int number, OutputStream out) throws Exception {
    for (byte b : FakeNode.ok()) {
      out.write(b);
      long sent = System.nanoTime();
      Await.until(
          "a while has passed", () -> System.nanoTime() - sent > TimeUnit.MILLISECONDS.toNanos(30));
    }
  }

  private static Node master(Router router, Key key) {
    return router.view().namespace(key.namespace()).master(key.partitionId());
  }
}
