package io.shmtender.daemon.status;

import io.shmtender.daemon.report.NodeAddress;
import io.shmtender.daemon.report.PartitionCounts;
import io.shmtender.daemon.report.Quantity;
import io.shmtender.daemon.status.NodeTroubles.Trouble;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import java.util.List;
import java.util.Optional;

/**
 * The nodes. A few in a table; of many, those that somebody should look at in a table, all of them
 * as links, and the one that was chosen in detail.
 */
final class NodesSection {
  /** More are not all in a table. */
  static final int MOST_ROWS = 32;

  private static final int MOST_TILES = 1024;

  private final StatusSnapshot snapshot;
  private final Optional<ClusterFacts> cluster;
  private final PageFocus focus;
  private final Times times;
  private final boolean current;

  NodesSection(
      StatusSnapshot snapshot, Optional<ClusterFacts> cluster, PageFocus focus, Times times) {
    this.snapshot = snapshot;
    this.cluster = cluster;
    this.focus = focus;
    this.times = times;
    this.current = snapshot.observation().segment().filter(ClusterFacts::isCurrent).isPresent();
  }

  void write(Html html) {
    html.open("section", "id", "nodes", "aria-labelledby", "nodes-title")
        .element("h2", "Nodes", "id", "nodes-title");
    if (cluster.isEmpty()) {
      html.element("p", "None is known yet.", "class", "none");
    } else if (cluster.get().nodes().size() <= MOST_ROWS) {
      table(html, cluster.get(), List.of());
    } else {
      overview(html, cluster.get());
    }
    html.close("section");
  }

  // ---- Many ----

  private void overview(Html html, ClusterFacts facts) {
    NodeSurvey survey = new NodeSurvey(facts, current);
    html.element("p", survey.summary(), "class", "summary");
    if (focus.node().isPresent()) {
      chosen(html, facts, focus.node().get());
    }
    if (!survey.conspicuous().isEmpty()) {
      table(html, facts, survey.conspicuous());
      if (survey.further() > 0) {
        html.element(
            "p",
            "and " + Quantity.count(survey.further(), "more node") + ", marked below.",
            "class",
            "note");
      }
    }
    tiles(html, facts, survey);
  }

  private void tiles(Html html, ClusterFacts facts, NodeSurvey survey) {
    html.open("ul", "class", "tiles", "aria-label", "All nodes");
    facts.nodes().stream().limit(MOST_TILES).forEach(node -> tile(html, node, survey));
    html.close("ul");
    int left = facts.nodes().size() - MOST_TILES;
    if (left > 0) {
      html.element("p", "and " + left + " more in the status as JSON, below.", "class", "note");
    }
  }

  private void tile(Html html, Node node, NodeSurvey survey) {
    html.open("li");
    boolean chosen = focus.node().filter(node.name()::equals).isPresent();
    String address = focus.withNode(node.name());
    boolean bad = current && !node.active();
    String style = bad ? "bad" : survey.isConspicuous(node) ? "odd" : "";
    if (style.isEmpty() && !chosen) {
      html.open("a", "href", address, "title", node.name());
    } else {
      html.open(
          "a",
          "href",
          address,
          "title",
          node.name(),
          "class",
          style,
          "aria-current",
          Boolean.toString(chosen));
    }
    if (bad) {
      html.element("span", "Does not answer: ", "class", "unseen");
    }
    html.text(survey.shortName(node)).close("a").close("li");
  }

  private void chosen(Html html, ClusterFacts facts, String name) {
    html.open("div", "class", "chosen");
    Optional<Node> node = facts.node(name);
    if (node.isEmpty()) {
      html.element("p", "There is no node " + name + " in the cluster.", "class", "none");
    } else {
      html.element("h3", "Node " + name);
      details(html, facts, node.get());
    }
    html.open("p", "class", "note")
        .element("a", "No node in detail", "href", focus.withoutNode())
        .close("p")
        .close("div");
  }

