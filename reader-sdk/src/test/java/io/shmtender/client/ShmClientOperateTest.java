package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.AerospikeClient;
import io.shmtender.client.policy.GenerationPolicy;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.reader.Key;
import io.shmtender.reader.ResultCode;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Operations on one record, with the official client as the other who looks at it. */
final class ShmClientOperateTest {
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
  void numbersAreAddedAndStringsAndBytesGrow() {
    Key key = nextKey();
    client.add(key, new Bin("long", 5), new Bin("double", 1.5));
    client.add(key, new Bin("long", -7), new Bin("double", 0.25));
    client.append(key, new Bin("text", "b"), new Bin("bytes", new byte[] {2}));
    client.append(key, new Bin("text", "c"), new Bin("bytes", new byte[] {3}));
    client.prepend(key, new Bin("text", "a"), new Bin("bytes", new byte[] {1}));
    com.aerospike.client.Record read = official.get(null, official(key));
    assertEquals(-2, read.getLong("long"));
    assertEquals(1.75, read.getDouble("double"));
    assertEquals("abc", read.getString("text"));
    assertArrayEquals(new byte[] {1, 2, 3}, read.getBytes("bytes"));
    ServerException refused =
        assertThrows(ServerException.class, () -> client.add(key, new Bin("text", 1)));
    assertEquals(ResultCode.BIN_TYPE_ERROR, refused.resultCode());
    assertThrows(IllegalArgumentException.class, () -> client.append(key));
  }

  @Test
  void touchRenewsTheTimeToLiveAndFailsWithoutARecord() {
    Key key = nextKey();
    ServerException refused = assertThrows(ServerException.class, () -> client.touch(key));
    assertEquals(ResultCode.KEY_NOT_FOUND_ERROR, refused.resultCode());
    client.put(Patient.WRITE.withExpiration(100), key, new Bin("a", 1));
    client.touch(Patient.WRITE.withExpiration(10_000), key);
    Record header = client.getHeader(key);
    assertTrue(header.timeToLive() > 9_000, header.toString());
    assertEquals(2, header.generation());
  }

  @Test
  void operationsSeeWhatThoseBeforeThemDid() {
    Key key = nextKey();
    Record record =
        client.operate(
            key,
            Operation.put(new Bin("a", 1)),
            Operation.add(new Bin("a", 2)),
            Operation.get("a"),
            Operation.append(new Bin("b", "x")),
            Operation.get("b"));
    assertEquals(Map.of("a", Value.of(3), "b", Value.of("x")), record.bins());
    assertEquals(1, record.generation());
    Record all = client.operate(key, Operation.add(new Bin("a", 1)), Operation.get());
    assertEquals(4, all.getLong("a"));
    assertEquals("x", all.getString("b"));
    assertEquals(2, all.generation());
    assertNull(official.get(null, official(key)).getValue("c"));
  }

  @Test
  void severalResultsOfABinAreAList() {
    Key key = nextKey();
    client.put(key, new Bin("a", 1), new Bin("b", "text"));
    Record record =
        client.operate(
            key,
            Operation.get("a"),
            Operation.add(new Bin("a", 1)),
            Operation.get("a"),
            Operation.get("b"),
            Operation.add(new Bin("a", 1)),
            Operation.get("a"));
    assertEquals(List.of(1L, 2L, 3L), record.getList("a"));
    assertEquals("text", record.getString("b"));
    com.aerospike.client.Record theirs =
        official.operate(
            null,
            official(key),
            com.aerospike.client.Operation.get("a"),
            com.aerospike.client.Operation.add(new com.aerospike.client.Bin("a", 1)),
            com.aerospike.client.Operation.get("a"));
    assertEquals(List.of(3L, 4L), theirs.getList("a"));
  }

  @Test
  void everyOperationHasAResultIfThatIsWanted() {
    Key key = nextKey();
    WritePolicy all = Patient.WRITE.withRespondAllOps(true);
    Record record =
        client.operate(
            all, key, Operation.put(new Bin("a", 1)), Operation.get("a"), Operation.get("b"));
    assertEquals(Arrays.asList(null, 1L), record.getList("a"));
    assertEquals(Value.NULL, record.value("b"));
    assertNull(record.getString("b"));
  }

