package io.shmtender.daemon.cli;

import io.shmtender.daemon.cli.TextTable.Column;
import io.shmtender.daemon.report.NodeAddress;
import io.shmtender.daemon.report.NodeRacks;
import io.shmtender.daemon.report.PartitionCounts;
import io.shmtender.daemon.report.Quantity;
import io.shmtender.daemon.report.SegmentEntry;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.SegmentStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Describes a segment on a page: itself, its nodes, its namespaces. */
final class SegmentReport {
  private final SegmentEntry entry;
  private final List<String> lines = new ArrayList<>();

  private SegmentReport(SegmentEntry entry) {
    this.entry = entry;
  }

  /** Returns the lines that describe a readable segment. */
  static List<String> of(SegmentEntry entry) {
    SegmentReport report = new SegmentReport(entry);
    report.header(entry.status().orElseThrow());
    entry.view().ifPresent(report::cluster);
    return report.lines;
  }

  private void header(SegmentStatus status) {
    lines.add("segment " + entry.file().key() + " in " + entry.path());
    field("cluster", entry.clusterName("not reached yet"));
    field("state", entry.condition() + explanation(status));
    field(
        "owner",
        "pid "
            + status.ownerPid()
            + ", started "
            + Quantity.time(status.ownerStart())
            + ", epoch "
            + status.epoch());
    field(
        "last tend",
        Quantity.age(status.heartbeatAge())
            + ", took "
            + Quantity.duration(status.lastTend())
            + "; "
            + Quantity.count(status.tends(), "tend")
            + " so far, one every "
            + Quantity.duration(status.tendInterval()));
    field("published", published());
    field(
        "room",
        Quantity.count(status.maxNodes(), "node")
            + ", "
            + Quantity.count(status.maxNamespaces(), "namespace")
            + ", "
            + Quantity.count(status.maxReplicas(), "replica")
            + " in "
            + Quantity.bytes(status.bytes())
            + "; layout version "
            + status.layoutVersion());
  }

  private void field(String name, String value) {
    lines.add("  " + name + " ".repeat(11 - name.length()) + value);
  }

  private String published() {
    if (entry.view().isEmpty()) {
      return "nothing yet";
    }
    Instant last = entry.view().get().publishedAt();
    return Quantity.count(entry.publishes(), "time")
        + ", last "
        + Quantity.time(last)
        + " ("
        + Quantity.duration(nonNegative(Duration.between(last, Instant.now())))
        + " ago)";
  }

  // Wall clocks are set back at times.
  private static Duration nonNegative(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }

  private String explanation(SegmentStatus status) {
    return switch (entry.condition()) {
      case UNREACHABLE ->
          ": no node answered the last " + Quantity.count(status.failedTends(), "tend");
      case UNTENDED ->
          ": no tend within the takeover threshold of "
              + Quantity.duration(status.takeoverThreshold());
      case CLOSED -> ": the tender was stopped, the last state stays in use";
      case INITIALISING -> ": the tender has not reached its cluster yet, see its log";
      case SUPERSEDED -> ": removed or replaced";
      case READY, DAMAGED, OTHER_VERSION, UNREADABLE, FOREIGN -> "";
    };
  }

  private void cluster(ClusterView view) {
    lines.add("");
    nodes(view);
    for (NamespaceMap namespace : view.namespaces()) {
      lines.add("");
      namespace(view, namespace);
    }
  }

  private void nodes(ClusterView view) {
    TextTable table =
        new TextTable(
            Column.text("NODE"),
            Column.text("ADDRESS"),
            Column.text("STATE"),
            Column.text("RACK"),
            Column.text("BUILD"));
    for (Node node : view.nodes()) {
      table.row(
          node.name(),
          NodeAddress.of(node),
          node.active() ? "active" : "failing",
          NodeRacks.of(view.map(), node),
          node.build());
    }
    table.lines().forEach(lines::add);
  }

  private void namespace(ClusterView view, NamespaceMap namespace) {
    PartitionCounts counts = new PartitionCounts(view.map(), namespace);
    lines.add(
        "namespace "
            + namespace.name()
            + ": "
            + Quantity.count(namespace.replicaCount(), "replica")
            + (namespace.strongConsistency() ? ", strong consistency" : "")
            + (counts.withoutMaster() == 0
                ? ", every partition has a master"
                : ", " + Quantity.count(counts.withoutMaster(), "partition") + " WITHOUT MASTER"));
    TextTable table =
        new TextTable(
            Column.text("NODE"),
            Column.number("RACK"),
            Column.number("MASTERS"),
            Column.number("PROLES"));
    for (Node node : view.nodes()) {
      table.row(
          node.name(),
          view.map().rackId(namespace, node),
          counts.masters(node),
          counts.proles(node));
    }
    if (counts.withoutMaster() + counts.missingProles() > 0) {
      table.row("(nobody)", "-", counts.withoutMaster(), counts.missingProles());
    }
    table.lines().forEach(lines::add);
  }
}
