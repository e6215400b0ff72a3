package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.client.wire.ParticleType;
import io.shmtender.reader.Key;
import io.shmtender.reader.Node;
import io.shmtender.reader.ResultCode;
import io.shmtender.reader.UnknownNamespaceException;
import io.shmtender.simulator.SimulatedCluster;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wrong with one record, or with one request, is no other record's and no node's fault. */
final class RowsThatFailAloneTest {
  private static final int ROWS = 51;
  private static final int BAD = 17;
  private static final ClientOptions NO_ERROR_ALLOWED =
      Patient.OPTIONS.withMaxErrorRate(1).withMaxConnectionsPerNode(1);

  @Test
  void recordThatCannotBeReadFailsAloneInABatch() throws Exception {
    for (byte[] unreadable : unreadable()) {
      try (FakeNode node = new FakeNode((number, out) -> out.write(batch(ROWS, unreadable)));
          ShmClient client = ShmClient.of(node, NO_ERROR_ALLOWED)) {
        for (int i = 0; i < 5; i++) {
          BatchException part = assertThrows(BatchException.class, () -> client.get(keys(ROWS)));
          assertTrue(part.getMessage().contains("bin 'b'"), part.getMessage());
          assertInstanceOf(UnreadableRecordException.class, part.getCause());
          assertOnlyOneFailed(part.records());
        }
        assertEquals(1, node.accepted(), "the connection is read on");
      }
    }
  }

  @Test
  void recordThatCannotBeReadFailsAloneAmongRowsOfAllKinds() throws Exception {
    byte[] unreadable = unreadable().get(0);
    try (FakeNode node = new FakeNode((number, out) -> out.write(batch(ROWS, unreadable)));
        ShmClient client = ShmClient.of(node, NO_ERROR_ALLOWED)) {
      List<BatchRead> reads =
          Arrays.stream(keys(ROWS)).map(key -> new BatchRead(key, true)).toList();
      assertFalse(client.operate(reads));
      assertOnlyOneFailed(reads);
      List<BatchWrite> writes =
          Arrays.stream(keys(ROWS))
              .map(key -> new BatchWrite(key, Operation.put(new Bin("b", 1)), Operation.get("b")))
              .toList();
      assertFalse(client.operate(writes));
      assertOnlyOneFailed(writes);
      assertTrue(writes.get(BAD).inDoubt(), "what cannot be read is the result of a write");
    }
  }

  @Test
  void recordThatCannotBeReadFailsWithItsReasonAndCostsNoConnection() throws Exception {
    for (byte[] unreadable : unreadable()) {
      try (FakeNode node = new FakeNode((number, out) -> out.write(single(unreadable)));
          ShmClient client = ShmClient.of(node, NO_ERROR_ALLOWED)) {
        for (int i = 0; i < 5; i++) {
          UnreadableRecordException e =
              assertThrows(UnreadableRecordException.class, () -> client.get(keys(1)[0]));
          assertTrue(e.getMessage().contains("bin 'b'"), e.getMessage());
          assertEquals(ResultCode.PARSE_ERROR, e.resultCode());
          assertFalse(e.inDoubt());
        }
        assertEquals(5, node.requests());
        assertEquals(1, node.accepted());
      }
    }
  }

  @Test
  void whatAServerStoresIsReadHoweverDeepItIsNested() throws Exception {
    int depth = 20_000;
    byte[] list = nested(depth, (byte) 0x91);
    // Maps of which each is the value of the one around it.
    byte[] map = new byte[2 * depth];
    for (int i = 0; i < map.length; i += 2) {
      map[i] = (byte) 0x81;
      map[i + 1] = 1;
    }
    map[map.length - 2] = (byte) 0x80;
    map = Arrays.copyOf(map, map.length - 1);
    for (byte[] packed : List.of(list, map)) {
      int type = packed == list ? ParticleType.LIST : ParticleType.MAP;
      try (FakeNode node = new FakeNode((number, out) -> out.write(single(bin(type, packed))));
          ShmClient client = ShmClient.of(node, NO_ERROR_ALLOWED)) {
        Value value = client.get(keys(1)[0]).value("b");
        assertEquals(depth, depth(value));
        assertEquals(value, client.get(keys(1)[0]).value("b"));
        assertEquals(value.hashCode(), client.get(keys(1)[0]).value("b").hashCode());
        assertTrue(value.toString().length() > depth);
        assertArrayEquals(packed, PackerTest.pack(value));
        assertArrayEquals(packed, PackerTest.pack(Value.of(value.toObject())));
      }
    }
  }

