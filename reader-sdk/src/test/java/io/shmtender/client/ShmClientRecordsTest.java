package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.AerospikeClient;
import io.shmtender.client.policy.GenerationPolicy;
import io.shmtender.client.policy.RecordExistsAction;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.reader.Key;
import io.shmtender.reader.ResultCode;
import io.shmtender.reader.UnknownNamespaceException;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Records written by this client and read by the official one, and the other way round. */
final class ShmClientRecordsTest {
  private static SimulatedCluster cluster;
  private static AerospikeClient official;
  private static ShmClient client;
  private static int lastKey;

  @BeforeAll
  static void startCluster() {
    cluster = SimulatedCluster.builder().nodes(3).start();
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
  void officialClientReadsEveryTypeThatWasWrittenHere() {
    Key key = nextKey();
    client.put(
        key,
        new Bin("long", Long.MIN_VALUE),
        new Bin("double", -0.1),
        new Bin("string", "na\u00EFve \u20AC \uD83D\uDE00"),
        new Bin("bytes", new byte[] {0, -1, 7}),
        new Bin("true", true),
        new Bin("false", false),
        new Bin("empty", ""),
        new Bin("nothing", new byte[0]));
    com.aerospike.client.Record read = official.get(null, official(key));
    assertEquals(Long.MIN_VALUE, read.getLong("long"));
    assertEquals(-0.1, read.getDouble("double"));
    assertEquals("na\u00EFve \u20AC \uD83D\uDE00", read.getString("string"));
    assertArrayEquals(new byte[] {0, -1, 7}, read.getBytes("bytes"));
    assertTrue(read.getBoolean("true"));
    assertFalse(read.getBoolean("false"));
    assertEquals("", read.getString("empty"));
    assertArrayEquals(new byte[0], read.getBytes("nothing"));
    assertEquals(8, read.bins.size());
    assertEquals(1, read.generation);
  }

  @Test
  void everyTypeThatTheOfficialClientWroteIsReadHere() {
    Key key = nextKey();
    official.put(
        null,
        official(key),
        new com.aerospike.client.Bin("long", Long.MAX_VALUE),
        new com.aerospike.client.Bin("double", Double.MIN_VALUE),
        new com.aerospike.client.Bin("string", "na\u00EFve \u20AC \uD83D\uDE00"),
        new com.aerospike.client.Bin("bytes", new byte[] {0, -1, 7}),
        new com.aerospike.client.Bin("true", true),
        new com.aerospike.client.Bin("false", false));
    Record read = client.get(key);
    assertEquals(Long.MAX_VALUE, read.getLong("long"));
    assertEquals(Double.MIN_VALUE, read.getDouble("double"));
    assertEquals("na\u00EFve \u20AC \uD83D\uDE00", read.getString("string"));
    assertArrayEquals(new byte[] {0, -1, 7}, read.getBytes("bytes"));
    assertTrue(read.getBoolean("true"));
    assertFalse(read.getBoolean("false"));
    assertEquals(6, read.binCount());
    assertEquals(6, read.bins().size());
  }

  @Test
  void valueOfAnUnknownTypeIsKeptAndCanBeWrittenBack() {
    Key key = nextKey();
    // What older clients wrote of Java objects.
    byte[] bytes = {1, 2, 3};
    client.put(key, new Bin("old", new Value.RawValue(7, bytes)));
    assertArrayEquals(bytes, official.get(null, official(key)).getBytes("old"));
    Value value = client.get(key).value("old");
    assertEquals(new Value.RawValue(7, bytes), value);
    client.put(key, new Bin("copy", value));
    assertArrayEquals(bytes, official.get(null, official(key)).getBytes("copy"));
    assertEquals(value, client.get(key, "copy").value("copy"));
  }

  @Test
  void nullRemovesABinAndTheLastOneTheRecord() {
    Key key = nextKey();
    client.put(key, new Bin("a", 1), new Bin("b", 2));
    client.put(key, Bin.asNull("a"));
    assertEquals(Map.of("b", Value.of(2)), client.get(key).bins());
    client.put(key, new Bin("b", (String) null));
    assertNull(client.get(key));
    assertNull(official.get(null, official(key)));
  }

  @Test
  void recordThatIsNotThereIsNull() {
    Key key = nextKey();
    assertNull(client.get(key));
    assertNull(client.get(key, "a"));
    assertNull(client.getHeader(key));
    assertFalse(client.exists(key));
    assertFalse(client.delete(key));
  }

  @Test
  void onlyTheNamedBinsAreRead() {
    Key key = nextKey();
    client.put(key, new Bin("a", 1), new Bin("b", 2), new Bin("c", 3));
    assertEquals(Map.of("a", Value.of(1), "c", Value.of(3)), client.get(key, "a", "c", "x").bins());
    Record none = client.get(key, "x");
    assertNotNull(none);
    assertEquals(0, none.binCount());
  }

  @Test
  void headerHasGenerationAndExpirationButNoBins() {
    Key key = nextKey();
    client.put(Patient.WRITE.withExpiration(1_000), key, new Bin("a", 1));
    client.put(Patient.WRITE.withExpiration(1_000), key, new Bin("a", 2));
    Record header = client.getHeader(key);
    assertEquals(0, header.binCount());
    assertEquals(2, header.generation());
    com.aerospike.client.Record theirs = official.getHeader(null, official(key));
    assertEquals(theirs.generation, header.generation());
    assertEquals(theirs.expiration, header.expiration());
    assertTrue(header.timeToLive() > 900 && header.timeToLive() <= 1_000, header.toString());
  }

  @Test
  void recordWithoutExpirationLivesForEver() {
    Key key = nextKey();
    client.put(Patient.WRITE.withExpiration(-1), key, new Bin("a", 1));
    assertEquals(0, client.get(key).expiration());
    assertEquals(-1, client.get(key).timeToLive());
  }

  @Test
  void deleteSaysWhetherThereWasARecord() {
    Key key = nextKey();
    official.put(null, official(key), new com.aerospike.client.Bin("a", 1));
    assertTrue(client.exists(key));
    assertTrue(client.delete(key));
    assertFalse(client.delete(key));
    assertFalse(official.exists(null, official(key)));
  }

  @Test
  void generationConflictIsRefused() {
    Key key = nextKey();
    client.put(key, new Bin("a", 1));
    WritePolicy expecting = Patient.WRITE.withGenerationPolicy(GenerationPolicy.EXPECT_GEN_EQUAL);
    client.put(expecting.withGeneration(1), key, new Bin("a", 2));
    ServerException conflict =
        assertThrows(
            ServerException.class,
            () -> client.put(expecting.withGeneration(1), key, new Bin("a", 3)));
    assertEquals(ResultCode.GENERATION_ERROR, conflict.resultCode());
    assertEquals(3, conflict.code());
    assertEquals(key, conflict.key());
    assertFalse(conflict.inDoubt());
    assertTrue(conflict.getMessage().contains(conflict.node().name()), conflict.getMessage());
    assertThrows(ServerException.class, () -> client.delete(expecting.withGeneration(7), key));
    WritePolicy newer = Patient.WRITE.withGenerationPolicy(GenerationPolicy.EXPECT_GEN_GT);
    assertThrows(
        ServerException.class, () -> client.put(newer.withGeneration(2), key, new Bin("a", 3)));
    client.put(newer.withGeneration(3), key, new Bin("a", 3));
    assertEquals(3, official.get(null, official(key)).getLong("a"));
  }

  @Test
  void recordExistsActionDecidesWhatAWriteDoes() {
    Key key = nextKey();
    assertRefused(
        ResultCode.KEY_NOT_FOUND_ERROR, RecordExistsAction.UPDATE_ONLY, key, new Bin("a", 1));
    assertRefused(
        ResultCode.KEY_NOT_FOUND_ERROR, RecordExistsAction.REPLACE_ONLY, key, new Bin("a", 1));
    client.put(withAction(RecordExistsAction.CREATE_ONLY), key, new Bin("a", 1));
    assertRefused(
        ResultCode.KEY_EXISTS_ERROR, RecordExistsAction.CREATE_ONLY, key, new Bin("a", 2));
    client.put(withAction(RecordExistsAction.UPDATE_ONLY), key, new Bin("b", 2));
    assertEquals(2, client.get(key).binCount());
    client.put(withAction(RecordExistsAction.REPLACE), key, new Bin("c", 3));
    assertEquals(Map.of("c", Value.of(3)), client.get(key).bins());
    client.put(withAction(RecordExistsAction.REPLACE_ONLY), key, new Bin("d", 4));
    assertEquals(Map.of("d", Value.of(4)), client.get(key).bins());
  }

  @Test
  void userKeyIsStoredAndComparedWhenSent() {
    for (Key key :
        List.of(nextKey(), Key.of("test", "set", "text key"), Key.of("test", "set", new byte[9]))) {
      client.put(Patient.WRITE.withSendKey(true), key, new Bin("a", 1));
      com.aerospike.client.policy.Policy sendKey =
          Patient.official(new com.aerospike.client.policy.Policy());
      sendKey.sendKey = true;
      assertEquals(1, official.get(sendKey, official(key)).getLong("a"));
      assertEquals(1, client.get(Patient.READ.withSendKey(true), key).getLong("a"));
    }
  }

  @Test
  void keyOfADigestAloneReachesTheRecord() {
    Key key = nextKey();
    client.put(key, new Bin("a", 1));
    Key digestOnly = Key.ofDigest("test", "set", key.digest());
    assertEquals(1, client.get(digestOnly).getLong("a"));
    assertThrows(
        IllegalArgumentException.class,
        () -> client.get(Patient.READ.withSendKey(true), digestOnly));
  }

  @Test
  void recordWithoutSetIsTheOfficialClientsToo() {
    Key key = Key.of("test", null, 77);
    client.put(key, new Bin("a", 1));
    assertEquals(
        1, official.get(null, new com.aerospike.client.Key("test", null, 77)).getLong("a"));
  }

  @Test
  void largeRecordsGoBothWays() {
    Key key = nextKey();
    byte[] large = new byte[600_000];
    large[large.length - 1] = 42;
    client.put(key, new Bin("large", large), new Bin("text", "\u00E9".repeat(200_000)));
    Record read = client.get(key);
    assertArrayEquals(large, read.getBytes("large"));
    assertEquals("\u00E9".repeat(200_000), read.getString("text"));
  }

  @Test
  void whatTheServerCouldNotTakeIsRefusedBeforeItIsSent() {
    Key key = nextKey();
    client.put(key, new Bin("a", 1));
    assertThrows(IllegalArgumentException.class, () -> new Bin("sixteen-letters!", 1));
    assertThrows(IllegalArgumentException.class, () -> new Bin("", 1));
    assertThrows(IllegalArgumentException.class, () -> client.get(key, "sixteen-letters!"));
    assertThrows(IllegalArgumentException.class, () -> client.put(key));
    assertThrows(
        IllegalArgumentException.class, () -> client.put(key, new Bin("a", "lone \uD800")));
    assertThrows(
        IllegalArgumentException.class, () -> client.get(Key.of("test", "s".repeat(64), 1)));
    assertThrows(UnknownNamespaceException.class, () -> client.get(Key.of("nowhere", "set", 1)));
    assertEquals(1, client.get(key).getLong("a"));
  }

  @Test
  void manyThreadsWriteAndReadTheirOwn() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int t = 0; t < 8; t++) {
      int first = 1_000_000 * (t + 1);
      Thread thread =
          new Thread(
              () -> {
                for (int i = first; i < first + 500; i++) {
                  Key key = Key.of("test", "threads", i);
                  client.put(key, new Bin("a", i), new Bin("b", "text " + i));
                  Record read = client.get(key);
                  assertEquals(i, read.getLong("a"));
                  assertEquals("text " + i, read.getString("b"));
                }
              });
      thread.setUncaughtExceptionHandler((ignored, e) -> failures.add(e));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), failures);
  }

  private static void assertRefused(
      ResultCode expected, RecordExistsAction action, Key key, Bin bin) {
    ServerException refused =
        assertThrows(ServerException.class, () -> client.put(withAction(action), key, bin));
    assertEquals(expected, refused.resultCode());
  }

  private static WritePolicy withAction(RecordExistsAction action) {
    return Patient.WRITE.withRecordExistsAction(action);
  }

  private static Key nextKey() {
    return Key.of("test", "set", ++lastKey);
  }

  private static com.aerospike.client.Key official(Key key) {
    return new com.aerospike.client.Key(
        key.namespace(), key.digest(), key.setName(), officialUserKey(key));
  }

  private static com.aerospike.client.Value officialUserKey(Key key) {
    return com.aerospike.client.Value.get(key.userKey());
  }
}
