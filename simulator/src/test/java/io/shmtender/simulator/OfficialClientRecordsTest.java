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
import com.aerospike.client.Bin;
import com.aerospike.client.Key;
import com.aerospike.client.Operation;
import com.aerospike.client.Record;
import com.aerospike.client.ResultCode;
import com.aerospike.client.Value;
import com.aerospike.client.exp.Exp;
import com.aerospike.client.operation.BitOperation;
import com.aerospike.client.policy.GenerationPolicy;
import com.aerospike.client.policy.Policy;
import com.aerospike.client.policy.RecordExistsAction;
import com.aerospike.client.policy.WritePolicy;
import io.shmtender.simulator.spec.NamespaceSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.function.Executable;

/** Commands on single records, as the official Java client sends and understands them. */
final class OfficialClientRecordsTest {
  private static SimulatedCluster cluster;
  private static AerospikeClient client;

  private Key key;

  @BeforeAll
  static void connect() {
    cluster = SimulatedCluster.builder().nodes(2).start();
    client = Clients.connect(cluster);
  }

  @AfterAll
  static void disconnect() {
    client.close();
    cluster.close();
  }

  @BeforeEach
  void chooseKey(TestInfo test) {
    key = new Key("test", "set", test.getDisplayName());
  }

  @Test
  void valuesOfEveryTypeComeBackAsTheyWere() {
    byte[] blob = {1, 2, 3, 0, -1};
    byte[] hll = hll(4, 0, 23);
    client.put(
        null,
        key,
        new Bin("int", Long.MIN_VALUE),
        new Bin("double", 1.5),
        new Bin("string", "äöü \u20ac"),
        new Bin("blob", blob),
        new Bin("bool", true),
        new Bin("list", List.of(1, "two", 3.0)),
        new Bin("map", Map.of("a", 1, "b", List.of(2))),
        Bin.asGeoJSON("geo", "{\"type\": \"Point\", \"coordinates\": [1.0, 2.0]}"),
        new Bin("hll", new Value.HLLValue(hll)));
    Record found = client.get(null, key);
    assertEquals(Long.MIN_VALUE, found.getLong("int"));
    assertEquals(1.5, found.getDouble("double"));
    assertEquals("äöü \u20ac", found.getString("string"));
    assertArrayEquals(blob, (byte[]) found.getValue("blob"));
    assertEquals(true, found.getValue("bool"));
    assertEquals(Arrays.asList(1L, "two", 3.0), found.getList("list"));
    assertEquals(Map.of("a", 1L, "b", List.of(2L)), found.getMap("map"));
    assertTrue(found.getGeoJSONString("geo").contains("Point"));
    assertArrayEquals(hll, found.getHLLValue("hll").getBytes());
  }

  /** A HyperLogLog without counts, of {@code size} bytes. */
  private static byte[] hll(int indexBits, int minhashBits, int size) {
    byte[] bytes = new byte[size];
    bytes[1] = (byte) indexBits;
    bytes[2] = (byte) minhashBits;
    return bytes;
  }

  @Test
  void malformedHyperLogLogIsRefused() {
    client.put(null, key, new Bin("hll", new Value.HLLValue(hll(16, 48, 442_379))));
    for (byte[] malformed :
        List.of(
            hll(3, 0, 17),
            hll(4, 0, 24),
            hll(4, 3, 29),
            hll(17, 0, 98_315),
            hll(16, 49, 450_571))) {
      assertFails(
          ResultCode.PARAMETER_ERROR,
          () -> client.put(null, key, new Bin("hll", new Value.HLLValue(malformed))));
    }
  }

