package io.shmtender.daemon.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** A response that is being sent, as fast as the client takes it. For one thread at a time. */
final class Answer {
  // So that a fast client leaves others their turn.
  private static final int MOST_AT_ONCE = 1 << 18;

  private static final Map<Integer, String> REASONS =
      Map.of(
          200, "OK",
          400, "Bad Request",
          403, "Forbidden",
          404, "Not Found",
          405, "Method Not Allowed",
          431, "Request Header Fields Too Large",
          500, "Internal Server Error",
          503, "Service Unavailable");

  private final Body.Pieces pieces;
  private final int kept;
  private final boolean keepAlive;
  private ByteBuffer present;

  private Answer(ByteBuffer head, Body.Pieces pieces, int kept, boolean keepAlive) {
    this.present = head;
    this.pieces = pieces;
    this.kept = kept;
    this.keepAlive = keepAlive;
  }

  /**
   * Makes an answer.
   *
   * @throws IOException if its content cannot be made
   */
  static Answer of(Response response, RequestHead request) throws IOException {
    boolean unzips = request.request().header("accept-encoding").orElse("").contains("gzip");
    return of(response, request.method().equals("HEAD"), unzips, request.keepAlive());
  }

  /** Makes an answer to what cannot be read; nothing more is read then. */
  static Answer toNobody(Response response) throws IOException {
    return of(response, false, false, false);
  }

  private static Answer of(Response response, boolean headOnly, boolean unzips, boolean keepAlive)
      throws IOException {
    Body body = Body.of(response.content());
    boolean zipped = body.isCompressed() && unzips;
    StringBuilder head = new StringBuilder(512);
    head.append("HTTP/1.1 ").append(response.status()).append(' ');
    head.append(REASONS.getOrDefault(response.status(), "Status")).append("\r\n");
    header(head, "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now()));
    header(head, "X-Content-Type-Options", "nosniff");
    header(head, "Cache-Control", "no-store");
    header(head, "Vary", "Accept-Encoding");
    response.headers().forEach((name, value) -> header(head, name, value));
    if (zipped) {
      header(head, "Content-Encoding", "gzip");
    }
    header(head, "Content-Length", Long.toString(zipped ? body.bytes() : body.plainBytes()));
    header(head, "Connection", keepAlive ? "keep-alive" : "close");
    ByteBuffer bytes = ByteBuffer.wrap(head.append("\r\n").toString().getBytes(ISO_8859_1));
    if (headOnly) {
      return new Answer(bytes, new Nothing(), 0, keepAlive);
    }
    return new Answer(bytes, zipped ? body.asKept() : body.asWritten(), body.bytes(), keepAlive);
  }

  private static ZonedDateTime now() {
    return ZonedDateTime.now(ZoneOffset.UTC);
  }

  private static void header(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private static final class Nothing implements Body.Pieces {
    @Override
    public ByteBuffer next() {
      return null;
    }

    @Override
    public void close() {}
  }

  /** Returns how many bytes of memory it takes, about. */
  int kept() {
    return kept;
  }

  /** Returns whether another request may follow. */
  boolean keepAlive() {
    return keepAlive;
  }

  /**
   * Writes as much as is taken now.
   *
   * @return whether that was all
   * @throws IOException if the receiver is gone
   */
  boolean writeTo(SocketChannel channel) throws IOException {
    for (int written = 0; written < MOST_AT_ONCE; ) {
      if (!present.hasRemaining()) {
        present = pieces.next();
        if (present == null) {
          return true;
        }
      }
      int count = channel.write(present);
      if (count == 0) {
        return false;
      }
      written += count;
    }
    return false;
  }

  /**
   * Lets go of it, whether or not all of it was taken.
   *
   * @throws IOException never, but for a defect
   */
  void release() throws IOException {
    pieces.close();
  }
}
