package io.shmtender.simulator.info;

import java.util.Optional;

/** Parameters of the form {@code name=value;name=value}. */
final class InfoParameters {
  private InfoParameters() {}

  /** The value of a parameter, empty when it is not there. */
  static Optional<String> find(String parameters, String name) {
    for (String pair : parameters.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals >= 0 && pair.substring(0, equals).equals(name)) {
        return Optional.of(pair.substring(equals + 1));
      }
    }
    return Optional.empty();
  }
}
