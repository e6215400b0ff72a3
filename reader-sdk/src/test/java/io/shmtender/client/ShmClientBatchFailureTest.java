package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.BatchWritePolicy;
import io.shmtender.reader.Key;
import io.shmtender.reader.Node;
import io.shmtender.reader.PartitionUnavailableException;
import io.shmtender.reader.ResultCode;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.Garble;
import io.shmtender.testing.Await;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a batch does when nodes hang, die, move partitions and answer nonsense. */
final class ShmClientBatchFailureTest {
  private static final int COUNT = 300;
  // Milliseconds, all of which are waited for a node that hangs.
  private static final int ENOUGH_FOR_THE_OTHERS = 2_000;
  private static final BatchPolicy READ = Patient.BATCH_READ.withSocketTimeout(Patient.MILLIS);
  private static final BatchPolicy WRITE = READ.withMaxRetries(0);

  private SimulatedCluster cluster;
  private SimulatedRouter router;
  private ShmClient client;
  private Key[] keys;

  @BeforeEach
  void start() {
    cluster = SimulatedCluster.builder().nodes(3).start();
    router = new SimulatedRouter(cluster);
    client = Patient.client(router);
    keys = keys(COUNT);
    client.put(WRITE, BatchWritePolicy.defaults(), keys, new Bin("n", 1));
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  @Test
  void keysOfAKilledNodeGoToTheOthersByTheNewestView() {
    cluster.killNode(cluster.nodes().get(0).name());
    assertAllRead(client.get(READ, keys));
    assertAllRead(client.get(READ, keys));
  }

  @Test
  void proleIsReadWhileTheDeadMasterIsNotReplaced() {
    router.freeze();
    cluster.killNodeUnnoticed(cluster.nodes().get(1).name());
    assertAllRead(client.get(READ, keys));
  }

  @Test
  void withoutARetryTheOtherNodesRecordsAreThere() {
    router.freeze();
    String dead = cluster.nodes().get(1).name();
    cluster.killNodeUnnoticed(dead);
    BatchException part =
        assertThrows(BatchException.class, () -> client.get(READ.withMaxRetries(0), keys));
    assertTrue(part.getCause() instanceof NodeUnreachableException, part.toString());
    assertTrue(part.getMessage().contains(dead), part.getMessage());
    assertEquals(COUNT, part.records().size());
    for (BatchRecord record : part.records()) {
      boolean lost = master(record.key()).name().equals(dead);
      assertEquals(lost ? ResultCode.NO_RESPONSE : ResultCode.OK, record.resultCode());
      assertEquals(lost, record.record() == null);
      assertFalse(record.inDoubt());
    }
  }

  @Test
  void writesThatDidNotReachAKilledNodeAreNotInDoubt() {
    router.freeze();
    String dead = cluster.nodes().get(1).name();
    cluster.killNodeUnnoticed(dead);
    Key[] others = keys(COUNT);
    // Finds the connections broken.
    assertThrows(BatchException.class, () -> put(others, 1));
    BatchException part = assertThrows(BatchException.class, () -> put(others, 2));
    assertFalse(part.inDoubt());
    for (BatchRecord record : part.records()) {
      boolean lost = master(record.key()).name().equals(dead);
      assertEquals(lost ? ResultCode.NO_RESPONSE : ResultCode.OK, record.resultCode());
    }
    router.thaw();
    cluster.rebalance();
    BatchResults done =
        client.put(WRITE.withMaxRetries(1), BatchWritePolicy.defaults(), others, new Bin("n", 3));
    assertTrue(done.status());
  }

  @Test
  @Tag("slow")
  void hangingNodeCostsItsOwnRecordsOnlyAndItsWritesAreInDoubt() {
    SimulatedNode hanging = cluster.nodes().get(0);
    hanging.hang();
    BatchPolicy policy = WRITE.withTotalTimeout(ENOUGH_FOR_THE_OTHERS);
    BatchException part =
        assertThrows(
            BatchException.class,
            () -> client.put(policy, BatchWritePolicy.defaults(), keys, new Bin("n", 2)));
    assertTrue(part.getCause() instanceof CommandTimeoutException, part.toString());
    assertTrue(part.inDoubt());
    for (BatchRecord record : part.records()) {
      boolean lost = master(record.key()).name().equals(hanging.name());
      assertEquals(lost ? ResultCode.NO_RESPONSE : ResultCode.OK, record.resultCode());
      assertEquals(lost, record.inDoubt());
    }
    hanging.heal();
    assertEquals(COUNT, client.get(READ, keys).length);
  }

  @Test
  void readsMoveOnFromAHangingNodeToAProle() {
    router.freeze();
    cluster.nodes().get(2).hang();
    assertAllRead(client.get(READ.withSocketTimeout(100).withMaxRetries(1_000), keys));
  }

  @Test
  void nodeThatDiesInTheMiddleOfBatchesCostsNoRead() throws Exception {
    CompletableFuture<Void> killer =
        CompletableFuture.runAsync(
            () -> {
              Await.until("batches run", () -> batches() > 20);
              cluster.killNode(cluster.nodes().get(0).name());
            });
    do {
      assertAllRead(client.get(READ, keys));
    } while (!killer.isDone());
    killer.get(Patient.MILLIS, TimeUnit.MILLISECONDS);
    for (int i = 0; i < 20; i++) {
      assertAllRead(client.get(READ, keys));
    }
  }

  @Test
  void movedPartitionsAreFollowedWhileBatchesRun() {
    long seed = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      cluster.moveRandomPartitions("test", 2_000, seed + i);
      assertAllRead(client.get(READ, keys));
      router.freshView();
      assertAllRead(client.get(READ, keys));
    }
  }

