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
  private final String prefix;
  private final Overrides flags;
  private final Mistakes mistakes;
  private final List<EffectiveSetting> effective;
  private final Set<String> mistaken = new HashSet<>();

  Lookup(Section section, Overrides flags, Mistakes mistakes) {
    this(section, "", flags, mistakes, new ArrayList<>());
  }

  private Lookup(
      Section section,
      String prefix,
      Overrides flags,
      Mistakes mistakes,
      List<EffectiveSetting> effective) {
    this.section = section;
    this.prefix = prefix;
    this.flags = flags;
    this.mistakes = mistakes;
    this.effective = effective;
  }

  /** Returns a setting's value, or the default. */
  <T> T value(String key, ValueType<T> type, T byDefault) {
    Optional<T> set = set(key, type);
    note(key, type.show(set.orElse(byDefault)), set.isEmpty());
    return set.orElse(byDefault);
  }

  /** Returns a setting's value, if it has one. */
  <T> Optional<T> optional(String key, ValueType<T> type) {
    Optional<T> set = set(key, type);
    note(key, set.map(type::show).orElse("none"), set.isEmpty());
    return set;
  }

  private <T> Optional<T> set(String key, ValueType<T> type) {
    // The file's value is looked at even when a flag overrides it: it is a mistake all the same.
    Optional<T> inFile = section.text(key).flatMap(text -> parse(key, text, type));
    Optional<T> given =
        flags
            .of(prefix + key)
            .flatMap(
                flag ->
                    parse(
                        key,
                        new Section.Text(
                            flag.origin(), flag.values().get(flag.values().size() - 1)),
                        type));
    return given.or(() -> inFile);
  }

  /** Returns a setting's values, none if it is not set. */
  <T> List<T> list(String key, ValueType<T> type) {
    List<T> inFile = parseAll(key, section.list(key).orElse(List.of()), type);
    List<T> values = flag(key, type).orElse(inFile);
    note(
        key,
        values.isEmpty()
            ? "none"
            : values.stream().map(type::show).collect(Collectors.joining(", ")),
        values.isEmpty());
    return values;
  }

  private <T> List<T> parseAll(String key, List<Section.Text> texts, ValueType<T> type) {
    List<T> values = new ArrayList<>();
    texts.forEach(text -> parse(key, text, type).ifPresent(values::add));
    return values;
  }

  /** Returns a setting that maps texts to texts, empty if it is not set. */
  Map<String, String> map(String key, ValueType<String> type) {
    Map<String, String> values = new LinkedHashMap<>();
    section
        .section(key)
        .ifPresent(
            inner -> {
              for (String name : inner.keys()) {
                inner
                    .text(name)
                    .flatMap(text -> parse(key, text, type))
                    .ifPresent(value -> values.put(name, value));
              }
            });
    note(key, values.isEmpty() ? "none" : values.toString(), values.isEmpty());
    return values;
  }

  /** Returns the settings below a key, if it is there. */
  Optional<Lookup> section(String key) {
    Optional<Lookup> inner =
        section
            .section(key)
            .map(found -> new Lookup(found, prefix + key + ".", flags, mistakes, effective));
    if (inner.isEmpty()) {
      note(key, "none", true);
    }
    return inner;
  }

  /**
   * Returns the settings in each section of a key's list. Flags do not reach into them; what they
   * are is noted by {@link #noteList}.
   */
  List<Lookup> sections(String key) {
    return section.sections(key).stream()
        .map(
            found ->
                new Lookup(
                    found, prefix + key + ".", Overrides.none(), mistakes, new ArrayList<>()))
        .toList();
  }

  /** Notes what a list of sections amounts to. */
  void noteList(String key, List<String> values) {
    note(key, values.isEmpty() ? "none" : String.join(", ", values), values.isEmpty());
  }

  /** Returns what a flag says to a setting, each text parsed; empty if it was not given. */
  <T> Optional<List<T>> flag(String key, ValueType<T> type) {
    return flags
        .of(prefix + key)
        .map(
            given ->
                parseAll(
                    key,
                    given.values().stream()
                        .map(value -> new Section.Text(given.origin(), value))
                        .toList(),
                    type));
  }

  private <T> Optional<T> parse(String key, Section.Text text, ValueType<T> type) {
    try {
      return Optional.of(type.parse(text.value()));
    } catch (IllegalArgumentException e) {
      mistakes.add(text.origin(), messageFor(key, text.origin(), e.getMessage()));
      mistaken.add(key);
      return Optional.empty();
    }
  }

  private String messageFor(String key, Origin origin, String message) {
    // A flag's name is in front already.
    return origin instanceof Origin.Flag || key.isEmpty() ? message : prefix + key + ": " + message;
  }

  private void note(String key, String value, boolean byDefault) {
    effective.add(new EffectiveSetting(prefix + key, value, byDefault));
  }

  /** Notes a mistake that shows when settings are taken together. */
  void reject(String key, String message) {
    Origin origin =
        flags.of(prefix + key).<Origin>map(Overrides.Given::origin).orElse(section.origin(key));
    mistakes.add(origin, messageFor(key, origin, message));
    mistaken.add(key);
  }

  /** Returns whether a setting is in order, so that others can be held against it. */
  boolean sound(String key) {
    return !mistaken.contains(key);
  }

  /** Notes the keys of the file that nobody asked for. */
  void reportUnknown() {
    section.reportUnknown();
  }

  List<EffectiveSetting> effective() {
    return effective;
  }
}
