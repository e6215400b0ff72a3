package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.AerospikeClient;
import io.shmtender.client.policy.BatchDeletePolicy;
import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.BatchReadPolicy;
import io.shmtender.client.policy.BatchWritePolicy;
import io.shmtender.client.policy.GenerationPolicy;
import io.shmtender.client.policy.ReadModeAP;
import io.shmtender.client.policy.ReadModeSC;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.RecordExistsAction;
import io.shmtender.reader.Key;
import io.shmtender.reader.ResultCode;
import io.shmtender.reader.UnknownNamespaceException;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.NodeCounters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Batches of this client and of the official one against the same records. */
final class ShmClientBatchTest {
  private static final int COUNT = 300;

  private static SimulatedCluster cluster;
  private static AerospikeClient official;
  private static ShmClient client;
  private static int lastKey;

  @BeforeAll
  static void startCluster() {
    cluster = SimulatedCluster.builder().nodes(3).namespace("test", 2).namespace("b", 2).start();
    SimulatedNode seed = cluster.nodes().get(0);
    official = new AerospikeClient(Patient.official(), seed.host(), seed.port());
    client = Patient.client(new SimulatedRouter(cluster));
  }

  @AfterAll
  static void stopCluster() {
    client.close();
    official.close();
    cluster.close();
  }

  @Test
  void recordsComeInTheOrderOfTheKeysAndMissingOnesAreNull() {
    Key[] keys = everySecondWritten("test", COUNT);
    Record[] records = client.get(keys);
    com.aerospike.client.Record[] theirs = official.get(null, official(keys));
    for (int i = 0; i < COUNT; i++) {
      if (i % 2 == 0) {
        assertEquals(i, records[i].getLong("n"));
        assertEquals("text " + i, records[i].getString("s"));
        assertEquals(theirs[i].generation, records[i].generation());
        assertEquals(theirs[i].expiration, records[i].expiration());
      } else {
        assertNull(records[i]);
        assertNull(theirs[i]);
      }
    }
  }

  @Test
  void someBinsHeadersAndExistenceCanBeAskedFor() {
    Key[] keys = everySecondWritten("test", COUNT);
    Record[] some = client.get(keys, "n", "none");
    Record[] headers = client.getHeader(keys);
    boolean[] exists = client.exists(keys);
    assertArrayEquals(official.exists(null, official(keys)), exists);
    for (int i = 0; i < COUNT; i++) {
      assertEquals(i % 2 == 0, exists[i]);
      if (exists[i]) {
        assertEquals(Map.of("n", Value.of(i)), some[i].bins());
        assertEquals(0, headers[i].binCount());
        assertEquals(1, headers[i].generation());
      } else {
        assertNull(some[i]);
        assertNull(headers[i]);
      }
    }
  }

  @Test
  void batchesOfNoneAndOfOneKeyWork() {
    Key[] one = everySecondWritten("test", 1);
    assertEquals(0, client.get(one)[0].getLong("n"));
    assertTrue(client.exists(one)[0]);
    Key[] none = {};
    assertEquals(0, client.get(none).length);
    assertEquals(0, client.getHeader(none).length);
    assertEquals(0, client.exists(none).length);
    assertTrue(client.delete(none).status());
    assertTrue(client.operate(List.of()));
  }

  @Test
  void keyThatIsAskedForTwiceIsAnsweredTwice() {
    Key[] keys = everySecondWritten("test", 4);
    Record[] records = client.get(new Key[] {keys[2], keys[0], keys[1], keys[2], keys[2]});
    assertEquals(2, records[0].getLong("n"));
    assertEquals(0, records[1].getLong("n"));
    assertNull(records[2]);
    assertEquals(2, records[3].getLong("n"));
    assertEquals(2, records[4].getLong("n"));
  }

  @Test
  void namespacesAndSetsCanBeMixed() {
    Key[] here = everySecondWritten("test", COUNT);
    Key[] there = everySecondWritten("b", COUNT);
    Key[] mixed = new Key[2 * COUNT + 1];
    for (int i = 0; i < COUNT; i++) {
      mixed[2 * i] = here[i];
      mixed[2 * i + 1] = there[i];
    }
    mixed[2 * COUNT] = Key.of("test", null, 12345);
    client.put(mixed[2 * COUNT], new Bin("n", 77));
    Record[] records = client.get(mixed);
    for (int i = 0; i < COUNT; i += 2) {
      assertEquals(i, records[2 * i].getLong("n"));
      assertEquals(i, records[2 * i + 1].getLong("n"));
    }
    assertEquals(77, records[2 * COUNT].getLong("n"));
    mixed[7] = Key.of("nowhere", "set", 1);
    BatchException part = assertThrows(BatchException.class, () -> client.get(mixed));
    assertTrue(part.getCause() instanceof UnknownNamespaceException, part.toString());
  }

