package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a record gives for a bin, beside what the official client's {@code Record} does. */
final class RecordTest {
  private static final byte[] BYTES = {1, 2, 3};

  private static Record record(Object value) {
    return new Record(new String[] {"a"}, new Value[] {Value.of(value)}, 1, 0);
  }

  private static com.aerospike.client.Record official(Object value) {
    return new com.aerospike.client.Record(value == null ? Map.of() : Map.of("a", value), 1, 0);
  }

  @Test
  void numbersAndBooleansThatAreAbsentAreZeroAndFalse() {
    for (String bin : List.of("a", "b")) {
      // The one is there and nil, the other is not there.
      Record mine = record(null);
      com.aerospike.client.Record theirs = official(null);
      assertEquals(theirs.getLong(bin), mine.getLong(bin));
      assertEquals(theirs.getInt(bin), mine.getInt(bin));
      assertEquals(theirs.getShort(bin), mine.getShort(bin));
      assertEquals(theirs.getByte(bin), mine.getByte(bin));
      assertEquals(theirs.getDouble(bin), mine.getDouble(bin));
      assertEquals(theirs.getFloat(bin), mine.getFloat(bin));
      assertEquals(theirs.getBoolean(bin), mine.getBoolean(bin));
      assertNull(mine.getString(bin));
      assertNull(mine.getBytes(bin));
      assertNull(mine.getList(bin, Long.class));
      assertNull(mine.getMap(bin, String.class, Long.class));
    }
  }

  @Test
  void integersAreWhatOlderClientsStoredForBooleans() {
    for (long number : new long[] {0, 1, 2, -1}) {
      assertEquals(official(number).getBoolean("a"), record(number).getBoolean("a"), "" + number);
    }
  }

  @Test
  void whatALanguageSerializedIsBytes() {
    for (int type = 7; type <= 12; type++) {
      Value blob = new Value.RawValue(type, BYTES);
      assertArrayEquals(BYTES, record(blob).getBytes("a"));
      assertArrayEquals(BYTES, (byte[]) record(List.of(blob)).getList("a").get(0));
      assertArrayEquals(BYTES, record(List.of(blob)).getList("a", byte[].class).get(0));
      assertEquals(
          Map.of(ByteBuffer.wrap(BYTES), 1L), record(Map.of(blob, 1)).getMap("a"), "as a key");
      assertEquals(blob, record(blob).value("a"), "the type is not lost");
    }
    Value unknown = new Value.RawValue(99, BYTES);
    assertTrue(message(() -> record(unknown).getBytes("a")).contains("a value of type 99"));
    assertEquals(List.of(unknown), record(List.of(unknown)).getList("a"));
  }

  @Test
  void numbersThatDoNotFitAreRefusedAndNotCut() {
    assertEquals(Integer.MIN_VALUE, record(Integer.MIN_VALUE).getInt("a"));
    assertEquals(Short.MAX_VALUE, record(Short.MAX_VALUE).getShort("a"));
    // A byte is written as unsigned, by the official client too.
    assertEquals(official(200L).getByte("a"), record((byte) 200).getByte("a"));
    assertEquals(0.1f, record((double) 0.1f).getFloat("a"));
    assertEquals(
        "the integer in bin 'a' does not fit an int; getLong reads it",
        message(() -> record(1L << 31).getInt("a")));
    assertTrue(message(() -> record(1 << 15).getShort("a")).contains("does not fit a short"));
    assertTrue(message(() -> record(256).getByte("a")).contains("does not fit a byte"));
  }

  @Test
  void anotherTypeIsNamedWithoutTheValue() {
    assertEquals("bin 'a' is not an integer but a string", message(() -> record("x").getLong("a")));
    assertEquals("bin 'a' is not a double but an integer", message(() -> record(1).getDouble("a")));
    assertEquals("bin 'a' is not a list but a map", message(() -> record(Map.of()).getList("a")));
    assertEquals("bin 'a' is not bytes but a double", message(() -> record(1.0).getBytes("a")));
  }

  @Test
  void listsAndMapsComeInTheClassesThatAreAskedFor() {
    assertEquals(List.of(1, -1), record(List.of(1, -1)).getList("a", Integer.class));
    assertEquals(List.of(1L), record(List.of(1)).getList("a", Long.class));
    assertEquals(List.of((short) 1), record(List.of(1)).getList("a", Short.class));
    assertEquals(List.of((byte) -56), record(List.of(200)).getList("a", Byte.class));
    assertEquals(List.of(true, false), record(List.of(true, 0)).getList("a", Boolean.class));
    assertEquals(List.of(0.5f), record(List.of(0.5)).getList("a", Float.class));
    assertEquals(
        Arrays.asList("x", null), record(Arrays.asList("x", null)).getList("a", String.class));
    assertEquals(List.of(1L, "x"), record(List.of(1, "x")).getList("a", Object.class));
    assertEquals(List.of(Value.of(1)), record(List.of(1)).getList("a", Value.class));
    assertEquals(List.of(List.of(1L)), record(List.of(List.of(1))).getList("a", List.class));
    Map<String, Integer> sorted = new TreeMap<>(Map.of("x", 1, "y", 2));
    assertEquals(sorted, record(sorted).getMap("a", String.class, Integer.class));
    assertEquals(
        Map.of(ByteBuffer.wrap(BYTES), "b"),
        record(Map.of(ByteBuffer.wrap(BYTES), "b")).getMap("a", ByteBuffer.class, String.class));
    assertEquals(
        "element 1 of the list in bin 'a' is a string and no Integer",
        message(() -> record(List.of(1, "x")).getList("a", Integer.class)));
    assertEquals(
        "element 0 of the list in bin 'a' is an integer and no Integer",
        message(() -> record(List.of(1L << 31)).getList("a", Integer.class)));
    assertEquals(
        "value 0 of the map in bin 'a' is a string and no Long",
        message(() -> record(Map.of("x", "y")).getMap("a", String.class, Long.class)));
    assertEquals(
        "key 0 of the map in bin 'a' is a string and no Long",
        message(() -> record(Map.of("x", "y")).getMap("a", Long.class, String.class)));
  }

  @Test
  void geoJsonThatWasStoredAsAStringIsRead() {
    assertEquals("{}", record("{}").getGeoJSONString("a"));
    assertEquals("{}", record(Value.ofGeoJson("{}")).getGeoJSONString("a"));
  }

  @Test
  void recordsAreEqualByWhatIsInThem() {
    assertEquals(record(List.of(1)), record(List.of(1)));
    assertEquals(record("x").hashCode(), record("x").hashCode());
    assertNotEquals(record(1), record(2));
    Record older = new Record(new String[] {"a"}, new Value[] {Value.of(1)}, 2, 0);
    assertNotEquals(record(1), older);
    assertFalse(record(1).equals(null));
  }

  private static String message(Runnable read) {
    return assertThrows(IllegalArgumentException.class, read::run).getMessage();
  }
}