  @Test
  void malformedGeoJsonIsRefused() {
    client.put(null, key, Bin.asGeoJSON("geo", CIRCLE));
    client.put(
        null, key, Bin.asGeoJSON("geo", "{\"type\":\"Feature\",\"geometry\":" + CIRCLE + "}"));
    for (String malformed :
        List.of(
            "",
            "no JSON",
            "[]",
            "{}",
            CIRCLE + "x",
            "{\"type\":\"Feature\"}",
            "{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,1]]}",
            "{\"type\":\"Point\",\"coordinates\":[0,90.1]}",
            "{\"type\":\"Point\",\"coordinates\":[01,0]}",
            "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1]]]}",
            "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,0],[0,0]]]}",
            "{\"type\":\"AeroCircle\",\"coordinates\":[[0,0]]}")) {
      assertFails(160, () -> client.put(null, key, Bin.asGeoJSON("geo", malformed)));
    }
    assertEquals(CIRCLE, circleIn(client.get(null, key).getGeoJSONString("geo")));
  }

  private static final String CIRCLE = "{\"type\":\"AeroCircle\",\"coordinates\":[[0,0],500.5]}";

  private static String circleIn(String feature) {
    return feature.substring(feature.indexOf(CIRCLE), feature.lastIndexOf('}'));
  }

  @Test
  void nothingCanBeAddedToGeoJson() {
    client.put(null, key, Bin.asGeoJSON("geo", CIRCLE));
    assertFails(ResultCode.SERVER_ERROR, () -> client.append(null, key, new Bin("geo", "x")));
    assertFails(ResultCode.SERVER_ERROR, () -> client.prepend(null, key, new Bin("geo", "x")));
    assertFails(ResultCode.SERVER_ERROR, () -> client.add(null, key, new Bin("geo", 1)));
  }

  @Test
  void operandsCountOnlyWhereTheyAreUsed() {
    client.put(null, key, new Bin("text", "x"));
    Bin malformed = new Bin("text", new Value.HLLValue(new byte[1]));
    assertFails(ResultCode.BIN_TYPE_ERROR, () -> client.append(null, key, malformed));
    Bin created = new Bin("new", new Value.HLLValue(new byte[1]));
    assertFails(ResultCode.PARAMETER_ERROR, () -> client.append(null, key, created));
    client.append(null, key, new Bin("list", List.of(1, 2)));
    assertEquals(List.of(1L, 2L), client.get(null, key).getList("list"));
  }

  @Test
  void namesOfSetsHaveALimit() {
    client.put(null, new Key("test", "s".repeat(63), 1), new Bin("a", 1));
    client.put(null, new Key("test", "\u00e4".repeat(31), 1), new Bin("a", 1));
    for (String name : List.of("s".repeat(64), "\u00e4".repeat(32))) {
      Key tooLong = new Key("test", name, 1);
      assertFails(ResultCode.PARAMETER_ERROR, () -> client.put(null, tooLong, new Bin("a", 1)));
    }
  }

  /** To the byte as measured on a real server, with its default of 1 MiB. */
  @Test
  void recordsHaveALimit() {
    Key big = new Key("test", "set-of-24-bytes-in-all--", 1);
    client.put(null, big, new Bin("b", new byte[MOST_BYTES]));
    assertFails(
        ResultCode.RECORD_TOO_BIG,
        () -> client.put(null, big, new Bin("b", new byte[MOST_BYTES + 1])));
    assertFails(ResultCode.RECORD_TOO_BIG, () -> client.put(null, big, new Bin("c", 1)));
    assertEquals(1, client.get(null, big).generation);
  }

  /** 1 MiB less a record's overhead of 65 bytes and that of a bin of 7 bytes. */
  private static final int MOST_BYTES = 1024 * 1024 - 72;

  @Test
  void someBinsOrOnlyTheHeaderCanBeRead() {
    client.put(null, key, new Bin("a", 1), new Bin("b", 2), new Bin("c", 3));
    assertEquals(Map.of("a", 1L, "c", 3L), client.get(null, key, "a", "c", "none").bins);
    Record header = client.getHeader(null, key);
    assertNull(header.bins);
    assertEquals(1, header.generation);
  }

  @Test
  void missingRecordIsNullAndCannotBeDeletedOrTouched() {
    assertNull(client.get(null, key));
    assertFalse(client.exists(null, key));
    assertFalse(client.delete(null, key));
    assertFails(ResultCode.KEY_NOT_FOUND_ERROR, () -> client.touch(null, key));
    assertFalse(client.touched(null, key));
  }