  @Test
  void fiveThousandKeysGoInOneRequestPerNode() {
    Key[] keys = everySecondWritten("test", 5_000);
    Map<String, NodeCounters> before = cluster.counters();
    Record[] records = client.get(Patient.BATCH_READ, keys);
    Map<String, NodeCounters> after = cluster.counters();
    for (int i = 0; i < keys.length; i++) {
      assertEquals(i % 2 == 0, records[i] != null);
      assertTrue(records[i] == null || records[i].getLong("n") == i);
    }
    after.forEach(
        (node, counters) -> {
          assertEquals(1, counters.batches() - before.get(node).batches());
          assertEquals(before.get(node).proxiedCommands(), counters.proxiedCommands());
        });
  }

  @Test
  void largeAnswersComeInManyBlocks() {
    Key[] keys = everySecondWritten("test", COUNT);
    byte[] blob = new byte[10_000];
    new Random(1).nextBytes(blob);
    assertTrue(client.put(keys, new Bin("blob", blob)).status());
    for (Record record : client.get(Patient.BATCH_READ, keys)) {
      assertArrayEquals(blob, record.getBytes("blob"));
    }
  }

  @Test
  void officialClientSeesWhatABatchWroteAndDeleted() {
    Key[] keys = everySecondWritten("test", COUNT);
    List<BatchRecord> batch = new ArrayList<>();
    for (int i = 0; i < COUNT; i += 3) {
      batch.add(new BatchWrite(keys[i], new Bin("n", 1_000 + i), new Bin("d", 0.5)));
      batch.add(new BatchDelete(keys[i + 1]));
      batch.add(new BatchRead(keys[i + 2], "n"));
    }
    client.operate(batch);
    com.aerospike.client.Record[] theirs = official.get(null, official(keys));
    for (int i = 0; i < COUNT; i += 3) {
      assertEquals(1_000 + i, theirs[i].getLong("n"));
      assertEquals(0.5, theirs[i].getDouble("d"));
      assertNull(theirs[i + 1]);
      boolean deleted = (i + 1) % 2 == 0;
      boolean found = (i + 2) % 2 == 0;
      assertEquals(ResultCode.OK, batch.get(i).resultCode());
      assertEquals(i % 2 == 0 ? 2 : 1, batch.get(i).record().generation());
      assertEquals(outcome(deleted), batch.get(i + 1).resultCode());
      assertEquals(outcome(found), batch.get(i + 2).resultCode());
      assertEquals(found, batch.get(i + 2).record() != null);
      assertTrue(!found || batch.get(i + 2).record().getLong("n") == i + 2);
    }
  }

