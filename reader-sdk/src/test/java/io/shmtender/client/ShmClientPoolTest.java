package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.BatchWritePolicy;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.reader.Key;
import io.shmtender.reader.Node;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections are kept, and closed when they should be. */
@Tag("slow")
final class ShmClientPoolTest {
  private static final Key KEY = Key.of("test", "set", 1);
  private static final FakeNode.Script OK = (number, out) -> out.write(FakeNode.ok());

  @Test
  void oneConnectionServesOneCommandAfterTheOther() throws Exception {
    try (FakeNode node = new FakeNode(OK);
        ShmClient client = Patient.client(node)) {
      for (int i = 0; i < 100; i++) {
        assertNotNull(client.get(KEY));
        client.put(KEY, new Bin("a", i));
      }
      assertEquals(1, node.accepted());
      assertEquals(200, node.requests());
    }
  }

  @Test
  void refusedCommandAndMistakeOfTheApplicationLeaveTheConnectionInUse() throws Exception {
    try (FakeNode node = new FakeNode(OK);
        ShmClient client = Patient.client(node)) {
      node.script((number, out) -> out.write(FakeNode.response(14)));
      assertThrows(ServerException.class, () -> client.get(KEY));
      assertThrows(
          IllegalArgumentException.class, () -> client.put(KEY, new Bin("a", "lone \uD800")));
      assertThrows(ServerException.class, () -> client.put(KEY, new Bin("a", 1)));
      assertEquals(1, node.accepted());
      assertEquals(2, node.requests());
    }
  }

  @Test
  void connectionThatWasIdleTooLongIsClosedInsteadOfUsed() throws Exception {
    ClientOptions options = Patient.OPTIONS.withMaxIdle(Duration.ofMillis(20));
    try (FakeNode node = new FakeNode(OK);
        ShmClient client = ShmClient.of(node, options)) {
      client.get(KEY);
      long idleSince = System.nanoTime();
      Await.until(
          "the connection is too old",
          () -> System.nanoTime() - idleSince > TimeUnit.MILLISECONDS.toNanos(30));
      client.get(KEY);
      assertEquals(2, node.accepted());
      Await.until("the old connection is closed", () -> node.open() == 1);
    }
  }

  @Test
  void readThatFindsItsConnectionsClosedByTheNodeUsesANewOneUnnoticed() throws Exception {
    ReadPolicy once = Patient.READ.withMaxRetries(0);
    try (FakeNode node = new FakeNode(OK);
        ShmClient client = Patient.client(node)) {
      keepTwoConnections(node, client);
      node.closeConnections();
      Await.until("the node has closed them", () -> node.open() == 0);
      assertNotNull(client.get(once, KEY));
      assertNotNull(client.get(once, KEY));
      assertEquals(3, node.accepted());
    }
  }

  @Test
  void writeOnAConnectionClosedByTheNodeIsInDoubtAndNotRepeated() throws Exception {
    try (FakeNode node = new FakeNode(OK);
        ShmClient client = Patient.client(node)) {
      client.put(KEY, new Bin("a", 1));
      node.script(
          (number, out) -> {
            throw new java.io.EOFException("closes instead of answering");
          });
      NodeUnreachableException broken =
          assertThrows(NodeUnreachableException.class, () -> client.put(KEY, new Bin("a", 2)));
      assertTrue(broken.inDoubt());
      assertEquals(2, node.requests());
      node.script(OK);
      client.put(KEY, new Bin("a", 3));
    }
  }

  @Test
  void connectionsAreLimitedAndTheErrorSaysSo() throws Exception {
    ClientOptions options = Patient.OPTIONS.withMaxConnectionsPerNode(1);
    CountDownLatch answer = new CountDownLatch(1);
    try (FakeNode node =
            new FakeNode(
                (number, out) -> {
                  answer.await();
                  out.write(FakeNode.ok());
                });
        ShmClient client = ShmClient.of(node, options)) {
      ReadPolicy patient = Patient.READ;
      CompletableFuture<Record> first =
          CompletableFuture.supplyAsync(() -> client.get(patient, KEY));
      Await.until("the first command is under way", () -> node.requests() == 1);
      PoolExhaustedException exhausted =
          assertThrows(
              PoolExhaustedException.class, () -> client.get(patient.withMaxRetries(0), KEY));
      assertTrue(exhausted.getMessage().contains("all 1 connections"), exhausted.getMessage());
      assertTrue(exhausted.getMessage().contains("maxConnectionsPerNode"));
      assertFalse(exhausted.inDoubt());
      answer.countDown();
      assertNotNull(first.get(Patient.MILLIS, TimeUnit.MILLISECONDS));
      assertNotNull(client.get(patient, KEY));
      assertEquals(1, node.accepted());
    }
  }

