package io.shmtender.daemon.status;

import io.shmtender.daemon.report.PartitionCounts;
import io.shmtender.daemon.report.Quantity;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;

/**
 * Who masters which partition, a picture for each namespace; the script draws it. Of many nodes and
 * namespaces, a table of the namespaces and the picture of one of them.
 */
final class PartitionsSection {
  /** How long a move counts as recent. */
  static final Duration RECENT = Duration.ofMinutes(1);

  // Entries of all legends together; there is room on the page for no more.
  private static final int MOST_ENTRIES = 128;
  // Of the only legend of a large cluster.
  private static final int MOST_NODES = 32;
  private static final int NODES_NAMED = 16;
  private static final int MOST_NAMESPACES = 128;

  private static final String[] TITLES = {
    "Replicas", "Without master", "Moved in the last minute", "Masters of a node"
  };

  private static final int TAIL = 7;

  private final StatusSnapshot snapshot;
  private final Optional<ClusterFacts> cluster;
  private final PageFocus focus;

  PartitionsSection(StatusSnapshot snapshot, Optional<ClusterFacts> cluster, PageFocus focus) {
    this.snapshot = snapshot;
    this.cluster = cluster;
    this.focus = focus;
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
            facts.view().sequence(),
            "data-node",
            focus.node().filter(name -> facts.node(name).isPresent()).orElse(""))
        .element("h2", "Masters of the 4096 partitions", "id", "partitions-title");
    List<NamespaceMap> shown = facts.namespaces();
    if (facts.nodes().size() * shown.size() > MOST_ENTRIES) {
      shown = chosen(html, facts).stream().toList();
      overview(html, facts, shown);
    }
    html.open("div", "class", "maps");
    for (NamespaceMap namespace : shown) {
      namespace(html, facts, namespace);
    }
    html.close("div").close("section");
  }

  // ---- Many ----

  private Optional<NamespaceMap> chosen(Html html, ClusterFacts facts) {
    if (focus.namespace().isPresent()) {
      String name = focus.namespace().get();
      Optional<NamespaceMap> named =
          facts.namespaces().stream().filter(each -> each.name().equals(name)).findFirst();
      if (named.isPresent()) {
        return named;
      }
      html.element("p", "There is no namespace " + name + " in the cluster.", "class", "summary");
    }
    return facts.namespaces().stream().findFirst();
  }

  private void overview(Html html, ClusterFacts facts, List<NamespaceMap> shown) {
    html.open("table", "class", "stack", "role", "table", "aria-labelledby", "partitions-title")
        .open("thead", "role", "rowgroup")
        .open("tr", "role", "row")
        .element("th", "Namespace", "scope", "col", "role", "columnheader");
    for (String title : TITLES) {
      html.element("th", title, "scope", "col", "role", "columnheader", "class", "number");
    }
    html.close("tr").close("thead").open("tbody", "role", "rowgroup");
    facts.namespaces().stream()
        .limit(MOST_NAMESPACES)
        .forEach(namespace -> row(html, facts, namespace, shown.contains(namespace)));
    html.close("tbody").close("table");
    html.element(
        "p", "Choose a namespace to see who masters which of its partitions.", "class", "note");
  }

  private void row(Html html, ClusterFacts facts, NamespaceMap namespace, boolean shown) {
    PartitionCounts counts = facts.counts(namespace);
    html.open("tr", "role", "row", "class", shown ? "shown" : "")
        .open("th", "scope", "row", "role", "rowheader")
        .element(
            "a",
            namespace.name(),
            "href",
            focus.withNamespace(namespace.name()),
            "class",
            "name",
            "aria-current",
            Boolean.toString(shown))
        .close("th");
    cell(
        html,
        TITLES[0],
        namespace.replicaCount() + (namespace.strongConsistency() ? ", strong" : ""),
        "number");
    boolean torn = counts.withoutMaster() > 0;
    cell(
        html,
        TITLES[1],
        torn ? "▲ " + counts.withoutMaster() : "0",
        torn ? "number bad" : "number");
    cell(html, TITLES[2], Integer.toString(moved(namespace)), "number");
    IntSummaryStatistics masters =
        facts.nodes().stream().mapToInt(counts::masters).summaryStatistics();
    cell(html, TITLES[3], masters.getMin() + " to " + masters.getMax(), "number");
    html.close("tr");
  }

  private static void cell(Html html, String label, String text, String style) {
    html.element("td", text, "role", "cell", "data-label", label, "class", style);
  }

  // ---- A picture ----

  private void namespace(Html html, ClusterFacts facts, NamespaceMap namespace) {
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

  private void movesAndGaps(Html html, NamespaceMap namespace, PartitionCounts counts) {
    int moved = moved(namespace);
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

  private int moved(NamespaceMap namespace) {
    return snapshot
        .observation()
        .moves()
        .getOrDefault(namespace.name(), MasterMoves.NONE)
        .since(snapshot.at().minus(RECENT).toEpochMilli());
  }

  private void legend(
      Html html, ClusterFacts facts, NamespaceMap namespace, PartitionCounts counts) {
    html.open("ul", "class", "legend", "aria-label", "Masters of " + namespace.name() + " by node");
    List<Node> named = named(facts, counts);
    for (Node node : named) {
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
    int left = facts.nodes().size() - named.size();
    if (left > 0) {
      html.element(
          "p",
          "Those of "
              + left
              + " more nodes have the same colours again. Point at a partition to see whose it is,"
              + " or choose a node above to see what it masters.",
          "class",
          "note");
    }
  }

  // Of many nodes the one that was chosen and those that master the most.
  private List<Node> named(ClusterFacts facts, PartitionCounts counts) {
    if (facts.nodes().size() <= MOST_NODES) {
      return facts.nodes();
    }
    List<Node> named = new ArrayList<>();
    focus.node().flatMap(facts::node).ifPresent(named::add);
    facts.nodes().stream()
        .filter(node -> !named.contains(node))
        .sorted(Comparator.comparingInt(node -> -counts.masters(node)))
        .limit(NODES_NAMED)
        .toList()
        .forEach(named::add);
    return named;
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
