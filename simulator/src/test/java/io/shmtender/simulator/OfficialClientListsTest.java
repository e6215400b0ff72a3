package io.shmtender.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import com.aerospike.client.Bin;
import com.aerospike.client.Key;
import com.aerospike.client.Operation;
import com.aerospike.client.Record;
import com.aerospike.client.ResultCode;
import com.aerospike.client.Value;
import com.aerospike.client.cdt.CTX;
import com.aerospike.client.cdt.ListOperation;
import com.aerospike.client.cdt.ListOrder;
import com.aerospike.client.cdt.ListPolicy;
import com.aerospike.client.cdt.ListReturnType;
import com.aerospike.client.cdt.ListSortFlags;
import com.aerospike.client.cdt.ListWriteFlags;
import com.aerospike.client.cdt.MapOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Operations on lists, as the official Java client sends and understands them. */
final class OfficialClientListsTest {
  private static final String BIN = "list";

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
    key = new Key("test", "lists", test.getDisplayName());
  }

  @Test
  void appendingCreatesTheListAndAnswersItsSize() {
    assertEquals(1L, operate(ListOperation.append(BIN, Value.get("a"))));
    assertEquals(3L, operate(ListOperation.appendItems(BIN, values("b", "c"))));
    assertEquals(4L, operate(ListOperation.insert(BIN, 1, Value.get(7))));
    assertEquals(6L, operate(ListOperation.insertItems(BIN, -1, values(8, 9))));
    assertEquals(Arrays.asList("a", 7L, "b", 8L, 9L, "c"), stored());
  }

  @Test
  void insertingBeyondTheEndFillsWithNilsUnlessBounded() {
    put(1L);
    assertEquals(4L, operate(ListOperation.insert(BIN, 3, Value.get(2))));
    assertEquals(Arrays.asList(1L, null, null, 2L), stored());
    ListPolicy bounded = new ListPolicy(ListOrder.UNORDERED, ListWriteFlags.INSERT_BOUNDED);
    assertFails(ResultCode.OP_NOT_APPLICABLE, ListOperation.insert(bounded, BIN, 5, Value.get(2)));
    assertFails(ResultCode.OP_NOT_APPLICABLE, ListOperation.insert(BIN, -5, Value.get(2)));
  }

  @Test
  void orderedListsStaySortedAcrossTypes() {
    ListPolicy ordered = new ListPolicy(ListOrder.ORDERED, ListWriteFlags.DEFAULT);
    List<Value> mixed =
        List.of(
            Value.get(1.5),
            Value.get(new byte[] {1}),
            Value.get(Map.of("k", 1)),
            Value.get(List.of(2)),
            Value.get("text"),
            Value.get(-3),
            Value.get(10),
            Value.get(true),
            Value.getAsNull());
    assertEquals(9L, operate(ListOperation.appendItems(ordered, BIN, mixed)));
    List<?> sorted = stored();
    assertNull(sorted.get(0));
    assertEquals(
        Arrays.asList(true, -3L, 10L, "text", List.of(2L), Map.of("k", 1L)), sorted.subList(1, 7));
    assertEquals(1.5, sorted.get(8));
    assertEquals(10L, operate(ListOperation.append(ordered, BIN, Value.get(4))));
    assertEquals(4L, operate(ListOperation.get(BIN, 3)));
    assertFails(ResultCode.OP_NOT_APPLICABLE, ListOperation.insert(BIN, 0, Value.get(1)));
    assertFails(ResultCode.OP_NOT_APPLICABLE, ListOperation.set(BIN, 0, Value.get(1)));
  }

  @Test
  void settingTheOrderSortsWhatIsThere() {
    put(3L, 1L, 2L);
    operate(ListOperation.setOrder(BIN, ListOrder.ORDERED));
    assertEquals(List.of(1L, 2L, 3L), stored());
    operate(ListOperation.setOrder(BIN, ListOrder.UNORDERED));
    operate(ListOperation.append(BIN, Value.get(0)));
    assertEquals(List.of(1L, 2L, 3L, 0L), stored());
  }

  @Test
  void popsAndRemovals() {
    put(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertEquals(7L, operate(ListOperation.pop(BIN, -1)));
    assertEquals(List.of(0L, 1L), operate(ListOperation.popRange(BIN, 0, 2)));
    assertEquals(1L, operate(ListOperation.remove(BIN, 0)));
    assertEquals(2L, operate(ListOperation.removeRange(BIN, 1, 2)));
    assertEquals(List.of(3L, 6L), stored());
    assertFails(ResultCode.OP_NOT_APPLICABLE, ListOperation.pop(BIN, 2));
    assertEquals(List.of(6L), operate(ListOperation.popRange(BIN, 1)));
    assertEquals(List.of(), operate(ListOperation.popRange(BIN, 5)));
    operate(ListOperation.clear(BIN));
    assertEquals(List.of(), stored());
  }

  @Test
  void setTrimSizeAndRanges() {
    put(0L, 1L, 2L, 3L, 4L);
    operate(ListOperation.set(BIN, -1, Value.get("last")));
    operate(ListOperation.set(BIN, 6, Value.get("beyond")));
    assertEquals(Arrays.asList(0L, 1L, 2L, 3L, "last", null, "beyond"), stored());
    assertEquals(7L, operate(ListOperation.size(BIN)));
    assertEquals(List.of(1L, 2L), operate(ListOperation.getRange(BIN, 1, 2)));
    assertEquals(Arrays.asList(null, "beyond"), operate(ListOperation.getRange(BIN, -2)));
    assertEquals(4L, operate(ListOperation.trim(BIN, 1, 3)));
    assertEquals(List.of(1L, 2L, 3L), stored());
    assertFails(ResultCode.OP_NOT_APPLICABLE, ListOperation.get(BIN, 3));
  }

  @Test
  void incrementsIntegersAndDoubles() {
    assertEquals(1L, operate(ListOperation.increment(BIN, 0)));
    assertEquals(6L, operate(ListOperation.increment(BIN, 0, Value.get(5))));
    assertEquals(1.5, operate(ListOperation.increment(BIN, 2, Value.get(1.5))));
    assertEquals(Arrays.asList(6L, null, 1.5), stored());
    assertEquals(8L, operate(ListOperation.increment(BIN, 0, Value.get(2.9))));
    assertFails(ResultCode.PARAMETER_ERROR, ListOperation.increment(BIN, 1));
    assertFails(ResultCode.PARAMETER_ERROR, ListOperation.increment(BIN, 0, Value.get("x")));
  }

  @Test
  void sortsAndDropsDuplicates() {
    put(3L, 1L, 3L, 2L);
    operate(ListOperation.sort(BIN, ListSortFlags.DEFAULT));
    assertEquals(List.of(1L, 2L, 3L, 3L), stored());
    operate(ListOperation.sort(BIN, 1));
    assertEquals(List.of(3L, 3L, 2L, 1L), stored());
    // A real server takes a descending list for a broken one when it looks for duplicates.
    assertFails(
        ResultCode.PARAMETER_ERROR, ListOperation.sort(BIN, 1 | ListSortFlags.DROP_DUPLICATES));
    operate(ListOperation.sort(BIN, ListSortFlags.DROP_DUPLICATES));
    assertEquals(List.of(1L, 2L, 3L), stored());
  }

  @Test
  void negativeCountsMeanTheRest() {
    put(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertEquals(List.of(6L, 7L), operate(ListOperation.getRange(BIN, 6, -1)));
    assertEquals(List.of(6L, 7L), operate(ListOperation.getByIndexRange(BIN, 6, -5, VALUE)));
    assertEquals(2L, operate(ListOperation.getByRankRange(BIN, 6, -1, ListReturnType.COUNT)));
    assertEquals(
        List.of(6L, 7L),
        operate(
            ListOperation.getByValueRelativeRankRange(
                BIN, Value.get(5), 1, -1, ListReturnType.RANK)));
    assertEquals(List.of(7L), operate(ListOperation.popRange(BIN, 7, -1)));
    assertEquals(2L, operate(ListOperation.removeRange(BIN, 5, Integer.MIN_VALUE)));
    assertEquals(3L, operate(ListOperation.trim(BIN, 3, -1)));
    assertEquals(List.of(3L, 4L), stored());
  }

  @Test
  void placesOfARangeAscendAlsoFromTheEnd() {
    put(30L, 10L, 20L, 10L);
    assertEquals(
        List.of(0L, 1L, 2L),
        operate(ListOperation.getByIndexRange(BIN, 1, 3, ListReturnType.REVERSE_INDEX)));
    assertEquals(
        List.of(3L, 0L, 1L),
        operate(
            ListOperation.getByIndexRange(
                BIN, 1, 1, ListReturnType.REVERSE_INDEX | ListReturnType.INVERTED)));
    assertEquals(
        List.of(2L, 3L),
        operate(ListOperation.getByValue(BIN, Value.get(10), ListReturnType.REVERSE_RANK)));
    assertEquals(
        List.of(1L, 2L),
        operate(ListOperation.getByRankRange(BIN, 1, 2, ListReturnType.REVERSE_RANK)));
    // By rank, the indexes are single ones, which descend.
    assertEquals(
        List.of(2L, 1L, 0L),
        operate(ListOperation.getByRankRange(BIN, 0, 3, ListReturnType.REVERSE_INDEX)));
    operate(ListOperation.setOrder(BIN, ListOrder.ORDERED));
    assertEquals(
        List.of(1L, 2L, 3L),
        operate(ListOperation.getByRankRange(BIN, 0, 3, ListReturnType.REVERSE_INDEX)));
  }

  @Test
  void placesCanBeAnsweredAsAFirstOneAndACount() {
    put(30L, 10L, 20L, 10L);
    assertEquals(List.of(1L, 3L), operate(ListOperation.getByIndexRange(BIN, 1, INDEX_RANGE)));
    assertEquals(
        List.of(2L, 2L), operate(ListOperation.getByIndexRange(BIN, 0, 2, REVERSE_INDEX_RANGE)));
    assertEquals(
        List.of(0L, 2L), operate(ListOperation.getByValue(BIN, Value.get(10), RANK_RANGE)));
    assertFails(ResultCode.OP_NOT_APPLICABLE, ListOperation.getByIndexRange(BIN, 0, 2, RANK_RANGE));
    assertFails(
        ResultCode.OP_NOT_APPLICABLE,
        ListOperation.getByIndexRange(BIN, 0, 2, INDEX_RANGE | ListReturnType.INVERTED));
  }

  @Test
  void existsInvertedSaysWhetherTheOthersAreNone() {
    put(1L, 2L);
    int others = ListReturnType.EXISTS | ListReturnType.INVERTED;
    assertEquals(false, operate(ListOperation.getByValue(BIN, Value.get(1), others)));
    assertEquals(true, operate(ListOperation.getByValue(BIN, Value.get(3), others)));
  }

  @Test
  void readingNothingHasAnEntryAmongOperationsThatWrite() {
    put(1L, 2L);
    Record record =
        client.operate(
            null,
            key,
            ListOperation.append(BIN, Value.get(3)),
            ListOperation.getByIndex(BIN, 0, ListReturnType.NONE),
            ListOperation.size(BIN));
    assertEquals(Arrays.asList(3L, null, 3L), record.getList(BIN));
  }

  /** The server finds ranks by a heap, whose order among equals is no order of indexes. */
  @Test
  void ofEqualElementsTheOneIsRemovedThatTheServerFinds() {
    put(List.of(), 3L, 1L, 3L, 3L);
    operate(ListOperation.removeByRank(BIN, 2, ListReturnType.NONE));
    assertEquals(List.of(List.of(), 3L, 1L, 3L), stored());
    put(3L, 1L, 3L, 3L, "x");
    operate(ListOperation.removeByRank(BIN, 3, ListReturnType.NONE));
    assertEquals(Arrays.asList(1L, 3L, 3L, "x"), stored());
    put(3L, 1L, 3L, 3L, "x");
    operate(ListOperation.removeByRank(BIN, 2, ListReturnType.NONE));
    assertEquals(Arrays.asList(3L, 1L, 3L, "x"), stored());
  }

  /** What cannot be stored can be looked for all the same. */
  @Test
  void valuesThatAreLookedForMayHaveKeysThatNoMapHas() {
    put(1L);
    Value odd = Value.get(Map.of(1.5, 1));
    assertEquals(List.of(), operate(ListOperation.getByValue(BIN, odd, ListReturnType.INDEX)));
    assertFails(ResultCode.PARAMETER_ERROR, ListOperation.append(BIN, odd));
  }

  @Test
  void returnTypes() {
    put(30L, 10L, 20L, 10L);
    assertEquals(List.of(10L, 20L), operate(ListOperation.getByIndexRange(BIN, 1, 2, VALUE)));
    assertEquals(
        List.of(1L, 3L),
        operate(ListOperation.getByValue(BIN, Value.get(10), ListReturnType.INDEX)));
    assertEquals(
        List.of(2L, 0L),
        operate(ListOperation.getByValue(BIN, Value.get(10), ListReturnType.REVERSE_INDEX)));
    assertEquals(
        List.of(2L), operate(ListOperation.getByValue(BIN, Value.get(20), ListReturnType.RANK)));
    assertEquals(
        List.of(1L),
        operate(ListOperation.getByValue(BIN, Value.get(20), ListReturnType.REVERSE_RANK)));
    assertEquals(2L, operate(ListOperation.getByValue(BIN, Value.get(10), ListReturnType.COUNT)));
    assertEquals(
        true, operate(ListOperation.getByValue(BIN, Value.get(10), ListReturnType.EXISTS)));
    assertEquals(
        false, operate(ListOperation.getByValue(BIN, Value.get(11), ListReturnType.EXISTS)));
    assertEquals(
        List.of(30L, 20L),
        operate(ListOperation.getByValue(BIN, Value.get(10), VALUE | ListReturnType.INVERTED)));
    assertNull(operate(ListOperation.getByValue(BIN, Value.get(10), ListReturnType.NONE)));
    assertFails(ResultCode.OP_NOT_APPLICABLE, ListOperation.getByIndex(BIN, 0, 6));
  }

  @Test
  void readsByValueAndRank() {
    put(30L, 10L, 20L, 40L);
    assertEquals(10L, operate(ListOperation.getByRank(BIN, 0, VALUE)));
    assertEquals(40L, operate(ListOperation.getByRank(BIN, -1, VALUE)));
    assertEquals(1L, operate(ListOperation.getByRank(BIN, 0, ListReturnType.INDEX)));
    assertEquals(
        List.of(0L, 2L), operate(ListOperation.getByRankRange(BIN, 1, 2, ListReturnType.INDEX)));
    assertEquals(
        List.of(30L, 20L),
        operate(ListOperation.getByValueRange(BIN, Value.get(20), Value.get(40), VALUE)));
    assertEquals(
        List.of(10L), operate(ListOperation.getByValueRange(BIN, null, Value.get(20), VALUE)));
    assertEquals(
        List.of(30L, 40L), operate(ListOperation.getByValueRange(BIN, Value.get(30), null, VALUE)));
    assertEquals(
        List.of(30L, 10L), operate(ListOperation.getByValueList(BIN, values(10, 30, 99), VALUE)));
    assertEquals(
        List.of(2L, 3L),
        operate(
            ListOperation.getByValueRelativeRankRange(BIN, Value.get(25), 0, ListReturnType.RANK)));
    assertEquals(
        List.of(1L),
        operate(
            ListOperation.getByValueRelativeRankRange(
                BIN, Value.get(25), -1, 1, ListReturnType.RANK)));
  }

  @Test
  void removesByValueRankAndIndex() {
    put(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertEquals(1L, operate(ListOperation.removeByValue(BIN, Value.get(9), ListReturnType.COUNT)));
    assertEquals(8L, operate(ListOperation.removeByRank(BIN, -1, VALUE)));
    assertEquals(List.of(1L), operate(ListOperation.removeByIndexRange(BIN, 1, 1, VALUE)));
    assertEquals(
        List.of(2L, 3L),
        operate(ListOperation.removeByValueRange(BIN, Value.get(2), Value.get(4), VALUE)));
    assertEquals(
        List.of(5L, 7L), operate(ListOperation.removeByValueList(BIN, values(7, 5), VALUE)));
    assertEquals(
        List.of(6L),
        operate(
            ListOperation.removeByValueRange(
                BIN, Value.get(0), Value.get(5), VALUE | ListReturnType.INVERTED)));
    assertEquals(List.of(0L, 4L), stored());
  }

  @Test
  void uniqueAdditions() {
    put(1L, 2L);
    int unique = ListWriteFlags.ADD_UNIQUE;
    assertFails(
        ResultCode.ELEMENT_EXISTS,
        ListOperation.append(policy(ListOrder.UNORDERED, unique), BIN, Value.get(1)));
    ListPolicy noFail = policy(ListOrder.UNORDERED, unique | ListWriteFlags.NO_FAIL);
    assertEquals(2L, operate(ListOperation.append(noFail, BIN, Value.get(1))));
    assertEquals(2L, operate(ListOperation.appendItems(noFail, BIN, values(1, 3))));
    ListPolicy partial =
        policy(ListOrder.UNORDERED, unique | ListWriteFlags.NO_FAIL | ListWriteFlags.PARTIAL);
    assertEquals(3L, operate(ListOperation.appendItems(partial, BIN, values(1, 3, 3))));
    assertEquals(List.of(1L, 2L, 3L), stored());
    assertFails(
        ResultCode.ELEMENT_EXISTS,
        ListOperation.set(policy(ListOrder.UNORDERED, unique), BIN, 0, Value.get(3)));
  }

  @Test
  void wildcardsMatchWhateverFollows() {
    put(List.of("a", 1), List.of("b", 2), List.of("a", 2, 3));
    assertEquals(
        List.of(0L, 2L),
        operate(
            ListOperation.getByValue(
                BIN, Value.get(List.of(Value.get("a"), Value.WILDCARD)), ListReturnType.INDEX)));
    assertEquals(
        List.of(0L, 2L),
        operate(
            ListOperation.getByValueRange(
                BIN,
                Value.get(List.of(Value.get("a"), Value.getAsNull())),
                Value.get(List.of(Value.get("a"), Value.INFINITY)),
                ListReturnType.INDEX)));
    assertFails(ResultCode.PARAMETER_ERROR, ListOperation.append(BIN, Value.INFINITY));
  }

  @Test
  void contextsLeadIntoNestedListsAndMaps() {
    put(List.of(3L, 1L), Map.of("m", List.of(5L)), List.of(0L));
    assertEquals(3L, operate(ListOperation.append(BIN, Value.get(2), CTX.listIndex(0))));
    assertEquals(
        2L,
        operate(
            ListOperation.append(BIN, Value.get(6), CTX.listIndex(1), CTX.mapKey(Value.get("m")))));
    assertEquals(1L, operate(ListOperation.size(BIN, CTX.listRank(0))));
    assertEquals(0L, operate(ListOperation.get(BIN, 0, CTX.listValue(Value.get(List.of(0))))));
    assertEquals(List.of(List.of(3L, 1L, 2L), Map.of("m", List.of(5L, 6L)), List.of(0L)), stored());
    assertFails(ResultCode.OP_NOT_APPLICABLE, ListOperation.size(BIN, CTX.listIndex(9)));
    assertFails(ResultCode.OP_NOT_APPLICABLE, ListOperation.size(BIN, CTX.mapIndex(0)));
    assertFails(ResultCode.BIN_TYPE_ERROR, ListOperation.size(BIN, CTX.listIndex(1)));
  }

  @Test
  void contextsCreateWhatIsMissing() {
    operate(
        ListOperation.append(
            BIN,
            Value.get(1),
            CTX.listIndexCreate(0, ListOrder.UNORDERED, false),
            CTX.mapKeyCreate(Value.get("k"), MapOrder.KEY_ORDERED)));
    assertEquals(List.of(Map.of("k", List.of(1L))), stored());
    operate(
        ListOperation.append(BIN, Value.get(2), CTX.listIndexCreate(3, ListOrder.UNORDERED, true)));
    assertEquals(Arrays.asList(Map.of("k", List.of(1L)), null, null, List.of(2L)), stored());
    operate(
        ListOperation.create(
            BIN, ListOrder.ORDERED, false, CTX.listIndexCreate(4, ListOrder.ORDERED, false)));
    operate(ListOperation.appendItems(BIN, values(2, 1), CTX.listIndex(4)));
    assertEquals(List.of(1L, 2L), operate(ListOperation.get(BIN, 4)));
    assertFails(
        ResultCode.OP_NOT_APPLICABLE, ListOperation.append(BIN, Value.get(1), CTX.listIndex(9)));
  }

  @Test
  void otherTypesAreRefusedAndMissingBinsAnswerNothing() {
    client.put(null, key, new Bin("text", "x"), new Bin(BIN, Map.of(1, 2)));
    assertFails(ResultCode.BIN_TYPE_ERROR, ListOperation.append("text", Value.get(1)));
    assertFails(ResultCode.BIN_TYPE_ERROR, ListOperation.size(BIN));
    assertFails(ResultCode.PARAMETER_ERROR, ListOperation.size("text", CTX.listIndex(0)));
    assertNull(client.operate(null, key, ListOperation.size("none")).getValue("none"));
    assertNull(client.operate(null, key, ListOperation.pop("none", 0)).getValue("none"));
    assertFails(ResultCode.BIN_TYPE_ERROR, ListOperation.sort("none", 0));
  }

  @Test
  void severalOperationsOnOneBinAnswerInTurn() {
    Record record =
        client.operate(
            null,
            key,
            ListOperation.append(BIN, Value.get(5)),
            ListOperation.append(BIN, Value.get(4)),
            ListOperation.size(BIN),
            Operation.get(BIN));
    assertEquals(Arrays.asList(1L, 2L, 2L, List.of(5L, 4L)), record.getList(BIN));
  }

  private static final int VALUE = ListReturnType.VALUE;

  // Return types of the server (cdt.h) that the client has no names for.
  private static final int INDEX_RANGE = 9;
  private static final int REVERSE_INDEX_RANGE = 10;
  private static final int RANK_RANGE = 11;

  private static ListPolicy policy(ListOrder order, int flags) {
    return new ListPolicy(order, flags);
  }

  private static List<Value> values(Object... values) {
    return Arrays.stream(values).map(Value::get).toList();
  }

  private void put(Object... values) {
    client.put(null, key, new Bin(BIN, Arrays.asList(values)));
  }

  private List<?> stored() {
    return client.get(null, key).getList(BIN);
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
