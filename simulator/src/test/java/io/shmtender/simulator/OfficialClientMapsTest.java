package io.shmtender.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import com.aerospike.client.Bin;
import com.aerospike.client.Key;
import com.aerospike.client.Operation;
import com.aerospike.client.ResultCode;
import com.aerospike.client.Value;
import com.aerospike.client.cdt.CTX;
import com.aerospike.client.cdt.MapOperation;
import com.aerospike.client.cdt.MapOrder;
import com.aerospike.client.cdt.MapPolicy;
import com.aerospike.client.cdt.MapReturnType;
import com.aerospike.client.cdt.MapWriteFlags;
import com.aerospike.client.cdt.MapWriteMode;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Operations on maps, as the official Java client sends and understands them. */
final class OfficialClientMapsTest {
  private static final String BIN = "map";
  private static final int KEY = MapReturnType.KEY;
  private static final int VALUE = MapReturnType.VALUE;
  private static final int INVERTED = MapReturnType.INVERTED;

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

  @Test
  void placesOfARangeAscendAlsoFromTheEnd() {
    client.put(null, key, new Bin(BIN, Map.of("a", 3, "b", 1, "c", 2, "d", 1)));
    assertEquals(
        List.of(0L, 1L, 2L),
        operate(MapOperation.getByIndexRange(BIN, 1, MapReturnType.REVERSE_INDEX)));
    assertEquals(
        List.of(2L, 3L),
        operate(MapOperation.getByValue(BIN, Value.get(1), MapReturnType.REVERSE_RANK)));
    assertEquals(
        List.of(3L, 0L),
        operate(MapOperation.getByRankRange(BIN, 1, 2, MapReturnType.REVERSE_RANK | INVERTED)));
    // What is looked up one by one descends.
    assertEquals(
        List.of(2L, 0L),
        operate(MapOperation.getByValue(BIN, Value.get(1), MapReturnType.REVERSE_INDEX)));
    assertEquals(
        List.of(0L, 3L),
        operate(MapOperation.getByIndexRange(BIN, 0, 2, MapReturnType.REVERSE_RANK)));
  }

  @Test
  void negativeCountsMeanTheRest() {
    client.put(null, key, new Bin(BIN, Map.of("a", 3, "b", 1, "c", 2)));
    assertEquals(List.of("b", "c"), operate(MapOperation.getByIndexRange(BIN, 1, -1, KEY)));
    assertEquals(List.of("c", "a"), operate(MapOperation.getByRankRange(BIN, 1, -2, KEY)));
    assertEquals(
        List.of("c"),
        operate(MapOperation.removeByKeyRelativeIndexRange(BIN, Value.get("b"), 1, -1, KEY)));
  }

  @BeforeEach
  void chooseKey(TestInfo test) {
    key = new Key("test", "maps", test.getDisplayName());
  }

  @Test
  void puttingCreatesTheMapAndAnswersItsSize() {
    MapPolicy policy = MapPolicy.Default;
    assertEquals(1L, operate(MapOperation.put(policy, BIN, Value.get("a"), Value.get(1))));
    assertEquals(1L, operate(MapOperation.put(policy, BIN, Value.get("a"), Value.get(2))));
    Map<Value, Value> items = Map.of(Value.get("b"), Value.get(3), Value.get(7), Value.get(4));
    assertEquals(3L, operate(MapOperation.putItems(policy, BIN, items)));
    assertEquals(Map.of("a", 2L, "b", 3L, 7L, 4L), stored());
    assertEquals(3L, operate(MapOperation.size(BIN)));
    operate(MapOperation.clear(BIN));
    assertEquals(Map.of(), stored());
  }

