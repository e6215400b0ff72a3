package io.shmtender.daemon.memory;

import java.nio.ByteBuffer;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.bytes.PointerBytesStore;

/**
 * Memory that other processes have mapped, too. Numbers are in the machine's byte order, at offsets
 * from its beginning, which callers keep within it: they know its layout and length.
 *
 * <p>A method's name says what order it keeps. <i>Acquire</i>: what comes after it in the program
 * is done after it. <i>Release</i>: what comes before it is seen before it. <i>Volatile</i>: both,
 * and in one order with all other volatile accesses. {@code compareAndSet} is volatile, whether it
 * sets or not. A name without an order keeps none: it is for what nobody looks at yet, for what a
 * later release makes visible, and for what is checked after it was read.
 *
 * <p>chronicle-bytes has volatile reads only, so an acquire is one. Callers do not count on it.
 *
 * <p>Everything that the daemon writes into a segment goes through here. As safe for threads as the
 * orders make it; {@link #release} is for when nobody uses it any more.
 */
public final class SharedWords {
  private final BytesStore<?, ?> store;

  private SharedWords(BytesStore<?, ?> store) {
    this.store = store;
  }

  /** Returns the memory of a direct buffer, all of it, such as a mapped file. */
  public static SharedWords of(ByteBuffer direct) {
    return new SharedWords(BytesStore.wrap(direct));
  }

  /** Returns memory that is attached at an address, and stays so until the release. */
  public static SharedWords at(long address, long length) {
    PointerBytesStore store = new PointerBytesStore();
    store.set(address, length);
    return new SharedWords(store);
  }

  // ---- Without an order ----

  public short readShort(long offset) {
    return store.readShort(offset);
  }

  public int readInt(long offset) {
    return store.readInt(offset);
  }

  /** Fills an array with the bytes from an offset on. */
  public void read(long offset, byte[] into) {
    store.read(offset, into, 0, into.length);
  }

  public void putShort(long offset, short value) {
    store.writeShort(offset, value);
  }

  public void putInt(long offset, int value) {
    store.writeInt(offset, value);
  }

  public void putLong(long offset, long value) {
    store.writeLong(offset, value);
  }

  /** Writes the first bytes of an array. */
  public void put(long offset, byte[] bytes, int length) {
    store.write(offset, bytes, 0, length);
  }

  // ---- With an order ----

  public int readIntAcquire(long offset) {
    return store.readVolatileInt(offset);
  }

  public long readLongAcquire(long offset) {
    return store.readVolatileLong(offset);
  }

  public int readIntVolatile(long offset) {
    return store.readVolatileInt(offset);
  }

  public void putIntRelease(long offset, int value) {
    store.writeOrderedInt(offset, value);
  }

  public void putLongRelease(long offset, long value) {
    store.writeOrderedLong(offset, value);
  }

  public void putIntVolatile(long offset, int value) {
    store.writeVolatileInt(offset, value);
  }

  /** Sets a word if it has the value that is expected; returns whether it had. */
  public boolean compareAndSetInt(long offset, int expected, int value) {
    return store.compareAndSwapInt(offset, expected, value);
  }

  /** Sets a word if it has the value that is expected; returns whether it had. */
  public boolean compareAndSetLong(long offset, long expected, long value) {
    return store.compareAndSwapLong(offset, expected, value);
  }

  /** Ends the use of the memory; whoever mapped or attached it gives it back. To be called once. */
  public void release() {
    store.releaseLast();
  }
}
