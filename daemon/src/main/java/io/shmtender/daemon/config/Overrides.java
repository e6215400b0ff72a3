package io.shmtender.daemon.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings given as flags, which come before those of the file. Immutable. */
public final class Overrides {
  private static final Overrides NONE = new Overrides(Map.of());

  private final Map<String, Given> byKey;

  private Overrides(Map<String, Given> byKey) {
    this.byKey = byKey;
  }

  /** Returns no overrides. */
  public static Overrides none() {
    return NONE;
  }

  /**
   * Returns these and another one.
   *
   * @param key the setting's key in the file
   * @param flag the flag's name with its dashes, for messages
   * @param values what the flag was given, as text; without any, nothing is overridden
   */
  public Overrides with(String key, String flag, List<String> values) {
    if (values.isEmpty()) {
      return this;
    }
    Map<String, Given> extended = new LinkedHashMap<>(byKey);
    extended.put(key, new Given(new Origin.Flag(flag), List.copyOf(values)));
    return new Overrides(extended);
  }

  Optional<Given> of(String key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /** A flag and its values. */
  record Given(Origin.Flag origin, List<String> values) {}
}
