package io.shmtender.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Random values, small ones mostly, and the official client's counterparts of them. */
final class RandomValues {
  private static final int[] LENGTHS = {0, 1, 14, 15, 16, 17, 30, 31, 32, 254, 255, 256};
  private static final long[] EDGES = {
    0,
    127,
    128,
    255,
    256,
    65_535,
    65_536,
    0xFFFF_FFFFL,
    0x1_0000_0000L,
    Long.MAX_VALUE,
    -1,
    -32,
    -33,
    -128,
    -129,
    -32_768,
    -32_769,
    Integer.MIN_VALUE,
    Integer.MIN_VALUE - 1L,
    Long.MIN_VALUE
  };

  private final Random random;

  RandomValues(Random random) {
    this.random = random;
  }

  static <T> T pick(Random random, T[] from) {
    return from[random.nextInt(from.length)];
  }

  Value listOrMap(int depth) {
    return random.nextBoolean() ? list(depth) : map(depth);
  }

  Value any(int depth) {
    int kind = random.nextInt(depth > 0 ? 12 : 9);
    return switch (kind) {
      case 0 -> Value.NULL;
      case 1 -> Value.of(random.nextBoolean());
      case 2 ->
          Value.ofGeoJson("{\"type\":\"Point\",\"coordinates\":[" + random.nextInt() + ",0]}");
      case 3 -> new Value.FloatValue(random.nextFloat());
      case 9, 10 -> list(depth);
      case 11 -> map(depth);
      default -> key(kind);
    };
  }

  private Value list(int depth) {
    int size = random.nextInt(random.nextInt(8) == 0 ? 20 : 5);
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      values.add(any(depth - 1));
    }
    return new Value.ListValue(values);
  }

  // The official client reads ordered maps into a TreeMap, so that their keys have one type.
  private Value map(int depth) {
    int size = random.nextInt(random.nextInt(8) == 0 ? 20 : 5);
    MapOrder order = pick(random, MapOrder.values());
    int kind = 5 + random.nextInt(3);
    Supplier<Value> keys =
        order != MapOrder.UNORDERED
            ? () -> key(kind)
            : () -> random.nextInt(9) == 0 ? list(0) : key(random.nextInt(9));
    Map<Value, Value> values = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      values.put(keys.get(), any(depth - 1));
    }
    return new Value.MapValue(values, order);
  }

  private Value key(int kind) {
    return switch (kind) {
      case 4 -> Value.of(random.nextGaussian());
      case 5 -> Value.of(text());
      case 6 -> Value.of(bytes());
      case 7 -> Value.of(EDGES[random.nextInt(EDGES.length)]);
      default -> Value.of(random.nextLong() >> random.nextInt(64));
    };
  }

  private int length() {
    return random.nextInt(4) == 0 ? LENGTHS[random.nextInt(LENGTHS.length)] : random.nextInt(12);
  }

  private byte[] bytes() {
    byte[] bytes = new byte[length()];
    random.nextBytes(bytes);
    return bytes;
  }

  private String text() {
    int length = length();
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      int c =
          switch (random.nextInt(20)) {
            case 0 -> 0xE9;
            case 1 -> 0x20AC;
            case 2 -> 0x1F600;
            default -> random.nextInt(128);
          };
      text.appendCodePoint(c);
    }
    return text.toString();
  }

  static com.aerospike.client.Value official(Value value) {
    if (value instanceof Value.IntegerValue integer) {
      return com.aerospike.client.Value.get(integer.value());
    } else if (value instanceof Value.DoubleValue number) {
      return com.aerospike.client.Value.get(number.value());
    } else if (value instanceof Value.FloatValue number) {
      return com.aerospike.client.Value.get(number.value());
    } else if (value instanceof Value.BooleanValue truth) {
      return com.aerospike.client.Value.get(truth.value());
    } else if (value instanceof Value.StringValue string) {
      return com.aerospike.client.Value.get(string.value());
    } else if (value instanceof Value.BytesValue bytes) {
      return com.aerospike.client.Value.get(bytes.value());
    } else if (value instanceof Value.GeoJsonValue json) {
      return com.aerospike.client.Value.getAsGeoJSON(json.value());
    } else if (value instanceof Value.ListValue list) {
      return com.aerospike.client.Value.get(
          list.values().stream().map(RandomValues::official).toList());
    } else if (value instanceof Value.MapValue map) {
      return new com.aerospike.client.Value.MapValue(officialMap(map), official(map.order()));
    } else if (value == Value.INFINITY) {
      return com.aerospike.client.Value.INFINITY;
    } else if (value == Value.WILDCARD) {
      return com.aerospike.client.Value.WILDCARD;
    }
    return com.aerospike.client.Value.getAsNull();
  }

  static Map<com.aerospike.client.Value, com.aerospike.client.Value> officialMap(
      Value.MapValue map) {
    Map<com.aerospike.client.Value, com.aerospike.client.Value> result = new LinkedHashMap<>();
    map.values().forEach((key, value) -> result.put(official(key), official(value)));
    return result;
  }

  static com.aerospike.client.cdt.MapOrder official(MapOrder order) {
    return com.aerospike.client.cdt.MapOrder.valueOf(order.name());
  }

  /** What both clients' values become to be compared. */
  static Object plain(Value value) {
    if (value instanceof Value.ListValue list) {
      return list.values().stream().map(RandomValues::plain).toList();
    } else if (value instanceof Value.MapValue map) {
      Map<Object, Object> values = new HashMap<>();
      map.values().forEach((key, each) -> values.put(plain(key), plain(each)));
      return emptyAlike(values);
    } else if (value instanceof Value.BytesValue bytes) {
      return ByteBuffer.wrap(bytes.value());
    } else if (value instanceof Value.NullValue) {
      return "null";
    }
    return value.toObject();
  }

  /** What both clients' values become to be compared. */
  static Object officialPlain(Object object) {
    if (object == null) {
      return "null";
    } else if (object instanceof List<?> list
        && !list.isEmpty()
        && list.get(0) instanceof Map.Entry) {
      // Entries in an order.
      Map<Object, Object> values = new HashMap<>();
      for (Object each : list) {
        Map.Entry<?, ?> entry = (Map.Entry<?, ?>) each;
        values.put(officialPlain(entry.getKey()), officialPlain(entry.getValue()));
      }
      return values;
    } else if (object instanceof List<?> list) {
      return list.stream().map(RandomValues::officialPlain).toList();
    } else if (object instanceof Map<?, ?> map) {
      Map<Object, Object> values = new HashMap<>();
      map.forEach((key, each) -> values.put(officialPlain(key), officialPlain(each)));
      return emptyAlike(values);
    } else if (object instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    } else if (object instanceof com.aerospike.client.Value.GeoJSONValue json) {
      return Value.ofGeoJson(json.toString());
    }
    return object;
  }

  // The official client reads entries in an order as a list, of which one cannot tell when it is
  // empty.
  private static Object emptyAlike(Map<Object, Object> map) {
    return map.isEmpty() ? List.of() : map;
  }
}