  @Test
  void theOrderIsKeptAndCanBeChanged() {
    MapPolicy ordered = new MapPolicy(MapOrder.KEY_ORDERED, MapWriteFlags.DEFAULT);
    operate(MapOperation.put(ordered, BIN, Value.get("b"), Value.get(1)));
    operate(MapOperation.put(ordered, BIN, Value.get("a"), Value.get(2)));
    assertInstanceOf(SortedMap.class, stored());
    operate(MapOperation.setMapPolicy(MapPolicy.Default, BIN));
    assertEquals(Map.of("a", 2L, "b", 1L), stored());
    operate(MapOperation.create("made", MapOrder.KEY_VALUE_ORDERED));
    assertInstanceOf(SortedMap.class, client.get(null, key).getMap("made"));
  }

  @Test
  void writeFlagsAndModes() {
    client.put(null, key, new Bin(BIN, Map.of("a", 1)));
    MapPolicy create = new MapPolicy(MapOrder.UNORDERED, MapWriteFlags.CREATE_ONLY);
    assertFails(
        ResultCode.ELEMENT_EXISTS, MapOperation.put(create, BIN, Value.get("a"), Value.get(2)));
    MapPolicy update = new MapPolicy(MapOrder.UNORDERED, MapWriteFlags.UPDATE_ONLY);
    assertFails(
        ResultCode.ELEMENT_NOT_FOUND, MapOperation.put(update, BIN, Value.get("b"), Value.get(2)));
    assertFails(
        ResultCode.ELEMENT_NOT_FOUND,
        MapOperation.put(
            new MapPolicy(MapOrder.UNORDERED, MapWriteMode.UPDATE_ONLY),
            BIN,
            Value.get("b"),
            Value.get(2)));
    Map<Value, Value> items = Map.of(Value.get("a"), Value.get(9), Value.get("b"), Value.get(2));
    MapPolicy noFail =
        new MapPolicy(MapOrder.UNORDERED, MapWriteFlags.CREATE_ONLY | MapWriteFlags.NO_FAIL);
    assertEquals(1L, operate(MapOperation.putItems(noFail, BIN, items)));
    MapPolicy partial =
        new MapPolicy(
            MapOrder.UNORDERED,
            MapWriteFlags.CREATE_ONLY | MapWriteFlags.NO_FAIL | MapWriteFlags.PARTIAL);
    assertEquals(2L, operate(MapOperation.putItems(partial, BIN, items)));
    assertEquals(Map.of("a", 1L, "b", 2L), stored());
  }

  @Test
  void incrementsIntegersAndDoubles() {
    MapPolicy policy = MapPolicy.Default;
    assertEquals(5L, operate(MapOperation.increment(policy, BIN, Value.get("n"), Value.get(5))));
    assertEquals(3L, operate(MapOperation.increment(policy, BIN, Value.get("n"), Value.get(-2))));
    assertEquals(1.5, operate(MapOperation.increment(policy, BIN, Value.get("d"), Value.get(1.5))));
    assertEquals(Map.of("n", 3L, "d", 1.5), stored());
    operate(MapOperation.put(policy, BIN, Value.get("s"), Value.get("text")));
    assertFails(
        ResultCode.PARAMETER_ERROR,
        MapOperation.increment(policy, BIN, Value.get("s"), Value.get(1)));
  }

  @Test
  void readsByKey() {
    putLetters();
    assertEquals(4L, operate(MapOperation.getByKey(BIN, Value.get("a"), VALUE)));
    assertNull(operate(MapOperation.getByKey(BIN, Value.get("z"), VALUE)));
    assertEquals(-1L, operate(MapOperation.getByKey(BIN, Value.get("z"), MapReturnType.INDEX)));
    assertEquals(1L, operate(MapOperation.getByKey(BIN, Value.get("b"), MapReturnType.INDEX)));
    assertEquals(2L, operate(MapOperation.getByKey(BIN, Value.get("b"), MapReturnType.RANK)));
    assertEquals(true, operate(MapOperation.getByKey(BIN, Value.get("b"), MapReturnType.EXISTS)));
    assertEquals(
        List.of(3L, 2L),
        operate(MapOperation.getByKeyRange(BIN, Value.get("b"), Value.get("d"), VALUE)));
    assertEquals(
        List.of("a", "d"),
        operate(MapOperation.getByKeyRange(BIN, Value.get("b"), Value.get("d"), KEY | INVERTED)));
    assertEquals(
        List.of("c", "d"), operate(MapOperation.getByKeyRange(BIN, Value.get("c"), null, KEY)));
    assertEquals(
        List.of("a", "c"), operate(MapOperation.getByKeyList(BIN, values("c", "x", "a"), KEY)));
    assertEquals(
        List.of("b", "c"),
        operate(MapOperation.getByKeyRelativeIndexRange(BIN, Value.get("b"), 0, 2, KEY)));
    assertEquals(
        List.of("a", "b", "c", "d"),
        operate(MapOperation.getByKeyRelativeIndexRange(BIN, Value.get("b"), -1, KEY)));
  }

