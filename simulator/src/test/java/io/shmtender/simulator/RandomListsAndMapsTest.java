package io.shmtender.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import com.aerospike.client.Key;
import com.aerospike.client.Operation;
import com.aerospike.client.Value;
import com.aerospike.client.cdt.ListOperation;
import com.aerospike.client.cdt.ListOrder;
import com.aerospike.client.cdt.ListPolicy;
import com.aerospike.client.cdt.ListReturnType;
import com.aerospike.client.cdt.ListWriteFlags;
import com.aerospike.client.cdt.MapOperation;
import com.aerospike.client.cdt.MapOrder;
import com.aerospike.client.cdt.MapPolicy;
import com.aerospike.client.cdt.MapReturnType;
import com.aerospike.client.cdt.MapWriteFlags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Random sequences of operations on lists and maps, compared with Java's own collections. */
final class RandomListsAndMapsTest {
  private static final int ROUNDS = 60;
  private static final int STEPS = 80;
  private static final String BIN = "b";
  private static final List<MapOrder> ORDERS = List.of(MapOrder.values());

  /** Integers before strings, as the server has it. */
  private static final Comparator<Object> ORDER =
      Comparator.comparing((Object o) -> o instanceof String)
          .thenComparing((a, b) -> a instanceof Long l ? l.compareTo((Long) b) : compareText(a, b));

  private static SimulatedCluster cluster;
  private static AerospikeClient client;

  private final long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
  private final Random random = new Random(seed);
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
  void listsBehaveAsTheModelSays() {
    System.out.println("RandomListsAndMapsTest lists, seed " + seed);
    for (int round = 0; round < ROUNDS; round++) {
      key = new Key("test", "lists", round);
      boolean ordered = random.nextBoolean();
      ListPolicy policy =
          new ListPolicy(ordered ? ListOrder.ORDERED : ListOrder.UNORDERED, ListWriteFlags.DEFAULT);
      operate(ListOperation.appendItems(policy, BIN, List.of(Value.get(1))));
      List<Object> model = new ArrayList<>(List.of(1L));
      for (int step = 0; step < STEPS; step++) {
        listStep(model, ordered, policy);
        String where = "seed " + seed + " round " + round + " step " + step;
        assertEquals(model, client.get(null, key).getList(BIN), where);
      }
    }
  }

