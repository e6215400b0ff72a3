package io.shmtender.status;

import io.shmtender.cclient.CClientListener;
import io.shmtender.layout.SegmentKey;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.report.Quantity;
import io.shmtender.report.SegmentEntry;
import io.shmtender.status.CClientBoard.CClientState;
import io.shmtender.status.Stance.Role;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    if (snapshot.host().segments().isEmpty() && snapshot.cClients().isEmpty()) {
      html.element("p", "There is none.", "class", "none");
    } else {
      table(html);
    }
    html.element("p", note(), "class", "note").close("section");
  }

  private String note() {
    return "Files are in "
        + snapshot.settings().directory().path()
        + ". Readers: "
        + readers.scope()
        + (snapshot.cClients().isEmpty() ? "." : "; of C-client segments, those attached.");
  }

  private void table(Html html) {
    html.open("table", "class", "stack", "role", "table", "aria-labelledby", "segments-title")
        .open("thead", "role", "rowgroup")
        .open("tr", "role", "row");
    for (String title : new String[] {"Segment", "State", "Owner", "Nodes", "Namespaces"}) {
      html.element("th", title, "scope", "col", "role", "columnheader");
    }
    html.element("th", "Readers", "scope", "col", "role", "columnheader", "class", "number")
        .close("tr")
        .close("thead")
        .open("tbody", "role", "rowgroup");
    snapshot.host().segments().forEach(segment -> row(html, segment));
    snapshot.cClients().forEach(segment -> row(html, segment));
    html.close("tbody").close("table");
  }

  private static void name(Html html, SegmentKey key, String kind) {
    html.open("tr", "role", "row")
        .open("th", "scope", "row", "role", "rowheader")
        .element("span", key, "class", "name")
        .element("span", kind, "class", "kind")
        .close("th");
  }

  private void row(Html html, SegmentEntry segment) {
    Optional<SegmentStatus> status = segment.status();
    Optional<ClusterView> view = segment.view();
    String cluster = view.map(ClusterView::clusterName).orElse("");
    String size = status.map(s -> Quantity.bytes(s.bytes())).orElse("");
    name(
        html,
        segment.file().key(),
        Stream.of(cluster, size).filter(part -> !part.isEmpty()).collect(Collectors.joining(", ")));
    cell(html, "State", segment.condition().toString());
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
    number(html, "Readers", readers.of(segment).size());
    html.close("tr");
  }

  private void row(Html html, CClientState segment) {
    name(html, segment.settings().key(), "C clients, layout " + segment.settings().layout());
    cell(html, "State", state(segment));
    cell(
        html,
        "Owner",
        switch (segment.owner()) {
          case TENDER -> "pid " + snapshot.daemon().pid();
          case OTHER_TENDER -> "pid " + segment.pid() + ", another tender";
          case APPLICATION -> "pid " + segment.pid() + ", an application";
          case NOBODY -> snapshot.stance().role() == Role.STANDBY ? "the owner's" : "nobody";
        });
    cell(html, "Nodes", segment.nodes() + " of " + segment.settings().maxNodes());
    cell(html, "Namespaces", segment.namespaces() + " of " + segment.settings().maxNamespaces());
    // The daemon has it attached too.
    number(html, "Readers", Math.max(0, segment.attached() - 1));
    html.close("tr");
  }

  private String state(CClientState segment) {
    if (snapshot.stance().role() == Role.STANDBY) {
      return "see its owner";
    }
    String state =
        segment.problem().isEmpty()
            ? segment.owner() == CClientListener.Owner.NOBODY ? "not owned" : "ready"
            : segment.problem();
    return segment.repaired() == 0
        ? state
        : state + "; " + Quantity.count(segment.repaired(), "word") + " repaired";
  }

  private static String used(Optional<Integer> used, int room) {
    return used.map(number -> number + " of " + room).orElse("room for " + room);
  }

  private static void cell(Html html, String label, String text) {
    html.element("td", text, "role", "cell", "data-label", label);
  }

  private static void number(Html html, String label, int number) {
    html.element("td", number, "role", "cell", "data-label", label, "class", "number");
  }
}
