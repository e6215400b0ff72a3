package io.shmtender.daemon.config;

import java.util.List;
import java.util.stream.Collectors;

/** What came of reading the settings. */
public sealed interface SettingsResult {

  /**
   * The settings are in order.
   *
   * @param settings the settings
   * @param effective each setting as the daemon will use it, in the order of the documentation
   */
  record Valid(DaemonSettings settings, List<EffectiveSetting> effective)
      implements SettingsResult {
    /** Copies the list. */
    public Valid {
      effective = List.copyOf(effective);
    }
  }

  /**
   * The settings are not in order.
   *
   * @param mistakes all that is wrong, in the order of the file; at least one
   */
  record Invalid(List<Mistake> mistakes) implements SettingsResult {
    /** Copies the list. */
    public Invalid {
      mistakes = List.copyOf(mistakes);
    }

    /** Returns all that is wrong as one text, with a line for each of several mistakes. */
    public String message() {
      if (mistakes.size() == 1) {
        return mistakes.get(0).toString();
      }
      return mistakes.size()
          + " mistakes in the configuration"
          + mistakes.stream().map(mistake -> "\n  " + mistake).collect(Collectors.joining());
    }
  }
}