  @Test
  void deletedRecordIsGone() {
    client.put(null, key, new Bin("a", 1));
    assertTrue(client.exists(null, key));
    assertTrue(client.delete(null, key));
    assertFalse(client.exists(null, key));
    client.put(null, key, new Bin("a", 1));
    assertEquals(1, client.get(null, key).generation);
  }

  @Test
  void writingNullDeletesTheBinAndTheLastBinTheRecord() {
    client.put(null, key, new Bin("a", 1), new Bin("b", 2));
    client.put(null, key, Bin.asNull("a"));
    assertEquals(Map.of("b", 2L), client.get(null, key).bins);
    client.put(null, key, Bin.asNull("b"));
    assertFalse(client.exists(null, key));
    assertFails(ResultCode.KEY_NOT_FOUND_ERROR, () -> client.put(null, key, Bin.asNull("b")));
  }

  @Test
  void updateMergesAndReplaceDoesNot() {
    client.put(null, key, new Bin("a", 1));
    client.put(null, key, new Bin("b", 2));
    assertEquals(Map.of("a", 1L, "b", 2L), client.get(null, key).bins);
    client.put(exists(RecordExistsAction.REPLACE), key, new Bin("c", 3));
    assertEquals(Map.of("c", 3L), client.get(null, key).bins);
    assertEquals(3, client.get(null, key).generation);
  }

  @Test
  void recordExistsActionsHoldWithAndWithoutRecord() {
    Bin bin = new Bin("a", 1);
    assertFails(
        ResultCode.KEY_NOT_FOUND_ERROR,
        () -> client.put(exists(RecordExistsAction.UPDATE_ONLY), key, bin));
    assertFails(
        ResultCode.KEY_NOT_FOUND_ERROR,
        () -> client.put(exists(RecordExistsAction.REPLACE_ONLY), key, bin));
    client.put(exists(RecordExistsAction.CREATE_ONLY), key, bin);
    assertFails(
        ResultCode.KEY_EXISTS_ERROR,
        () -> client.put(exists(RecordExistsAction.CREATE_ONLY), key, bin));
    client.put(exists(RecordExistsAction.UPDATE_ONLY), key, new Bin("b", 2));
    client.put(exists(RecordExistsAction.REPLACE_ONLY), key, new Bin("c", 3));
    assertEquals(Map.of("c", 3L), client.get(null, key).bins);
  }

  @Test
  void generationPolicyDecides() {
    client.put(null, key, new Bin("a", 1));
    client.put(generation(GenerationPolicy.EXPECT_GEN_EQUAL, 1), key, new Bin("a", 2));
    assertFails(
        ResultCode.GENERATION_ERROR,
        () -> client.put(generation(GenerationPolicy.EXPECT_GEN_EQUAL, 1), key, new Bin("a", 3)));
    assertFails(
        ResultCode.GENERATION_ERROR,
        () -> client.put(generation(GenerationPolicy.EXPECT_GEN_GT, 2), key, new Bin("a", 3)));
    client.put(generation(GenerationPolicy.EXPECT_GEN_GT, 3), key, new Bin("a", 3));
    assertFails(
        ResultCode.GENERATION_ERROR,
        () -> client.delete(generation(GenerationPolicy.EXPECT_GEN_EQUAL, 1), key));
    assertTrue(client.delete(generation(GenerationPolicy.EXPECT_GEN_EQUAL, 3), key));
  }

  @Test
  void numbersAddUpAndTextGrowsAtBothEnds() {
    client.add(null, key, new Bin("n", 5));
    client.add(null, key, new Bin("n", -8), new Bin("d", 0.5));
    client.add(null, key, new Bin("d", 0.25));
    client.append(null, key, new Bin("s", "b"));
    client.append(null, key, new Bin("s", "c"));
    client.prepend(null, key, new Bin("s", "a"));
    Record found = client.get(null, key);
    assertEquals(-3, found.getInt("n"));
    assertEquals(0.75, found.getDouble("d"));
    assertEquals("abc", found.getString("s"));
    assertEquals(6, found.generation);
  }