  @Test
  void connectionsToANodeThatLeftTheClusterAreClosed() throws Exception {
    try (FakeNode leaving = new FakeNode(OK);
        FakeNode staying = new FakeNode(OK)) {
      Node other = FakeNode.node("OTHER", staying.node().port());
      SwitchedRouter router = new SwitchedRouter(FakeNode.view(1, leaving.node(), other));
      try (ShmClient client = Patient.client(router)) {
        client.get(KEY);
        assertEquals(1, leaving.open());
        router.next(FakeNode.view(2, other));
        router.freshView();
        client.get(KEY);
        assertEquals(1, staying.requests());
        Await.until("the connection is closed", () -> leaving.open() == 0);
      }
    }
  }

  @Test
  void nodeThatMovedToAnotherAddressGetsNewConnections() throws Exception {
    try (FakeNode before = new FakeNode(OK);
        FakeNode after = new FakeNode(OK)) {
      SwitchedRouter router = new SwitchedRouter(before.view());
      try (ShmClient client = Patient.client(router)) {
        client.get(KEY);
        router.next(FakeNode.view(2, after.node()));
        router.freshView();
        client.get(KEY);
        assertEquals(1, after.requests());
        Await.until("the old connection is closed", () -> before.open() == 0);
      }
    }
  }

  @Test
  void closedClientClosesItsConnectionsAndRefusesCommands() throws Exception {
    try (FakeNode node = new FakeNode(OK)) {
      ShmClient client = Patient.client(node);
      keepTwoConnections(node, client);
      assertEquals(2, node.open());
      client.close();
      Await.until("the connections are closed", () -> node.open() == 0);
      assertThrows(IllegalStateException.class, () -> client.get(KEY));
      client.close();
    }
  }

  @Test
  void writeFindsConnectionsThatTheNodeClosedMeanwhileBeforeItIsSent() throws Exception {
    try (FakeNode node = new FakeNode(OK);
        ShmClient client = Patient.client(node)) {
      keepTwoConnections(node, client);
      node.closeConnections();
      Await.until("the node has closed them", () -> node.open() == 0);
      awaitLookAge();
      int before = node.requests();
      client.put(KEY, new Bin("a", 1));
      assertEquals(before + 1, node.requests());
      assertEquals(3, node.accepted());
    }
  }

  @Test
  void connectionFromBeforeARestartIsNotTrustedBecauseOfALaterOne() throws Exception {
    ClientOptions options = Patient.OPTIONS.withMinConnectionsPerNode(2);
    try (FakeNode node = new FakeNode(OK);
        ShmClient client = ShmClient.of(node, options)) {
      client.get(KEY);
      node.closeConnections();
      Await.until("the node has closed it", () -> node.open() == 0);
      // Opens a second one rather than using the first.
      client.get(KEY);
      awaitLookAge();
      client.get(KEY);
      putTwiceAtOnce(node, client);
      assertEquals(3, node.accepted());
    }
  }

  @Test
  void writeDoesNotTrustAReapedConnectionBecauseAnOlderOneWasJustOfUse() throws Exception {
    try (FakeNode node = new FakeNode(OK);
        ShmClient client = Patient.client(node)) {
      useTheOlderOfTwoConnections(node, client);
      node.reapIdle();
      Await.until("the node has closed the younger one", () -> node.open() == 1);
      putTwiceAtOnce(node, client);
      assertEquals(3, node.accepted());
    }
  }

  @Test
  void writeDoesNotTrustAConnectionThatIsForgottenOnTheWay() throws Exception {
    try (FakeNode node = new FakeNode(OK);
        ShmClient client = Patient.client(node)) {
      useTheOlderOfTwoConnections(node, client);
      node.forgetIdle();
      putTwiceAtOnce(node, client);
      assertEquals(3, node.accepted());
    }
  }

