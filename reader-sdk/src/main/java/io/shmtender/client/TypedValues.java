package io.shmtender.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lists and maps of which all elements are of a class that the application names. */
final class TypedValues {
  private TypedValues() {}

  static <E> List<E> list(String bin, Value.ListValue list, Class<E> elements) {
    List<E> typed = new ArrayList<>(list.values().size());
    for (Value value : list.values()) {
      E element = convert(value, value.toObject(), elements);
      if (element == null && value != Value.NULL) {
        throw isNot("element " + typed.size() + " of the list", bin, elements, value);
      }
      typed.add(element);
    }
    return typed;
  }

  static <K, V> Map<K, V> map(String bin, Value.MapValue map, Class<K> keys, Class<V> values) {
    Map<K, V> typed = new LinkedHashMap<>(map.values().size() * 4 / 3 + 1);
    for (Map.Entry<Value, Value> entry : map.values().entrySet()) {
      Value theKey = entry.getKey();
      Value theValue = entry.getValue();
      K key = convert(theKey, JavaObjects.ofKey(theKey), keys);
      if (key == null && theKey != Value.NULL) {
        throw isNot("key " + typed.size() + " of the map", bin, keys, theKey);
      }
      V value = convert(theValue, theValue.toObject(), values);
      if (value == null && theValue != Value.NULL) {
        throw isNot("value " + typed.size() + " of the map", bin, values, theValue);
      }
      typed.put(key, value);
    }
    return typed;
  }

  // Null if it cannot be one, or is nil.
  private static <E> E convert(Value value, Object object, Class<E> type) {
    if (Value.class.isAssignableFrom(type)) {
      return type.isInstance(value) ? type.cast(value) : null;
    }
    if (type.isInstance(object)) {
      return type.cast(object);
    }
    Object converted = null;
    if (object instanceof Long number) {
      converted = ofInteger(number, type);
    } else if (object instanceof Double number && type == Float.class) {
      converted = number.floatValue();
    }
    return type.cast(converted);
  }

  private static Object ofInteger(long number, Class<?> type) {
    if (type == Integer.class && number == (int) number) {
      return (int) number;
    }
    if (type == Short.class && number == (short) number) {
      return (short) number;
    }
    // A byte is written as unsigned.
    if (type == Byte.class && number >= Byte.MIN_VALUE && number <= 255) {
      return (byte) number;
    }
    return type == Boolean.class ? number != 0 : null;
  }

  // Without the value: it is the user's, and messages get into logs.
  private static IllegalArgumentException isNot(
      String what, String bin, Class<?> type, Value value) {
    return new IllegalArgumentException(
        what + " in bin '" + bin + "' is " + name(value) + " and no " + type.getSimpleName());
  }

  /** What a value is, for a message. */
  static String name(Value value) {
    if (value instanceof Value.RawValue raw) {
      return "a value of type " + raw.particleType();
    }
    String kind = value.getClass().getSimpleName().replace("Value", "").toLowerCase(Locale.ROOT);
    return (kind.startsWith("i") ? "an " : "a ") + kind;
  }
}
