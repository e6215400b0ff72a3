package io.shmtender.daemon.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One mapping of a file: hands out its texts by key, and notes what has another shape than asked
 * for. The keys that were asked for are the known ones.
 */
final class Section {
  private final Origin origin;
  private final Mistakes mistakes;
  private final Map<String, Entry> entries;
  private final Set<String> known = new LinkedHashSet<>();

  private record Entry(Origin origin, Node value) {}

  /** A text and where it is. */
  record Text(Origin origin, String value) {}

  private Section(Origin origin, Map<String, Entry> entries, Mistakes mistakes) {
    this.origin = origin;
    this.entries = entries;
    this.mistakes = mistakes;
  }

  static Section empty(Origin origin, Mistakes mistakes) {
    return new Section(origin, Map.of(), mistakes);
  }

  static Section of(Path file, MappingNode mapping, Mistakes mistakes) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Origin origin = at(file, tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        mistakes.add(origin, "a key is a plain word");
        continue;
      }
      Entry former = entries.putIfAbsent(key.getValue(), new Entry(origin, tuple.getValueNode()));
      if (former != null) {
        int line = former.origin() instanceof Origin.InFile place ? place.line() : 0;
        mistakes.add(
            origin, "'" + key.getValue() + "' is here twice: it is on line " + line + " already");
      }
    }
    return new Section(new Origin.WholeFile(file), entries, mistakes);
  }

  private static Origin at(Path file, Node node) {
    return new Origin.InFile(
        file, node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
  }

  private Origin at(Entry entry, Node node) {
    return entry.origin() instanceof Origin.InFile place ? at(place.file(), node) : origin;
  }

  /** Returns where the section is. */
  Origin origin() {
    return origin;
  }

  /** Returns where a key is, or the file when it is not there. */
  Origin origin(String key) {
    Entry entry = entries.get(key);
    return entry == null ? origin : entry.origin();
  }

  /** Returns the text of a key; empty if it is not there or no text. */
  Optional<Text> text(String key) {
    return entry(key).flatMap(entry -> text(key, entry, entry.value()));
  }

  /** Returns the texts of a key's list; empty if it is not there. */
  Optional<List<Text>> list(String key) {
    Optional<Entry> entry = entry(key);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    Node value = entry.get().value();
    // A single text is a list of one: it can mean nothing else.
    List<Node> items =
        value instanceof SequenceNode sequence ? sequence.getValue() : List.of(value);
    List<Text> texts = new ArrayList<>();
    for (Node item : items) {
      text(key, entry.get(), item).ifPresent(texts::add);
    }
    return Optional.of(texts);
  }

  /** Returns the section of a key; empty if it is not there or no section. */
  Optional<Section> section(String key) {
    Optional<Entry> entry = entry(key);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    if (entry.get().value() instanceof MappingNode mapping
        && entry.get().origin() instanceof Origin.InFile place) {
      return Optional.of(of(place.file(), mapping, mistakes).within(entry.get().origin()));
    }
    mistakes.add(
        at(entry.get(), entry.get().value()),
        key + " is a section: write its keys below it, indented, or {} for none");
    return Optional.empty();
  }

  /** Returns the sections of a key's list; empty if it is not there. */
  List<Section> sections(String key) {
    Optional<Entry> entry = entry(key);
    if (entry.isEmpty()) {
      return List.of();
    }
    Node value = entry.get().value();
    List<Node> items =
        value instanceof SequenceNode sequence ? sequence.getValue() : List.of(value);
    List<Section> sections = new ArrayList<>();
    for (Node item : items) {
      if (item instanceof MappingNode mapping
          && at(entry.get(), item) instanceof Origin.InFile place) {
        sections.add(of(place.file(), mapping, mistakes).within(place));
      } else {
        mistakes.add(
            at(entry.get(), item),
            key + " is a list of sections: write '- ' and its keys below it");
      }
    }
    return sections;
  }

  private Section within(Origin place) {
    return new Section(place, entries, mistakes);
  }

  /** Returns the keys of this section that are there. */
  Set<String> keys() {
    return entries.keySet();
  }

  private Optional<Entry> entry(String key) {
    known.add(key);
    return Optional.ofNullable(entries.get(key));
  }

  private Optional<Text> text(String key, Entry entry, Node node) {
    Origin place = at(entry, node);
    if (!(node instanceof ScalarNode scalar)) {
      mistakes.add(
          place,
          key
              + (node instanceof SequenceNode ? ": a list" : ": a section")
              + " where a single value belongs; what has [ ] { } in it needs quotes");
      return Optional.empty();
    }
    if (scalar.getTag().equals(Tag.NULL)) {
      mistakes.add(place, key + " has no value: write one, or leave the key out");
      return Optional.empty();
    }
    return Optional.of(new Text(place, scalar.getValue().strip()));
  }

  /** Notes every key that nobody asked for. */
  void reportUnknown() {
    entries.forEach(
        (key, entry) -> {
          if (!known.contains(key)) {
            mistakes.add(entry.origin(), "unknown key '" + key + "'" + Suggestion.of(key, known));
          }
        });
  }
}
