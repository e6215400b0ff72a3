package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every list and map operation has the bytes of the official client's operation of its name. */
final class CdtOperationTest {
  private static final int TIMES_EACH = 200;

  @Test
  void listOperationsAreThoseOfTheOfficialClient() throws Exception {
    compare(ListOperation.class, com.aerospike.client.cdt.ListOperation.class);
  }

  @Test
  void mapOperationsAreThoseOfTheOfficialClient() throws Exception {
    compare(MapOperation.class, com.aerospike.client.cdt.MapOperation.class);
  }

  @Test
  void ranges() {
    for (Value begin : Arrays.asList(null, Value.of(3), Value.WILDCARD)) {
      for (Value end : Arrays.asList(null, Value.of("x"), Value.INFINITY)) {
        assertArrayEquals(
            bytes(
                com.aerospike.client.cdt.ListOperation.getByValueRange(
                    "bin",
                    begin == null ? null : RandomValues.official(begin),
                    end == null ? null : RandomValues.official(end),
                    ListReturnType.VALUE)),
            bytes(ListOperation.getByValueRange("bin", begin, end, ListReturnType.VALUE)));
      }
    }
  }

  @Test
  void constantsAreThoseOfTheOfficialClient() throws Exception {
    compareConstants(ListReturnType.class, com.aerospike.client.cdt.ListReturnType.class);
    compareConstants(MapReturnType.class, com.aerospike.client.cdt.MapReturnType.class);
    compareConstants(ListWriteFlags.class, com.aerospike.client.cdt.ListWriteFlags.class);
    compareConstants(MapWriteFlags.class, com.aerospike.client.cdt.MapWriteFlags.class);
    compareConstants(ListSortFlags.class, com.aerospike.client.cdt.ListSortFlags.class);
  }