  @Test
  void batchThatTheServerRefusesAsAWholeIsNotInDoubt() throws Exception {
    byte[] refusal = message(row(151, 0, true, new byte[0], 0));
    try (FakeNode node = new FakeNode((number, out) -> out.write(refusal));
        ShmClient client = ShmClient.of(node, NO_ERROR_ALLOWED)) {
      for (int i = 0; i < 3; i++) {
        BatchException all =
            assertThrows(BatchException.class, () -> client.put(keys(ROWS), new Bin("b", 1)));
        assertFalse(all.inDoubt(), all.getMessage());
        assertFalse(all.getMessage().contains("doubt"), all.getMessage());
        for (BatchRecord record : all.records()) {
          assertFalse(record.inDoubt());
          assertEquals(151, record.failure().code());
        }
      }
      assertEquals(1, node.accepted());
    }
  }

  @Test
  void rowsThatARefusalLeavesUnansweredAfterOthersWereExecutedAreInDoubt() throws Exception {
    byte[] broken = message(row(0, 0, false, new byte[0], 0), row(1, 0, true, new byte[0], 0));
    try (FakeNode node = new FakeNode((number, out) -> out.write(broken));
        ShmClient client = ShmClient.of(node, NO_ERROR_ALLOWED)) {
      BatchException part =
          assertThrows(BatchException.class, () -> client.put(keys(2), new Bin("b", 1)));
      assertFalse(part.records().get(0).inDoubt());
      assertTrue(part.records().get(1).inDoubt());
    }
  }

