package io.shmtender.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import com.aerospike.client.BatchDelete;
import com.aerospike.client.BatchRead;
import com.aerospike.client.BatchRecord;
import com.aerospike.client.BatchResults;
import com.aerospike.client.BatchWrite;
import com.aerospike.client.Bin;
import com.aerospike.client.Key;
import com.aerospike.client.Operation;
import com.aerospike.client.Record;
import com.aerospike.client.ResultCode;
import com.aerospike.client.policy.BatchPolicy;
import com.aerospike.client.policy.BatchWritePolicy;
import com.aerospike.client.policy.GenerationPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Batches, as the official Java client sends and understands them. */
final class OfficialClientBatchTest {
  private static final int COUNT = 300;

  private static SimulatedCluster cluster;
  private static AerospikeClient client;

  private Key[] keys;

  @BeforeAll
  static void connect() {
    cluster = SimulatedCluster.builder().start();
    client = Clients.connect(cluster);
    Clients.awaitSamePartitions(cluster, client, "test");
  }

  @AfterAll
  static void disconnect() {
    client.close();
    cluster.close();
  }

  @BeforeEach
  void writeEverySecondRecord(TestInfo test) {
    keys = new Key[COUNT];
    for (int i = 0; i < COUNT; i++) {
      keys[i] = new Key("test", "set", test.getDisplayName() + i);
      if (i % 2 == 0) {
        client.put(null, keys[i], new Bin("n", i), new Bin("s", "text " + i));
      }
    }
  }

  @Test
  void batchOfKeysGivesRecordsInOrder() {
    Record[] records = client.get(null, keys);
    for (int i = 0; i < COUNT; i++) {
      if (i % 2 == 0) {
        assertEquals(Map.of("n", (long) i, "s", "text " + i), records[i].bins);
      } else {
        assertNull(records[i]);
      }
    }
  }

  @Test
  void batchReadsSomeBinsHeadersAndExistence() {
    assertEquals(Map.of("n", 4L), client.get(null, keys, "n")[4].bins);
    Record header = client.getHeader(null, keys)[4];
    assertEquals(1, header.generation);
    assertNull(header.bins);
    boolean[] exists = client.exists(null, keys);
    for (int i = 0; i < COUNT; i++) {
      assertEquals(i % 2 == 0, exists[i]);
    }
  }

  @Test
  void batchOfSingleKeyWorks() {
    assertEquals(0, client.get(null, new Key[] {keys[0]})[0].getInt("n"));
    assertFalse(client.exists(null, new Key[] {keys[1]})[0]);
  }

  @Test
  void batchReadRecordsCanDifferFromEachOther() {
    List<BatchRead> reads = new ArrayList<>();
    reads.add(new BatchRead(keys[0], true));
    reads.add(new BatchRead(keys[2], new String[] {"s"}));
    reads.add(new BatchRead(keys[4], false));
    reads.add(new BatchRead(keys[6], new Operation[] {Operation.get("n")}));
    reads.add(new BatchRead(keys[1], true));
    assertFalse(client.get(null, reads) && reads.get(4).record != null);
    assertEquals(2, reads.get(0).record.bins.size());
    assertEquals(Map.of("s", "text 2"), reads.get(1).record.bins);
    assertNull(reads.get(2).record.bins);
    assertEquals(6, reads.get(3).record.getInt("n"));
    assertEquals(ResultCode.KEY_NOT_FOUND_ERROR, reads.get(4).resultCode);
  }

  @Test
  void batchWritesReadsAndDeletesInOneGo() {
    List<BatchRecord> batch = new ArrayList<>();
    for (int i = 0; i < COUNT; i += 6) {
      batch.add(
          new BatchWrite(
              keys[i], new Operation[] {Operation.add(new Bin("n", 1000)), Operation.get("n")}));
      batch.add(new BatchRead(keys[i + 2], true));
      batch.add(new BatchDelete(keys[i + 4]));
    }
    assertTrue(client.operate(null, batch));
    for (int i = 0; i < COUNT; i += 6) {
      assertEquals(1000 + i, client.get(null, keys[i]).getInt("n"));
      assertEquals(i + 2, batch.get(i / 6 * 3 + 1).record.getInt("n"));
      assertFalse(client.exists(null, keys[i + 4]));
    }
  }

