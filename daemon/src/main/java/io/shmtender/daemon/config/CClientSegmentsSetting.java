package io.shmtender.daemon.config;

import io.shmtender.daemon.cclient.CClientLayout;
import io.shmtender.daemon.cclient.CClientSettings;
import io.shmtender.daemon.cclient.SegmentAccess;
import io.shmtender.reader.layout.SegmentKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code c-client-segments}: a list of sections in the file, a text each as a flag. */
final class CClientSegmentsSetting {
  static final ValueType<CClientLayout> LAYOUT =
      ValueType.of(
          CClientLayout::parse,
          CClientLayout::toString,
          Arrays.stream(CClientLayout.values())
              .map(CClientLayout::toString)
              .collect(Collectors.joining(", ")));
  static final ValueType<Integer> MODE =
      ValueType.of(CClientSegmentsSetting::mode, SegmentAccess::show, "0600, 0660 or 0666");
  static final ValueType<CClientSettings> TEXT =
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
    for (Lookup section : lookup.sections(Setting.C_CLIENT_SEGMENTS)) {
      segment(section).ifPresent(inFile::add);
    }
    List<CClientSettings> segments =
        lookup.flag(Setting.C_CLIENT_SEGMENTS).map(this::distinct).orElse(inFile);
    lookup.noteList(Setting.C_CLIENT_SEGMENTS, segments);
    return segments;
  }

  // Empty if something is wrong with it, which is noted.
  private Optional<CClientSettings> segment(Lookup section) {
    Optional<CClientLayout> layout = section.optional(Setting.C_CLIENT_LAYOUT);
    Optional<SegmentKey> key = section.optional(Setting.C_CLIENT_KEY);
    int nodes = section.value(Setting.C_CLIENT_MAX_NODES);
    int namespaces = section.value(Setting.C_CLIENT_MAX_NAMESPACES);
    int mode = section.value(Setting.C_CLIENT_MODE);
    Optional<String> group = section.optional(Setting.C_CLIENT_GROUP);
    section.reportUnknown();
    if (layout.isEmpty()) {
      if (section.sound(Setting.C_CLIENT_LAYOUT)) {
        section.reject(
            Setting.C_CLIENT_LAYOUT,
            "which layout of the C client? Known are " + List.of(CClientLayout.values()));
      }
      return Optional.empty();
    }
    if (!section.sound(Setting.C_CLIENT_KEY)
        || !section.sound(Setting.C_CLIENT_MODE)
        || !section.sound(Setting.C_CLIENT_GROUP)) {
      return Optional.empty();
    }
    SegmentAccess access;
    try {
      access = new SegmentAccess(mode, group);
    } catch (IllegalArgumentException e) {
      section.reject(Setting.C_CLIENT_GROUP, e.getMessage());
      return Optional.empty();
    }
    SegmentKey effective = key.orElse(layout.get().defaultKey());
    if (!keys.add(effective)) {
      section.reject(Setting.C_CLIENT_KEY, twice(effective));
      return Optional.empty();
    }
    return Optional.of(new CClientSettings(effective, layout.get(), nodes, namespaces, access));
  }

  private List<CClientSettings> distinct(List<CClientSettings> given) {
    Set<SegmentKey> seen = new HashSet<>();
    for (CClientSettings segment : given) {
      if (!seen.add(segment.key())) {
        lookup.reject(Setting.C_CLIENT_SEGMENTS, twice(segment.key()));
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
        part(parts, 2, Setting.C_CLIENT_MAX_NODES),
        part(parts, 3, Setting.C_CLIENT_MAX_NAMESPACES),
        new SegmentAccess(
            part(parts, 4, Setting.C_CLIENT_MODE),
            parts.length > 5 ? Optional.of(ValueTypes.GROUP.parse(parts[5])) : Optional.empty()));
  }

  private static <T> T part(String[] parts, int index, Setting<T> setting) {
    return parts.length > index ? setting.type().parse(parts[index]) : setting.byDefault();
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
