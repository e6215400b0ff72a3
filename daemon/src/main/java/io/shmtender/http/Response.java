package io.shmtender.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shmtender.report.Json;
import java.util.HashMap;
import java.util.Map;

/** An answer. Immutable. */
public final class Response {
  private final int status;
  private final byte[] body;
  private final Map<String, String> headers;

  private Response(int status, byte[] body, Map<String, String> headers) {
    this.status = status;
    this.body = body;
    this.headers = Map.copyOf(headers);
  }

  /**
   * Returns an answer.
   *
   * @param status the HTTP status
   * @param contentType the media type, with its charset if it has one
   * @param body the content; not to be changed afterwards
   */
  public static Response of(int status, String contentType, byte[] body) {
    return new Response(status, body, Map.of("Content-Type", contentType));
  }

  /** Returns plain text. */
  public static Response text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text.getBytes(UTF_8));
  }

  /** Returns maps, lists, texts, numbers, booleans and null as JSON. */
  public static Response json(int status, Object value) {
    return of(status, "application/json", (Json.of(value) + "\n").getBytes(UTF_8));
  }

  /** Returns this answer with another header, or another value of it. */
  public Response with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new Response(status, body, more);
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }

  /** Returns the headers. */
  public Map<String, String> headers() {
    return headers;
  }

  /** Returns the content; not to be changed. */
  public byte[] body() {
    return body;
  }
}