  @Test
  void readsByIndexRankAndValue() {
    putLetters();
    assertEquals("b", operate(MapOperation.getByIndex(BIN, 1, KEY)));
    assertEquals("d", operate(MapOperation.getByIndex(BIN, -1, KEY)));
    assertFails(ResultCode.OP_NOT_APPLICABLE, MapOperation.getByIndex(BIN, 4, KEY));
    assertEquals(List.of("c", "d"), operate(MapOperation.getByIndexRange(BIN, 2, KEY)));
    assertEquals("d", operate(MapOperation.getByRank(BIN, 0, KEY)));
    assertEquals(List.of("d", "c"), operate(MapOperation.getByRankRange(BIN, 0, 2, KEY)));
    assertEquals(
        List.of(3L, 2L), operate(MapOperation.getByRankRange(BIN, 0, 2, MapReturnType.INDEX)));
    assertEquals(List.of("b"), operate(MapOperation.getByValue(BIN, Value.get(3), KEY)));
    assertEquals(
        List.of("b", "c"),
        operate(MapOperation.getByValueRange(BIN, Value.get(2), Value.get(4), KEY)));
    assertEquals(List.of("a", "d"), operate(MapOperation.getByValueList(BIN, values(4, 1), KEY)));
    assertEquals(
        List.of("b", "a"),
        operate(MapOperation.getByValueRelativeRankRange(BIN, Value.get(3), 0, KEY)));
    assertEquals(
        2L,
        operate(
            MapOperation.getByValueRange(BIN, Value.get(2), Value.get(4), MapReturnType.COUNT)));
  }

  @Test
  void entriesComeAsListOrMap() {
    putLetters();
    assertEquals(
        List.of(new SimpleEntry<>("d", 1L), new SimpleEntry<>("c", 2L)),
        operate(MapOperation.getByRankRange(BIN, 0, 2, MapReturnType.KEY_VALUE)));
    Object ordered = operate(MapOperation.getByRankRange(BIN, 0, 2, MapReturnType.ORDERED_MAP));
    assertEquals(Map.of("c", 2L, "d", 1L), ordered);
    assertInstanceOf(SortedMap.class, ordered);
    assertEquals(
        Map.of("c", 2L, "d", 1L),
        operate(MapOperation.getByRankRange(BIN, 0, 2, MapReturnType.UNORDERED_MAP)));
    assertEquals(
        List.of(), operate(MapOperation.getByKeyList(BIN, values("x"), MapReturnType.KEY_VALUE)));
  }

  @Test
  void removals() {
    putLetters();
    assertEquals(4L, operate(MapOperation.removeByKey(BIN, Value.get("a"), VALUE)));
    assertNull(operate(MapOperation.removeByKey(BIN, Value.get("a"), VALUE)));
    assertEquals("b", operate(MapOperation.removeByRank(BIN, -1, KEY)));
    assertEquals(List.of("c"), operate(MapOperation.removeByValue(BIN, Value.get(2), KEY)));
    assertEquals(1L, operate(MapOperation.removeByIndex(BIN, 0, VALUE)));
    assertEquals(Map.of(), stored());
    putLetters();
    assertEquals(
        2L, operate(MapOperation.removeByKeyList(BIN, values("a", "b"), MapReturnType.COUNT)));
    assertEquals(
        1L,
        operate(
            MapOperation.removeByKeyRange(
                BIN, Value.get("d"), Value.get("e"), MapReturnType.COUNT | INVERTED)));
    assertEquals(Map.of("d", 1L), stored());
  }

