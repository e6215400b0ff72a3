package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import io.shmtender.client.cdt.CTX;
import io.shmtender.client.cdt.ListOperation;
import io.shmtender.client.cdt.ListOrder;
import io.shmtender.client.cdt.ListPolicy;
import io.shmtender.client.cdt.ListReturnType;
import io.shmtender.client.cdt.ListSortFlags;
import io.shmtender.client.cdt.ListWriteFlags;
import io.shmtender.client.cdt.MapOperation;
import io.shmtender.client.cdt.MapPolicy;
import io.shmtender.client.cdt.MapReturnType;
import io.shmtender.client.cdt.MapWriteFlags;
import io.shmtender.reader.Key;
import io.shmtender.reader.ResultCode;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Operations inside lists and maps, from here to the simulator and back. */
final class ShmClientListsAndMapsTest {
  private static final int RANDOM_OPERATIONS = 20_000;
  private static SimulatedCluster cluster;
  private static AerospikeClient official;
  private static ShmClient client;
  private static int lastKey;

  @BeforeAll
  static void startCluster() {
    cluster = SimulatedCluster.builder().nodes(2).start();
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
  void listIsWrittenAndReadByItsOperations() {
    Key key = nextKey();
    Record made =
        client.operate(
            key,
            ListOperation.append("list", Value.of(5)),
            ListOperation.appendItems("list", List.of(1, 9, 3)),
            ListOperation.insert("list", 0, Value.of(7)),
            ListOperation.size("list"));
    assertEquals(List.of(1L, 4L, 5L, 5L), made.getList("list"));
    Record read =
        client.operate(
            Patient.READ,
            key,
            ListOperation.get("list", -1),
            ListOperation.getRange("list", 1, 2),
            ListOperation.getByRank("list", -1, ListReturnType.INDEX),
            ListOperation.getByValueRange("list", Value.of(3), Value.of(8), ListReturnType.COUNT));
    assertEquals(List.of(3L, List.of(5L, 1L), 3L, 3L), read.getList("list"));
    Record popped =
        client.operate(
            key,
            ListOperation.pop("list", 0),
            ListOperation.increment("list", 0, Value.of(10)),
            ListOperation.removeByValue("list", Value.of(9), ListReturnType.COUNT),
            ListOperation.sort("list", ListSortFlags.DEFAULT),
            Operation.get("list"));
    assertEquals(List.of(7L, 15L, 1L, List.of(1L, 3L, 15L)), popped.getList("list"));
    ServerException unique =
        assertThrows(
            ServerException.class,
            () ->
                client.operate(
                    key,
                    ListOperation.append(
                        new ListPolicy(ListOrder.UNORDERED, ListWriteFlags.ADD_UNIQUE),
                        "list",
                        Value.of(3))));
    assertEquals(ResultCode.ELEMENT_EXISTS, unique.resultCode());
  }

  @Test
  void mapIsWrittenAndReadByItsOperations() {
    Key key = nextKey();
    MapPolicy ordered = new MapPolicy(MapOrder.KEY_ORDERED, MapWriteFlags.DEFAULT);
    Record made =
        client.operate(
            key,
            MapOperation.put(ordered, "map", Value.of("b"), Value.of(2)),
            MapOperation.putItems(ordered, "map", Map.of("a", 9, "c", 5)),
            MapOperation.increment(ordered, "map", Value.of("b"), Value.of(5)),
            MapOperation.size("map"));
    assertEquals(List.of(1L, 3L, 7L, 3L), made.getList("map"));
    Record read =
        client.operate(
            key,
            MapOperation.getByKey("map", Value.of("a"), MapReturnType.VALUE),
            MapOperation.getByKey("map", Value.of("z"), MapReturnType.VALUE),
            MapOperation.getByRankRange("map", 0, 2, MapReturnType.KEY),
            MapOperation.getByKeyList("map", List.of("a", "c"), MapReturnType.KEY_VALUE));
    assertEquals(
        Arrays.asList(9L, null, List.of("c", "b"), Map.of("a", 9L, "c", 5L)), read.getList("map"));
    assertEquals(
        9L,
        official
            .operate(
                null,
                new com.aerospike.client.Key("test", key.digest(), key.setName(), null),
                com.aerospike.client.cdt.MapOperation.removeByKey(
                    "map",
                    com.aerospike.client.Value.get("a"),
                    com.aerospike.client.cdt.MapReturnType.VALUE))
            .getLong("map"));
    Value.MapValue left = (Value.MapValue) client.get(key).value("map");
    assertEquals(MapOrder.KEY_ORDERED, left.order());
    assertEquals(Map.of("b", 7L, "c", 5L), left.toObject());
    Record cleared = client.operate(key, MapOperation.clear("map"), MapOperation.size("map"));
    assertEquals(Arrays.asList(null, 0L), cleared.getList("map"));
  }

  @Test
  void contextsLeadToNestedOnesAndMakeThem() {
    Key key = nextKey();
    client.put(key, new Bin("bin", Map.of("list", List.of(1, 2))));
    Record record =
        client.operate(
            key,
            ListOperation.append("bin", Value.of(3), CTX.mapKey(Value.of("list"))),
            MapOperation.put(
                MapPolicy.defaults(),
                "bin",
                Value.of("x"),
                Value.of("y"),
                CTX.mapKeyCreate(Value.of("new"), MapOrder.KEY_ORDERED)),
            Operation.get("bin"));
    assertEquals(
        List.of(3L, 1L, Map.of("list", List.of(1L, 2L, 3L), "new", Map.of("x", "y"))),
        record.getList("bin"));
    assertNull(
        client.operate(nextKey(), ListOperation.size("bin")), "reading makes no record of a list");
  }

  @Test
  @Tag("slow")
  void randomOperationsDoWhatTheOfficialClientsDo() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    SmallOperations operations = new SmallOperations(random);
    int succeeded = 0;
    int failed = 0;
    for (int i = 0; i < RANDOM_OPERATIONS; i++) {
      int number = random.nextInt(8);
      Key key = Key.of("test", "sdk", number);
      var theirKey = new com.aerospike.client.Key("test", "official", number);
      if (random.nextInt(20) == 0) {
        Value list = operations.list();
        Value map = operations.map();
        client.put(key, new Bin("list", list), new Bin("map", map));
        official.put(
            null,
            theirKey,
            new com.aerospike.client.Bin("list", RandomValues.official(list)),
            new com.aerospike.client.Bin("map", RandomValues.official(map)));
      }
      SmallOperations.Pair first = operations.next();
      SmallOperations.Pair second = operations.next();
      Object mine =
          outcome(
              () ->
                  client.operate(
                      key, first.mine(), second.mine(), Operation.get(first.mine().binName())));
      Object theirs =
          officialOutcome(
              () ->
                  official.operate(
                      null,
                      theirKey,
                      first.theirs(),
                      second.theirs(),
                      com.aerospike.client.Operation.get(first.mine().binName())));
      assertEquals(
          theirs, mine, () -> "seed " + seed + ": " + first.text() + ", then " + second.text());
      if (mine instanceof Integer) {
        failed++;
      } else {
        succeeded++;
      }
    }
    assertTrue(succeeded > 2_000 && failed > 500, succeeded + " succeeded, " + failed + " failed");
  }

