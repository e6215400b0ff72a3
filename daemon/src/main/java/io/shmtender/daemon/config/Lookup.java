package io.shmtender.daemon.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks settings up: a flag before the file, the file before the default. A value that is not
 * allowed is noted and counts as not set, so that the search for mistakes goes on.
 */
final class Lookup {
  private final Section section;
  private final Overrides flags;
  private final Mistakes mistakes;
  private final List<EffectiveSetting> effective;
  private final Set<Setting<?>> mistaken = new HashSet<>();

  Lookup(Section section, Overrides flags, Mistakes mistakes) {
    this(section, flags, mistakes, new ArrayList<>());
  }

  private Lookup(
      Section section, Overrides flags, Mistakes mistakes, List<EffectiveSetting> effective) {
    this.section = section;
    this.flags = flags;
    this.mistakes = mistakes;
    this.effective = effective;
  }

  /** Returns a setting's value, or its default. */
  <T> T value(Setting<T> setting) {
    return value(setting, setting.byDefault());
  }

  /** Returns a setting's value, or a default that depends on something. */
  <T> T value(Setting<T> setting, T byDefault) {
    Optional<T> set = set(setting, setting.type());
    note(setting, setting.type().show(set.orElse(byDefault)), set.isEmpty());
    return set.orElse(byDefault);
  }

  /** Returns a setting's value, if it has one. */
  <T> Optional<T> optional(Setting<T> setting) {
    return optional(setting, setting.type());
  }

  /** Returns a setting's value, if it has one, by a type that knows more than the setting's. */
  <T> Optional<T> optional(Setting<?> setting, ValueType<T> type) {
    Optional<T> set = set(setting, type);
    note(setting, set.map(type::show).orElse("none"), set.isEmpty());
    return set;
  }

  private <T> Optional<T> set(Setting<?> setting, ValueType<T> type) {
    // The file's value is looked at even when a flag overrides it: it is a mistake all the same.
    Optional<T> inFile = section.text(setting.name()).flatMap(text -> parse(setting, text, type));
    Optional<T> given =
        flags
            .of(setting.key())
            .flatMap(
                flag ->
                    parse(
                        setting,
                        new Section.Text(
                            flag.origin(), flag.values().get(flag.values().size() - 1)),
                        type));
    return given.or(() -> inFile);
  }

  /** Returns a setting's values, none if it is not set. */
  <T> List<T> list(Setting<T> setting) {
    List<T> inFile = parseAll(setting, section.list(setting.name()).orElse(List.of()));
    List<T> values = flag(setting).orElse(inFile);
    noteList(setting, values);
    return values;
  }

  private <T> List<T> parseAll(Setting<T> setting, List<Section.Text> texts) {
    List<T> values = new ArrayList<>();
    texts.forEach(text -> parse(setting, text, setting.type()).ifPresent(values::add));
    return values;
  }

  /** Returns a setting that maps texts to texts, empty if it is not set. */
  Map<String, String> map(Setting<String> setting) {
    Map<String, String> values = new LinkedHashMap<>();
    section
        .section(setting.name())
        .ifPresent(
            inner -> {
              for (String name : inner.keys()) {
                inner
                    .text(name)
                    .flatMap(text -> parse(setting, text, setting.type()))
                    .ifPresent(value -> values.put(name, value));
              }
            });
    note(setting, values.isEmpty() ? "none" : values.toString(), values.isEmpty());
    return values;
  }

  /** Returns the settings below a key, if it is there. */
  Optional<Lookup> section(Setting<?> setting) {
    Optional<Lookup> inner =
        section.section(setting.name()).map(found -> new Lookup(found, flags, mistakes, effective));
    if (inner.isEmpty()) {
      note(setting, "none", true);
    }
    return inner;
  }

  /**
   * Returns the settings in each section of a key's list. Flags do not reach into them; what they
   * are is noted by {@link #noteList}.
   */
  List<Lookup> sections(Setting<?> setting) {
    return section.sections(setting.name()).stream()
        .map(found -> new Lookup(found, Overrides.none(), mistakes, new ArrayList<>()))
        .toList();
  }

  /** Notes what a list amounts to. */
  <T> void noteList(Setting<T> setting, List<T> values) {
    note(
        setting,
        values.isEmpty()
            ? "none"
            : values.stream().map(setting.type()::show).collect(Collectors.joining(", ")),
        values.isEmpty());
  }

  /** Returns what a flag says to a setting, each text parsed; empty if it was not given. */
  <T> Optional<List<T>> flag(Setting<T> setting) {
    return flags
        .of(setting.key())
        .map(
            given ->
                parseAll(
                    setting,
                    given.values().stream()
                        .map(value -> new Section.Text(given.origin(), value))
                        .toList()));
  }

  private <T> Optional<T> parse(Setting<?> setting, Section.Text text, ValueType<T> type) {
    try {
      return Optional.of(type.parse(text.value()));
    } catch (IllegalArgumentException e) {
      noteMistake(setting, text.origin(), e.getMessage());
      return Optional.empty();
    }
  }

  private void noteMistake(Setting<?> setting, Origin origin, String message) {
    // A flag's name is in front already.
    mistakes.add(origin, origin instanceof Origin.Flag ? message : setting.key() + ": " + message);
    mistaken.add(setting);
  }

  private void note(Setting<?> setting, String value, boolean byDefault) {
    effective.add(new EffectiveSetting(setting.key(), value, byDefault));
  }

  /** Notes a mistake that shows when settings are taken together. */
  void reject(Setting<?> setting, String message) {
    Optional<Origin> flag = flags.of(setting.key()).map(Overrides.Given::origin);
    noteMistake(setting, flag.orElseGet(() -> section.origin(setting.name())), message);
  }

  /** Notes a mistake that no single setting is to blame for. */
  void reject(String message) {
    mistakes.add(section.origin(), message);
  }

  /** Returns whether a setting is in order, so that others can be held against it. */
  boolean sound(Setting<?> setting) {
    return !mistaken.contains(setting);
  }

  /** Notes the keys of the file that nobody asked for. */
  void reportUnknown() {
    section.reportUnknown();
  }

  List<EffectiveSetting> effective() {
    return effective;
  }
}