  @Test
  void bothClientsDoTheSameMixtureAlike() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Key[] keys = everySecondWritten("test", COUNT);
    Key[] twins = everySecondWritten("test", COUNT);
    BatchWritePolicy create =
        BatchWritePolicy.defaults().withRecordExistsAction(RecordExistsAction.CREATE_ONLY);
    BatchDeletePolicy second =
        BatchDeletePolicy.defaults()
            .withGenerationPolicy(GenerationPolicy.EXPECT_GEN_EQUAL)
            .withGeneration(2);
    var theirCreate = new com.aerospike.client.policy.BatchWritePolicy();
    theirCreate.recordExistsAction = com.aerospike.client.policy.RecordExistsAction.CREATE_ONLY;
    var theirSecond = new com.aerospike.client.policy.BatchDeletePolicy();
    theirSecond.generationPolicy = com.aerospike.client.policy.GenerationPolicy.EXPECT_GEN_EQUAL;
    theirSecond.generation = 2;
    for (int round = 0; round < 4; round++) {
      List<BatchRecord> ours = new ArrayList<>();
      List<com.aerospike.client.BatchRecord> theirs = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        com.aerospike.client.Key twin = official(twins[i]);
        switch (random.nextInt(5)) {
          case 0 -> {
            ours.add(new BatchRead(keys[i], true));
            theirs.add(new com.aerospike.client.BatchRead(twin, true));
          }
          case 1 -> {
            ours.add(new BatchRead(keys[i], "s"));
            theirs.add(new com.aerospike.client.BatchRead(twin, new String[] {"s"}));
          }
          case 2 -> {
            ours.add(new BatchDelete(second, keys[i]));
            theirs.add(new com.aerospike.client.BatchDelete(theirSecond, twin));
          }
          case 3 -> {
            ours.add(new BatchWrite(create, keys[i], new Bin("n", i)));
            theirs.add(new com.aerospike.client.BatchWrite(theirCreate, twin, putOf("n", i)));
          }
          default -> {
            ours.add(new BatchWrite(keys[i], new Bin("w", i)));
            theirs.add(new com.aerospike.client.BatchWrite(twin, putOf("w", i)));
          }
        }
      }
      assertEquals(official.operate(null, theirs), client.operate(ours), "seed " + seed);
      for (int i = 0; i < COUNT; i++) {
        String what = "seed " + seed + ", round " + round + ", " + ours.get(i);
        assertEquals(theirs.get(i).resultCode, ours.get(i).code(), what);
        assertEquals(theirs.get(i).record != null, ours.get(i).record() != null, what);
        if (ours.get(i).record() != null) {
          assertEquals(theirs.get(i).record.generation, ours.get(i).record().generation(), what);
        }
      }
    }
    Record[] ours = client.get(keys);
    Record[] theirs = client.get(twins);
    for (int i = 0; i < COUNT; i++) {
      assertEquals(theirs[i] == null, ours[i] == null, "seed " + seed);
      assertTrue(ours[i] == null || ours[i].bins().equals(theirs[i].bins()), "seed " + seed);
    }
  }

  @Test
  void operationsOnManyRecordsAreTheOfficialClients() {
    Key[] keys = everySecondWritten("test", COUNT);
    Key[] twins = everySecondWritten("test", COUNT);
    BatchResults ours = client.operate(keys, Operation.add(new Bin("n", 5)), Operation.get("n"));
    com.aerospike.client.BatchResults theirs =
        official.operate(
            null,
            null,
            official(twins),
            com.aerospike.client.Operation.add(new com.aerospike.client.Bin("n", 5)),
            com.aerospike.client.Operation.get("n"));
    assertEquals(theirs.status, ours.status());
    for (int i = 0; i < COUNT; i++) {
      assertEquals(theirs.records[i].resultCode, ours.records().get(i).code());
      assertTrue(ours.status(), ours.records().get(i).toString());
      Value.ListValue list = (Value.ListValue) ours.records().get(i).record().value("n");
      List<?> theirList = theirs.records[i].record.getList("n");
      assertEquals(theirList.size(), list.values().size());
      assertEquals(Value.of(i % 2 == 0 ? i + 5L : 5L), list.values().get(1));
      assertEquals(i % 2 == 0 ? i + 5L : 5L, theirList.get(1));
    }
    Record[] sizes =
        client.get(Patient.BATCH_READ, keys, Operation.get("n"), Operation.getHeader());
    assertEquals(5, sizes[1].getLong("n"));
    BatchResults reads = client.operate(keys, Operation.get("s"));
    assertEquals("text 2", reads.records().get(2).record().getString("s"));
    assertTrue(reads.records().get(2) instanceof BatchRead);
    List<BatchRecord> mixture =
        List.of(
            new BatchWrite(keys[0], Operation.append(new Bin("s", "!")), Operation.get("s")),
            new BatchRead(keys[2], Operation.get()),
            new BatchWrite(keys[4], Operation.delete()));
    assertTrue(client.operate(mixture));
    assertEquals("text 0!", client.get(keys[0]).getString("s"));
    assertEquals(2, mixture.get(1).record().binCount());
    assertFalse(client.exists(keys[4]));
    assertThrows(IllegalArgumentException.class, () -> new BatchRead(keys[0], Operation.touch()));
    assertThrows(IllegalArgumentException.class, () -> new BatchWrite(keys[0], Operation.get("n")));
    assertThrows(IllegalArgumentException.class, () -> client.put(keys));
  }

  @Test
  void failingRecordsDoNotStopTheOthers() {
    Key[] keys = everySecondWritten("test", COUNT);
    BatchWritePolicy create =
        BatchWritePolicy.defaults().withRecordExistsAction(RecordExistsAction.CREATE_ONLY);
    BatchResults results = client.put(Patient.BATCH_WRITE, create, keys, new Bin("n", -1));
    assertFalse(results.status());
    assertEquals(COUNT, results.records().size());
    for (int i = 0; i < COUNT; i++) {
      BatchRecord record = results.records().get(i);
      assertEquals(keys[i], record.key());
      assertEquals(i % 2 == 0 ? ResultCode.KEY_EXISTS_ERROR : ResultCode.OK, record.resultCode());
      assertFalse(record.inDoubt());
      assertEquals(i % 2 == 0 ? i : -1, client.get(keys[i]).getLong("n"));
    }
    assertTrue(client.delete(keys).status());
    BatchResults again = client.delete(keys);
    assertFalse(again.status());
    assertEquals(ResultCode.KEY_NOT_FOUND_ERROR, again.records().get(5).resultCode());
  }

  @Test
  void nodeStopsAtTheFirstFailureIfTheCallerWantsThat() {
    Key[] keys = everySecondWritten("test", 2_000);
    BatchWritePolicy create =
        BatchWritePolicy.defaults().withRecordExistsAction(RecordExistsAction.CREATE_ONLY);
    BatchPolicy stop = Patient.BATCH_WRITE.withRespondAllKeys(false);
    List<BatchRecord> batch = new ArrayList<>();
    byte[] blob = new byte[10_000];
    client.put(keys, new Bin("blob", blob));
    for (Key key : keys) {
      batch.add(new BatchWrite(create, key, new Bin("n", -1)));
      batch.add(new BatchRead(key, "blob"));
    }
    BatchException stopped =
        assertThrows(
            BatchException.class, () -> client.operate(stop.withTotalTimeout(20_000), batch));
    assertTrue(stopped.getCause() instanceof ServerException);
    assertEquals(batch, stopped.records());
    assertTrue(batch.stream().anyMatch(r -> r.resultCode() == ResultCode.NO_RESPONSE));
    assertTrue(batch.stream().anyMatch(r -> r.resultCode() == ResultCode.KEY_EXISTS_ERROR));
  }

  @Test
  void keysAreSentWhereThePolicySaysSo() {
    Key[] keys = everySecondWritten("test", COUNT);
    BatchWritePolicy sendKey = BatchWritePolicy.defaults().withSendKey(true);
    BatchResults sent = client.put(Patient.BATCH_WRITE, sendKey, keys, new Bin("n", 1));
    assertTrue(sent.status());
    ReadPolicy compare = Patient.READ.withSendKey(true);
    for (Key key : keys) {
      assertEquals(1, client.get(compare, key).getLong("n"));
    }
    Key digestOnly = Key.ofDigest("test", "set", keys[0].digest());
    assertThrows(
        IllegalArgumentException.class,
        () -> client.operate(List.of(new BatchWrite(sendKey, digestOnly, new Bin("n", 2)))));
    assertEquals(1, client.get(keys[0]).getLong("n"));
  }

  @Test
  void mistakeInOneRecordSendsNoneOfThem() {
    Key[] keys = everySecondWritten("test", COUNT);
    List<BatchRecord> batch = new ArrayList<>();
    for (Key key : keys) {
      batch.add(new BatchWrite(key, new Bin("n", -1)));
    }
    batch.add(new BatchWrite(keys[1], new Bin("n", "lone \uD800")));
    assertThrows(IllegalArgumentException.class, () -> client.operate(batch));
    assertEquals(COUNT / 2, Arrays.stream(client.get(keys)).filter(r -> r != null).count());
    assertEquals(2, client.get(keys)[2].getLong("n"));
  }

  @Test
  void readsThatSayNothingDifferFollowTheBatch() {
    Key[] keys = everySecondWritten("test", 2);
    BatchReadPolicy own =
        BatchReadPolicy.defaults()
            .withReadModeAP(ReadModeAP.ALL)
            .withReadModeSC(ReadModeSC.LINEARIZE)
            .withReadTouchTtlPercent(-1);
    List<BatchRead> batch =
        List.of(
            new BatchRead(own, keys[0], true),
            new BatchRead(keys[0], false),
            new BatchRead(own, keys[0], "s", "n"));
    assertTrue(client.operate(Patient.BATCH_READ.withAllowInline(false), batch));
    assertEquals(2, batch.get(0).record().binCount());
    assertEquals(0, batch.get(1).record().binCount());
    assertEquals(2, batch.get(2).record().binCount());
    assertNotNull(batch.get(0).toString());
  }

  private static ResultCode outcome(boolean exists) {
    return exists ? ResultCode.OK : ResultCode.KEY_NOT_FOUND_ERROR;
  }

  private static com.aerospike.client.Operation[] putOf(String bin, long value) {
    return new com.aerospike.client.Operation[] {
      com.aerospike.client.Operation.put(new com.aerospike.client.Bin(bin, value))
    };
  }

  private static Key[] everySecondWritten(String namespace, int count) {
    Key[] keys = new Key[count];
    List<BatchRecord> writes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys[i] = Key.of(namespace, "set", ++lastKey);
      if (i % 2 == 0) {
        writes.add(new BatchWrite(keys[i], new Bin("n", i), new Bin("s", "text " + i)));
      }
    }
    assertTrue(client.operate(Patient.BATCH_WRITE, writes));
    return keys;
  }

  private static com.aerospike.client.Key[] official(Key[] keys) {
    return Arrays.stream(keys)
        .map(ShmClientBatchTest::official)
        .toArray(com.aerospike.client.Key[]::new);
  }

  private static com.aerospike.client.Key official(Key key) {
    return new com.aerospike.client.Key(
        key.namespace(), key.digest(), key.setName(), com.aerospike.client.Value.get(0));
  }
}
