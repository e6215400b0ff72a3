package io.shmtender.client;

import io.shmtender.client.cdt.CTX;
import io.shmtender.client.cdt.ListOperation;
import io.shmtender.client.cdt.ListOrder;
import io.shmtender.client.cdt.ListPolicy;
import io.shmtender.client.cdt.ListReturnType;
import io.shmtender.client.cdt.MapOperation;
import io.shmtender.client.cdt.MapPolicy;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Random operations for both clients: every method of {@link ListOperation} and {@link
 * MapOperation} with random arguments, next to the official client's method of the same name.
 */
final class RandomOperations {
  static final String LIST = "list";
  static final String MAP = "map";

  private static final int[] RETURN_TYPES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 13, 16, 17};

  private final Random random;
  private final List<Method> listMethods = methods(ListOperation.class);
  private final List<Method> mapMethods = methods(MapOperation.class);

  /** The same operation for both clients. */
  record OperationPair(Operation sdk, com.aerospike.client.Operation official, String text) {}

  /** The same argument for both clients. */
  private record Pair(Object sdk, Object official) {}

  RandomOperations(Random random) {
    this.random = random;
  }

  /** In an order that does not depend on the JVM, so that a seed gives the same operations. */
  private static List<Method> methods(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(m -> Modifier.isPublic(m.getModifiers()) && m.getReturnType() == Operation.class)
        .sorted(Comparator.comparing(Method::toGenericString))
        .toList();
  }

  /** Some operations, of which each is of any kind. */
  List<OperationPair> several(RandomCommands commands) throws ReflectiveOperationException {
    List<OperationPair> operations = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      operations.add(
          switch (random.nextInt(10)) {
            case 0 -> pair(Operation.get("a"), com.aerospike.client.Operation.get("a"));
            case 1 -> commands.writing();
            case 2 -> wholeValue();
            case 3, 4, 5, 6 -> of(listMethods, ListOperation.class, LIST);
            default -> of(mapMethods, MapOperation.class, MAP);
          });
    }
    return operations;
  }

  static OperationPair pair(Operation sdk, com.aerospike.client.Operation official) {
    return new OperationPair(sdk, official, sdk.toString());
  }

  /** A list or map that is written as a whole. */
  private OperationPair wholeValue() {
    boolean list = random.nextBoolean();
    String bin = list ? LIST : MAP;
    Object value = list ? list(2) : map(1);
    return new OperationPair(
        Operation.put(new Bin(bin, Value.of(value))),
        com.aerospike.client.Operation.put(
            new com.aerospike.client.Bin(bin, com.aerospike.client.Value.get(value))),
        "put " + bin + " " + value);
  }

  private OperationPair of(List<Method> methods, Class<?> type, String bin)
      throws ReflectiveOperationException {
    Method method = methods.get(random.nextInt(methods.size()));
    Class<?>[] types = method.getParameterTypes();
    Object[] sdk = new Object[types.length];
    Object[] official = new Object[types.length];
    Class<?>[] officialTypes = new Class<?>[types.length];
    boolean selects = method.getName().matches("(getBy|removeBy).*");
    boolean keyed = type == MapOperation.class && method.getName().matches("put|increment");
    for (int i = 0; i < types.length; i++) {
      Pair argument = argument(types[i], bin, selects && i == types.length - 2, keyed, selects);
      keyed &= types[i] != Value.class;
      sdk[i] = argument.sdk();
      official[i] = argument.official();
      officialTypes[i] = officialType(types[i]);
    }
    String text = type.getSimpleName() + "." + method.getName() + Arrays.deepToString(sdk);
    Method theirs =
        Class.forName("com.aerospike.client.cdt." + type.getSimpleName())
            .getMethod(method.getName(), officialTypes);
    return new OperationPair(
        (Operation) method.invoke(null, sdk),
        (com.aerospike.client.Operation) theirs.invoke(null, official),
        text);
  }

  private static Class<?> officialType(Class<?> type) throws ClassNotFoundException {
    if (type == Value.class) {
      return com.aerospike.client.Value.class;
    }
    if (type == CTX[].class) {
      return com.aerospike.client.cdt.CTX[].class;
    }
    return type.getName().startsWith("io.shmtender")
        ? Class.forName("com.aerospike.client.cdt." + type.getSimpleName())
        : type;
  }

  private Pair argument(
      Class<?> type, String bin, boolean isReturnType, boolean isKey, boolean compares) {
    if (type == String.class) {
      return new Pair(bin, bin);
    }
    if (type == int.class) {
      int number =
          isReturnType ? returnType() : random.nextInt(7) - random.nextInt(2) * random.nextInt(4);
      return new Pair(number, number);
    }
    if (type == boolean.class) {
      boolean flag = random.nextInt(4) == 0;
      return new Pair(flag, flag);
    }
    if (type == Value.class) {
      if (isKey) {
        return value((long) random.nextInt(8));
      }
      return compares && random.nextInt(10) == 0 ? bound() : value(object(2));
    }
    if (type == List.class) {
      List<Value> sdk = new ArrayList<>();
      List<com.aerospike.client.Value> official = new ArrayList<>();
      for (Object value : list(1)) {
        sdk.add(Value.of(value));
        official.add(com.aerospike.client.Value.get(value));
      }
      return new Pair(sdk, official);
    }
    if (type == Map.class) {
      Map<Value, Value> sdk = new HashMap<>();
      Map<com.aerospike.client.Value, com.aerospike.client.Value> official = new HashMap<>();
      map(1)
          .forEach(
              (key, value) -> {
                sdk.put(Value.of(key), Value.of(value));
                official.put(
                    com.aerospike.client.Value.get(key), com.aerospike.client.Value.get(value));
              });
      return new Pair(sdk, official);
    }
    return policyOrContext(type);
  }

  private Pair policyOrContext(Class<?> type) {
    ListOrder listOrder = pick(ListOrder.values());
    MapOrder mapOrder = pick(MapOrder.values());
    com.aerospike.client.cdt.ListOrder theirListOrder = official(listOrder);
    com.aerospike.client.cdt.MapOrder theirMapOrder = official(mapOrder);
    int flags = random.nextBoolean() ? 0 : random.nextInt(16);
    if (type == ListOrder.class) {
      return new Pair(listOrder, theirListOrder);
    }
    if (type == MapOrder.class) {
      return new Pair(mapOrder, theirMapOrder);
    }
    if (type == ListPolicy.class) {
      return new Pair(
          new ListPolicy(listOrder, flags),
          new com.aerospike.client.cdt.ListPolicy(theirListOrder, flags));
    }
    if (type == MapPolicy.class) {
      return new Pair(
          new MapPolicy(mapOrder, flags),
          new com.aerospike.client.cdt.MapPolicy(theirMapOrder, flags));
    }
    if (type == CTX[].class) {
      return context();
    }
    throw new AssertionError("no random argument of " + type);
  }

  private static com.aerospike.client.cdt.ListOrder official(ListOrder order) {
    return com.aerospike.client.cdt.ListOrder.valueOf(order.name());
  }

  private static com.aerospike.client.cdt.MapOrder official(MapOrder order) {
    return com.aerospike.client.cdt.MapOrder.valueOf(order.name());
  }

  private Pair context() {
    int length = Math.max(0, random.nextInt(12) - 9);
    CTX[] sdk = new CTX[length];
    com.aerospike.client.cdt.CTX[] official = new com.aerospike.client.cdt.CTX[length];
    for (int i = 0; i < length; i++) {
      int place = random.nextInt(6) - 2;
      Pair value = value(object(1));
      Pair key = value((long) random.nextInt(8));
      ListOrder listOrder = pick(ListOrder.values());
      MapOrder mapOrder = pick(MapOrder.values());
      boolean pad = random.nextBoolean();
      int kind = random.nextInt(9);
      sdk[i] =
          switch (kind) {
            case 0 -> CTX.listIndex(place);
            case 1 -> CTX.listRank(place);
            case 2 -> CTX.listValue((Value) value.sdk());
            case 3 -> CTX.mapIndex(place);
            case 4 -> CTX.mapRank(place);
            case 5 -> CTX.mapKey((Value) key.sdk());
            case 6 -> CTX.mapValue((Value) value.sdk());
            case 7 -> CTX.listIndexCreate(place, listOrder, pad);
            default -> CTX.mapKeyCreate((Value) key.sdk(), mapOrder);
          };
      official[i] = official(kind, place, value, key, listOrder, mapOrder, pad);
    }
    return new Pair(sdk, official);
  }

  private static com.aerospike.client.cdt.CTX official(
      int kind,
      int place,
      Pair value,
      Pair key,
      ListOrder listOrder,
      MapOrder mapOrder,
      boolean pad) {
    com.aerospike.client.Value theirValue = (com.aerospike.client.Value) value.official();
    com.aerospike.client.Value theirKey = (com.aerospike.client.Value) key.official();
    return switch (kind) {
      case 0 -> com.aerospike.client.cdt.CTX.listIndex(place);
      case 1 -> com.aerospike.client.cdt.CTX.listRank(place);
      case 2 -> com.aerospike.client.cdt.CTX.listValue(theirValue);
      case 3 -> com.aerospike.client.cdt.CTX.mapIndex(place);
      case 4 -> com.aerospike.client.cdt.CTX.mapRank(place);
      case 5 -> com.aerospike.client.cdt.CTX.mapKey(theirKey);
      case 6 -> com.aerospike.client.cdt.CTX.mapValue(theirValue);
      case 7 -> com.aerospike.client.cdt.CTX.listIndexCreate(place, official(listOrder), pad);
      default -> com.aerospike.client.cdt.CTX.mapKeyCreate(theirKey, official(mapOrder));
    };
  }

  private int returnType() {
    int type = RETURN_TYPES[random.nextInt(RETURN_TYPES.length)];
    return random.nextInt(4) == 0 ? type | ListReturnType.INVERTED : type;
  }

  private Pair bound() {
    return random.nextBoolean()
        ? new Pair(Value.INFINITY, com.aerospike.client.Value.INFINITY)
        : new Pair(Value.WILDCARD, com.aerospike.client.Value.WILDCARD);
  }

  private static Pair value(Object object) {
    return new Pair(Value.of(object), com.aerospike.client.Value.get(object));
  }

  /** A value for lists and maps; few different ones, so that equal ones meet. */
  private Object object(int depth) {
    return switch (random.nextInt(depth > 0 ? 12 : 10)) {
      case 0, 1, 2, 3, 4 -> (long) random.nextInt(8);
      case 5 -> random.nextLong();
      case 6 -> "text" + random.nextInt(4);
      case 7 -> random.nextInt(4) / 2.0;
      case 8 -> new byte[] {(byte) random.nextInt(3)};
      case 9 -> random.nextBoolean();
      case 10 -> list(depth - 1);
      default -> map(depth - 1);
    };
  }

  private List<Object> list(int depth) {
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      list.add(object(depth));
    }
    return list;
  }

  /** A map whose keys have one type: the official client cannot read ordered ones of several. */
  private Map<Object, Object> map(int depth) {
    Map<Object, Object> map = random.nextBoolean() ? new HashMap<>() : new TreeMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      map.put((long) random.nextInt(8), object(depth));
    }
    return map;
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