  @Test
  void rowOfAnUnknownNamespaceFailsAlone() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(2).start();
        ShmClient client = Patient.client(new SimulatedRouter(cluster))) {
      Key[] keys = keys(ROWS);
      client.put(keys, new Bin("b", 1));
      keys[BAD] = Key.of("nowhere", "set", 1);
      BatchException part = assertThrows(BatchException.class, () -> client.get(keys));
      assertInstanceOf(UnknownNamespaceException.class, part.getCause());
      assertTrue(part.getMessage().contains("'nowhere'"), part.getMessage());
      for (int i = 0; i < ROWS; i++) {
        BatchRecord record = part.records().get(i);
        assertEquals(i == BAD ? ResultCode.INVALID_NAMESPACE : ResultCode.OK, record.resultCode());
        assertEquals(i == BAD, record.record() == null);
      }
      BatchResults written = client.put(keys, new Bin("b", 2));
      assertFalse(written.status());
      assertEquals(20, written.records().get(BAD).code());
      assertFalse(written.records().get(BAD).inDoubt());
      assertEquals(2, client.get(keys[0]).getLong("b"));
      BatchResults nowhere = client.delete(new Key[] {keys[BAD]});
      assertEquals(ResultCode.INVALID_NAMESPACE, nowhere.records().get(0).resultCode());
    }
  }

  @Test
  void batchIsNotSentToAServerThatDoesNotKnowIt() throws Exception {
    try (FakeNode node = new FakeNode((number, out) -> out.write(FakeNode.ok()))) {
      for (String build : List.of("5.7.0.31", "4.9.0.3")) {
        Node old = ofBuild(node.node(), build);
        try (ShmClient client =
            ShmClient.of(new SwitchedRouter(FakeNode.view(1, old)), NO_ERROR_ALLOWED)) {
          for (int i = 0; i < 3; i++) {
            UnsupportedServerException e =
                assertThrows(
                    UnsupportedServerException.class,
                    () -> client.put(keys(ROWS), new Bin("b", 1)));
            assertTrue(e.getMessage().contains(build), e.getMessage());
            assertEquals(ResultCode.UNSUPPORTED_FEATURE, e.resultCode());
            assertFalse(e.inDoubt());
          }
          assertThrows(UnsupportedServerException.class, () -> client.get(keys(ROWS)));
        }
      }
      assertEquals(0, node.requests());
    }
    for (String build : List.of("6.0.0.0", "10.1.0.0", "8.1.2.0-rc1", "")) {
      assertTrue(BatchGroup.takesBatches(ofBuild(FakeNode.node("N", 1), build)), build);
    }
  }

  private static void assertOnlyOneFailed(List<? extends BatchRecord> records) {
    for (int i = 0; i < ROWS; i++) {
      BatchRecord record = records.get(i);
      if (i == BAD) {
        assertEquals(ResultCode.PARSE_ERROR, record.resultCode());
        assertNull(record.record());
        assertTrue(record.failure().getMessage().contains("bin 'b'"), record.toString());
      } else {
        assertEquals(ResultCode.OK, record.resultCode());
        assertEquals(i, record.record().getLong("b"));
        assertNull(record.failure());
        assertFalse(record.inDoubt());
      }
    }
  }

  // Bins named b: nested too deep, a code without a meaning, and an integer of nine bytes.
  private static List<byte[]> unreadable() {
    return List.of(
        bin(ParticleType.LIST, nested(Value.MAX_DEPTH + 1, (byte) 0x91)),
        bin(ParticleType.LIST, new byte[] {(byte) 0x91, (byte) 0xC1}),
        bin(ParticleType.INTEGER, new byte[9]));
  }

  private static byte[] nested(int depth, byte level) {
    byte[] packed = new byte[depth];
    Arrays.fill(packed, level);
    packed[depth - 1] = (byte) 0x90;
    return packed;
  }

  private static int depth(Value value) {
    int depth = 0;
    for (Value at = value; at != null; depth++) {
      List<Value> next =
          at instanceof Value.ListValue list
              ? list.values()
              : List.copyOf(((Value.MapValue) at).values().values());
      at = next.isEmpty() ? null : next.get(0);
    }
    return depth;
  }

  private static byte[] bin(int particleType, byte[] value) {
    byte[] name = "b".getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(8 + name.length + value.length)
        .putInt(4 + name.length + value.length)
        .put((byte) 1)
        .put((byte) particleType)
        .put((byte) 0)
        .put((byte) name.length)
        .put(name)
        .put(value)
        .array();
  }

  private static byte[] batch(int rows, byte[] unreadable) {
    byte[][] all = new byte[rows + 1][];
    for (int i = 0; i < rows; i++) {
      byte[] healthy = bin(ParticleType.INTEGER, ByteBuffer.allocate(8).putLong(i).array());
      all[i] = row(0, i, false, i == BAD ? unreadable : healthy, 1);
    }
    all[rows] = row(0, 0, true, new byte[0], 0);
    return message(all);
  }

  private static byte[] single(byte[] bin) {
    return message(row(0, 0, false, bin, 1));
  }

  private static byte[] row(int resultCode, int index, boolean last, byte[] bins, int count) {
    return ByteBuffer.allocate(22 + bins.length)
        .put(0, (byte) 22)
        .put(3, (byte) (last ? 1 : 0))
        .put(5, (byte) resultCode)
        .putInt(6, 1)
        .putInt(14, index)
        .putShort(20, (short) count)
        .put(22, bins)
        .array();
  }

  private static byte[] message(byte[]... rows) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] row : rows) {
      body.writeBytes(row);
    }
    return ByteBuffer.allocate(8 + body.size())
        .putLong(2L << 56 | 3L << 48 | body.size())
        .put(body.toByteArray())
        .array();
  }

  private static Node ofBuild(Node node, String build) {
    return new Node(node.name(), node.address(), node.port(), "", build, 0, 0, true);
  }

  private static Key[] keys(int count) {
    Key[] keys = new Key[count];
    Arrays.setAll(keys, i -> Key.of("test", "rows", i));
    return keys;
  }
}
