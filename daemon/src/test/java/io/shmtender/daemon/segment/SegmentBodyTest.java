package io.shmtender.daemon.segment;

import static io.shmtender.reader.layout.SegmentLayout.*;
import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.memory.SharedWords;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.reader.layout.SegmentLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SegmentBodyTest {
  private static final int STEPS = 300;
  private static final int BEGIN = 64;
  private static final int LENGTH = (int) SegmentLayout.bodyLength(16, 8, 3);

  private final ByteBuffer memory = memory();
  private final SegmentBody body = bodyIn(memory);

  private static ByteBuffer memory() {
    return ByteBuffer.allocateDirect(BEGIN + LENGTH).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static SegmentBody bodyIn(ByteBuffer memory) {
    return new SegmentBody(SharedWords.of(memory), BEGIN);
  }

  private static byte[] used(ByteBuffer memory) {
    byte[] bytes = new byte[memory.getInt(BEGIN + BODY_USED_OFFSET)];
    memory.get(BEGIN, bytes);
    return bytes;
  }

  private static byte[] whole(ClusterMap map, long publish) throws SegmentException {
    ByteBuffer fresh = memory();
    bodyIn(fresh).write(map, publish, 1000 + publish);
    return used(fresh);
  }

  @Test
  void aBodyInWhichPartsWereWrittenIsTheSameAsOneThatWasWrittenWhole() throws Exception {
    long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
    ChangingMap cluster = new ChangingMap(new Random(seed));
    for (int publish = 1; publish <= STEPS; publish++) {
      ClusterMap map = cluster.next();
      body.write(map, publish, 1000 + publish);
      assertArrayEquals(whole(map, publish), used(memory), "seed " + seed + ", step " + publish);
      assertChecksumIsRight("seed " + seed + ", step " + publish);
    }
  }

  private void assertChecksumIsRight(String context) {
    byte[] bytes = used(memory);
    CRC32 crc = new CRC32();
    crc.update(bytes, BODY_USED_OFFSET, bytes.length - BODY_USED_OFFSET);
    assertEquals(
        (int) crc.getValue(), memory.getInt(BEGIN + BODY_CHECKSUM_OFFSET), "of " + context);
  }

  @Test
  void readersSeeEveryStateOfAClusterThatChangesBitByBit(@TempDir Path directory) throws Exception {
    long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
    ChangingMap cluster = new ChangingMap(new Random(seed));
    SegmentSettings settings =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
    SegmentPublisher publisher =
        SegmentPublisher.open(settings, 1, Optional.of(cluster.map()), Set.of());
    try (ShmReader reader = ShmReader.attach(ReaderOptions.defaults().withDirectory(directory))) {
      for (int step = 1; step <= STEPS; step++) {
        ClusterView then = reader.view();
        ClusterMap map = cluster.next();
        long before = publisher.published();
        boolean published = publisher.publish(map, Set.of());
        assertEquals(published ? before + 1 : before, reader.view().sequence());
        assertEquals(map, reader.view().map(), "seed " + seed + ", step " + step);
        assertSameHoldersAreTold(
            then.map(), reader.view().map(), "seed " + seed + ", step " + step);
      }
    }
    publisher.close();
  }

  private static void assertSameHoldersAreTold(ClusterMap then, ClusterMap now, String context) {
    for (NamespaceMap namespace : now.namespaces()) {
      NamespaceMap former = then.namespaceOrNull(namespace.name());
      if (former != null) {
        boolean same = holders(then, former).equals(holders(now, namespace));
        assertEquals(same, then.sameHolders(former, now, namespace), context);
      }
    }
  }

  private static List<List<String>> holders(ClusterMap map, NamespaceMap namespace) {
    return IntStream.range(0, namespace.replicaCount())
        .mapToObj(
            replica ->
                IntStream.range(0, NamespaceMap.PARTITIONS)
                    .mapToObj(partition -> map.replica(namespace, replica, partition))
                    .map(holder -> holder == null ? "" : holder.name())
                    .toList())
        .toList();
  }

  @Test
  void onlyWhatDiffersIsWritten() throws Exception {
    NamespaceMap first = namespace("a", 1);
    NamespaceMap last = namespace("c", 1);
    body.write(cluster(first, namespace("b", 1), last), 1, 1);
    int slot = BEGIN + BODY_HEADER_LENGTH + NODE_ADDRESS_OFFSET;
    int table = BEGIN + BODY_HEADER_LENGTH + NODE_SLOT_LENGTH;
    int length = (int) tableLength(1, 1);
    for (int at : new int[] {slot, table, table + length, table + 2 * length}) {
      memory.put(at, (byte) '!');
    }

    body.write(cluster(first, namespace("b", 2), last), 3, 3);

    assertEquals('!', memory.get(slot), "of the node");
    assertEquals('!', memory.get(table), "of the first table");
    assertEquals('b', memory.get(table + length), "of the one that changed");
    assertEquals('!', memory.get(table + 2 * length), "of the last table");
    assertEquals(3, memory.getLong(BEGIN + BODY_PUBLISH_OFFSET));
  }

  @Test
  void whatWasBegunAndFailedIsWrittenWholeTheNextTime() throws Exception {
    ClusterMap before = cluster(namespace("a", 1), namespace("b", 1));
    body.write(before, 1, 1001);
    NamespaceMap tooLong = namespace("b".repeat(TABLE_NAME_LENGTH + 1), 1);
    assertThrows(
        SegmentException.class, () -> body.write(cluster(namespace("a", 2), tooLong), 3, 1003));
    body.write(before, 3, 1003);
    assertArrayEquals(whole(before, 3), used(memory));
  }

  private static ClusterMap cluster(NamespaceMap... namespaces) {
    Node node = new Node("N", "::1", 3000, "", "8.1.2.0", 1, 1, true);
    return new ClusterMap("", List.of(node), List.of(namespaces));
  }

  private static NamespaceMap namespace(String name, int regime) {
    int[] regimes = new int[NamespaceMap.PARTITIONS];
    regimes[7] = regime;
    return new NamespaceMap(name, true, new short[1][NamespaceMap.PARTITIONS], regimes, new int[1]);
  }

  @Test
  void theChecksumOfJoinedBytesIsThatOfAllOfThem() {
    Random random = new Random(14);
    byte[] bytes = new byte[5000];
    random.nextBytes(bytes);
    for (int i = 0; i < 200; i++) {
      int end = random.nextInt(bytes.length + 1);
      int middle = random.nextInt(end + 1);
      JoinedChecksum joined = new JoinedChecksum(checksum(bytes, 0, middle));
      joined.append(checksum(bytes, middle, end), end - middle);
      assertEquals(checksum(bytes, 0, end), joined.value(), middle + " of " + end);
    }
  }

  private static int checksum(byte[] bytes, int from, int to) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }
}
