package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.aerospike.client.util.Packer;
import com.aerospike.client.util.Unpacker;
import com.sun.management.ThreadMXBean;
import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.client.wire.Request;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Lists and maps: the official client's bytes, and nothing but documented exceptions for others.
 */
final class PackerTest {
  private static final int RANDOM_VALUES = 100_000;
  private static final int DAMAGED_VALUES = 300_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  @Tag("slow")
  void randomValuesAreThoseOfTheOfficialClientBothWays() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RandomValues values = new RandomValues(random);
    for (int i = 0; i < RANDOM_VALUES; i++) {
      Value value = values.listOrMap(4);
      String which = "seed " + seed + ", value " + i;
      byte[] bytes = pack(value);
      assertArrayEquals(officialBytes(value), bytes, which);
      Value read = unpack(value, bytes);
      assertEquals(RandomValues.plain(value), RandomValues.plain(read), which);
      assertArrayEquals(withoutFloats(value), pack(read), which);
      assertEquals(
          RandomValues.plain(value), RandomValues.officialPlain(officialRead(value, bytes)), which);
      assertEquals(RandomValues.plain(value), RandomValues.plain(Value.of(read.toObject())), which);
    }
  }

  @Test
  void sizesAroundTheLimitsOfEachFormAreThoseOfTheOfficialClient() throws Exception {
    for (int size : new int[] {0, 15, 16, 65_534, 65_535, 65_536, 70_000}) {
      List<Value> list = new ArrayList<>();
      Map<Value, Value> map = new LinkedHashMap<>();
      for (int i = 0; i < size; i++) {
        list.add(Value.of(i));
        map.put(Value.of(i), Value.NULL);
      }
      List<Value> all = new ArrayList<>();
      all.add(new Value.ListValue(list));
      for (MapOrder order : MapOrder.values()) {
        all.add(new Value.MapValue(map, order));
      }
      all.add(new Value.ListValue(List.of(Value.of("x".repeat(size)), Value.of(new byte[size]))));
      for (Value value : all) {
        byte[] bytes = pack(value);
        assertArrayEquals(officialBytes(value), bytes, "size " + size);
        assertEquals(value, unpack(value, bytes), "size " + size);
      }
    }
  }

  @Test
  void orderOfServersListsIsReadOver() throws Exception {
    byte[] ordered = {(byte) 0x93, (byte) 0xC7, 0, 1, 5, 6};
    assertEquals(Value.of(List.of(5, 6)), readList(ordered));
    byte[] nothing = {(byte) 0x91, (byte) 0xC7, 0, 1};
    assertEquals(Value.of(List.of()), readList(nothing));
  }

  @Test
  void entriesThatWereSelectedInAnOrderKeepIt() throws Exception {
    byte[] bytes = {(byte) 0x83, (byte) 0xC7, 0, 8, (byte) 0xC0, 9, 1, 3, 2};
    Value.MapValue map =
        (Value.MapValue) io.shmtender.client.Unpacker.readMap(bytes, 0, bytes.length);
    assertEquals(MapOrder.UNORDERED, map.order());
    assertEquals(List.of(Value.of(9), Value.of(3)), new ArrayList<>(map.values().keySet()));
  }

  @Test
  @Tag("slow")
  void damagedBytesAreMalformedOrReadAndCostLittle() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RandomValues values = new RandomValues(random);
    int read = 0;
    int malformed = 0;
    for (int i = 0; i < DAMAGED_VALUES; i++) {
      byte[] bytes = damaged(pack(values.listOrMap(3)), random);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        if (random.nextBoolean()) {
          io.shmtender.client.Unpacker.readList(bytes, 0, bytes.length);
        } else {
          io.shmtender.client.Unpacker.readMap(bytes, 0, bytes.length);
        }
        read++;
      } catch (MalformedResponseException e) {
        malformed++;
      } catch (RuntimeException e) {
        fail("seed " + seed + ", case " + i + ": " + HexFormat.of().formatHex(bytes), e);
      }
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      if (allocated > 64 * 1024 + 200L * bytes.length) {
        fail("seed " + seed + ", case " + i + ": " + allocated + " bytes allocated");
      }
    }
    assertTrue(read > 1_000 && malformed > 1_000, read + " read, " + malformed + " malformed");
  }

  @Test
  void listsThatAnnounceAllThatIsLeftAtEveryLevelCostNoMoreThanOne() {
    byte[] bytes = new byte[1_000_000];
    for (int at = 0, level = 0; level < Value.MAX_DEPTH; level++, at += 5) {
      ByteBuffer.wrap(bytes).put(at, (byte) 0xDD).putInt(at + 1, bytes.length - at - 5);
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    MalformedResponseException e =
        assertThrows(MalformedResponseException.class, () -> readList(bytes));
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 10L * bytes.length, allocated + " bytes allocated: " + e);
  }

  @Test
  void depthIsLimited() throws Exception {
    byte[] nested = new byte[Value.MAX_DEPTH];
    Arrays.fill(nested, (byte) 0x91);
    nested[nested.length - 1] = (byte) 0x90;
    Value deepest = readList(nested);
    assertArrayEquals(nested, pack(deepest));
    assertEquals(deepest, Value.of(deepest.toObject()));
    assertThrows(
        MalformedResponseException.class,
        () -> {
          byte[] deeper = new byte[1_000_000];
          Arrays.fill(deeper, (byte) 0x91);
          readList(deeper);
        });
    assertThrows(IllegalArgumentException.class, () -> pack(new Value.ListValue(List.of(deepest))));
    List<Object> cycle = new ArrayList<>();
    cycle.add(cycle);
    assertThrows(IllegalArgumentException.class, () -> Value.of(cycle));
  }

  @Test
  void javaObjectsBecomeWhatTheOfficialClientMakesOfThem() {
    Map<Object, Object> map = new HashMap<>();
    map.put("nested", Arrays.asList(1.5, null, true));
    List<Object> objects =
        Arrays.asList(
            1,
            2L,
            (short) 3,
            (byte) -1,
            'c',
            1.5f,
            2.5,
            "text",
            new byte[] {1},
            null,
            false,
            map,
            new TreeMap<>(Map.of("b", 1, "a", 2)),
            ByteBuffer.wrap(new byte[] {7}));
    assertArrayEquals(Packer.pack(objects), pack(Value.of(objects)));
    assertThrows(IllegalArgumentException.class, () -> Value.of(new Object()));
    assertThrows(IllegalArgumentException.class, () -> Value.of(List.of(new StringBuilder())));
  }

  @Test
  void whatCannotBeStoredSaysSo() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, Value.INFINITY::particleType);
    assertTrue(e.getMessage().contains("INFINITY"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> pack(Value.of(List.of("lone \uD800"))));
    assertThrows(
        NullPointerException.class, () -> pack(new Value.ListValue(Arrays.asList((Value) null))));
  }

  private static Value readList(byte[] bytes) throws MalformedResponseException {
    return io.shmtender.client.Unpacker.readList(bytes, 0, bytes.length);
  }

  static byte[] pack(Value value) {
    Request request = new Request(16);
    io.shmtender.client.Packer.write(value, request);
    return request.toByteArray();
  }

  private static Value unpack(Value like, byte[] bytes) throws MalformedResponseException {
    // Not at the beginning, and with something behind it.
    byte[] within = new byte[bytes.length + 5];
    System.arraycopy(bytes, 0, within, 3, bytes.length);
    return like instanceof Value.ListValue
        ? io.shmtender.client.Unpacker.readList(within, 3, bytes.length)
        : io.shmtender.client.Unpacker.readMap(within, 3, bytes.length);
  }

  private static byte[] officialBytes(Value value) {
    com.aerospike.client.Value official = RandomValues.official(value);
    byte[] bytes = new byte[official.estimateSize()];
    official.write(bytes, 0);
    return bytes;
  }

  private static Object officialRead(Value like, byte[] bytes) {
    return like instanceof Value.ListValue
        ? Unpacker.unpackObjectList(bytes, 0, bytes.length)
        : Unpacker.unpackObjectMap(bytes, 0, bytes.length);
  }

  /** The bytes of a value whose floats have become doubles, as they do when read. */
  private static byte[] withoutFloats(Value value) {
    return pack(doubles(value));
  }

  private static Value doubles(Value value) {
    if (value instanceof Value.FloatValue number) {
      return Value.of((double) number.value());
    } else if (value instanceof Value.ListValue list) {
      return new Value.ListValue(list.values().stream().map(PackerTest::doubles).toList());
    } else if (value instanceof Value.MapValue map) {
      Map<Value, Value> values = new LinkedHashMap<>();
      map.values().forEach((key, each) -> values.put(doubles(key), doubles(each)));
      return new Value.MapValue(values, map.order());
    }
    return value;
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    for (int flips = random.nextInt(4); flips > 0; flips--) {
      copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
    }
    if (random.nextInt(3) == 0) {
      copy[random.nextInt(copy.length)] = (byte) (0xC0 + random.nextInt(0x20));
    }
    if (random.nextInt(3) == 0) {
      byte[] tempting = {(byte) 0xDD, 0x7F, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF};
      int at = random.nextInt(copy.length);
      System.arraycopy(tempting, 0, copy, at, Math.min(tempting.length, copy.length - at));
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(copy, random.nextInt(copy.length + 3)) : copy;
  }
}