  @Test
  @Tag("slow")
  void unavailablePartitionIsWaitedForWhileTheOthersAreServed() throws Exception {
    cluster.makeUnavailable("test", keys[5].partitionId());
    router.freshView();
    BatchException part =
        assertThrows(
            BatchException.class,
            () -> client.get(READ.withTotalTimeout(ENOUGH_FOR_THE_OTHERS), keys));
    assertTrue(part.getCause() instanceof PartitionUnavailableException, part.toString());
    for (BatchRecord record : part.records()) {
      boolean lost = record.key().partitionId() == keys[5].partitionId();
      assertEquals(lost ? ResultCode.NO_RESPONSE : ResultCode.OK, record.resultCode());
    }
    long before = router.sequence();
    CompletableFuture<Record[]> waiting =
        CompletableFuture.supplyAsync(() -> client.get(READ, keys));
    Await.until("the batch waits", () -> router.sequence() > before + 2);
    cluster.rebalance();
    assertAllRead(waiting.get(Patient.MILLIS, TimeUnit.MILLISECONDS));
  }

  @Test
  void recordsThatTheServerSaysAreUnavailableAreAskedForAgain() {
    router.freeze();
    cluster.makeUnavailable("test", keys[5].partitionId());
    BatchException part = assertThrows(BatchException.class, () -> client.get(READ, keys));
    assertEquals(ResultCode.PARTITION_UNAVAILABLE, part.records().get(5).resultCode());
    assertEquals(ResultCode.OK, part.records().get(6).resultCode());
    assertTrue(part.getMessage().contains("PARTITION_UNAVAILABLE"), part.getMessage());
    BatchResults write = put(keys, 1);
    assertFalse(write.status());
    assertEquals(ResultCode.PARTITION_UNAVAILABLE, write.records().get(5).resultCode());
    assertFalse(write.records().get(5).inDoubt());
    router.thaw();
    cluster.rebalance();
    assertAllRead(client.get(READ, keys));
  }

  @Test
  void connectionsThatWereClosedWhileIdleCostReadsNothing() {
    for (int i = 0; i < 20; i++) {
      assertAllRead(client.get(READ.withMaxRetries(0), keys));
      cluster.nodes().forEach(SimulatedNode::closeConnections);
    }
  }

  @ParameterizedTest
  @EnumSource(Garble.class)
  void garbledAnswerOfOneNodeCostsItsRecordsOnly(Garble how) {
    SimulatedNode node = cluster.nodes().get(0);
    node.garble(how);
    BatchPolicy policy = READ.withMaxRetries(0);
    BatchException part = assertThrows(BatchException.class, () -> client.get(policy, keys));
    for (BatchRecord record : part.records()) {
      boolean lost = master(record.key()).name().equals(node.name());
      assertEquals(lost ? ResultCode.NO_RESPONSE : ResultCode.OK, record.resultCode());
    }
    node.heal();
    assertAllRead(client.get(READ, keys));
  }