  private void details(Html html, ClusterFacts facts, Node node) {
    html.element(
        "p",
        NodeAddress.of(node)
            + (current ? node.active() ? ", active" : ", does not answer" : ", state unknown")
            + trouble(node).map(why -> " " + why).orElse("")
            + ", build "
            + node.build()
            + ", master of "
            + facts.masters(node)
            + " partitions, prole of "
            + facts.proles(node)
            + ".",
        "class",
        "summary");
    html.open("table", "class", "stack", "role", "table", "aria-label", "Namespaces of the node")
        .open("thead", "role", "rowgroup")
        .open("tr", "role", "row")
        .element("th", "Namespace", "scope", "col", "role", "columnheader");
    for (String title : new String[] {"Rack", "Masters", "Proles"}) {
      html.element("th", title, "scope", "col", "role", "columnheader", "class", "number");
    }
    html.close("tr").close("thead").open("tbody", "role", "rowgroup");
    for (NamespaceMap namespace : facts.namespaces()) {
      PartitionCounts counts = facts.counts(namespace);
      html.open("tr", "role", "row")
          .open("th", "scope", "row", "role", "rowheader")
          .element("span", namespace.name(), "class", "name")
          .close("th");
      cell(html, "Rack", Integer.toString(facts.view().map().rackId(namespace, node)), "number");
      cell(html, "Masters", Integer.toString(counts.masters(node)), "number");
      cell(html, "Proles", Integer.toString(counts.proles(node)), "number");
      html.close("tr");
    }
    html.close("tbody").close("table");
  }

  // Empty if nothing is known: a standby does not ask the nodes itself.
  private Optional<String> trouble(Node node) {
    Trouble trouble = snapshot.troubles().get(node.name());
    return trouble == null || node.active()
        ? Optional.empty()
        : Optional.of("since " + times.of(trouble.since()) + ": " + trouble.why());
  }

  // ---- A table ----

  /** Writes the table of nodes with what is odd about them; of all nodes if there are none. */
  private void table(Html html, ClusterFacts facts, List<NodeSurvey.Finding> findings) {
    int most = facts.nodes().stream().mapToInt(facts::masters).max().orElse(0);
    // The roles are those of a table anyway, but browsers forget them when a narrow screen shows
    // its cells below each other.
    html.open("table", "class", "stack", "role", "table", "aria-labelledby", "nodes-title")
        .open("thead", "role", "rowgroup")
        .open("tr", "role", "row");
    for (String title : new String[] {"Node", "Address", "State", "Build", "Rack"}) {
      html.element("th", title, "scope", "col", "role", "columnheader");
    }
    html.element("th", "Masters", "scope", "col", "role", "columnheader", "class", "number")
        .empty("td", "role", "cell", "aria-hidden", "true")
        .element("th", "Proles", "scope", "col", "role", "columnheader", "class", "number")
        .close("tr")
        .close("thead")
        .open("tbody", "role", "rowgroup");
    if (findings.isEmpty()) {
      facts.nodes().forEach(node -> row(html, facts, node, "", most));
    } else {
      findings.forEach(finding -> row(html, facts, finding.node(), finding.what(), most));
    }
    html.close("tbody").close("table");
  }

  private void row(Html html, ClusterFacts facts, Node node, String finding, int most) {
    int mark = snapshot.observation().marks().getOrDefault(node.name(), 0);
    html.open("tr", "role", "row", "data-node", node.name())
        .open("th", "scope", "row", "role", "rowheader");
    Swatch.write(html, mark);
    html.element("span", node.name(), "class", "name").close("th");
    cell(html, "Address", NodeAddress.of(node), "code");
    state(html, node, finding);
    cell(html, "Build", node.build(), "");
    cell(html, "Rack", facts.racks(node), "");
    cell(html, "Masters", Integer.toString(facts.masters(node)), "number");
    html.open("td", "role", "cell", "class", "share-cell", "aria-hidden", "true");
    share(html, mark, facts.masters(node), most);
    html.close("td");
    cell(html, "Proles", Integer.toString(facts.proles(node)), "number");
    html.close("tr");
  }

  private void state(Html html, Node node, String finding) {
    String style = !current ? "plain" : node.active() ? "good" : "bad";
    String glyph = !current ? "○" : node.active() ? "●" : "▲";
    String word = !current ? " unknown" : node.active() ? " active" : " does not answer";
    html.open("td", "role", "cell", "data-label", "State", "class", style)
        .element("span", glyph, "aria-hidden", "true", "class", "glyph")
        .text(word);
    String more = current && !node.active() ? trouble(node).orElse(finding) : finding;
    if (!more.isEmpty()) {
      html.element("span", more, "class", "kind");
    }
    html.close("td");
  }

  private static void cell(Html html, String label, String text, String style) {
    html.element("td", text, "role", "cell", "data-label", label, "class", style);
  }

  private static void share(Html html, int mark, int value, int most) {
    html.open(
        "svg",
        "class",
        "share",
        "viewBox",
        "0 0 100 8",
        "preserveAspectRatio",
        "none",
        "aria-hidden",
        "true");
    if (value > 0) {
      Swatch.fill(html, mark, 100.0 * value / most, 8);
    }
    html.close("svg");
  }
}
