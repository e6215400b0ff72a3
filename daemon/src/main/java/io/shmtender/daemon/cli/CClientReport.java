package io.shmtender.daemon.cli;

import io.shmtender.daemon.cclient.CClientStatus;
import io.shmtender.daemon.cclient.CClientStatus.NodeSlot;
import io.shmtender.daemon.cclient.CClientStatus.Table;
import io.shmtender.daemon.cli.TextTable.Column;
import io.shmtender.daemon.report.Condition;
import io.shmtender.daemon.report.NodeAddress;
import io.shmtender.daemon.report.Quantity;
import io.shmtender.daemon.report.SegmentJson;
import io.shmtender.daemon.segment.SegmentSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows C-client segments: as rows, on a page, and as JSON. */
final class CClientReport {
  private CClientReport() {}

  /** Returns how a segment is doing. */
  static Condition condition(CClientStatus segment) {
    if (!segment.locked()) {
      return Condition.CLOSED;
    } else if (!segment.isTended(SegmentSettings.DEFAULT_TAKEOVER_THRESHOLD)) {
      return Condition.UNTENDED;
    }
    return segment.ready() ? Condition.READY : Condition.INITIALISING;
  }

  private static String owner(CClientStatus segment) {
    return segment.anyTender() ? "tender" : "application";
  }

  private static String layout(CClientStatus segment) {
    return segment.layout() + (segment.layoutSure() ? "" : "?");
  }

  /** Returns headings and a row for each segment. */
  static List<String> rows(List<CClientStatus> segments) {
    TextTable table =
        new TextTable(
            Column.text("C-CLIENT KEY"),
            Column.text("LAYOUT"),
            Column.text("STATE"),
            Column.text("OWNER"),
            Column.number("TENDED"),
            Column.number("NODES"),
            Column.number("NAMESPACES"),
            Column.number("ATTACHED"),
            Column.number("SIZE"),
            Column.number("ID"));
    for (CClientStatus segment : segments) {
      table.row(
          segment.key(),
          layout(segment),
          condition(segment),
          segment.ownerPid() + " (" + owner(segment) + ")",
          Quantity.age(segment.timestampAge()),
          segment.nodes().size() + "/" + segment.maxNodes(),
          segment.namespaces().size() + "/" + segment.maxNamespaces(),
          segment.attached(),
          Quantity.bytes(segment.bytes()),
          segment.id());
    }
    return table.lines();
  }

  /** Returns the lines that describe a segment. */
  static List<String> page(CClientStatus segment) {
    List<String> lines = new ArrayList<>();
    lines.add("C-client segment " + segment.key() + ", System V id " + segment.id());
    lines.add(
        "  layout     "
            + segment.layout()
            + (segment.layoutSure() ? "" : ", by its looks: its owner does not say"));
    lines.add("  state      " + condition(segment));
    lines.add("  owner      pid " + segment.ownerPid() + ", " + ownerInWords(segment));
    lines.add("  last tend  " + Quantity.age(segment.timestampAge()));
    lines.add(
        "  attached   by "
            + segment.attached()
            + (segment.attached() == 1 ? " process" : " processes"));
    lines.add(
        "  room       "
            + segment.nodes().size()
            + " of "
            + Quantity.count(segment.maxNodes(), "node")
            + ", "
            + segment.namespaces().size()
            + " of "
            + Quantity.count(segment.maxNamespaces(), "namespace")
            + " used, in "
            + Quantity.bytes(segment.bytes()));
    if (!segment.nodes().isEmpty()) {
      lines.add("");
      lines.addAll(nodes(segment));
    }
    for (Table table : segment.namespaces()) {
      lines.add("");
      lines.addAll(namespace(segment, table));
    }
    return lines;
  }

  private static String ownerInWords(CClientStatus segment) {
    return segment
        .tender()
        .map(tender -> "the tender of key " + tender.key() + " in " + tender.directory().path())
        .orElse(
            segment.anyTender()
                ? "a tender whose native segment is elsewhere: see --directory"
                : "an application");
  }