  @Test
  void batchThatWritesAsksAllItsNodesFirst() throws Exception {
    BatchPolicy once = Patient.BATCH_WRITE.withMaxRetries(0);
    Key[] keys = new Key[100];
    Arrays.setAll(keys, i -> Key.of("test", "set", i));
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(3).start();
        ShmClient client = Patient.client(new SimulatedRouter(cluster))) {
      client.put(once, BatchWritePolicy.defaults(), keys, new Bin("a", 1));
      awaitLookAge();
      client.put(once, BatchWritePolicy.defaults(), keys, new Bin("a", 2));
      assertEquals(3, accepted(cluster));
      cluster.nodes().get(0).closeConnections();
      cluster.nodes().get(1).closeConnections();
      awaitLookAge();
      client.put(once, BatchWritePolicy.defaults(), keys, new Bin("a", 3));
      assertEquals(5, accepted(cluster));
      assertEquals(3, client.get(keys)[99].getLong("a"));
    }
  }

  @Test
  void idleConnectionsAreClosedInAClientThatFellSilentAndNoThreadIsLeft() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    ClientOptions options = Patient.OPTIONS.withMaxIdle(Duration.ofMillis(100));
    try (FakeNode node = new FakeNode(OK);
        FakeNode kept = new FakeNode(OK);
        ShmClient client = ShmClient.of(node, options);
        ShmClient keeping = ShmClient.of(kept, options.withMinConnectionsPerNode(1))) {
      keepTwoConnections(node, client);
      keepTwoConnections(kept, keeping);
      Await.until("they are closed", () -> node.open() == 0 && kept.open() == 1);
      Await.until(
          "no thread is left",
          () ->
              Thread.getAllStackTraces().keySet().stream()
                  .noneMatch(
                      thread ->
                          thread.getName().equals("aerospike-shm-timeouts")
                              && !before.contains(thread)));
      // And it starts anew.
      keepTwoConnections(node, client);
      Await.until("they are closed again", () -> node.open() == 0);
    }
  }

  @Test
  void connectionThatIsStillOpenIsKeptAfterALook() throws Exception {
    try (FakeNode node = new FakeNode(OK);
        ShmClient client = Patient.client(node)) {
      client.put(KEY, new Bin("a", 1));
      awaitLookAge();
      client.put(KEY, new Bin("a", 1));
      client.get(KEY);
      assertEquals(1, node.accepted());
    }
  }

  @Test
  void minimumOfConnectionsIsOpenedByTheFirstCommandsAndKept() throws Exception {
    ClientOptions options =
        Patient.OPTIONS.withMinConnectionsPerNode(3).withMaxIdle(Duration.ofMillis(20));
    try (FakeNode node = new FakeNode(OK);
        ShmClient client = ShmClient.of(node, options)) {
      for (int i = 0; i < 20; i++) {
        client.get(KEY);
      }
      assertEquals(3, node.accepted());
      long idleSince = System.nanoTime();
      Await.until(
          "they are older than maxIdle",
          () -> System.nanoTime() - idleSince > TimeUnit.MILLISECONDS.toNanos(30));
      for (int i = 0; i < 20; i++) {
        client.get(KEY);
      }
      assertEquals(3, node.open());
      assertEquals(3, node.accepted());
    }
  }

  @Test
  void nodeThatFailsTooOftenIsLeftAloneUntilTheWindowIsOver() throws Exception {
    ClientOptions options =
        Patient.OPTIONS.withMaxErrorRate(2).withErrorRateWindow(Duration.ofSeconds(1));
    ReadPolicy once = Patient.READ.withMaxRetries(0);
    try (FakeNode node = new FakeNode((number, out) -> out.write(FakeNode.response(18)));
        ShmClient client = ShmClient.of(node, options)) {
      long start = System.nanoTime();
      for (int i = 0; i < 3; i++) {
        assertThrows(ServerException.class, () -> client.get(once, KEY));
      }
      CommandException backoff = assertThrows(CommandException.class, () -> client.get(once, KEY));
      if (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(1)) {
        assertTrue(backoff instanceof BackoffException, backoff.toString());
        assertTrue(backoff.getMessage().contains("more than 2 errors within 1000 ms"));
        assertEquals(3, node.requests());
      }
      node.script(OK);
      Await.until("the window is over", () -> succeeds(() -> client.get(once, KEY)));
      assertNotNull(client.get(once, KEY));
    }
  }

  @Test
  void refusedCommandsAreNoErrorsOfTheNode() throws Exception {
    ClientOptions options = Patient.OPTIONS.withMaxErrorRate(1);
    try (FakeNode node = new FakeNode((number, out) -> out.write(FakeNode.response(14)));
        ShmClient client = ShmClient.of(node, options)) {
      for (int i = 0; i < 10; i++) {
        assertThrows(ServerException.class, () -> client.get(KEY));
      }
      assertEquals(10, node.requests());
    }
  }

  @Test
  void readLeavesANodeThatBacksOffForAProle() throws Exception {
    ClientOptions options =
        Patient.OPTIONS.withMaxErrorRate(1).withErrorRateWindow(Duration.ofMinutes(5));
    try (FakeNode master = new FakeNode((number, out) -> out.write(FakeNode.response(18)));
        FakeNode prole = new FakeNode(OK)) {
      Node second = FakeNode.node("PROLE", prole.node().port());
      try (ShmClient client =
          ShmClient.of(new SwitchedRouter(FakeNode.view(1, master.node(), second)), options)) {
        for (int i = 0; i < 10; i++) {
          assertNotNull(client.get(KEY));
        }
        assertEquals(2, master.requests());
        assertEquals(10, prole.requests());
      }
    }
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    ClientOptions options = Patient.OPTIONS;
    assertThrows(IllegalArgumentException.class, () -> options.withMinConnectionsPerNode(101));
    assertThrows(IllegalArgumentException.class, () -> options.withMaxErrorRate(-1));
    assertThrows(IllegalArgumentException.class, () -> options.withErrorRateWindow(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> options.withMaxConnectionsPerNode(0));
  }

  private static boolean succeeds(Runnable command) {
    try {
      command.run();
      return true;
    } catch (BackoffException | NodeUnreachableException e) {
      return false;
    }
  }

  private static void awaitLookAge() {
    long idleSince = System.nanoTime();
    Await.until(
        "the connections are old enough to be looked at",
        () -> System.nanoTime() - idleSince > TimeUnit.MILLISECONDS.toNanos(1_100));
  }

  private static FakeNode.Script okOnceBothAreThere() {
    CountDownLatch bothThere = new CountDownLatch(2);
    return (number, out) -> {
      bothThere.countDown();
      bothThere.await();
      out.write(FakeNode.ok());
    };
  }

  // After that the younger one has been idle for long, and the older one was just of use.
  private static void useTheOlderOfTwoConnections(FakeNode node, ShmClient client)
      throws Exception {
    CountDownLatch firstThere = new CountDownLatch(1);
    CountDownLatch secondDone = new CountDownLatch(1);
    node.script(
        (number, out) -> {
          if (number == 1) {
            firstThere.countDown();
            secondDone.await();
          }
          out.write(FakeNode.ok());
        });
    ReadPolicy patient = Patient.READ;
    CompletableFuture<Record> first = CompletableFuture.supplyAsync(() -> client.get(patient, KEY));
    assertTrue(firstThere.await(Patient.MILLIS, TimeUnit.MILLISECONDS));
    client.get(patient, KEY);
    secondDone.countDown();
    first.get(Patient.MILLIS, TimeUnit.MILLISECONDS);
    awaitLookAge();
    // Last in, first out: over the one that was idle last.
    client.get(KEY);
    assertEquals(2, node.accepted());
  }

  private static void putTwiceAtOnce(FakeNode node, ShmClient client) throws Exception {
    node.script(okOnceBothAreThere());
    WritePolicy patient = Patient.WRITE;
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(() -> client.put(patient, KEY, new Bin("a", 1)));
    client.put(patient, KEY, new Bin("a", 2));
    other.get(Patient.MILLIS, TimeUnit.MILLISECONDS);
  }

  private static long accepted(SimulatedCluster cluster) {
    return cluster.counters().values().stream().mapToLong(c -> c.connectionsAccepted()).sum();
  }

  // Two commands at the same time, so that two connections are idle after them.
  private static void keepTwoConnections(FakeNode node, ShmClient client) throws Exception {
    node.script(okOnceBothAreThere());
    ReadPolicy patient = Patient.READ;
    CompletableFuture<Record> other = CompletableFuture.supplyAsync(() -> client.get(patient, KEY));
    client.get(patient, KEY);
    other.get(Patient.MILLIS, TimeUnit.MILLISECONDS);
    node.script(OK);
  }
}