  @Test
  void operationsOnOtherTypesAreRefusedAndChangeNothing() {
    client.put(null, key, new Bin("s", "text"), new Bin("n", 1));
    assertFails(ResultCode.BIN_TYPE_ERROR, () -> client.add(null, key, new Bin("s", 1)));
    assertFails(ResultCode.BIN_TYPE_ERROR, () -> client.append(null, key, new Bin("n", "x")));
    assertFails(ResultCode.BIN_TYPE_ERROR, () -> client.add(null, key, new Bin("n", 0.5)));
    assertFails(
        ResultCode.BIN_TYPE_ERROR,
        () ->
            client.operate(
                null, key, Operation.put(new Bin("n", 9)), Operation.add(new Bin("s", 1))));
    Record found = client.get(null, key);
    assertEquals(1, found.getInt("n"));
    assertEquals(1, found.generation);
  }

  @Test
  void operateReadsWhatItHasJustWritten() {
    Record result =
        client.operate(
            null,
            key,
            Operation.put(new Bin("n", 1)),
            Operation.add(new Bin("n", 2)),
            Operation.put(new Bin("s", "x")),
            Operation.get());
    assertEquals(Map.of("n", 3L, "s", "x"), result.bins);
    assertEquals(1, result.generation);
  }

  @Test
  void operateGivesResultsInOrderIfAskedForAll() {
    client.put(null, key, new Bin("n", 1));
    WritePolicy all = client.copyWritePolicyDefault();
    all.respondAllOps = true;
    Record result =
        client.operate(
            all,
            key,
            Operation.get("n"),
            Operation.add(new Bin("n", 2)),
            Operation.get("n"),
            Operation.get("none"));
    assertEquals(Arrays.asList(1L, null, 3L), result.getList("n"));
    assertTrue(result.bins.containsKey("none"));
    assertNull(result.getValue("none"));
  }

  @Test
  void operateCanReadOnlyTouchAndDelete() {
    client.put(null, key, new Bin("a", 1), new Bin("b", 2));
    assertEquals(2, client.operate(null, key, Operation.get("b")).getInt("b"));
    assertNull(client.operate(null, key, Operation.getHeader()).bins);
    Record touched = client.operate(null, key, Operation.touch(), Operation.getHeader());
    assertEquals(2, touched.generation);
    Record deleted = client.operate(null, key, Operation.get("a"), Operation.delete());
    assertEquals(1, deleted.getInt("a"));
    assertFalse(client.exists(null, key));
  }

  @Test
  void storedKeyIsComparedWithTheKeySent() {
    WritePolicy sendKey = client.copyWritePolicyDefault();
    sendKey.sendKey = true;
    client.put(sendKey, key, new Bin("a", 1));
    Policy readKey = client.copyReadPolicyDefault();
    readKey.sendKey = true;
    assertNotNull(client.get(readKey, key));
    Key forged = new Key("test", key.digest, "set", Value.get("another"));
    assertFails(ResultCode.KEY_MISMATCH, () -> client.get(readKey, forged));
    assertFails(ResultCode.KEY_MISMATCH, () -> client.put(sendKey, forged, new Bin("a", 2)));
    assertFails(ResultCode.KEY_MISMATCH, () -> client.delete(sendKey, forged));
  }

