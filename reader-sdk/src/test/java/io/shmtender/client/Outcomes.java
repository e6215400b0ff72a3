package io.shmtender.client;

import com.aerospike.client.AerospikeException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** What commands have given, written down in one way for both clients, so that it compares. */
final class Outcomes {
  private Outcomes() {}

  /** The result of a command, or the result code that it ended with. */
  static String of(Callable<?> command) throws Exception {
    try {
      return text(command.call());
    } catch (ServerException e) {
      return "code " + e.code();
    } catch (AerospikeException e) {
      if (e.getResultCode() < 0) {
        throw e;
      }
      return "code " + e.getResultCode();
    }
  }

  /** A value or result of either client. */
  static String text(Object result) {
    if (result instanceof Record record) {
      Map<String, String> bins = new TreeMap<>();
      record.bins().forEach((name, value) -> bins.put(name, text(value)));
      return record(record.generation(), record.expiration(), bins);
    }
    if (result instanceof com.aerospike.client.Record record) {
      Map<String, String> bins = new TreeMap<>();
      if (record.bins != null) {
        record.bins.forEach((name, value) -> bins.put(name, text(value)));
      }
      return record(record.generation, record.expiration, bins);
    }
    if (result instanceof BatchRecord row) {
      return "code " + row.code() + " " + text(row.record());
    }
    if (result instanceof com.aerospike.client.BatchRecord row) {
      return "code " + row.resultCode + " " + text(row.record);
    }
    if (result instanceof Value value) {
      return value(value);
    }
    if (result instanceof byte[] bytes) {
      return "bytes " + HexFormat.of().formatHex(bytes);
    }
    if (result instanceof String string) {
      return '"' + string + '"';
    }
    if (result instanceof com.aerospike.client.Value.GeoJSONValue json) {
      return "geojson " + json;
    }
    if (result instanceof com.aerospike.client.Value.HLLValue sketch) {
      return "hll " + HexFormat.of().formatHex(sketch.getBytes());
    }
    if (result instanceof Map<?, ?> map) {
      return entries(map.entrySet());
    }
    if (result instanceof List<?> list) {
      // The official client has a list of entries where this one has a map in that order.
      return list.isEmpty() || list.get(0) instanceof Map.Entry
          ? entries(list)
          : list.stream().map(Outcomes::text).toList().toString();
    }
    return result == null ? "null" : result.getClass().getSimpleName() + " " + result;
  }

  private static String record(int generation, int expiration, Map<String, String> bins) {
    // The official client has an entry without a value for an operation without a result.
    bins.values().removeIf(value -> value.equals("null"));
    return "generation " + generation + " expiration " + expiration + " " + bins;
  }

  /** The entries of a map, and of an empty list too, sorted. */
  private static String entries(Collection<?> entries) {
    return entries.stream()
        .map(entry -> (Map.Entry<?, ?>) entry)
        .map(entry -> text(entry.getKey()) + "=" + text(entry.getValue()))
        .sorted()
        .toList()
        .toString();
  }

  private static String value(Value value) {
    if (value instanceof Value.IntegerValue integer) {
      return text(integer.value());
    }
    if (value instanceof Value.DoubleValue real) {
      return text(real.value());
    }
    if (value instanceof Value.BooleanValue bool) {
      return text(bool.value());
    }
    if (value instanceof Value.StringValue string) {
      return text(string.value());
    }
    if (value instanceof Value.BytesValue bytes) {
      return text(bytes.value());
    }
    if (value instanceof Value.GeoJsonValue json) {
      return "geojson " + json.value();
    }
    if (value instanceof Value.HllValue sketch) {
      return "hll " + HexFormat.of().formatHex(sketch.bytes());
    }
    if (value instanceof Value.ListValue list) {
      return text(list.values());
    }
    if (value instanceof Value.MapValue map) {
      return text(map.values());
    }
    return value instanceof Value.NullValue ? "null" : value.toString();
  }
}
