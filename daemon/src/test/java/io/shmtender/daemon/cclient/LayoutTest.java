package io.shmtender.daemon.cclient;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every field of every layout, by the offsets that the public headers of the C client give on
 * 64-bit Linux: all numbers here are literal.
 */
final class LayoutTest {
  @TempDir Path directory;

  private SegmentKey key;
  private CClientSegments segments;

  @BeforeEach
  void chooseKey() throws CClientException {
    key = AttachedSegment.unusedKey();
  }

  @AfterEach
  void remove() {
    segments.release();
    AttachedSegment.remove(key);
  }

  private static Node node(
      String name, String address, int port, String tls, String build, int features, int rack) {
    return new Node(name, address, port, tls, build, features, rack, true);
  }

  private static ClusterMap map() {
    List<Node> nodes =
        List.of(
            node("BB9000000000001", "10.1.2.3", 3000, "", "8.1.2.5-rc1", 31, 7),
            node("BB9000000000002", "fd00::1:2", 4333, "tls.example", "7.0.0.12", 15, 9),
            node("BB9000000000003", "127.0.0.1", 65535, "", "4.9.0.3", 1, 0));
    short[][] three = new short[3][4096];
    short[][] one = new short[1][4096];
    int[] regimes = new int[4096];
    for (int partition = 0; partition < 4096; partition++) {
      for (int replica = 0; replica < 3; replica++) {
        three[replica][partition] = (short) ((partition + replica) % 3);
      }
      one[0][partition] = (short) (partition == 17 ? NamespaceMap.NONE : partition % 2);
      regimes[partition] = partition * 3;
    }
    // The third node is in rack 5 in both namespaces, the second in another one in each.
    return new ClusterMap(
        "layouts",
        nodes,
        List.of(
            new NamespaceMap("ns-one", true, three, regimes, new int[] {0, 2, 5}),
            new NamespaceMap("ns-two", false, one, new int[4096], new int[] {0, 3, 5})));
  }