  private void listStep(List<Object> model, boolean ordered, ListPolicy policy) {
    int size = model.size();
    int index = random.nextInt(size + 1);
    int count = random.nextInt(4);
    Object value = value();
    List<Object> sorted = new ArrayList<>(model);
    sorted.sort(ORDER);
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> {
        model.add(value);
        if (ordered) {
          model.sort(ORDER);
        }
        check(size + 1L, ListOperation.append(policy, BIN, Value.get(value)));
      }
      case 3 -> {
        if (!ordered) {
          model.add(index, value);
          check(size + 1L, ListOperation.insert(BIN, index, Value.get(value)));
        }
      }
      case 4 -> {
        List<Object> range = model.subList(index, Math.min(size, index + count));
        List<Object> popped = List.copyOf(range);
        range.clear();
        check(popped, ListOperation.popRange(BIN, index, count));
      }
      case 5 -> {
        long before = model.stream().filter(value::equals).count();
        model.removeIf(value::equals);
        check(before, removeByValue(value, ListReturnType.COUNT));
      }
      case 6 ->
          check(
              indexes(model, value::equals),
              ListOperation.getByValue(BIN, Value.get(value), ListReturnType.INDEX));
      case 7 -> {
        List<Object> found = filter(model, v -> ORDER.compare(v, value) >= 0);
        check(found, ListOperation.getByValueRange(BIN, Value.get(value), null, VALUES));
      }
      case 8 -> {
        if (index < size) {
          check(sorted.get(index), ListOperation.getByRank(BIN, index, ListReturnType.VALUE));
          check(model.get(size - 1 - index), ListOperation.get(BIN, -1 - index));
        }
      }
      case 9 -> {
        List<Object> others = filter(model, v -> !v.equals(value));
        check(
            others,
            ListOperation.getByValue(BIN, Value.get(value), VALUES | ListReturnType.INVERTED));
      }
      case 10 -> {
        long below = model.stream().filter(v -> ORDER.compare(v, value) < 0).count();
        List<Long> ranks = new ArrayList<>();
        for (long rank = below; rank < size && rank < below + count; rank++) {
          ranks.add(rank);
        }
        check(
            ranks,
            ListOperation.getByValueRelativeRankRange(
                BIN, Value.get(value), 0, count, ListReturnType.RANK));
      }
      default -> {
        if (size > 30) {
          model.subList(5, size).clear();
          check(size - 5L, ListOperation.trim(BIN, 0, 5));
        }
      }
    }
  }

  private static final int VALUES = ListReturnType.VALUE;

  private static Operation removeByValue(Object value, int returnType) {
    return ListOperation.removeByValue(BIN, Value.get(value), returnType);
  }

  /** The keys of one map have one type: the client cannot read ordered maps of several. */
  @Test
  void mapsBehaveAsTheModelSays() {
    System.out.println("RandomListsAndMapsTest maps, seed " + seed);
    for (int round = 0; round < ROUNDS; round++) {
      key = new Key("test", "maps", round);
      MapOrder order = ORDERS.get(random.nextInt(ORDERS.size()));
      MapPolicy policy = new MapPolicy(order, MapWriteFlags.DEFAULT);
      boolean textKeys = random.nextBoolean();
      NavigableMap<Object, Object> model = new TreeMap<>(ORDER);
      for (int step = 0; step < STEPS; step++) {
        Object mapKey = textKeys ? "k" + random.nextInt(15) : (Object) (long) random.nextInt(15);
        if (step == 0) {
          model.put(mapKey, 1L);
          operate(MapOperation.put(policy, BIN, Value.get(mapKey), Value.get(1)));
        }
        mapStep(model, policy, mapKey);
        String where = "seed " + seed + " round " + round + " step " + step + " " + order;
        assertEquals(model, client.get(null, key).getMap(BIN), where);
      }
    }
  }

  private void mapStep(NavigableMap<Object, Object> model, MapPolicy policy, Object mapKey) {
    Object value = value();
    int index = random.nextInt(model.size() + 1);
    List<Object> keys = new ArrayList<>(model.keySet());
    List<Object> byRank = new ArrayList<>(keys);
    byRank.sort(Comparator.comparing(model::get, ORDER).thenComparing(ORDER));
    switch (random.nextInt(11)) {
      case 0, 1, 2 -> {
        model.put(mapKey, value);
        check(
            (long) model.size(),
            MapOperation.put(policy, BIN, Value.get(mapKey), Value.get(value)));
      }
      case 3 ->
          check(
              model.remove(mapKey),
              MapOperation.removeByKey(BIN, Value.get(mapKey), MapReturnType.VALUE));
      case 4 ->
          check(
              model.get(mapKey),
              MapOperation.getByKey(BIN, Value.get(mapKey), MapReturnType.VALUE));
      case 5 ->
          check(
              (long) keys.indexOf(mapKey),
              MapOperation.getByKey(BIN, Value.get(mapKey), MapReturnType.INDEX));
      case 6 ->
          check(
              (long) byRank.indexOf(mapKey),
              MapOperation.getByKey(BIN, Value.get(mapKey), MapReturnType.RANK));
      case 7 ->
          check(
              filter(keys, k -> model.get(k).equals(value)),
              MapOperation.getByValue(BIN, Value.get(value), MapReturnType.KEY));
      case 8 ->
          check(
              byRank.subList(index, Math.min(byRank.size(), index + 3)),
              MapOperation.getByRankRange(BIN, index, 3, MapReturnType.KEY));
      case 9 -> {
        List<Object> removed = List.copyOf(model.headMap(mapKey, false).keySet());
        if (removed.size() < 4) {
          model.headMap(mapKey, false).clear();
          check(
              removed,
              MapOperation.removeByKeyRange(BIN, null, Value.get(mapKey), MapReturnType.KEY));
        }
      }
      default -> {
        if (index < keys.size()) {
          Object removed = model.remove(keys.get(index));
          check(removed, MapOperation.removeByIndex(BIN, index, MapReturnType.VALUE));
        }
      }
    }
  }

  /** Few different ones, so that equal ones meet. */
  private Object value() {
    return random.nextInt(3) == 0 ? "v" + random.nextInt(5) : (Object) (long) random.nextInt(12);
  }

  private void check(Object expected, Operation operation) {
    assertEquals(expected, operate(operation), "seed " + seed);
  }

  private Object operate(Operation operation) {
    try {
      return client.operate(null, key, operation).getValue(BIN);
    } catch (AerospikeException e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }

  private static int compareText(Object a, Object b) {
    return ((String) a).compareTo((String) b);
  }

  private static List<Object> filter(List<Object> values, Predicate<Object> wanted) {
    return values.stream().filter(wanted).toList();
  }

  private static List<Long> indexes(List<Object> values, Predicate<Object> wanted) {
    return IntStream.range(0, values.size())
        .filter(i -> wanted.test(values.get(i)))
        .mapToObj(i -> (long) i)
        .toList();
  }
}
