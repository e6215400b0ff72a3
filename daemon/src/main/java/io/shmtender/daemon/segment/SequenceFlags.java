package io.shmtender.daemon.segment;

import static io.shmtender.reader.layout.SegmentLayout.*;

import io.shmtender.daemon.files.OwnFile;
import io.shmtender.daemon.memory.SharedWords;
import io.shmtender.reader.layout.IrregularFileException;
import io.shmtender.reader.layout.SegmentLayout;
import io.shmtender.reader.layout.UntrustedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets flags in a sequence word, by compare-and-swap, so that no publish is undone. */
final class SequenceFlags {
  private static final Logger LOG = LoggerFactory.getLogger(SequenceFlags.class);

  private SequenceFlags() {}

  /** Sets a flag and returns how many publishes there were when it was set. */
  static long set(SharedWords memory, long flag) {
    long word = memory.readLongAcquire(SEQUENCE_OFFSET);
    while (!memory.compareAndSetLong(SEQUENCE_OFFSET, word, word | flag)) {
      word = memory.readLongAcquire(SEQUENCE_OFFSET);
    }
    return SegmentLayout.publish(word);
  }

  /**
   * Marks a file superseded, of whatever layout version: its owner publishes no more. What is no
   * segment, or neither this user's nor root's, is left alone.
   *
   * @return the number of the last publish; empty if it is left alone, or gone
   */
  static OptionalLong supersede(Path path) throws IOException {
    try (FileChannel channel = OwnFile.open(path)) {
      if (channel.size() < HEADER_LENGTH) {
        return OptionalLong.empty();
      }
      ByteBuffer header =
          channel
              .map(FileChannel.MapMode.READ_WRITE, 0, HEADER_LENGTH)
              .order(ByteOrder.LITTLE_ENDIAN);
      if (header.getLong(MAGIC_OFFSET) != MAGIC) {
        return OptionalLong.empty();
      }
      SharedWords memory = SharedWords.of(header);
      long published = set(memory, SUPERSEDED);
      memory.release();
      return OptionalLong.of(published);
    } catch (NoSuchFileException e) {
      // The owner of a greater fence removed it: so it is superseded.
      return OptionalLong.empty();
    } catch (IrregularFileException | UntrustedException e) {
      LOG.debug("left alone", e);
      return OptionalLong.empty();
    }
  }
}
