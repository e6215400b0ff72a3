package io.shmtender.daemon.cclient;

import io.shmtender.reader.layout.SegmentKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A process that overwrites random words of a segment and watches how long they stay so. */
final class HostileProcess {
  private static final int WORDS_AT_ONCE = 64;
  private static final int HEADER_WORDS = 14;
  // The owner's mark is in the upper half of a table's flags, and changes with every tend.
  private static final int FLAGS_MASK = 0xFFFF;

  private HostileProcess() {}

  /** Takes the key, for how many seconds, the seed, and where the first partition table is. */
  public static void main(String[] arguments) {
    long nanos = Long.parseLong(arguments[1]) * 1_000_000_000L;
    Random random = new Random(Long.parseLong(arguments[2]));
    int table = Integer.parseInt(arguments[3]);
    int flags = table + CClientLayout.TABLE_FLAGS;
    // These change all the time, the owner's stamp among them; they are overwritten, too.
    Set<Integer> unwatched = Set.of(0, 4, flags + 4);
    try (AttachedSegment segment = AttachedSegment.of(SegmentKey.parse(arguments[0]))) {
      long end = System.nanoTime() + nanos;
      long slowest = 0;
      int rounds = 0;
      while (System.nanoTime() - end < 0) {
        slowest = Math.max(slowest, overwrite(segment, random, unwatched, flags));
        rounds++;
      }
      System.out.println("slowest " + slowest / 1_000_000 + " ms in " + rounds + " rounds");
    }
  }

  private static long overwrite(
      AttachedSegment segment, Random random, Set<Integer> unwatched, int flags) {
    Map<Integer, Integer> right = new HashMap<>();
    int words = (int) segment.length() / 4;
    while (right.size() < WORDS_AT_ONCE) {
      // The header is small, and the worst place.
      int offset = 4 * random.nextInt(random.nextInt(16) == 0 ? HEADER_WORDS : words);
      right.put(offset, segment.i32(offset));
    }
    right.keySet().forEach(offset -> segment.i32(offset, random.nextInt()));
    right.keySet().removeAll(unwatched);
    long start = System.nanoTime();
    while (!right.isEmpty()) {
      right
          .entrySet()
          .removeIf(
              word -> {
                int mask = word.getKey() == flags ? FLAGS_MASK : -1;
                return ((segment.i32(word.getKey()) ^ word.getValue()) & mask) == 0;
              });
      if (System.nanoTime() - start > 60_000_000_000L) {
        throw new AssertionError("never repaired: " + right);
      }
    }
    return System.nanoTime() - start;
  }
}