  @Test
  void readsOfNoRecordAreNullAndWritesFailOrMakeOne() {
    Key key = nextKey();
    assertNull(client.operate(key, Operation.get("a"), Operation.getHeader()));
    assertNull(client.operate(Patient.WRITE, key, Operation.get()));
    assertNull(client.operate(Patient.READ, key, Operation.get()));
    ServerException refused =
        assertThrows(
            ServerException.class, () -> client.operate(key, Operation.touch(), Operation.get()));
    assertEquals(ResultCode.KEY_NOT_FOUND_ERROR, refused.resultCode());
    assertFalse(client.exists(key));
    client.operate(key, Operation.add(new Bin("a", 1)));
    assertTrue(client.exists(key));
  }

  @Test
  void headerAloneComesWithoutBins() {
    Key key = nextKey();
    client.put(key, new Bin("a", 1));
    Record header = client.operate(key, Operation.getHeader());
    assertEquals(1, header.generation());
    assertEquals(0, header.binCount());
    Record both = client.operate(key, Operation.getHeader(), Operation.get("a"));
    assertEquals(1, both.getLong("a"));
  }

  @Test
  void recordIsDeletedAmongOtherOperations() {
    Key key = nextKey();
    client.put(key, new Bin("a", 1));
    Record last = client.operate(key, Operation.get("a"), Operation.delete());
    assertEquals(1, last.getLong("a"));
    assertFalse(official.exists(null, official(key)));
  }

  @Test
  void generationIsDemandedOfOperationsToo() {
    Key key = nextKey();
    client.put(key, new Bin("a", 1));
    WritePolicy expecting =
        Patient.WRITE.withGenerationPolicy(GenerationPolicy.EXPECT_GEN_EQUAL).withGeneration(7);
    ServerException conflict =
        assertThrows(
            ServerException.class,
            () -> client.operate(expecting, key, Operation.add(new Bin("a", 1))));
    assertEquals(ResultCode.GENERATION_ERROR, conflict.resultCode());
    assertEquals(1, client.get(key).getLong("a"));
  }

  @Test
  void whatCannotBeDoneIsRefusedBeforeItIsSent() {
    Key key = nextKey();
    assertThrows(IllegalArgumentException.class, () -> client.operate(key));
    assertThrows(
        IllegalArgumentException.class, () -> client.operate(Patient.READ, key, Operation.touch()));
    assertThrows(IllegalArgumentException.class, () -> Operation.get("sixteen-letters!"));
    assertThrows(
        IllegalArgumentException.class, () -> client.put(key, new Bin("a", Value.WILDCARD)));
    assertFalse(client.exists(key));
  }

  @Test
  void listsMapsAndGeoJsonGoBothWays() {
    Key key = nextKey();
    String point = "{\"type\":\"Point\",\"coordinates\":[-122.0,37.5]}";
    List<Object> list = Arrays.asList(1L, "two", 3.5, null, true, List.of(List.of()));
    Map<Object, Object> map = Map.of("a", 1L, 2L, List.of("b"), -7L, Map.of());
    Map<String, Object> sorted = new TreeMap<>(Map.of("x", 1L, "y", List.of(2L)));
    client.put(
        key,
        new Bin("list", list),
        new Bin("map", map),
        new Bin("sorted", sorted),
        new Bin("geo", Value.ofGeoJson(point)));
    com.aerospike.client.Record theirs = official.get(null, official(key));
    assertEquals(list, theirs.getList("list"));
    assertEquals(map, theirs.getMap("map"));
    assertEquals(sorted, theirs.getMap("sorted"));
    assertTrue(theirs.getMap("sorted") instanceof TreeMap, theirs.toString());
    assertEquals(point, theirs.getGeoJSONString("geo"));
    official.put(
        null,
        official(key),
        new com.aerospike.client.Bin("list", list),
        new com.aerospike.client.Bin("map", map),
        new com.aerospike.client.Bin("sorted", sorted),
        com.aerospike.client.Bin.asGeoJSON("geo", point));
    Record ours = client.get(key);
    assertEquals(list, ours.getList("list"));
    assertEquals(map, ours.getMap("map"));
    assertEquals(sorted, ours.getMap("sorted"));
    assertEquals(MapOrder.KEY_ORDERED, ((Value.MapValue) ours.value("sorted")).order());
    assertEquals(point, ours.getGeoJSONString("geo"));
    assertThrows(IllegalArgumentException.class, () -> ours.getMap("list"));
    assertNull(ours.getList("none"));
  }

  private static Key nextKey() {
    return Key.of("test", "operate", ++lastKey);
  }

  private static com.aerospike.client.Key official(Key key) {
    return new com.aerospike.client.Key(
        key.namespace(), key.digest(), key.setName(), com.aerospike.client.Value.getAsNull());
  }
}
