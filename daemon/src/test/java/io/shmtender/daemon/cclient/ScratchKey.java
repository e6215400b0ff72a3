package io.shmtender.daemon.cclient;

import io.shmtender.reader.layout.SegmentKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;

/** A key of System V shared memory that nobody else uses; what is there is removed at the end. */
public final class ScratchKey implements AutoCloseable {
  private final SegmentKey key;

  private ScratchKey(SegmentKey key) {
    this.key = key;
  }

  /** Returns one that leads to nothing yet. */
  public static ScratchKey unused() {
    try {
      return new ScratchKey(AttachedSegment.unusedKey());
    } catch (CClientException e) {
      throw new AssertionError(e);
    }
  }

  SegmentKey key() {
    return key;
  }

  /** Returns the id of the segment that the key leads to now. */
  OptionalInt id() {
    try {
      return SystemVMemory.find(key);
    } catch (CClientException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns whether the key leads to a segment now. */
  public boolean leadsSomewhere() {
    return id().isPresent();
  }

  /** Returns a copy of the segment that the key leads to now. */
  Optional<SeenSegment> read() {
    OptionalInt id = id();
    if (id.isEmpty()) {
      return Optional.empty();
    }
    Optional<SystemVMemory> attached;
    try {
      attached = SystemVMemory.attachReadOnly(id.getAsInt(), key);
    } catch (CClientException e) {
      throw new AssertionError(e);
    }
    return attached.map(
        memory -> {
          try (memory) {
            byte[] bytes = new byte[(int) memory.length()];
            memory.words().read(0, bytes);
            return new SeenSegment(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
          }
        });
  }

  @Override
  public void close() {
    AttachedSegment.remove(key);
  }

  @Override
  public String toString() {
    return key.toString();
  }
}
