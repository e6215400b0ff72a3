package io.shmtender.reader;

import io.shmtender.reader.layout.SegmentLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/**
 * A segment of layout version 1 that {@code golden-segment.py} wrote, without any code of this
 * project, in a directory of its own. What it holds is said there.
 */
final class GoldenSegment {
  /** Its sequence. */
  static final long SEQUENCE = (1L << 40) + 5;

  /** What the layout's version was when it was written; another one needs another file. */
  static final int VERSION = 1;

  private static final String NAME = "0xA7000000.2.3.segment";

  private final Path directory;
  private final Path path;

  GoldenSegment(Path directory) throws IOException {
    this.directory = directory;
    this.path = directory.resolve(NAME);
    Files.write(path, bytes());
  }

  /** Returns the bytes of the file. */
  static byte[] bytes() throws IOException {
    try (InputStream file = GoldenSegment.class.getResourceAsStream("/golden-segment.gz");
        GZIPInputStream bytes = new GZIPInputStream(file)) {
      return bytes.readAllBytes();
    }
  }

  /** Returns the part of the current body that is in use. */
  static byte[] body() throws IOException {
    ByteBuffer file = ByteBuffer.wrap(bytes()).order(ByteOrder.LITTLE_ENDIAN);
    int begin = SegmentLayout.bodyOffset(SEQUENCE, file.getInt(SegmentLayout.BODY_LENGTH_OFFSET));
    byte[] body = new byte[file.getInt(begin + SegmentLayout.BODY_USED_OFFSET)];
    file.get(begin, body);
    return body;
  }

  Path path() {
    return path;
  }

  ReaderOptions options() {
    return ReaderOptions.defaults().withDirectory(directory);
  }

  /** Says by which word the file goes on, as a tender does. */
  void writeWord(long word) throws IOException {
    write(SegmentLayout.SEQUENCE_OFFSET, eightBytes(word));
  }

  /** Publishes the current state once more, under the next number. */
  void publishAgain() throws IOException {
    byte[] body = body();
    ByteBuffer bytes = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(SegmentLayout.BODY_PUBLISH_OFFSET, SEQUENCE + 1);
    CRC32 crc = new CRC32();
    crc.update(body, SegmentLayout.BODY_USED_OFFSET, body.length - SegmentLayout.BODY_USED_OFFSET);
    bytes.putInt(SegmentLayout.BODY_CHECKSUM_OFFSET, (int) crc.getValue());
    write(SegmentLayout.HEADER_LENGTH, body);
    writeWord(SEQUENCE + 1);
  }

  /** Changes one bit. */
  void damage(int offset) throws IOException {
    byte[] damaged = {(byte) (Files.readAllBytes(path)[offset] ^ 1)};
    write(offset, damaged);
  }

  private static byte[] eightBytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  private void write(int offset, byte[] bytes) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        file.write(left, offset + left.position());
      }
    }
  }
}
