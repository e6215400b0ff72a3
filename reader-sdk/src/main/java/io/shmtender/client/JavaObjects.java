package io.shmtender.client;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;

/**
 * Plain Java objects as values, and values as plain Java objects.
 *
 * <p>Lists and maps are walked with a stack of their own: what a server stores may be nested deeper
 * than a thread's stack is. A list or map is put into the one around it while it is still empty,
 * and filled afterwards. Only keys have to be whole, since a map hashes them, so they are done by a
 * call; they may not be nested as deep.
 */
final class JavaObjects {
  /** How deep lists and maps that are keys, or in keys, may be nested in each other. */
  static final int MAX_KEY_DEPTH = 256;

  private JavaObjects() {}

  static Value toValue(Object object) {
    return toValue(object, 0);
  }

  // The depth is that within a key; 0 outside of keys.
  private static Value toValue(Object object, int depthInKey) {
    Filling filling = new Filling(depthInKey);
    Value value = filling.begin(object);
    filling.finish();
    return value;
  }

  static Value toMap(Map<?, ?> map, MapOrder order) {
    Filling filling = new Filling(0);
    Value value = filling.beginMap(map, order);
    filling.finish();
    return value;
  }

  /** A value that is made of an object. */
  private static final class Filling {
    private final int depthInKey;
    // Made for the first list or map.
    private Deque<Level> levels;

    Filling(int depthInKey) {
      this.depthInKey = depthInKey;
    }

    // The contents of a list or a map are added later.
    Value begin(Object object) {
      if (object instanceof List<?> list) {
        List<Value> values = new ArrayList<>(list.size());
        push(new Level(list.iterator(), values, null, null));
        return new Value.ListValue(values);
      }
      if (object instanceof Map<?, ?> map) {
        return beginMap(map, map instanceof SortedMap ? MapOrder.KEY_ORDERED : MapOrder.UNORDERED);
      }
      return toScalar(object);
    }

    Value beginMap(Map<?, ?> map, MapOrder order) {
      Map<Value, Value> values = new LinkedHashMap<>(map.size() * 4 / 3 + 1);
      push(new Level(null, null, map.entrySet().iterator(), values));
      return new Value.MapValue(values, order);
    }

    private void push(Level level) {
      if (levels == null) {
        levels = new ArrayDeque<>();
      }
      levels.push(level);
      requireDepth(levels.size(), depthInKey == 0 ? 0 : depthInKey + levels.size() - 1);
    }

    void finish() {
      while (levels != null && !levels.isEmpty()) {
        Level level = levels.peek();
        if (!level.hasNext()) {
          levels.pop();
        } else if (level.list != null) {
          level.values.add(begin(level.list.next()));
        } else {
          Map.Entry<?, ?> entry = level.map.next();
          int depth = depthInKey == 0 ? 1 : depthInKey + levels.size();
          Value key = toValue(entry.getKey(), depth);
          level.entries.put(key, begin(entry.getValue()));
        }
      }
    }
  }

  /** A list or a map that is being filled: of these one half is null. */
  private record Level(
      Iterator<?> list,
      List<Value> values,
      Iterator<? extends Map.Entry<?, ?>> map,
      Map<Value, Value> entries) {
    boolean hasNext() {
      return list != null ? list.hasNext() : map.hasNext();
    }
  }