  @Test
  void whatTheServerCouldNotTakeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> ListOperation.size("sixteen-letters!"));
    assertThrows(IllegalArgumentException.class, () -> MapOperation.size(""));
    assertThrows(NullPointerException.class, () -> ListOperation.append("bin", null));
    assertThrows(
        IllegalArgumentException.class,
        () -> ListOperation.appendItems("bin", List.of(new Object())));
  }

  @Test
  void whatTheServerCanDoAndNoMethodDoesIsAnOperationToo() {
    int size = 96;
    assertArrayEquals(
        bytes(MapOperation.size("bin")),
        bytes(new Operation(Operation.Type.MAP_READ, "bin", Value.of(List.of(size)))));
    List<?> inContext = List.of(Operation.IN_CONTEXT, List.of(0x22, "key", 0x10, 1), List.of(size));
    Operation nested = MapOperation.size("bin", CTX.mapKey(Value.of("key")), CTX.listIndex(1));
    assertArrayEquals(
        bytes(nested), bytes(new Operation(Operation.Type.MAP_READ, "bin", Value.of(inContext))));
    assertArrayEquals(
        bytes(nested), bytes(new Operation(Operation.Type.MAP_READ, "bin", nested.value())));
    assertRefused(Operation.Type.MAP_READ, "bin", Value.of(size));
    assertRefused(Operation.Type.MAP_READ, "bin", Value.of(List.of()));
    assertRefused(Operation.Type.ADD, "sixteen-letters!", Value.of(1));
    assertThrows(
        NullPointerException.class,
        () -> new Operation(Operation.Type.CDT_READ, null, Value.of(List.of(16))));
    assertThrows(
        NullPointerException.class, () -> new Operation(Operation.Type.WRITE, "bin", null));
  }

  private static void assertRefused(Operation.Type type, String binName, Value value) {
    assertThrows(IllegalArgumentException.class, () -> new Operation(type, binName, value));
  }

  private static void compareConstants(Class<?> mine, Class<?> theirs) throws Exception {
    for (var field : mine.getFields()) {
      assertEquals(theirs.getField(field.getName()).get(null), field.get(null), field.toString());
    }
    assertEquals(theirs.getFields().length, mine.getFields().length, mine.toString());
  }

  private static void compare(Class<?> mine, Class<?> theirs) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int methods = 0;
    for (Method method : mine.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())) {
        methods++;
        Class<?>[] parameters = method.getParameterTypes();
        Method counterpart = counterpart(method);
        for (int i = 0; i < TIMES_EACH; i++) {
          String which = method + ", seed " + seed + ", time " + i;
          Object[] arguments = new Object[parameters.length];
          Object[] officialArguments = new Object[parameters.length];
          for (int p = 0; p < parameters.length; p++) {
            choose(parameters[p], random, arguments, officialArguments, p);
          }
          Operation operation = (Operation) method.invoke(null, arguments);
          com.aerospike.client.Operation expected =
              (com.aerospike.client.Operation) counterpart.invoke(null, officialArguments);
          assertEquals(expected.type.name(), operation.type().name(), which);
          assertEquals(expected.type.isWrite, operation.type().isWrite(), which);
          assertEquals(expected.binName, operation.binName(), which);
          assertEquals(expected.value.getType(), operation.value().particleType(), which);
          assertArrayEquals(bytes(expected), bytes(operation), which);
        }
      }
    }
    // All but the ones that the official client has deprecated.
    long expected =
        Arrays.stream(theirs.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .filter(method -> !method.isAnnotationPresent(Deprecated.class))
            .count();
    assertTrue(methods >= expected, methods + " operations of " + expected);
  }

  /** The official client's method of the same name with the same parameters. */
  static Method counterpart(Method mine) throws NoSuchMethodException {
    Class<?> theirs =
        mine.getDeclaringClass() == ListOperation.class
            ? com.aerospike.client.cdt.ListOperation.class
            : com.aerospike.client.cdt.MapOperation.class;
    Class<?>[] parameters =
        Arrays.stream(mine.getParameterTypes())
            .map(CdtOperationTest::official)
            .toArray(Class<?>[]::new);
    return theirs.getMethod(mine.getName(), parameters);
  }

  private static Class<?> official(Class<?> mine) {
    return Map.<Class<?>, Class<?>>of(
            Value.class, com.aerospike.client.Value.class,
            ListPolicy.class, com.aerospike.client.cdt.ListPolicy.class,
            MapPolicy.class, com.aerospike.client.cdt.MapPolicy.class,
            ListOrder.class, com.aerospike.client.cdt.ListOrder.class,
            MapOrder.class, com.aerospike.client.cdt.MapOrder.class,
            CTX[].class, com.aerospike.client.cdt.CTX[].class)
        .getOrDefault(mine, mine);
  }

  /** Chooses an argument for this SDK's method and the same for the official client's. */
  static void choose(Class<?> type, Random random, Object[] mine, Object[] theirs, int place) {
    RandomValues values = new RandomValues(random);
    if (type == String.class) {
      mine[place] = theirs[place] = "bin" + random.nextInt(1_000);
    } else if (type == int.class) {
      mine[place] = theirs[place] = random.nextInt() >> random.nextInt(32);
    } else if (type == boolean.class) {
      mine[place] = theirs[place] = random.nextBoolean();
    } else if (type == Value.class) {
      Value value =
          switch (random.nextInt(10)) {
            case 0 -> Value.INFINITY;
            case 1 -> Value.WILDCARD;
            default -> values.any(2);
          };
      mine[place] = value;
      theirs[place] = RandomValues.official(value);
    } else if (type == List.class) {
      Value.ListValue list = (Value.ListValue) Value.of(List.of(values.any(2), values.any(1)));
      mine[place] = list.values();
      theirs[place] = list.values().stream().map(RandomValues::official).toList();
    } else if (type == Map.class) {
      Map<Value, Value> map = Map.of(values.any(0), values.any(2));
      mine[place] = map;
      theirs[place] = RandomValues.officialMap(new Value.MapValue(map, MapOrder.UNORDERED));
    } else {
      chooseOfTheirOwn(type, random, mine, theirs, place);
    }
  }

  private static void chooseOfTheirOwn(
      Class<?> type, Random random, Object[] mine, Object[] theirs, int place) {
    MapOrder mapOrder = RandomValues.pick(random, MapOrder.values());
    ListOrder listOrder = RandomValues.pick(random, ListOrder.values());
    var theirListOrder = com.aerospike.client.cdt.ListOrder.valueOf(listOrder.name());
    int flags = random.nextInt(16);
    if (type == ListPolicy.class) {
      mine[place] = new ListPolicy(listOrder, flags);
      theirs[place] = new com.aerospike.client.cdt.ListPolicy(theirListOrder, flags);
    } else if (type == MapPolicy.class) {
      boolean persist = random.nextBoolean();
      int mapFlags = random.nextBoolean() ? 0 : flags;
      mine[place] = new MapPolicy(mapOrder, mapFlags, persist);
      theirs[place] =
          new com.aerospike.client.cdt.MapPolicy(
              RandomValues.official(mapOrder), mapFlags, persist);
    } else if (type == ListOrder.class) {
      mine[place] = listOrder;
      theirs[place] = theirListOrder;
    } else if (type == MapOrder.class) {
      mine[place] = mapOrder;
      theirs[place] = RandomValues.official(mapOrder);
    } else {
      int length = random.nextInt(4);
      mine[place] = new CTX[length];
      theirs[place] = new com.aerospike.client.cdt.CTX[length];
      for (int i = 0; i < length; i++) {
        chooseContext(random, mine[place], theirs[place], i);
      }
    }
  }

  private static void chooseContext(Random random, Object mine, Object theirs, int place) {
    int number = random.nextInt() >> random.nextInt(32);
    Value value = new RandomValues(random).any(1);
    com.aerospike.client.Value theirValue = RandomValues.official(value);
    MapOrder mapOrder = RandomValues.pick(random, MapOrder.values());
    ListOrder listOrder = RandomValues.pick(random, ListOrder.values());
    var theirListOrder = com.aerospike.client.cdt.ListOrder.valueOf(listOrder.name());
    boolean pad = random.nextBoolean();
    var theirMapOrder = RandomValues.official(mapOrder);
    CTX[] all = {
      CTX.listIndex(number),
      CTX.listIndexCreate(number, listOrder, pad),
      CTX.listRank(number),
      CTX.listValue(value),
      CTX.mapIndex(number),
      CTX.mapRank(number),
      CTX.mapKey(value),
      CTX.mapKeyCreate(value, mapOrder),
      CTX.mapValue(value)
    };
    com.aerospike.client.cdt.CTX[] theirAll = {
      com.aerospike.client.cdt.CTX.listIndex(number),
      com.aerospike.client.cdt.CTX.listIndexCreate(number, theirListOrder, pad),
      com.aerospike.client.cdt.CTX.listRank(number),
      com.aerospike.client.cdt.CTX.listValue(theirValue),
      com.aerospike.client.cdt.CTX.mapIndex(number),
      com.aerospike.client.cdt.CTX.mapRank(number),
      com.aerospike.client.cdt.CTX.mapKey(theirValue),
      com.aerospike.client.cdt.CTX.mapKeyCreate(theirValue, theirMapOrder),
      com.aerospike.client.cdt.CTX.mapValue(theirValue)
    };
    int which = random.nextInt(all.length);
    Array.set(mine, place, all[which]);
    Array.set(theirs, place, theirAll[which]);
  }

  private static byte[] bytes(Operation operation) {
    return ((Value.BytesValue) operation.value()).value();
  }

  private static byte[] bytes(com.aerospike.client.Operation operation) {
    return (byte[]) operation.value.getObject();
  }
}