  @Test
  void batchOperationsOnManyKeysAreTheSameForEach() {
    BatchResults results =
        client.operate(null, null, keys, Operation.put(new Bin("x", "y")), Operation.get("x"));
    assertTrue(results.status);
    for (BatchRecord record : results.records) {
      assertEquals(
          List.of("y"), record.record.getList("x").stream().filter(v -> v != null).toList());
    }
    BatchResults deleted = client.delete(null, null, keys);
    assertTrue(deleted.status);
    for (boolean exists : client.exists(null, keys)) {
      assertFalse(exists);
    }
  }

  @Test
  void failingRowsDoNotStopTheOthers() {
    BatchWritePolicy expectFive = new BatchWritePolicy();
    expectFive.generationPolicy = GenerationPolicy.EXPECT_GEN_EQUAL;
    expectFive.generation = 5;
    BatchResults results = client.operate(null, expectFive, keys, Operation.put(new Bin("n", -1)));
    assertFalse(results.status);
    for (BatchRecord record : results.records) {
      assertEquals(ResultCode.GENERATION_ERROR, record.resultCode);
    }
    assertEquals(4, client.get(null, keys[4]).getInt("n"));
  }

  @Test
  void failingRowEndsTheBatchIfTheClientWantsThat() {
    BatchPolicy stop = BatchPolicy.WriteDefault();
    stop.respondAllKeys = false;
    BatchWritePolicy expectFive = new BatchWritePolicy();
    expectFive.generationPolicy = GenerationPolicy.EXPECT_GEN_EQUAL;
    expectFive.generation = 5;
    byte[] blob = new byte[10_000];
    List<BatchRecord> batch = new ArrayList<>();
    for (Key key : keys) {
      batch.add(new BatchWrite(expectFive, key, new Operation[] {Operation.put(new Bin("n", -1))}));
      batch.add(
          new BatchWrite(
              key, new Operation[] {Operation.put(new Bin("b", blob)), Operation.get("b")}));
    }
    AerospikeException failure =
        assertThrows(AerospikeException.class, () -> client.operate(stop, batch));
    assertEquals(ResultCode.GENERATION_ERROR, failure.getResultCode());
    assertTrue(batch.stream().anyMatch(r -> r.resultCode == ResultCode.GENERATION_ERROR));
    // Later blocks are not sent, though their rows have been executed.
    assertTrue(
        batch.stream()
            .anyMatch(r -> r.resultCode == ResultCode.NO_RESPONSE && client.exists(null, r.key)));
  }

  @Test
  void batchCanSendKeys() {
    BatchPolicy policy = BatchPolicy.WriteDefault();
    BatchWritePolicy sendKey = new BatchWritePolicy();
    sendKey.sendKey = true;
    BatchResults results = client.operate(policy, sendKey, keys, Operation.put(new Bin("k", 1)));
    assertTrue(results.status);
    assertNotNull(client.get(null, keys[1]));
  }

  @Test
  void rowsForOtherNodesAreProxied() {
    try (SimulatedCluster own = SimulatedCluster.builder().nodes(2).namespace("test", 1).start();
        AerospikeClient stale = Clients.connectStale(own)) {
      own.moveRandomPartitions("test", 4096, 3);
      stale.get(null, keys);
      assertEquals(COUNT, Clients.proxied(own));
    }
  }

  @Test
  void largeBatchComesInSeveralBlocks() {
    byte[] blob = new byte[10_000];
    for (Key key : keys) {
      client.put(null, key, new Bin("blob", blob));
    }
    for (Record record : client.get(null, keys)) {
      assertArrayEquals(blob, (byte[]) record.getValue("blob"));
    }
  }
}
