package io.shmtender.status;

import io.shmtender.reader.NamespaceView;
import io.shmtender.reader.Node;
import io.shmtender.report.PartitionCounts;
import io.shmtender.report.Quantity;
import java.time.Duration;
import java.util.Optional;

/** Who masters which partition, a picture for each namespace; the script draws it. */
final class PartitionsSection {
  /** How long a move counts as recent. */
  static final Duration RECENT = Duration.ofMinutes(1);

  private static final int TAIL = 7;

  private final StatusSnapshot snapshot;
  private final Optional<ClusterFacts> cluster;

  PartitionsSection(StatusSnapshot snapshot, Optional<ClusterFacts> cluster) {
    this.snapshot = snapshot;
    this.cluster = cluster;
  }

  void write(Html html) {
    if (cluster.isEmpty()) {
      return;
    }
    ClusterFacts facts = cluster.get();
    html.open(
            "section",
            "id",
            "partitions",
            "aria-labelledby",
            "partitions-title",
            "data-sequence",
            facts.view().sequence())
        .element("h2", "Masters of the 4096 partitions", "id", "partitions-title")
        .open("div", "class", "maps");
    for (NamespaceView namespace : facts.namespaces()) {
      namespace(html, facts, namespace);
    }
    html.close("div").close("section");
  }

  private void namespace(Html html, ClusterFacts facts, NamespaceView namespace) {
    PartitionCounts counts = facts.counts(namespace);
    html.open("figure", "class", "map", "data-namespace", namespace.name())
        .open("figcaption")
        .element("h3", namespace.name())
        .element(
            "p",
            Quantity.count(namespace.replicaCount(), "replica")
                + (namespace.strongConsistency() ? ", strong consistency" : ""))
        .close("figcaption")
        .open("div", "class", "plot")
        .open("div", "class", "picture")
        .empty(
            "canvas",
            "width",
            "512",
            "height",
            "512",
            "tabindex",
            "0",
            "role",
            "img",
            "aria-label",
            "Partitions of " + namespace.name() + " by master; arrow keys go from one to the next")
        .close("div")
        .open("div", "class", "key");
    movesAndGaps(html, namespace, counts);
    legend(html, facts, namespace, counts);
    html.element("p", "", "class", "readout", "aria-live", "polite")
        .close("div")
        .close("div")
        .close("figure");
  }

  private void movesAndGaps(Html html, NamespaceView namespace, PartitionCounts counts) {
    long since = snapshot.at().minus(RECENT).toEpochMilli();
    int moved =
        snapshot
            .observation()
            .moves()
            .getOrDefault(namespace.name(), MasterMoves.NONE)
            .since(since);
    html.open("p", "class", "moved")
        .text(
            moved == 0
                ? "No master moved in the last minute"
                : Quantity.count(moved, "master") + " moved in the last minute");
    if (moved > 0) {
      html.element("span", ", shown bright", "class", "drawn");
    }
    if (counts.withoutMaster() > 0) {
      html.text("; ")
          .element(
              "strong",
              Quantity.count(counts.withoutMaster(), "partition") + " without master",
              "class",
              "bad");
    }
    html.close("p");
  }

  private void legend(
      Html html, ClusterFacts facts, NamespaceView namespace, PartitionCounts counts) {
    html.open("ul", "class", "legend", "aria-label", "Masters of " + namespace.name() + " by node");
    for (Node node : facts.nodes()) {
      int mark = snapshot.observation().marks().getOrDefault(node.name(), 0);
      html.open("li").open("button", "type", "button", "data-pick", node.name());
      Swatch.write(html, mark);
      name(html, node.name());
      html.element("span", counts.masters(node), "class", "count").close("button").close("li");
    }
    if (counts.withoutMaster() > 0) {
      html.open("li").open("button", "type", "button", "data-pick", "");
      Swatch.writeNobody(html);
      html.element("span", "nobody", "class", "name")
          .element("span", counts.withoutMaster(), "class", "count")
          .close("button")
          .close("li");
    }
    html.close("ul");
  }

  // Names of one cluster differ at the end: where there is no room for all, the middle is left out.
  private static void name(Html html, String name) {
    int tail = Math.max(0, name.length() - TAIL);
    html.open("span", "class", "name", "title", name)
        .element("span", name.substring(0, tail), "class", "head")
        .element("span", name.substring(tail))
        .close("span");
  }
}