  /** The results without anything of either client, or the result code. */
  private static Object outcome(java.util.function.Supplier<Record> command) {
    try {
      Record record = command.get();
      Map<Object, Object> results = new HashMap<>();
      if (record != null) {
        record.bins().forEach((bin, value) -> results.put(bin, RandomValues.plain(value)));
        results.put("generation", record.generation());
      }
      return results;
    } catch (ServerException e) {
      return e.code();
    }
  }

  private static Object officialOutcome(
      java.util.function.Supplier<com.aerospike.client.Record> command) {
    try {
      com.aerospike.client.Record record = command.get();
      Map<Object, Object> results = new HashMap<>();
      if (record != null) {
        if (record.bins != null) {
          record.bins.forEach((bin, value) -> results.put(bin, RandomValues.officialPlain(value)));
        }
        results.put("generation", record.generation);
      }
      return results;
    } catch (AerospikeException e) {
      return e.getResultCode();
    }
  }

  private static Key nextKey() {
    return Key.of("test", "lists", ++lastKey);
  }

  /** Operations with parameters that are small enough to find something. */
  private static final class SmallOperations {
    private static final int[] LIST_RETURNS = {0, 1, 2, 3, 4, 5, 7, 13, 0x10007, 0x10005};
    private static final int[] MAP_RETURNS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 13, 16, 17, 0x10008};

    private final Random random;
    private final List<Method> methods = new ArrayList<>();

