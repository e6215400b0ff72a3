package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.AerospikeException;
import io.shmtender.reader.Key;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Java objects as values: what this client stores, and what the official one does. */
final class JavaValuesTest {
  private static final UUID ID = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");
  private static final List<Object> ALIKE = alike();

  private static SimulatedCluster cluster;
  private static AerospikeClient official;
  private static ShmClient client;
  private static StoredBytes stored;
  private static int lastKey;

  private static List<Object> alike() {
    List<Object> objects = new ArrayList<>();
    for (int bits : new int[] {4, 5, 6, 7, 8, 15, 16, 31, 32, 62}) {
      long power = 1L << bits;
      Collections.addAll(objects, power - 1, power, -power, -power - 1);
    }
    Collections.addAll(objects, Long.MIN_VALUE, Long.MAX_VALUE, 0L, Integer.MIN_VALUE, 7);
    Collections.addAll(objects, Short.MIN_VALUE, (short) 300, (byte) -1, (byte) 7, 'x', '\u20AC');
    Collections.addAll(objects, 0.0, -0.0, 0.1, Double.NaN, Double.NEGATIVE_INFINITY, 0.1f, -2f);
    Collections.addAll(objects, true, false, "", "na\u00EFve \uD83D\uDE00", "x".repeat(300));
    Collections.addAll(objects, new byte[0], new byte[] {0, -1}, new byte[70_000]);
    Collections.addAll(objects, List.of(), List.of(1, "a", List.of(2.5)), Map.of(), Map.of("a", 1));
    Collections.addAll(objects, new TreeMap<>(Map.of("a", 1, "b", 2)), Map.of(1, List.of(true)));
    Collections.addAll(objects, Arrays.asList("a", null));
    return objects;
  }

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = SimulatedCluster.builder().nodes(1).start();
    SimulatedNode node = cluster.nodes().get(0);
    official = new AerospikeClient(Patient.official(), node.host(), node.port());
    client = Patient.client(new SimulatedRouter(cluster));
    stored = new StoredBytes(node);
  }

  @AfterAll
  static void stopCluster() throws Exception {
    stored.close();
    client.close();
    official.close();
    cluster.close();
  }

  @Test
  void binsAreStoredAsByTheOfficialClient() throws Exception {
    for (Object object : ALIKE) {
      assertStoredAlike(object, object);
    }
    // Of which it stores the whole array, so here it has no other bytes.
    assertStoredAlike(ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.wrap(new byte[] {1, 2}));
    assertStoredAlike(TimeUnit.DAYS, TimeUnit.DAYS);
    assertStoredAlike(ID, ID);
  }

  @Test
  void whatIsInListsAndMapsIsStoredAsByTheOfficialClient() throws Exception {
    for (Object object : ALIKE) {
      List<Object> list = Arrays.asList(object, 1, object);
      assertStoredAlike(list, list);
      assertStoredAlike(Map.of("a", object), Map.of("a", object));
    }
  }

  @Test
  void keysOfMapsAreStoredAsByTheOfficialClient() throws Exception {
    for (Object object : ALIKE) {
      if (object instanceof Long || object instanceof String || object instanceof byte[]) {
        assertStoredAlike(Map.of(object, 1), Map.of(object, 1));
      }
    }
  }

  // Which the migration page says.
  @Test
  void enumsAndIdentifiersInListsAreStringsThatBothClientsRead() throws Exception {
    for (Object object : List.of(TimeUnit.DAYS, ID)) {
      Key key = nextKey();
      client.put(key, new Bin("v", List.of(object)));
      assertEquals(List.of(object.toString()), client.get(key).getList("v"));
      assertEquals(List.of(object.toString()), official.get(null, official(key)).getList("v"));
      assertStoredAlike(List.of(object), List.of(object.toString()));
      official.put(null, official(key), officialBin(List.of(object)));
      assertNotEquals(List.of(object.toString()), official.get(null, official(key)).getList("v"));
    }
  }

  @Test
  void ofABufferTheRemainingBytesAreStored() throws Exception {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}, 1, 2);
    assertStoredAlike(buffer, new byte[] {2, 3});
    assertStoredAlike(List.of(buffer.asReadOnlyBuffer()), List.of(new byte[] {2, 3}));
    assertEquals(2, buffer.remaining());
  }

  @Test
  void whatNeitherStoresIsRefusedByItsClass() {
    for (Object object : List.of(new BigDecimal(1), Instant.EPOCH, Set.of(1), new int[1])) {
      for (Object value : List.of(object, List.of(object), Map.of("a", object))) {
        IllegalArgumentException refused =
            assertThrows(IllegalArgumentException.class, () -> Value.of(value));
        assertEquals(
            "no value can be made of a "
                + object.getClass().getName()
                + "; Value.of(Object) lists what can",
            refused.getMessage());
        assertThrows(
            AerospikeException.class,
            () -> official.put(null, official(nextKey()), officialBin(value)));
      }
    }
  }

  private static void assertStoredAlike(Object mine, Object theirs) throws Exception {
    Key myKey = nextKey();
    Key theirKey = nextKey();
    client.put(myKey, new Bin("v", Value.of(mine)));
    official.put(null, official(theirKey), officialBin(theirs));
    assertEquals(stored.of(theirKey), stored.of(myKey), () -> "of " + mine);
  }

  private static com.aerospike.client.Bin officialBin(Object object) {
    com.aerospike.client.Value value =
        object instanceof TreeMap<?, ?> sorted
            ? com.aerospike.client.Value.get(sorted)
            : com.aerospike.client.Value.get(object);
    return new com.aerospike.client.Bin("v", value);
  }

  private static Key nextKey() {
    return Key.of("test", "values", ++lastKey);
  }

  private static com.aerospike.client.Key official(Key key) {
    return new com.aerospike.client.Key(key.namespace(), key.digest(), key.setName(), null);
  }
}
