package io.shmtender.daemon.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shmtender.daemon.report.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/** An answer. Immutable. */
public final class Response {
  private final int status;
  private final Content content;
  private final Map<String, String> headers;

  /** What an answer says, written when it is needed and not kept as a whole. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes it.
     *
     * @throws IOException if it cannot be made, or is more than is taken
     */
    void writeTo(OutputStream out) throws IOException;
  }

  private Response(int status, Content content, Map<String, String> headers) {
    this.status = status;
    this.content = content;
    this.headers = Map.copyOf(headers);
  }

  /**
   * Returns an answer.
   *
   * @param status the HTTP status
   * @param contentType the media type, with its charset if it has one
   * @param content what it says
   */
  public static Response of(int status, String contentType, Content content) {
    return new Response(status, content, Map.of("Content-Type", contentType));
  }

  /** Returns plain text. */
  public static Response text(int status, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return of(status, "text/plain; charset=utf-8", out -> out.write(bytes));
  }

  /** Returns maps, lists, texts, numbers, booleans, times and null as JSON. */
  public static Response json(int status, Object value) {
    return of(status, "application/json", out -> Json.write(value, out));
  }

  /** Returns this answer with another header, or another value of it. */
  public Response with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new Response(status, content, more);
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }

  /** Returns the headers. */
  public Map<String, String> headers() {
    return headers;
  }

  /** Returns the content. */
  public Content content() {
    return content;
  }

  /**
   * Returns the content as a whole, for what is known to be small.
   *
   * @throws IOException if it cannot be made
   */
  public byte[] body() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    content.writeTo(bytes);
    return bytes.toByteArray();
  }
}