  private static Value toScalar(Object object) {
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
    if (object instanceof Enum<?> || object instanceof UUID) {
      return new Value.StringValue(object.toString());
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

  /** The plain object of a list or a map. */
  static Object toObject(Value container) {
    Deque<Object> open = new ArrayDeque<>();
    Object whole = beginObject(container, open);
    while (!open.isEmpty()) {
      Object target = open.pop();
      Value source = (Value) open.pop();
      if (source instanceof Value.ListValue list) {
        @SuppressWarnings("unchecked") // beginObject made it.
        List<Object> objects = (List<Object>) target;
        for (Value value : list.values()) {
          objects.add(beginObject(value, open));
        }
      } else {
        @SuppressWarnings("unchecked") // beginObject made it.
        Map<Object, Object> objects = (Map<Object, Object>) target;
        for (Map.Entry<Value, Value> entry : ((Value.MapValue) source).values().entrySet()) {
          objects.put(ofKey(entry.getKey()), beginObject(entry.getValue(), open));
        }
      }
    }
    return whole;
  }

  // Makes an empty object for a list or a map, and notes that its contents are still to be added.
  private static Object beginObject(Value value, Deque<Object> open) {
    Object object;
    if (value instanceof Value.ListValue list) {
      object = new ArrayList<>(list.values().size());
    } else if (value instanceof Value.MapValue map) {
      object = new LinkedHashMap<>(map.values().size() * 4 / 3 + 1);
    } else {
      return value.toObject();
    }
    open.push(value);
    open.push(object);
    return object;
  }

  /** An object that a hash map finds again, which a byte array is not. */
  static Object ofKey(Value key) {
    return key.toObject() instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : key.toObject();
  }

  static boolean equal(Value one, Value other) {
    Deque<Object> pairs = new ArrayDeque<>();
    pairs.push(one);
    pairs.push(other);
    while (!pairs.isEmpty()) {
      Object right = pairs.pop();
      Object left = pairs.pop();
      boolean same =
          left instanceof Value.ListValue list
              ? right instanceof Value.ListValue with && pairUp(list, with, pairs)
              : left instanceof Value.MapValue map
                  ? right instanceof Value.MapValue with && pairUp(map, with, pairs)
                  : left.equals(right);
      if (!same) {
        return false;
      }
    }
    return true;
  }

  // False if they differ at a glance; else what is in them is still to be compared.
  private static boolean pairUp(Value.ListValue one, Value.ListValue other, Deque<Object> pairs) {
    if (one.values().size() != other.values().size()) {
      return false;
    }
    Iterator<Value> with = other.values().iterator();
    for (Value value : one.values()) {
      pairs.push(value);
      pairs.push(with.next());
    }
    return true;
  }

  private static boolean pairUp(Value.MapValue one, Value.MapValue other, Deque<Object> pairs) {
    if (one.order() != other.order() || one.values().size() != other.values().size()) {
      return false;
    }
    for (Map.Entry<Value, Value> entry : one.values().entrySet()) {
      Value with = other.values().get(entry.getKey());
      if (with == null) {
        return false;
      }
      pairs.push(entry.getValue());
      pairs.push(with);
    }
    return true;
  }

  /** A hash of a list or a map. The order of a map's entries does not count. */
  static int hash(Value container) {
    int hash = 1;
    Deque<Value> open = new ArrayDeque<>();
    open.push(container);
    while (!open.isEmpty()) {
      Value next = open.pop();
      if (next instanceof Value.ListValue list) {
        hash = 31 * hash + list.values().size();
        for (Value value : list.values()) {
          if (isContainer(value)) {
            open.push(value);
          } else {
            hash = 31 * hash + value.hashCode();
          }
        }
      } else {
        hash = 31 * hash + hashOfEntries((Value.MapValue) next);
      }
    }
    return hash;
  }

  // Lists and maps that are not keys count by their kind only: looking into them would make the
  // order of the entries count.
  private static int hashOfEntries(Value.MapValue map) {
    int sum = map.order().hashCode();
    for (Map.Entry<Value, Value> entry : map.values().entrySet()) {
      Value value = entry.getValue();
      sum += entry.getKey().hashCode() ^ (isContainer(value) ? 1 : value.hashCode());
    }
    return sum;
  }

  private static boolean isContainer(Value value) {
    return value instanceof Value.ListValue || value instanceof Value.MapValue;
  }

  static String toString(Value container) {
    StringBuilder text = new StringBuilder();
    // Values, and texts that come between them.
    Deque<Object> left = new ArrayDeque<>();
    left.push(container);
    while (!left.isEmpty()) {
      Object next = left.pop();
      List<Object> parts = new ArrayList<>();
      if (next instanceof Value.ListValue list) {
        text.append("ListValue[values=[");
        for (Value value : list.values()) {
          parts.add(parts.isEmpty() ? "" : ", ");
          parts.add(value);
        }
        parts.add("]]");
      } else if (next instanceof Value.MapValue map) {
        text.append("MapValue[values={");
        for (Map.Entry<Value, Value> entry : map.values().entrySet()) {
          parts.add(parts.isEmpty() ? "" : ", ");
          parts.add(entry.getKey());
          parts.add("=");
          parts.add(entry.getValue());
        }
        parts.add("}, order=" + map.order() + "]");
      } else {
        text.append(next);
      }
      for (int i = parts.size() - 1; i >= 0; i--) {
        left.push(parts.get(i));
      }
    }
    return text.toString();
  }

  static void requireDepth(int depth, int depthInKey) {
    if (depth > Value.MAX_DEPTH || depthInKey > MAX_KEY_DEPTH) {
      throw new IllegalArgumentException(tooDeep(depthInKey) + ". Does one contain itself?");
    }
  }

  static String tooDeep(int depthInKey) {
    return depthInKey > MAX_KEY_DEPTH
        ? "in a key of a map lists and maps are nested deeper than " + MAX_KEY_DEPTH + " levels"
        : "lists and maps are nested deeper than " + Value.MAX_DEPTH + " levels";
  }
}