  private static List<String> nodes(CClientStatus segment) {
    TextTable table =
        new TextTable(
            Column.number("SLOT"),
            Column.text("NODE"),
            Column.text("ADDRESS"),
            Column.text("STATE"),
            Column.text("RACK"));
    for (int slot = 0; slot < segment.nodes().size(); slot++) {
      NodeSlot node = segment.nodes().get(slot);
      table.row(
          slot + 1,
          node.name(),
          NodeAddress.of(node.address(), node.port(), node.tlsName()),
          node.active() ? "active" : "gone",
          node.rackId() == -1 ? "differs" : Integer.toString(node.rackId()));
    }
    return table.lines();
  }

  private static List<String> namespace(CClientStatus segment, Table namespace) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "namespace "
            + namespace.namespace()
            + namespace.replicas().map(r -> ": " + Quantity.count(r, "replica")).orElse("")
            + (namespace.strongConsistency() ? ", strong consistency" : "")
            + (namespace.withoutMaster() == 0
                ? ", every partition has a master"
                : ", "
                    + Quantity.count(namespace.withoutMaster(), "partition")
                    + " WITHOUT MASTER"));
    TextTable table =
        new TextTable(Column.text("NODE"), Column.number("MASTERS"), Column.number("PROLES"));
    for (int slot = 0; slot < segment.nodes().size(); slot++) {
      table.row(
          segment.nodes().get(slot).name(),
          namespace.masters().get(slot),
          namespace.proles().get(slot));
    }
    lines.addAll(table.lines());
    return lines;
  }

  // ---- JSON ----

  /** Returns what {@code ls} shows. */
  static Map<String, Object> summary(CClientStatus segment) {
    Map<String, Object> json = header(segment);
    json.put("nodes", segment.nodes().size());
    json.put("namespaces", segment.namespaces().size());
    return json;
  }

  /** Returns what {@code inspect} shows. */
  static Map<String, Object> details(CClientStatus segment) {
    Map<String, Object> json = header(segment);
    json.put("nodes", segment.nodes().stream().map(CClientReport::node).toList());
    json.put(
        "namespaces",
        segment.namespaces().stream().map(table -> namespaceJson(segment, table)).toList());
    return json;
  }

  private static Map<String, Object> header(CClientStatus segment) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", "c-client");
    json.put("key", segment.key());
    json.put("id", segment.id());
    json.put("layout", segment.layout());
    json.put("layout_sure", segment.layoutSure());
    json.put("state", condition(segment));
    json.put("tended", segment.isTended(SegmentSettings.DEFAULT_TAKEOVER_THRESHOLD));
    json.put("owner", owner(segment));
    json.put("owner_pid", segment.ownerPid());
    json.put("last_tend_age_ms", segment.timestampAge().toMillis());
    json.put("attached", segment.attached());
    json.put("bytes", segment.bytes());
    json.put("max_nodes", segment.maxNodes());
    json.put("max_namespaces", segment.maxNamespaces());
    return json;
  }

  private static Map<String, Object> node(NodeSlot node) {
    Map<String, Object> json =
        SegmentJson.identity(node.name(), node.address(), node.port(), node.tlsName());
    json.put("rack", node.rackId());
    json.put("active", node.active());
    return json;
  }

  private static Map<String, Object> namespaceJson(CClientStatus segment, Table table) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", table.namespace());
    json.put("strong_consistency", table.strongConsistency());
    table.replicas().ifPresent(replicas -> json.put("replicas", replicas));
    json.put("partitions_without_master", table.withoutMaster());
    List<Object> nodes = new ArrayList<>();
    for (int slot = 0; slot < segment.nodes().size(); slot++) {
      Map<String, Object> node = new LinkedHashMap<>();
      node.put("name", segment.nodes().get(slot).name());
      node.put("masters", table.masters().get(slot));
      node.put("proles", table.proles().get(slot));
      nodes.add(node);
    }
    json.put("nodes", nodes);
    return json;
  }
}