  @Test
  void recordsExpireWhenTheirTimeHasCome() {
    try (SimulatedCluster aging =
            SimulatedCluster.builder()
                .nodes(1)
                .namespace(
                    NamespaceSpec.available("test", 1).withDefaultTtl(Duration.ofSeconds(100)))
                .start();
        AerospikeClient writer = Clients.connect(aging)) {
      Key byDefault = new Key("test", "set", "default");
      Key never = new Key("test", "set", "never");
      Key own = new Key("test", "set", "own");
      Key kept = new Key("test", "set", "kept");
      writer.put(null, byDefault, new Bin("a", 1));
      writer.put(ttl(-1), never, new Bin("a", 1));
      writer.put(ttl(1000), own, new Bin("a", 1));
      writer.put(ttl(200), kept, new Bin("a", 1));
      writer.put(ttl(-2), kept, new Bin("a", 2));
      assertEquals(0, writer.get(null, never).expiration);
      assertTrue(writer.get(null, own).getTimeToLive() > 900);
      aging.advanceClock(Duration.ofSeconds(150));
      assertNull(writer.get(null, byDefault));
      assertEquals(2, writer.get(null, kept).getInt("a"));
      writer.touch(ttl(5000), own);
      aging.advanceClock(Duration.ofSeconds(2000));
      assertNull(writer.get(null, kept));
      assertNotNull(writer.get(null, own));
      assertNotNull(writer.get(null, never));
      assertEquals(2, aging.recordCount("test"));
      writer.put(null, byDefault, new Bin("a", 1));
      assertEquals(1, writer.get(null, byDefault).generation);
    }
  }

  @Test
  void badRequestsGetTheServersResultCodes() {
    Bin bin = new Bin("a", 1);
    assertFails(
        ResultCode.BIN_NAME_TOO_LONG, () -> client.put(null, key, new Bin("name-of-16-bytes", 1)));
    assertFails(ResultCode.PARAMETER_ERROR, () -> client.put(ttl(400_000_000), key, bin));
    client.put(null, key, bin);
    Key otherSet = new Key("test", key.digest, "other", null);
    assertFails(ResultCode.PARAMETER_ERROR, () -> client.put(null, otherSet, bin));
  }

  @Test
  void whatIsNotSimulatedIsRefusedAsUnsupported() {
    client.put(null, key, new Bin("bits", new byte[] {1}));
    assertFails(
        ResultCode.UNSUPPORTED_FEATURE,
        () -> client.operate(null, key, BitOperation.count("bits", 0, 8)));
    Policy filtered = client.copyReadPolicyDefault();
    filtered.filterExp = Exp.build(Exp.binExists("bits"));
    assertFails(ResultCode.UNSUPPORTED_FEATURE, () -> client.get(filtered, key));
    assertFails(
        ResultCode.UNSUPPORTED_FEATURE, () -> client.execute(null, key, "package", "function"));
    assertThrows(
        AerospikeException.class, () -> client.scanAll(null, "test", "set", (k, record) -> {}));
  }

  @Test
  void recordsCanBeLargerThanAnyBuffer() {
    byte[] large = new byte[1_000_000];
    Arrays.fill(large, (byte) 7);
    client.put(null, key, new Bin("blob", large));
    assertArrayEquals(large, (byte[]) client.get(null, key).getValue("blob"));
  }

  @Test
  void setsCanBeTruncated() {
    Key lost = new Key("test", "truncated", 1);
    client.put(null, lost, new Bin("a", 1));
    client.put(null, key, new Bin("a", 1));
    client.truncate(null, "test", "truncated", null);
    assertNull(client.get(null, lost));
    assertNotNull(client.get(null, key));
  }

  private static WritePolicy exists(RecordExistsAction action) {
    WritePolicy policy = client.copyWritePolicyDefault();
    policy.recordExistsAction = action;
    return policy;
  }

  private static WritePolicy generation(GenerationPolicy expect, int generation) {
    WritePolicy policy = client.copyWritePolicyDefault();
    policy.generationPolicy = expect;
    policy.generation = generation;
    return policy;
  }

  private static WritePolicy ttl(int seconds) {
    WritePolicy policy = client.copyWritePolicyDefault();
    policy.expiration = seconds;
    return policy;
  }

  private static void assertFails(int resultCode, Executable command) {
    AerospikeException failure = assertThrows(AerospikeException.class, command);
    assertEquals(resultCode, failure.getResultCode(), failure.getMessage());
  }
}
