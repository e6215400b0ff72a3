package io.shmtender.daemon.cclient;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.Node;

/**
 * A C client that owns, as as_shm_cluster.c has it: {@code as_shm_add_nodes} and {@code
 * as_shm_remove_nodes}. A node that moved leaves and joins in one tend.
 */
final class COwner {
  private final AttachedSegment segment;
  private final SegmentShape shape;
  private final CClientLayout layout;
  private final int pid;

  COwner(AttachedSegment segment, CClientLayout layout, int pid) {
    this.segment = segment;
    this.shape = SegmentShape.of(layout);
    this.layout = layout;
    this.pid = pid;
  }

  /** Writes what the first owner of a segment writes. */
  void initialize(int maxNodes, int maxNamespaces) {
    segment.i32(16, maxNodes);
    segment.i32(24, 4096);
    segment.i32(32, maxNamespaces);
    segment.i32(36, shape.slot(maxNodes));
    segment.i32(40, 65576);
  }

  /** Returns whether the lock was free and is its own now. */
  boolean takeOver() {
    int word = segment.i32(48);
    if ((word & 0xFF) != 0 || !segment.compareAndSet(48, word, word | 1)) {
      return false;
    }
    segment.i32(8, pid);
    return true;
  }

  void close() {
    segment.u8(48, 0);
  }

  /** Tends. */
  void tend(ClusterMap map, long now) {
    boolean removed = false;
    for (int slot = 0; slot < segment.i32(12); slot++) {
      if (shape.isActive(segment, slot) && !isThere(map, slot)) {
        segment.u8(shape.slot(slot) + shape.activeAt(), 0);
        removed = true;
      }
    }
    if (removed) {
      segment.i32(20, segment.i32(20) + 1);
    }
    boolean added = false;
    for (Node node : map.nodes()) {
      int slot = find(node.name());
      if (slot == segment.i32(12)) {
        write(shape.slot(slot), (node.name() + "\0").getBytes(US_ASCII));
      }
      if (!shape.isActive(segment, slot)) {
        write(node, shape.slot(slot));
        segment.u8(shape.slot(slot) + shape.activeAt(), 1);
        segment.i32(12, Math.max(segment.i32(12), slot + 1));
        added = true;
      }
    }
    if (added) {
      segment.i32(20, segment.i32(20) + 1);
    }
    if (segment.i32(28) == 0) {
      write(segment.i32(36), (map.namespaces().get(0).name() + "\0").getBytes(US_ASCII));
      segment.i32(28, 1);
    }
    int[] numbers = map.nodes().stream().mapToInt(node -> find(node.name()) + 1).toArray();
    for (int partition = 0; partition < 4096; partition++) {
      int master = numbers[map.namespaces().get(0).master(partition)];
      segment.i32(shape.entry(segment, 0, partition), master);
    }
    segment.i64(0, now / 1_000_000);
  }

  private boolean isThere(ClusterMap map, int slot) {
    return map.nodes().stream()
        .anyMatch(
            node ->
                node.name().equals(shape.name(segment, slot))
                    && segment.u8(shape.slot(slot) + 26) == node.port() >> 8
                    && segment.u8(shape.slot(slot) + 27) == (node.port() & 0xFF));
  }

  private int find(String name) {
    int slot = 0;
    while (slot < segment.i32(12) && !shape.name(segment, slot).equals(name)) {
      slot++;
    }
    return slot;
  }

  private void write(Node node, int slot) {
    write(slot + 24, NodeSlotEncoder.address(node));
    write(slot + 152, (node.tlsName() + "\0").getBytes(US_ASCII));
    // Of a release that knows less of what servers can do.
    segment.i32(slot + shape.featuresAt(), node.features() & 7);
    if (layout == CClientLayout.V7_4_1) {
      segment.u8(slot + shape.versionAt(), Integer.parseInt(node.build().substring(0, 1)));
    }
  }

  private void write(int at, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      segment.u8(at + i, bytes[i]);
    }
  }
}
