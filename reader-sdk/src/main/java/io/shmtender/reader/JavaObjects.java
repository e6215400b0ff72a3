package io.shmtender.reader;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Plain Java objects as values. */
final class JavaObjects {
  private JavaObjects() {}

  static Value toValue(Object object, int depthLeft) {
    if (object == null) {
      return Value.NULL;
    }
    if (object instanceof Value value) {
      return value;
    }
    if (object instanceof String string) {
      return new Value.StringValue(string);
    }
    if (object instanceof Long || object instanceof Integer || object instanceof Short) {
      return new Value.IntegerValue(((Number) object).longValue());
    }
    if (object instanceof List<?> list) {
      return toList(list, depthLeft);
    }
    if (object instanceof Map<?, ?> map) {
      MapOrder order = map instanceof SortedMap ? MapOrder.KEY_ORDERED : MapOrder.UNORDERED;
      return toMap(map, order, depthLeft);
    }
    return toScalar(object);
  }

  private static Value toScalar(Object object) {
    if (object instanceof Double number) {
      return new Value.DoubleValue(number);
    }
    if (object instanceof Boolean truth) {
      return new Value.BooleanValue(truth);
    }
    if (object instanceof byte[] bytes) {
      return new Value.BytesValue(bytes);
    }
    if (object instanceof Float number) {
      return new Value.FloatValue(number);
    }
    if (object instanceof Byte number) {
      return new Value.IntegerValue(Byte.toUnsignedInt(number));
    }
    if (object instanceof Character character) {
      return new Value.IntegerValue(character);
    }
    if (object instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return new Value.BytesValue(bytes);
    }
    throw new IllegalArgumentException(
        "no value can be made of a "
            + object.getClass().getName()
            + "; Value.of(Object) lists what can");
  }

  private static Value toList(List<?> list, int depthLeft) {
    requireDepth(depthLeft);
    List<Value> values = new ArrayList<>(list.size());
    for (Object element : list) {
      values.add(toValue(element, depthLeft - 1));
    }
    return new Value.ListValue(values);
  }

  static Value toMap(Map<?, ?> map, MapOrder order, int depthLeft) {
    requireDepth(depthLeft);
    Map<Value, Value> values = new LinkedHashMap<>(map.size() * 4 / 3 + 1);
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      values.put(toValue(entry.getKey(), depthLeft - 1), toValue(entry.getValue(), depthLeft - 1));
    }
    return new Value.MapValue(values, order);
  }

  /** An object that a hash map finds again, which a byte array is not. */
  static Object ofKey(Value key) {
    return key instanceof Value.BytesValue bytes ? ByteBuffer.wrap(bytes.value()) : key.toObject();
  }

  static void requireDepth(int depthLeft) {
    if (depthLeft == 0) {
      throw new IllegalArgumentException(
          "lists and maps are nested deeper than "
              + Value.MAX_DEPTH
              + " levels. Does one contain itself?");
    }
  }
}