    /**
     * An operation.
     *
     * @param text what it is
     * @param mine for this SDK
     * @param theirs for the official client
     */
    record Pair(String text, Operation mine, com.aerospike.client.Operation theirs) {}

    SmallOperations(Random random) {
      this.random = random;
      for (Class<?> type : List.of(ListOperation.class, MapOperation.class)) {
        for (Method method : type.getDeclaredMethods()) {
          if (Modifier.isPublic(method.getModifiers())) {
            methods.add(method);
          }
        }
      }
      // In an order that the seed decides on and not the JVM.
      methods.sort(java.util.Comparator.comparing(Method::toString));
    }

    Pair next() throws ReflectiveOperationException {
      Method method = methods.get(random.nextInt(methods.size()));
      Class<?>[] types = method.getParameterTypes();
      Object[] mine = new Object[types.length];
      Object[] theirs = new Object[types.length];
      for (int i = 0; i < types.length; i++) {
        choose(method, i, mine, theirs);
      }
      Operation operation = (Operation) method.invoke(null, mine);
      Method counterpart = CdtOperationTest.counterpart(method);
      return new Pair(
          method.getName() + Arrays.deepToString(mine),
          operation,
          (com.aerospike.client.Operation) counterpart.invoke(null, theirs));
    }

    private void choose(Method method, int place, Object[] mine, Object[] theirs) {
      Class<?> type = method.getParameterTypes()[place];
      boolean list = method.getDeclaringClass() == ListOperation.class;
      if (type == String.class) {
        mine[place] = theirs[place] = list ? "list" : "map";
      } else if (type == int.class) {
        // The return type is the last before the context.
        boolean isReturnType = method.getName().contains("By") && place == mine.length - 2;
        int[] returns = list ? LIST_RETURNS : MAP_RETURNS;
        mine[place] =
            theirs[place] =
                isReturnType ? returns[random.nextInt(returns.length)] : random.nextInt(9) - 3;
      } else if (type == Value.class) {
        // Keys of one type: the official client cannot read ordered maps with others.
        boolean isNewKey = !list && mine[0] instanceof MapPolicy && place == 2;
        Value value = isNewKey ? Value.of(random.nextInt(6)) : value();
        mine[place] = value;
        theirs[place] = RandomValues.official(value);
      } else if (type == List.class) {
        List<Value> values = ((Value.ListValue) list()).values();
        mine[place] = values;
        theirs[place] = values.stream().map(RandomValues::official).toList();
      } else if (type == Map.class) {
        Value.MapValue map = (Value.MapValue) map();
        mine[place] = map.values();
        theirs[place] = RandomValues.officialMap(map);
      } else if (type == CTX[].class && random.nextInt(4) > 0) {
        mine[place] = new CTX[0];
        theirs[place] = new com.aerospike.client.cdt.CTX[0];
      } else if (type == CTX[].class) {
        int index = random.nextInt(4);
        mine[place] = new CTX[] {list ? CTX.listIndex(index) : CTX.mapKey(Value.of(index))};
        theirs[place] =
            new com.aerospike.client.cdt.CTX[] {
              list
                  ? com.aerospike.client.cdt.CTX.listIndex(index)
                  : com.aerospike.client.cdt.CTX.mapKey(com.aerospike.client.Value.get(index))
            };
      } else {
        CdtOperationTest.choose(type, random, mine, theirs, place);
      }
    }

    private Value value() {
      return switch (random.nextInt(10)) {
        case 0 -> Value.of("a");
        case 1 -> Value.of(1.5);
        case 2 -> list();
        default -> Value.of(random.nextInt(6));
      };
    }

    Value list() {
      List<Value> values = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        values.add(random.nextInt(8) == 0 ? Value.of(List.of(2, 1)) : Value.of(random.nextInt(6)));
      }
      return new Value.ListValue(values);
    }

    Value map() {
      Map<Value, Value> values =
          new java.util.TreeMap<>(
              java.util.Comparator.comparing(key -> ((Value.IntegerValue) key).value()));
      for (int i = random.nextInt(5); i > 0; i--) {
        Value nested = random.nextBoolean() ? Value.of(Map.of(1, 2)) : list();
        values.put(
            Value.of(random.nextInt(6)),
            random.nextInt(8) == 0 ? nested : Value.of(random.nextInt(6)));
      }
      return new Value.MapValue(values, RandomValues.pick(random, MapOrder.values()));
    }
  }
}
