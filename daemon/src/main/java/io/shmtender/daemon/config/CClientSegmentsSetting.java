package io.shmtender.daemon.config;

import static io.shmtender.daemon.cclient.CClientSettings.DEFAULT_MAX_NAMESPACES;
import static io.shmtender.daemon.cclient.CClientSettings.DEFAULT_MAX_NODES;
import static io.shmtender.daemon.cclient.CClientSettings.MAX_NAMESPACES_LIMIT;
import static io.shmtender.daemon.cclient.CClientSettings.MAX_NODES_LIMIT;

import io.shmtender.daemon.cclient.CClientLayout;
import io.shmtender.daemon.cclient.CClientSettings;
import io.shmtender.daemon.cclient.SegmentAccess;
import io.shmtender.reader.layout.SegmentKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code c-client-segments}: a list of sections in the file, a text each as a flag. */
final class CClientSegmentsSetting {
  static final String KEY = "c-client-segments";

  private static final ValueType<CClientLayout> LAYOUT =
      ValueType.of(CClientLayout::parse, CClientLayout::toString);
  private static final ValueType<Integer> MAX_NODES = ValueTypes.integer(1, MAX_NODES_LIMIT);
  private static final ValueType<Integer> MAX_NAMESPACES =
      ValueTypes.integer(1, MAX_NAMESPACES_LIMIT);
  private static final ValueType<Integer> MODE =
      ValueType.of(CClientSegmentsSetting::mode, SegmentAccess::show);
  private static final ValueType<CClientSettings> TEXT =
      ValueType.of(CClientSegmentsSetting::parse, CClientSegmentsSetting::show);

  private final Lookup lookup;
  private final Set<SegmentKey> keys = new HashSet<>();

  private CClientSegmentsSetting(Lookup lookup) {
    this.lookup = lookup;
  }

  /** Returns the segments, none if nobody set any. */
  static List<CClientSettings> read(Lookup lookup) {
    return new CClientSegmentsSetting(lookup).read();
  }

  private List<CClientSettings> read() {
    List<CClientSettings> inFile = new ArrayList<>();
    for (Lookup section : lookup.sections(KEY)) {
      segment(section).ifPresent(inFile::add);
    }
    List<CClientSettings> segments = lookup.flag(KEY, TEXT).map(this::distinct).orElse(inFile);
    lookup.noteList(KEY, segments.stream().map(CClientSegmentsSetting::show).toList());
    return segments;
  }

  // Empty if something is wrong with it, which is noted.
  private Optional<CClientSettings> segment(Lookup section) {
    Optional<CClientLayout> layout = section.optional("layout", LAYOUT);
    Optional<SegmentKey> key = section.optional("key", ValueTypes.KEY);
    int nodes = section.value("max-nodes", MAX_NODES, DEFAULT_MAX_NODES);
    int namespaces = section.value("max-namespaces", MAX_NAMESPACES, DEFAULT_MAX_NAMESPACES);
    int mode = section.value("mode", MODE, SegmentAccess.DEFAULT_MODE);
    Optional<String> group = section.optional("group", ValueTypes.GROUP);
    section.reportUnknown();
    if (layout.isEmpty()) {
      if (section.sound("layout")) {
        section.reject(
            "layout", "which layout of the C client? Known are " + List.of(CClientLayout.values()));
      }
      return Optional.empty();
    }
    if (!section.sound("key") || !section.sound("mode") || !section.sound("group")) {
      return Optional.empty();
    }
    SegmentAccess access;
    try {
      access = new SegmentAccess(mode, group);
    } catch (IllegalArgumentException e) {
      section.reject("group", e.getMessage());
      return Optional.empty();
    }
    SegmentKey effective = key.orElse(layout.get().defaultKey());
    if (!keys.add(effective)) {
      section.reject("key", twice(effective));
      return Optional.empty();
    }
    return Optional.of(new CClientSettings(effective, layout.get(), nodes, namespaces, access));
  }

  private List<CClientSettings> distinct(List<CClientSettings> given) {
    Set<SegmentKey> seen = new HashSet<>();
    for (CClientSettings segment : given) {
      if (!seen.add(segment.key())) {
        lookup.reject(KEY, twice(segment.key()));
      }
    }
    return given;
  }

  private static String twice(SegmentKey key) {
    return "the key " + key + " is another segment's already: give each a key of its own";
  }

  private static CClientSettings parse(String text) {
    String[] parts = text.strip().split(":", -1);
    if (parts.length == 1) {
      CClientLayout layout = CClientLayout.parse(parts[0]);
      return CClientSettings.defaults(layout.defaultKey(), layout);
    }
    if (parts.length > 6) {
      throw new IllegalArgumentException(
          "'" + text + "' is not KEY:LAYOUT or KEY:LAYOUT:MAX-NODES:MAX-NAMESPACES[:MODE[:GROUP]]");
    }
    return new CClientSettings(
        SegmentKey.parse(parts[0]),
        CClientLayout.parse(parts[1]),
        parts.length > 2 ? MAX_NODES.parse(parts[2]) : DEFAULT_MAX_NODES,
        parts.length > 3 ? MAX_NAMESPACES.parse(parts[3]) : DEFAULT_MAX_NAMESPACES,
        new SegmentAccess(
            parts.length > 4 ? MODE.parse(parts[4]) : SegmentAccess.DEFAULT_MODE,
            parts.length > 5 ? Optional.of(ValueTypes.GROUP.parse(parts[5])) : Optional.empty()));
  }

  private static String show(CClientSettings segment) {
    return segment.key()
        + ":"
        + segment.layout()
        + ":"
        + segment.maxNodes()
        + ":"
        + segment.maxNamespaces()
        + (segment.access().equals(SegmentAccess.DEFAULT) ? "" : showAccess(segment.access()));
  }

  private static String showAccess(SegmentAccess access) {
    return ":" + SegmentAccess.show(access.mode()) + access.group().map(":"::concat).orElse("");
  }

  private static int mode(String text) {
    if (!text.matches("0?[0-7]{3}")) {
      throw new IllegalArgumentException("'" + text + "' is not a mode: write 0600, 0660 or 0666");
    }
    int mode = Integer.parseInt(text, 8);
    SegmentAccess.checkMode(mode);
    return mode;
  }
}
