package io.shmtender.http;

import java.util.Map;
import java.util.Optional;

/**
 * What somebody asks for.
 *
 * @param path the path, decoded, beginning with a slash
 * @param query what follows the question mark, decoded; empty without
 * @param headers the headers by their names in lower case; several of a name are joined by commas
 */
public record Request(String path, String query, Map<String, String> headers) {

  /** Copies the headers. */
  public Request {
    headers = Map.copyOf(headers);
  }

  /** Returns a header, by its name in lower case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
