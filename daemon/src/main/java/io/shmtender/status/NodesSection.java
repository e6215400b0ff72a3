package io.shmtender.status;

import io.shmtender.reader.Node;
import io.shmtender.report.NodeAddress;
import java.util.Optional;

/** The nodes in a table. */
final class NodesSection {
  private final StatusSnapshot snapshot;
  private final Optional<ClusterFacts> cluster;

  NodesSection(StatusSnapshot snapshot, Optional<ClusterFacts> cluster) {
    this.snapshot = snapshot;
    this.cluster = cluster;
  }

  void write(Html html) {
    html.open("section", "id", "nodes", "aria-labelledby", "nodes-title")
        .element("h2", "Nodes", "id", "nodes-title");
    if (cluster.isPresent()) {
      table(html, cluster.get());
    } else {
      html.element("p", "None is known yet.", "class", "none");
    }
    html.close("section");
  }

  private void table(Html html, ClusterFacts facts) {
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
    for (Node node : facts.nodes()) {
      row(html, facts, node, most);
    }
    html.close("tbody").close("table");
  }

  private void row(Html html, ClusterFacts facts, Node node, int most) {
    int mark = snapshot.observation().marks().getOrDefault(node.name(), 0);
    html.open("tr", "role", "row", "data-node", node.name())
        .open("th", "scope", "row", "role", "rowheader");
    Swatch.write(html, mark);
    html.element("span", node.name(), "class", "name").close("th");
    cell(html, "Address", NodeAddress.of(node), "code");
    state(html, node);
    cell(html, "Build", node.build(), "");
    cell(html, "Rack", facts.racks(node), "");
    cell(html, "Masters", Integer.toString(facts.masters(node)), "number");
    html.open("td", "role", "cell", "class", "share-cell", "aria-hidden", "true");
    share(html, mark, facts.masters(node), most);
    html.close("td");
    cell(html, "Proles", Integer.toString(facts.proles(node)), "number");
    html.close("tr");
  }

  private void state(Html html, Node node) {
    boolean current = snapshot.observation().segment().filter(ClusterFacts::isCurrent).isPresent();
    String style = !current ? "plain" : node.active() ? "good" : "bad";
    String glyph = !current ? "○" : node.active() ? "●" : "▲";
    String word = !current ? " unknown" : node.active() ? " active" : " does not answer";
    html.open("td", "role", "cell", "data-label", "State", "class", style)
        .element("span", glyph, "aria-hidden", "true", "class", "glyph")
        .text(word)
        .close("td");
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
