package io.shmtender.segment;

import static io.shmtender.layout.SegmentLayout.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.bytes.BytesStore;

/** Sets flags in a sequence word, by compare-and-swap, so that the owner's adding is not undone. */
final class SequenceFlags {
  private SequenceFlags() {}

  static void set(BytesStore<?, ByteBuffer> store, long flag) {
    long word = store.readVolatileLong(SEQUENCE_OFFSET);
    while (!store.compareAndSwapLong(SEQUENCE_OFFSET, word, word | flag)) {
      word = store.readVolatileLong(SEQUENCE_OFFSET);
    }
  }

  /**
   * Marks a file superseded, of whatever layout version. A file that is no segment is left alone.
   *
   * @return whether the file is a segment
   */
  static boolean supersede(Path path) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() < HEADER_LENGTH) {
        return false;
      }
      ByteBuffer header =
          channel
              .map(FileChannel.MapMode.READ_WRITE, 0, HEADER_LENGTH)
              .order(ByteOrder.LITTLE_ENDIAN);
      if (header.getLong(MAGIC_OFFSET) != MAGIC) {
        return false;
      }
      BytesStore<?, ByteBuffer> store = BytesStore.wrap(header);
      set(store, SUPERSEDED);
      store.releaseLast();
      return true;
    }
  }
}