  @Test
  void contextsLeadInAndCreate() {
    CTX made = CTX.mapKeyCreate(Value.get("in"), MapOrder.KEY_ORDERED);
    CTX deeper = CTX.mapKeyCreate(Value.get("deep"), MapOrder.UNORDERED);
    MapPolicy policy = MapPolicy.Default;
    assertEquals(
        1L, operate(MapOperation.put(policy, BIN, Value.get(1), Value.get(2), made, deeper)));
    assertEquals(Map.of("in", Map.of("deep", Map.of(1L, 2L))), stored());
    assertInstanceOf(SortedMap.class, stored());
    assertEquals(
        2L,
        operate(MapOperation.getByKey(BIN, Value.get(1), VALUE, CTX.mapIndex(0), CTX.mapRank(-1))));
    operate(
        MapOperation.create(
            BIN, MapOrder.KEY_ORDERED, CTX.mapKeyCreate(Value.get("x"), MapOrder.KEY_ORDERED)));
    assertEquals(Map.of("in", Map.of("deep", Map.of(1L, 2L)), "x", Map.of()), stored());
    assertFails(
        ResultCode.OP_NOT_APPLICABLE,
        MapOperation.create(BIN, MapOrder.KEY_ORDERED, CTX.mapValue(Value.get("none"))));
    assertFails(
        ResultCode.OP_NOT_APPLICABLE, MapOperation.size(BIN, CTX.mapKey(Value.get("none"))));
  }

  @Test
  void whatIsNoMapOrNoKeyIsRefused() {
    client.put(null, key, new Bin(BIN, List.of(1)));
    assertFails(ResultCode.BIN_TYPE_ERROR, MapOperation.size(BIN));
    assertFails(
        ResultCode.PARAMETER_ERROR,
        MapOperation.put(MapPolicy.Default, "other", Value.get(1.5), Value.get(1)));
    assertFails(
        ResultCode.ELEMENT_NOT_FOUND,
        MapOperation.put(
            new MapPolicy(MapOrder.UNORDERED, MapWriteMode.UPDATE_ONLY),
            "other",
            Value.get(1),
            Value.get(1)));
    assertNull(client.operate(null, key, MapOperation.size("none")).getValue("none"));
  }

  @Test
  void wholeMapsKeepTheirOrderAndAreSortedByKey() {
    client.put(null, key, new Bin(BIN, new TreeMap<>(Map.of("b", 1, "a", 2))));
    assertEquals(List.of("a", "b"), sortedKeys());
    client.put(null, key, new Bin(BIN, Map.of("b", 1, "a", 2)));
    assertEquals(Map.of("a", 2L, "b", 1L), stored());
  }

  /** Values descend while keys ascend. */
  private void putLetters() {
    client.put(null, key, new Bin(BIN, Map.of("a", 4, "b", 3, "c", 2, "d", 1)));
  }

  private static List<Value> values(Object... values) {
    return Arrays.stream(values).map(Value::get).toList();
  }

  private Map<?, ?> stored() {
    return client.get(null, key).getMap(BIN);
  }

  private List<?> sortedKeys() {
    SortedMap<?, ?> map = assertInstanceOf(SortedMap.class, stored());
    return new ArrayList<>(map.keySet());
  }

  private Object operate(Operation operation) {
    return client.operate(null, key, operation).getValue(BIN);
  }

  private void assertFails(int code, Operation operation) {
    AerospikeException failure =
        assertThrows(AerospikeException.class, () -> client.operate(null, key, operation));
    assertEquals(code, failure.getResultCode(), failure.getMessage());
  }
}
