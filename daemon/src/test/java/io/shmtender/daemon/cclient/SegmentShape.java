package io.shmtender.daemon.cclient;

/**
 * Where things are in a segment, by the C client's headers and not by the daemon's own numbers.
 *
 * @param slotLength a node slot's length
 * @param featuresAt where the features are in it
 * @param versionAt where the version is in it, negative for nowhere
 * @param activeAt where it says whether the node is active
 * @param replicas how many node numbers an entry has
 */
record SegmentShape(int slotLength, int featuresAt, int versionAt, int activeAt, int replicas) {
  static SegmentShape of(CClientLayout layout) {
    return switch (layout) {
      case V4_6 -> new SegmentShape(424, 408, -1, 420, 2);
      case V6_4 -> new SegmentShape(424, 408, -1, 420, 3);
      case V7_4_1 -> new SegmentShape(432, 416, 408, 428, 3);
    };
  }

  int slot(int number) {
    return 56 + number * slotLength;
  }

  boolean isActive(AttachedSegment segment, int number) {
    return segment.u8(slot(number) + activeAt) == 1;
  }

  String name(AttachedSegment segment, int number) {
    return segment.text(slot(number), 20);
  }

  /** Returns what a client takes from a slot: where the node is, by which name, of which build. */
  String node(AttachedSegment segment, int number) {
    int slot = slot(number);
    return name(segment, number)
        + " at port "
        + ((segment.u8(slot + 26) << 8) | segment.u8(slot + 27))
        + " as "
        + segment.text(slot + 152, 256)
        + ", features "
        + segment.i32(slot + featuresAt)
        + (versionAt < 0 ? "" : ", version " + segment.u16(slot + versionAt));
  }

  int entry(AttachedSegment segment, int table, int partition) {
    return segment.i32(36) + table * 65576 + 40 + 16 * partition;
  }
}
