package io.shmtender.daemon.cli;

import io.shmtender.daemon.config.Mistake;
import java.util.List;
import java.util.stream.Collectors;

/** Puts the mistakes of a configuration into one failure. */
final class ConfigurationFailure {
  private ConfigurationFailure() {}

  static CommandFailure of(List<Mistake> mistakes) {
    if (mistakes.size() == 1) {
      return new CommandFailure(ExitCode.CONFIGURATION, mistakes.get(0).toString());
    }
    return new CommandFailure(
        ExitCode.CONFIGURATION,
        mistakes.size()
            + " mistakes in the configuration"
            + mistakes.stream().map(mistake -> "\n  " + mistake).collect(Collectors.joining()));
  }
}