  private AttachedSegment publish(String layout, int nodes, int namespaces) {
    CClientSettings settings =
        new CClientSettings(key, CClientLayout.parse(layout), nodes, namespaces);
    segments =
        new CClientSegments(
            List.of(settings),
            SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT),
            CClientListener.NONE);
    segments.tended(Optional.of(map()));
    return AttachedSegment.of(key);
  }

  private void checkHeader(AttachedSegment segment, int tablesAt) {
    long now = System.nanoTime() / 1_000_000;
    assertTrue(segment.i64(0) <= now && segment.i64(0) > now - 60_000, "timestamp");
    assertEquals(ProcessHandle.current().pid(), segment.i32(8), "owner_pid");
    assertEquals(3, segment.i32(12), "nodes_size");
    assertEquals(16, segment.i32(16), "nodes_capacity");
    assertEquals(1, segment.i32(20), "nodes_gen");
    assertEquals(4096, segment.i32(24), "n_partitions");
    assertEquals(2, segment.i32(28), "partition_tables_size");
    assertEquals(8, segment.i32(32), "partition_tables_capacity");
    assertEquals(tablesAt, segment.i32(36), "partition_tables_offset");
    assertEquals(65576, segment.i32(40), "partition_table_byte_size");
    assertEquals(0, segment.i32(44), "take_over_lock");
    assertEquals(1, segment.u8(48), "lock");
    assertEquals(1, segment.u8(49), "ready");
    assertEquals(1, segment.i32(52), "rebalance_gen");
  }

  private static void checkSlot(
      AttachedSegment segment, int slot, Node node, int rack, int afterTlsName) {
    assertEquals(node.name(), segment.text(slot, 20), "name");
    assertEquals(0, segment.i32(slot + 20), "lock");
    assertArrayEquals(sockaddr(node), segment.raw(slot + 24, 128), "addr");
    assertEquals(node.tlsName(), segment.text(slot + 152, 256), "tls_name");
    assertEquals(node.features(), segment.i32(slot + afterTlsName), "features");
    assertEquals(
        node.rebalanceGeneration(), segment.i32(slot + afterTlsName + 4), "rebalance_generation");
    assertEquals(rack, segment.i32(slot + afterTlsName + 8), "rack_id");
    assertEquals(1, segment.u8(slot + afterTlsName + 12), "active");
  }

  // struct sockaddr_in and sockaddr_in6 on little-endian Linux.
  private static byte[] sockaddr(Node node) {
    byte[] storage = new byte[128];
    byte[] address;
    try {
      address = InetAddress.getByName(node.address()).getAddress();
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
    storage[0] = (byte) (address.length == 4 ? 2 : 10);
    storage[2] = (byte) (node.port() >> 8);
    storage[3] = (byte) node.port();
    System.arraycopy(address, 0, storage, address.length == 4 ? 4 : 8, address.length);
    return storage;
  }

  private static void checkVersion(AttachedSegment segment, int at, int... version) {
    for (int i = 0; i < 4; i++) {
      assertEquals(version[i], segment.u16(at + 2 * i), "version " + i);
    }
  }

  @Test
  void layout4_6() {
    try (AttachedSegment segment = publish("4.6", 16, 8)) {
      assertEquals(531448, segment.length());
      checkHeader(segment, 6840);
      ClusterMap map = map();
      checkSlot(segment, 56, map.nodes().get(0), 0, 408);
      checkSlot(segment, 480, map.nodes().get(1), -1, 408);
      checkSlot(segment, 904, map.nodes().get(2), 5, 408);
      assertArrayEquals(new byte[424], segment.raw(1328, 424), "an unused slot");

      assertEquals("ns-one", segment.text(6840, 32));
      assertEquals(1, segment.u8(6872), "sc_mode");
      assertEquals("ns-two", segment.text(72416, 32));
      assertEquals(0, segment.u8(72448), "sc_mode");
      for (int partition = 0; partition < 4096; partition++) {
        int entry = 6880 + 16 * partition;
        assertEquals(1 + partition % 3, segment.i32(entry), "master");
        assertEquals(1 + (partition + 1) % 3, segment.i32(entry + 4), "prole");
        assertEquals(3 * partition, segment.i32(entry + 8), "regime");
        assertEquals(0, segment.i32(entry + 12), "padding");
        int second = 72456 + 16 * partition;
        assertEquals(partition == 17 ? 0 : 1 + partition % 2, segment.i32(second), "master");
        assertEquals(0, segment.i32(second + 4), "no prole");
      }
    }
  }

  @Test
  void layout6_4() {
    try (AttachedSegment segment = publish("6.4", 16, 8)) {
      assertEquals(531448, segment.length());
      checkHeader(segment, 6840);
      ClusterMap map = map();
      checkSlot(segment, 56, map.nodes().get(0), 0, 408);
      checkSlot(segment, 480, map.nodes().get(1), -1, 408);
      checkSlot(segment, 904, map.nodes().get(2), 5, 408);
      checkTablesWithReplicaSize(segment, 6840);
    }
  }

  @Test
  void layout7_4_1() {
    try (AttachedSegment segment = publish("7.4.1", 16, 8)) {
      assertEquals(531576, segment.length());
      checkHeader(segment, 6968);
      ClusterMap map = map();
      checkSlot(segment, 56, map.nodes().get(0), 0, 416);
      checkVersion(segment, 56 + 408, 8, 1, 2, 5);
      checkSlot(segment, 488, map.nodes().get(1), -1, 416);
      checkVersion(segment, 488 + 408, 7, 0, 0, 12);
      checkSlot(segment, 920, map.nodes().get(2), 5, 416);
      checkVersion(segment, 920 + 408, 4, 9, 0, 3);
      checkTablesWithReplicaSize(segment, 6968);
    }
  }

  private static void checkTablesWithReplicaSize(AttachedSegment segment, int at) {
    assertEquals("ns-one", segment.text(at, 32));
    assertEquals(3, segment.u8(at + 32), "replica_size");
    assertEquals(1, segment.u8(at + 33), "sc_mode");
    assertEquals("ns-two", segment.text(at + 65576, 32));
    assertEquals(1, segment.u8(at + 65576 + 32), "replica_size");
    assertEquals(0, segment.u8(at + 65576 + 33), "sc_mode");
    for (int partition = 0; partition < 4096; partition++) {
      int entry = at + 40 + 16 * partition;
      assertEquals(1 + partition % 3, segment.i32(entry), "master");
      assertEquals(1 + (partition + 1) % 3, segment.i32(entry + 4), "prole 1");
      assertEquals(1 + (partition + 2) % 3, segment.i32(entry + 8), "prole 2");
      assertEquals(3 * partition, segment.i32(entry + 12), "regime");
      int second = at + 65576 + 40 + 16 * partition;
      assertEquals(partition == 17 ? 0 : 1 + partition % 2, segment.i32(second), "master");
      assertEquals(0, segment.i64(second + 4), "no proles");
    }
  }

  @Test
  void aLengthFollowsFromNodesAndNamespaces() {
    try (AttachedSegment segment = publish("7.4.1", 128, 32)) {
      assertEquals(56 + 128 * 432 + 32 * 65576, segment.length());
      assertEquals(128, segment.i32(16));
      assertEquals(32, segment.i32(32));
      assertEquals(56 + 128 * 432, segment.i32(36));
    }
  }

  @Test
  void eachLayoutHasItsNameAndItsDefaultKey() {
    assertEquals(
        List.of("4.6", "6.4", "7.4.1"),
        Arrays.stream(CClientLayout.values()).map(CClientLayout::toString).toList());
    assertEquals("0xA8000000", CClientLayout.parse("4.6").defaultKey().toString());
    assertEquals("0xA9000000", CClientLayout.parse("6.4").defaultKey().toString());
    assertEquals("0xAC000000", CClientLayout.parse("7.4.1").defaultKey().toString());
    segments =
        new CClientSegments(
            List.of(),
            SegmentSettings.defaults(new SegmentDirectory(directory), key),
            CClientListener.NONE);
  }
}
