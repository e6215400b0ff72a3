package io.shmtender.reader.layout;

import java.util.Optional;

/**
 * The name of a segment file: {@code KEY.FENCE.NUMBER.segment}, for example {@code
 * 0xA7000000.1.3.segment}. The file with the greatest name (by fence, then by number) is the one
 * that readers look at.
 *
 * <p>This order is what keeps a former owner out. Only the holder of a fence's lock makes files of
 * that fence, and whoever takes over from an owner that hangs does so under a greater fence. So
 * when the hung owner wakes, at whatever instruction, every name that it can still create sorts
 * below its successor's. A rename onto one fixed name would not give that: a rename that was about
 * to happen would still replace the successor's file.
 *
 * <p>Start-up: no regular expressions and lambdas, {@code docs/design/start-up.md}.
 *
 * @param key the segment's key
 * @param fence how many times an owner that did not let go was taken over from, plus 1
 * @param number counts the files made under the fence
 */
public record SegmentFile(SegmentKey key, int fence, int number)
    implements Comparable<SegmentFile> {
  private static final String SEGMENT_SUFFIX = ".segment";
  private static final String LOCK_SUFFIX = ".lock";
  private static final int KEY_LENGTH = "0xA7000000".length();
  private static final int MAX_DIGITS = 9;

  /** Reads a file's name; empty if it is not a segment's. */
  public static Optional<SegmentFile> parse(String name) {
    int dot = name.indexOf('.', KEY_LENGTH + 1);
    if (dot < 0 || !name.endsWith(SEGMENT_SUFFIX)) {
      return Optional.empty();
    }
    SegmentKey key = key(name);
    int fence = number(name, KEY_LENGTH + 1, dot);
    int number = number(name, dot + 1, name.length() - SEGMENT_SUFFIX.length());
    return key == null || fence < 1 || number < 1
        ? Optional.empty()
        : Optional.of(new SegmentFile(key, fence, number));
  }

  /** Returns the name of the lock of a key's fence. */
  public static String lockName(SegmentKey key, int fence) {
    return key + "." + fence + LOCK_SUFFIX;
  }

  /** Returns the fence in a lock's name, or 0 if it is not the name of one of this key's locks. */
  public static int fenceOfLock(SegmentKey key, String name) {
    if (!name.endsWith(LOCK_SUFFIX) || !key.equals(key(name))) {
      return 0;
    }
    return Math.max(0, number(name, KEY_LENGTH + 1, name.length() - LOCK_SUFFIX.length()));
  }

  // The key at a name's start, with the dot after it; null if there is none.
  private static SegmentKey key(String name) {
    if (name.length() <= KEY_LENGTH || !name.startsWith("0x") || name.charAt(KEY_LENGTH) != '.') {
      return null;
    }
    int value = 0;
    for (int i = 2; i < KEY_LENGTH; i++) {
      char c = name.charAt(i);
      int digit = Character.digit(c, 16);
      if (digit < 0 || Character.isLowerCase(c)) {
        return null;
      }
      value = value << 4 | digit;
    }
    return value == 0 ? null : new SegmentKey(value);
  }

  // The decimal number in a part of a name; -1 if it is none.
  private static int number(String name, int from, int to) {
    if (to <= from || to - from > MAX_DIGITS) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = name.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  /** Returns the file's name. */
  public String name() {
    return key + "." + fence + "." + number + SEGMENT_SUFFIX;
  }

  @Override
  public int compareTo(SegmentFile other) {
    int byKey = Integer.compareUnsigned(key.value(), other.key.value());
    int byFence = byKey != 0 ? byKey : Integer.compare(fence, other.fence);
    return byFence != 0 ? byFence : Integer.compare(number, other.number);
  }
}
