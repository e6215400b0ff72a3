package io.shmtender.daemon.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody asks for.
 *
 * @param path the path, decoded, beginning with a slash
 * @param parameters what follows the question mark, decoded: the values of each name, in their
 *     order
 * @param headers the headers by their names in lower case; several of a name are joined by commas
 */
public record Request(
    String path, Map<String, List<String>> parameters, Map<String, String> headers) {

  /** Copies the maps. */
  public Request {
    parameters = Map.copyOf(parameters);
    headers = Map.copyOf(headers);
  }

  /** Returns the values of a parameter; empty without. */
  public List<String> parameters(String name) {
    return parameters.getOrDefault(name, List.of());
  }

  /** Returns the first value of a parameter. */
  public Optional<String> parameter(String name) {
    return parameters(name).stream().findFirst();
  }

  /** Returns a header, by its name in lower case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