  @Test
  void closedClientRunsNoBatch() {
    client.close();
    assertThrows(IllegalStateException.class, () -> client.get(keys));
  }

  @Test
  void refusalOfTheWholeBatchIsItsRecordsFailure() throws Exception {
    try (FakeNode node = new FakeNode((number, out) -> out.write(message(row(152, 0, true))));
        ShmClient refused = Patient.client(node)) {
      BatchException all = assertThrows(BatchException.class, () -> refused.get(READ, keys));
      assertTrue(all.getCause() instanceof ServerException, all.toString());
      assertEquals(152, ((ServerException) all.getCause()).code());
      assertEquals(1, node.requests());
    }
  }

  @Test
  void answersThatNobodyAskedForAreMalformed() throws Exception {
    Key[] two = keys(2);
    byte[] last = row(0, 0, true);
    List<byte[][]> wrong =
        List.of(
            new byte[][] {row(2, 0, false), row(2, 0, false), row(2, 1, false), last},
            new byte[][] {row(2, 0, false), row(2, 2, false), last},
            new byte[][] {row(2, 0, false), row(2, -1, false), last},
            new byte[][] {row(2, 0, false), last});
    for (byte[][] rows : wrong) {
      try (FakeNode node = new FakeNode((number, out) -> out.write(message(rows)));
          ShmClient fooled = Patient.client(node)) {
        BatchException e = assertThrows(BatchException.class, () -> fooled.get(READ, two));
        assertTrue(e.getCause() instanceof ProtocolException, e.toString());
      }
    }
  }

  @Test
  void connectionWithMoreThanTheAnswerIsNotUsedAgain() throws Exception {
    byte[] last = row(0, 0, true);
    byte[] tooMuch = message(row(2, 0, false), row(2, 1, false), last, last);
    try (FakeNode node = new FakeNode((number, out) -> out.write(tooMuch));
        ShmClient careful = Patient.client(node)) {
      careful.get(READ, keys(2));
      careful.get(READ, keys(2));
      assertEquals(2, node.accepted());
    }
  }

  @Test
  void damagedAnswersAreDocumentedExceptions() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Key[] two = keys(2);
    byte[][] next = new byte[1][];
    try (FakeNode node =
            new FakeNode(
                (number, out) -> {
                  out.write(next[0]);
                  throw new EOFException("closes after each answer");
                });
        ShmClient fooled = Patient.client(node)) {
      for (int i = 0; i < 2_000; i++) {
        byte[] bytes = message(row(2, 0, false), row(0, 1, false), row(0, 0, true));
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
          bytes[8 + random.nextInt(bytes.length - 8)] ^= (byte) (1 << random.nextInt(8));
        }
        next[0] = bytes;
        try {
          fooled.get(READ.withMaxRetries(0), two);
        } catch (BatchException e) {
          // As documented.
        } catch (RuntimeException e) {
          fail("seed " + seed + ": " + HexFormat.of().formatHex(bytes), e);
        }
      }
    }
  }

  private static byte[] row(int resultCode, int index, boolean last) {
    return ByteBuffer.allocate(22)
        .put(0, (byte) 22)
        .put(3, (byte) (last ? 1 : 0))
        .put(5, (byte) resultCode)
        .putInt(6, 1)
        .putInt(14, index)
        .array();
  }

  private static byte[] message(byte[]... rows) {
    ByteBuffer message = ByteBuffer.allocate(8 + 22 * rows.length);
    message.putLong(2L << 56 | 3L << 48 | 22L * rows.length);
    for (byte[] row : rows) {
      message.put(row);
    }
    return message.array();
  }

  private BatchResults put(Key[] to, long value) {
    return client.put(WRITE, BatchWritePolicy.defaults(), to, new Bin("n", value));
  }

  private long batches() {
    return cluster.counters().values().stream().mapToLong(c -> c.batches()).sum();
  }

  private Node master(Key key) {
    return router.view().master(key.namespace(), key.partitionId());
  }

  private static void assertAllRead(Record[] records) {
    assertEquals(COUNT, records.length);
    for (Record record : records) {
      assertEquals(1, record.getLong("n"));
    }
  }

  private static Key[] keys(int count) {
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(Key.of("test", "failures", i));
    }
    return keys.toArray(new Key[0]);
  }
}
