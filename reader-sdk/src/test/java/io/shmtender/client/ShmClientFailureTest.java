package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.Replica;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.reader.Key;
import io.shmtender.reader.Node;
import io.shmtender.reader.PartitionUnavailableException;
import io.shmtender.reader.ResultCode;
import io.shmtender.reader.Router;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.Garble;
import io.shmtender.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a caller sees when nodes hang, die, move and answer nonsense.
 *
 * <p>Where a timeout is the subject, what it ends would go on for ever, or for longer than any
 * other limit: that the command ends at all shows that the timeout holds. How late it does is for
 * the benchmarks to say.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
final class ShmClientFailureTest {
  private static final Key KEY = Key.of("test", "set", 1);
  private static final FakeNode.Script OK = (number, out) -> out.write(FakeNode.ok());
  private static final FakeNode.Script SILENCE = (number, out) -> {};
  // Only the wait for an answer is short.
  private static final ReadPolicy IMPATIENT_READ =
      Patient.READ.withConnectTimeout(Patient.MILLIS).withSocketTimeout(50);
  private static final WritePolicy IMPATIENT_WRITE =
      Patient.WRITE.withConnectTimeout(Patient.MILLIS).withSocketTimeout(50);

  @Test
  void readFromAHangingNodeTimesOut() throws Exception {
    try (FakeNode node = new FakeNode(SILENCE);
        ShmClient client = Patient.client(node)) {
      ReadPolicy policy = IMPATIENT_READ.withMaxRetries(2);
      long start = System.nanoTime();
      CommandTimeoutException timeout =
          assertThrows(CommandTimeoutException.class, () -> client.get(policy, KEY));
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis >= 150, millis + " ms");
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
        ShmClient client = Patient.client(node)) {
      CommandTimeoutException timeout =
          assertThrows(
              CommandTimeoutException.class,
              () -> client.put(IMPATIENT_WRITE, KEY, new Bin("a", 1)));
      assertTrue(timeout.inDoubt());
      assertTrue(timeout.getMessage().contains("in doubt"), timeout.getMessage());
      assertEquals(1, timeout.attempts());
      awaitRequests(1, node);
    }
  }

  @Test
  void totalTimeoutHoldsAgainstANodeThatSendsByteByByte() throws Exception {
    try (FakeNode node = new FakeNode(ShmClientFailureTest::trickle);
        ShmClient client = Patient.client(node)) {
      ReadPolicy policy = ReadPolicy.defaults().withTotalTimeout(200).withMaxRetries(0);
      long start = System.nanoTime();
      assertThrows(CommandTimeoutException.class, () -> client.get(policy, KEY));
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis >= 200, millis + " ms");
    }
  }

  @Test
  void readGoesToAProleWhenTheMasterHangsButAWriteDoesNot() throws Exception {
    try (FakeNode master = new FakeNode(SILENCE);
        FakeNode prole = new FakeNode(OK)) {
      Node second = FakeNode.node("PROLE", prole.node().port());
      Router router = new SwitchedRouter(FakeNode.view(1, master.node(), second));
      try (ShmClient client = Patient.client(router)) {
        CommandTimeoutException timeout =
            assertThrows(
                CommandTimeoutException.class,
                () -> client.put(IMPATIENT_WRITE.withMaxRetries(1), KEY, new Bin("a", 1)));
        assertEquals("FAKE", timeout.node().name());
        ReadPolicy masterOnly = IMPATIENT_READ.withReplica(Replica.MASTER);
        assertThrows(CommandTimeoutException.class, () -> client.get(masterOnly, KEY));
        awaitRequests(5, master);
        assertEquals(0, prole.requests());

        // As often as it takes: the prole may be slow to answer, too.
        assertNotNull(client.get(IMPATIENT_READ.withMaxRetries(1_000), KEY));
        assertTrue(prole.requests() > 0);
      }
    }
  }

  @Test
  void serverThatGivesUpOrIsOverloadedIsAskedAgainAndOneThatRefusesIsNot() throws Exception {
    try (FakeNode node =
            new FakeNode(
                (number, out) ->
                    out.write(FakeNode.response(number == 1 ? 9 : number == 2 ? 18 : 0)));
        ShmClient client = Patient.client(node)) {
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
      try (ShmClient client = Patient.client(router)) {
        client.put(KEY, new Bin("a", 1));
        Node master = master(router, KEY);
        router.freeze();
        cluster.killNode(master.name());
        ReadPolicy masterOnly = Patient.READ.withReplica(Replica.MASTER);
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
      try (ShmClient client = Patient.client(router)) {
        cluster.killNode(master(router, KEY).name());
        NodeUnreachableException gone =
            assertThrows(NodeUnreachableException.class, () -> client.put(KEY, new Bin("a", 1)));
        assertFalse(gone.inDoubt());
        client.put(Patient.WRITE.withMaxRetries(1), KEY, new Bin("a", 1));
        assertEquals(1, client.get(KEY).getLong("a"));
      }
    }
  }

  @Test
  void partitionWithoutMasterIsWaitedForAsLongAsTheTotalTimeout() throws Exception {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(2).start()) {
      SimulatedRouter router = new SimulatedRouter(cluster);
      try (ShmClient client = Patient.client(router)) {
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
            CompletableFuture.supplyAsync(() -> client.get(Patient.READ, KEY));
        Await.until("the command waits", () -> router.sequence() > before + 2);
        cluster.rebalance();
        assertEquals(1, waiting.get(Patient.MILLIS, TimeUnit.MILLISECONDS).getLong("a"));
      }
    }
  }

  @Test
  void waitingForAMasterEndsWhenTheThreadIsInterrupted() throws Exception {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).start()) {
      SimulatedRouter router = new SimulatedRouter(cluster);
      try (ShmClient client = Patient.client(router)) {
        cluster.makeUnavailable("test", KEY.partitionId());
        router.freshView();
        Thread.currentThread().interrupt();
        ShmReaderException interrupted =
            assertThrows(ShmReaderException.class, () -> client.get(Patient.READ, KEY));
        assertTrue(interrupted.getMessage().contains("interrupted"));
        assertTrue(Thread.interrupted());
      }
    }
  }

  @Test
  void serverThatSaysUnavailableIsAskedAgainByANewView() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(2).start()) {
      SimulatedRouter router = new SimulatedRouter(cluster);
      try (ShmClient client = Patient.client(router)) {
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
        ShmClient client = Patient.client(new SimulatedRouter(cluster))) {
      client.put(KEY, new Bin("a", 1));
      SimulatedNode node = cluster.nodes().get(0);
      node.garble(how);
      assertThrows(CommandException.class, () -> client.get(KEY));
      node.heal();
      assertEquals(1, client.get(KEY).getLong("a"));
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
        ShmClient client = Patient.client(node)) {
      assertThrows(ProtocolException.class, () -> client.get(KEY));
      node.script(OK);
      assertNotNull(client.get(KEY));
      assertEquals(2, node.accepted());
    }
  }

  @Test
  void largeWriteToANodeThatStoppedReadingTimesOut() throws Exception {
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
      assertTrue(millis >= 200, millis + " ms");
      // The node did not get all of it.
      assertFalse(timeout.inDoubt());
    }
  }

  @Test
  void connectingToANodeThatDoesNotAcceptTimesOut() throws Exception {
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
        assertTrue(millis >= 200, millis + " ms: " + late);
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

  // Announces more than it will ever send; ends when the client has closed the connection.
  private static void trickle(int number, OutputStream out) throws Exception {
    out.write(ByteBuffer.allocate(8).putLong(2L << 56 | 3L << 48 | 1_000_000).array());
    while (true) {
      out.write(0);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  // A node may come to a request only after the client has given up.
  private static void awaitRequests(int expected, FakeNode node) {
    Await.until(expected + " requests", () -> node.requests() >= expected);
    assertEquals(expected, node.requests());
  }

  private static Node master(Router router, Key key) {
    return router.view().master(key.namespace(), key.partitionId());
  }
}
