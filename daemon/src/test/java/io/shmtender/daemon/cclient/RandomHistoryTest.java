package io.shmtender.daemon.cclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes come, go and return, partitions and replication factors change: all segments agree. */
final class RandomHistoryTest {
  private static final int CHANGES = 150;
  private static final int MAX_NODES = 12;

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private long ahead;

  // What is needed to read a segment, by the C client's headers.
  private record Seen(AttachedSegment segment, int slotLength, int activeAt, int replicas) {
    String holder(int table, int partition, int replica) {
      int tables = 56 + MAX_NODES * slotLength;
      int number = segment.i32(tables + table * 65576L + 40 + 16L * partition + 4L * replica);
      if (number == 0) {
        return "nobody";
      }
      int slot = 56 + (number - 1) * slotLength;
      assertEquals(1, segment.u8(slot + activeAt), "an entry names a node that left");
      return segment.text(slot, 20);
    }

    int regime(int table, int partition) {
      int tables = 56 + MAX_NODES * slotLength;
      return segment.i32(tables + table * 65576L + 40 + 16L * partition + 4L * replicas);
    }

    String[] masters(String namespace) {
      int table = table(namespace);
      return IntStream.range(0, NamespaceMap.PARTITIONS)
          .mapToObj(partition -> holder(table, partition, 0))
          .toArray(String[]::new);
    }

    int table(String namespace) {
      int table = 0;
      while (!segment.text(56 + MAX_NODES * slotLength + table * 65576L, 32).equals(namespace)) {
        table++;
      }
      return table;
    }
  }

  @Test
  @Tag("slow")
  void allLayoutsAndTheNativeSegmentNameTheSameMastersAndProles() throws Exception {
    long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
    System.out.printf("repeat with -Dshmtender.test.seed=%d%n", seed);
    SegmentSettings tender =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
    List<CClientSettings> settings = new ArrayList<>();
    for (CClientLayout layout : CClientLayout.values()) {
      settings.add(new CClientSettings(AttachedSegment.unusedKey(), layout, MAX_NODES, 4));
    }
    CClientSegments segments =
        new CClientSegments(
            settings, tender, CClientListener.NONE, () -> System.nanoTime() + ahead);
    History history = new History(new Random(seed));
    ClusterMap map = history.next();
    SegmentPublisher publisher = SegmentPublisher.open(tender, 1, Optional.of(map), Set.of());
    segments.tended(Optional.of(map));
    try (ShmReader reader = ShmReader.attach(ReaderOptions.defaults().withDirectory(directory));
        AttachedSegment oldest = AttachedSegment.of(settings.get(0).key());
        AttachedSegment middle = AttachedSegment.of(settings.get(1).key());
        AttachedSegment newest = AttachedSegment.of(settings.get(2).key())) {
      List<Seen> all =
          List.of(
              new Seen(oldest, 424, 420, 2),
              new Seen(middle, 424, 420, 3),
              new Seen(newest, 432, 428, 3));
      for (int change = 0; change < CHANGES; change++) {
        for (Seen seen : all) {
          compare("seed " + seed + ", change " + change, reader, seen);
        }
        Set<String> known = names(map);
        List<String[]> before = all.stream().map(seen -> seen.masters("ns0")).toList();
        map = history.next();
        publisher.publish(map, Set.of());
        segments.tended(Optional.of(map));
        for (int i = 0; i < all.size(); i++) {
          checkKnown(known, names(map), before.get(i), all.get(i).masters("ns0"));
        }
        // When every follower knows the nodes.
        ahead += TimeUnit.SECONDS.toNanos(3);
        segments.look();
      }
    } finally {
      publisher.close();
      segments.release();
      settings.forEach(each -> AttachedSegment.remove(each.key()));
    }
  }

  private static Set<String> names(ClusterMap map) {
    return map.nodes().stream().map(Node::name).collect(Collectors.toSet());
  }

  // Followers may know the nodes of the state before only.
  private static void checkKnown(
      Set<String> known, Set<String> present, String[] before, String[] now) {
    for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
      assertTrue(
          known.contains(now[partition])
              || now[partition].equals("nobody")
              || !present.contains(before[partition]),
          now[partition] + " gets commands before it is known, instead of " + before[partition]);
    }
  }

  private static void compare(String when, ShmReader reader, Seen seen) {
    ClusterMap map = reader.freshView().map();
    for (NamespaceMap namespace : map.namespaces()) {
      int table = seen.table(namespace.name());
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        String where = when + ", partition " + partition + " of " + namespace.name();
        for (int replica = 0; replica < seen.replicas(); replica++) {
          Node expected =
              replica < namespace.replicaCount()
                  ? map.replica(namespace, replica, partition)
                  : null;
          assertEquals(
              expected == null ? "nobody" : expected.name(),
              seen.holder(table, partition, replica),
              where);
        }
        assertEquals(namespace.regime(partition), seen.regime(table, partition), where);
      }
    }
  }

  /** A cluster of which something changes each time. */
  private static final class History {
    private final Random random;
    private final TreeSet<Integer> nodes = new TreeSet<>(List.of(1, 4, 7));
    private int namespaces = 1;
    private int replicas = 2;

    History(Random random) {
      this.random = random;
    }

    ClusterMap next() {
      switch (random.nextInt(6)) {
        case 0, 1 -> nodes.add(random.nextInt(MAX_NODES));
        case 2 -> {
          if (nodes.size() > 1) {
            nodes.remove(List.copyOf(nodes).get(random.nextInt(nodes.size())));
          }
        }
        case 3 -> replicas = 1 + random.nextInt(4);
        case 4 -> namespaces = Math.min(4, namespaces + 1);
        default -> {
          // Only partitions move, as they do each time.
        }
      }
      List<Node> all =
          nodes.stream()
              .map(
                  node ->
                      new Node(
                          "N" + (100 + node), "127.0.0.1", 3000 + node, "", "8.1.0.0", 15, 0, true))
              .toList();
      List<NamespaceMap> maps = new ArrayList<>();
      for (int namespace = 0; namespace < namespaces; namespace++) {
        maps.add(namespace("ns" + namespace, all.size()));
      }
      return new ClusterMap("history", all, maps);
    }

    private NamespaceMap namespace(String name, int count) {
      short[][] holders = new short[replicas][NamespaceMap.PARTITIONS];
      int[] regimes = new int[NamespaceMap.PARTITIONS];
      for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
        int first = random.nextInt(count);
        for (int replica = 0; replica < replicas; replica++) {
          boolean nobody = replica >= count || random.nextInt(50) == 0;
          holders[replica][partition] =
              (short) (nobody ? NamespaceMap.NONE : (first + replica) % count);
        }
        regimes[partition] = random.nextInt(1 << 20);
      }
      return new NamespaceMap(name, true, holders, regimes, new int[count]);
    }
  }
}
