package io.shmtender.daemon.cclient;

import io.shmtender.daemon.memory.SharedWords;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.testing.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A segment as another process would have it: attached by its key, read and written by offsets. It
 * knows nothing of layouts.
 */
public final class AttachedSegment implements AutoCloseable {
  private final SystemVMemory memory;

  private AttachedSegment(SystemVMemory memory) {
    this.memory = memory;
  }

  /** Returns a key that no segment of this host has. */
  static SegmentKey unusedKey() throws CClientException {
    SegmentKey key;
    do {
      key = new SegmentKey(ThreadLocalRandom.current().nextInt(0x1000_0000, 0x7000_0000));
    } while (SystemVMemory.find(key).isPresent());
    return key;
  }

  /** Attaches the segment of a key. */
  public static AttachedSegment of(SegmentKey key) {
    try {
      OptionalInt id = SystemVMemory.find(key);
      Optional<SystemVMemory> memory =
          id.isEmpty() ? Optional.empty() : SystemVMemory.attach(id.getAsInt(), key);
      return new AttachedSegment(
          memory.orElseThrow(() -> new AssertionError("no segment of key " + key)));
    } catch (CClientException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for a populated segment that is owned. */
  static AttachedSegment await(SegmentKey key) {
    Await.until(Duration.ofSeconds(60), "an owned, populated segment " + key, () -> isReady(key));
    return of(key);
  }

  private static boolean isReady(SegmentKey key) {
    try {
      if (SystemVMemory.find(key).isEmpty()) {
        return false;
      }
    } catch (CClientException e) {
      throw new AssertionError(e);
    }
    try (AttachedSegment segment = of(key)) {
      return segment.u8(48) == 1 && segment.u8(49) == 1;
    }
  }

  /** Makes a segment as the C client does. */
  static AttachedSegment create(SegmentKey key, long length) {
    try {
      SystemVMemory.create(key, length, SegmentAccess.DEFAULT).orElseThrow();
    } catch (CClientException e) {
      throw new AssertionError(e);
    }
    return of(key);
  }

  /** Removes a key's segment as {@code ipcrm -M} does. */
  static void remove(SegmentKey key) {
    try {
      if (SystemVMemory.find(key).isPresent()) {
        try (AttachedSegment segment = of(key)) {
          segment.memory.remove();
        }
      }
    } catch (CClientException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns whether a segment is still there, with or without a key. */
  static boolean exists(int id, SegmentKey key) {
    try {
      Optional<SystemVMemory> memory = SystemVMemory.attach(id, key);
      memory.ifPresent(SystemVMemory::close);
      return memory.isPresent();
    } catch (CClientException e) {
      throw new AssertionError(e);
    }
  }

  private SharedWords words() {
    return memory.words();
  }

  int id() {
    return memory.id();
  }

  long length() {
    return memory.length();
  }

  /** Returns how many processes have it attached. */
  public long attached() {
    return memory.info().attached();
  }

  int u8(long offset) {
    return (i32(word(offset)) >>> shift(offset)) & 0xFF;
  }

  int u16(long offset) {
    return words().readShort(offset) & 0xFFFF;
  }

  int i32(long offset) {
    return words().readIntVolatile(offset);
  }

  long i64(long offset) {
    return words().readLongAcquire(offset);
  }

  void i32(long offset, int value) {
    words().putIntVolatile(offset, value);
  }

  void u8(long offset, int value) {
    long at = word(offset);
    int mask = 0xFF << shift(offset);
    int word;
    do {
      word = i32(at);
    } while (!compareAndSet(at, word, (word & ~mask) | ((value << shift(offset)) & mask)));
  }

  // Where the word begins that a byte is in, and how far from its low end.
  private static long word(long offset) {
    return offset & -4;
  }

  private static int shift(long offset) {
    return (int) (offset & 3) * 8;
  }

  boolean compareAndSet(long offset, int expected, int value) {
    return words().compareAndSetInt(offset, expected, value);
  }

  /** Adds to a number, as one step; returns the sum. */
  int add(long offset, int value) {
    int word;
    do {
      word = i32(offset);
    } while (!compareAndSet(offset, word, word + value));
    return word + value;
  }

  void i64(long offset, long value) {
    words().putLongRelease(offset, value);
  }

  byte[] raw(long offset, int length) {
    byte[] raw = new byte[length];
    words().read(offset, raw);
    return raw;
  }

  /** Returns a text up to its NUL. */
  String text(long offset, int length) {
    String whole = new String(raw(offset, length), StandardCharsets.US_ASCII);
    return whole.substring(0, whole.indexOf(0));
  }

  @Override
  public void close() {
    memory.close();
  }
}
