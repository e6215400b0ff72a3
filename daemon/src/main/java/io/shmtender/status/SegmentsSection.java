package io.shmtender.status;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.report.Quantity;
import io.shmtender.report.SegmentEntry;
import java.util.Optional;

/** The segments of the directory and who reads them, in a table. */
final class SegmentsSection {
  private final StatusSnapshot snapshot;
  private final SegmentReaders readers;

  SegmentsSection(StatusSnapshot snapshot) {
    this.snapshot = snapshot;
    this.readers = new SegmentReaders(snapshot);
  }

  void write(Html html) {
    html.open("section", "id", "segments", "aria-labelledby", "segments-title")
        .element("h2", "Segments and their readers", "id", "segments-title");
    if (snapshot.host().segments().isEmpty()) {
      html.element("p", "There is none.", "class", "none");
    } else {
      table(html);
    }
    html.element(
            "p",
            "In " + snapshot.settings().directory().path() + ". Readers: " + readers.scope() + ".",
            "class",
            "note")
        .close("section");
  }

  private void table(Html html) {
    html.open("table", "class", "stack", "role", "table", "aria-labelledby", "segments-title")
        .open("thead", "role", "rowgroup")
        .open("tr", "role", "row");
    for (String title :
        new String[] {"Segment", "State", "Owner", "Nodes", "Namespaces", "Size", "Readers"}) {
      html.element("th", title, "scope", "col", "role", "columnheader");
    }
    html.close("tr").close("thead").open("tbody", "role", "rowgroup");
    snapshot.host().segments().forEach(segment -> row(html, segment));
    html.close("tbody").close("table");
  }

  private void row(Html html, SegmentEntry segment) {
    Optional<SegmentStatus> status = segment.status();
    Optional<ClusterView> view = segment.view();
    String cluster = view.map(ClusterView::clusterName).orElse("");
    html.open("tr", "role", "row")
        .open("th", "scope", "row", "role", "rowheader")
        .element("span", segment.file().key(), "class", "name")
        .close("th");
    cell(html, "State", segment.condition() + (cluster.isEmpty() ? "" : ", " + cluster));
    cell(html, "Owner", status.map(s -> "pid " + s.ownerPid()).orElse("unknown"));
    cell(
        html,
        "Nodes",
        status.map(s -> used(view.map(v -> v.nodes().size()), s.maxNodes())).orElse("unknown"));
    cell(
        html,
        "Namespaces",
        status
            .map(s -> used(view.map(v -> v.namespaces().size()), s.maxNamespaces()))
            .orElse("unknown"));
    cell(html, "Size", status.map(s -> Quantity.bytes(s.bytes())).orElse("unknown"));
    cell(html, "Readers", Integer.toString(readers.of(segment).size()));
    html.close("tr");
  }

  private static String used(Optional<Integer> used, int room) {
    return used.map(number -> number + " of " + room).orElse("room for " + room);
  }

  private static void cell(Html html, String label, String text) {
    html.element("td", text, "role", "cell", "data-label", label);
  }
}
