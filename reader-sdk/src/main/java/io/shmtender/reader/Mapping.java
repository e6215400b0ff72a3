package io.shmtender.reader;

import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The memory of a segment that is mapped, read-only.
 *
 * <p>From Java 22 on it is unmapped when the reader changed to the next segment: an arena makes
 * that safe, since a thread that still reads gets an exception and never a fault. Before that
 * nothing in the module {@code java.base} unmaps but the garbage collector, and what does it
 * elsewhere ({@code Unsafe}) crashes a JVM in which a thread still reads. So there is no further
 * mapping while a few wait for the collector: each may keep the memory of a deleted file. This
 * class is compiled for Java 17, and the arena found by its name.
 */
final class Mapping extends PhantomReference<Segment> {
  private static final int FIRST_WITH_ARENAS = 22;
  // No collector closes a shared arena. What readers leave that nobody closed, the next mapping in
  // this JVM closes; until then the arenas have to be reachable from somewhere.
  private static final Set<Mapping> IN_ARENAS = ConcurrentHashMap.newKeySet();
  private static final ReferenceQueue<Segment> ABANDONED = new ReferenceQueue<>();
  // Without arenas: what nobody uses but threads that are about to find that out.
  private static final List<WeakReference<ByteBuffer>> LEFT = new ArrayList<>();
  private static final int MOST_LEFT = 3;

  private final ByteBuffer bytes;
  // Null where the garbage collector unmaps.
  private final AutoCloseable arena;

  private Mapping(Segment segment, ByteBuffer bytes, AutoCloseable arena) {
    super(segment, arena == null ? null : ABANDONED);
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    this.arena = arena;
    if (arena != null) {
      IN_ARENAS.add(this);
    }
  }

  /** Returns whether there may be another one. */
  static boolean hasRoom() {
    synchronized (LEFT) {
      for (int i = LEFT.size() - 1; i >= 0; i--) {
        if (LEFT.get(i).refersTo(null)) {
          LEFT.remove(i);
        }
      }
      return LEFT.size() < MOST_LEFT;
    }
  }

  /** Maps a segment's file. */
  static Mapping of(Segment segment, FileChannel channel, long size) throws IOException {
    for (Object left = ABANDONED.poll(); left != null; left = ABANDONED.poll()) {
      ((Mapping) left).end();
    }
    Mapping mapping =
        Runtime.version().feature() >= FIRST_WITH_ARENAS ? inArena(segment, channel, size) : null;
    return mapping != null
        ? mapping
        : new Mapping(segment, channel.map(FileChannel.MapMode.READ_ONLY, 0, size), null);
  }

  // Null in an image without what is found by name here.
  private static Mapping inArena(Segment segment, FileChannel channel, long size)
      throws IOException {
    AutoCloseable arena = null;
    Mapping mapping = null;
    try {
      Class<?> arenaClass = Class.forName("java.lang.foreign.Arena");
      arena = (AutoCloseable) arenaClass.getMethod("ofShared").invoke(null);
      Object memory =
          FileChannel.class
              .getMethod("map", FileChannel.MapMode.class, long.class, long.class, arenaClass)
              .invoke(channel, FileChannel.MapMode.READ_ONLY, 0L, size, arena);
      Object bytes =
          Class.forName("java.lang.foreign.MemorySegment").getMethod("asByteBuffer").invoke(memory);
      mapping = new Mapping(segment, (ByteBuffer) bytes, arena);
      return mapping;
    } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException e) {
      return null;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IOException refused) {
        throw refused;
      }
      throw new IOException("cannot map: " + e.getCause(), e.getCause());
    } finally {
      if (mapping == null && arena != null) {
        close(arena);
      }
    }
  }

  /** Returns the memory. */
  ByteBuffer bytes() {
    return bytes;
  }

  /**
   * Unmaps, if that can be done: from now on reading is an {@link IllegalStateException}. Else the
   * garbage collector does it, after the last use.
   */
  void end() {
    if (arena == null) {
      synchronized (LEFT) {
        LEFT.add(new WeakReference<>(bytes));
      }
    } else if (IN_ARENAS.remove(this)) {
      close(arena);
    }
  }

  private static void close(AutoCloseable arena) {
    try {
      arena.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("an arena's close has no exception of this kind", e);
    }
  }
}
