package io.shmtender.daemon.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What an answer says, kept until its receiver took it. All but the smallest is compressed while it
 * is made: answers about a large cluster have hundreds of thousands of bytes, nearly all of which
 * repeat. A client that does not accept gzip gets it plain, a buffer at a time.
 */
final class Body {
  /** More than this is not kept: several times what the largest answer of a cluster has. */
  static final int MOST_BYTES = 1 << 20;

  private static final int PLAIN = 1024;
  private static final int CHUNK = 8192;

  private final List<byte[]> chunks;
  private final boolean compressed;
  private final int bytes;
  private final long plainBytes;

  private Body(List<byte[]> chunks, boolean compressed, int bytes, long plainBytes) {
    this.chunks = chunks;
    this.compressed = compressed;
    this.bytes = bytes;
    this.plainBytes = plainBytes;
  }

  /** The body has more bytes than are kept. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("it has more than " + MOST_BYTES + " bytes, compressed");
    }
  }

  /**
   * Makes a body.
   *
   * @throws TooLargeException if it is more than is kept
   * @throws IOException if the content cannot be made
   */
  static Body of(Response.Content content) throws IOException {
    Maker maker = new Maker();
    content.writeTo(maker);
    return maker.made();
  }

  /** Takes what is written, plainly at first. */
  private static final class Maker extends OutputStream {
    private final Chunks kept = new Chunks();
    private GZIPOutputStream compressing;
    private long plainBytes;

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      plainBytes += length;
      if (compressing == null && plainBytes > PLAIN) {
        List<byte[]> soFar = kept.take();
        compressing = new Fast(kept);
        for (byte[] chunk : soFar) {
          compressing.write(chunk);
        }
      }
      (compressing == null ? kept : compressing).write(source, offset, length);
    }

    Body made() throws IOException {
      boolean compressed = compressing != null;
      if (compressed) {
        compressing.close();
      }
      int bytes = kept.total;
      return new Body(kept.take(), compressed, bytes, plainBytes);
    }
  }

  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /** Bytes in pieces: one large array would have to be copied to grow. */
  private static final class Chunks extends OutputStream {
    private List<byte[]> full = new ArrayList<>();
    private byte[] last = new byte[0];
    private int used;
    private int total;

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      if (total + length > MOST_BYTES) {
        throw new TooLargeException();
      }
      total += length;
      int from = offset;
      int left = length;
      while (left > 0) {
        if (used == last.length) {
          keep();
          last = new byte[full.isEmpty() ? PLAIN : CHUNK];
        }
        int copied = Math.min(left, last.length - used);
        System.arraycopy(source, from, last, used, copied);
        used += copied;
        from += copied;
        left -= copied;
      }
    }

    private void keep() {
      if (used > 0) {
        full.add(used == last.length ? last : Arrays.copyOf(last, used));
        used = 0;
      }
    }

    /** Returns what was written, and forgets it. */
    List<byte[]> take() {
      keep();
      List<byte[]> taken = full;
      full = new ArrayList<>();
      last = new byte[0];
      total = 0;
      return taken;
    }
  }

  /** Returns whether it goes compressed to somebody who takes that. */
  boolean isCompressed() {
    return compressed;
  }

  /** Returns how many bytes are kept. */
  int bytes() {
    return bytes;
  }

  /** Returns how many bytes it says. */
  long plainBytes() {
    return plainBytes;
  }

  /** Gives a body's bytes in pieces. For one thread. */
  interface Pieces extends AutoCloseable {
    /** Returns the next piece; null at the end. */
    ByteBuffer next() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Returns the bytes as they are kept. */
  Pieces asKept() {
    return new Pieces() {
      private int next;

      @Override
      public ByteBuffer next() {
        return next < chunks.size() ? ByteBuffer.wrap(chunks.get(next++)) : null;
      }

      @Override
      public void close() {}
    };
  }

  /**
   * Returns the bytes uncompressed.
   *
   * @throws IOException if they cannot be read
   */
  Pieces asWritten() throws IOException {
    return compressed ? new Plain() : asKept();
  }

  private final class Plain implements Pieces {
    private final InputStream in;
    private final byte[] buffer = new byte[CHUNK];

    Plain() throws IOException {
      List<InputStream> streams = new ArrayList<>();
      chunks.forEach(chunk -> streams.add(new ByteArrayInputStream(chunk)));
      in = new GZIPInputStream(new SequenceInputStream(Collections.enumeration(streams)), CHUNK);
    }

    @Override
    public ByteBuffer next() throws IOException {
      int count = in.read(buffer);
      return count < 0 ? null : ByteBuffer.wrap(buffer, 0, count);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
