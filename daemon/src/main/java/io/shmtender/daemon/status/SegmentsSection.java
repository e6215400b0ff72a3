package io.shmtender.daemon.status;

import io.shmtender.daemon.cclient.CClientListener;
import io.shmtender.daemon.report.Excerpt;
import io.shmtender.daemon.report.Quantity;
import io.shmtender.daemon.status.CClientBoard.CClientState;
import io.shmtender.daemon.status.Stance.Role;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.layout.SegmentKey;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The segments of the directory and who reads them, in a table. */
final class SegmentsSection {
  private static final int MOST_ROWS = 32;
  private static final int PROBLEM_LENGTH = 400;

  private final StatusSnapshot snapshot;
  private final Times times;
  private final SegmentReaders readers;

  SegmentsSection(StatusSnapshot snapshot, Times times) {
    this.snapshot = snapshot;
    this.times = times;
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
    int left = Math.max(0, snapshot.host().segments().size() - MOST_ROWS);
    return "Files are in "
        + snapshot.settings().directory().path()
        + (left == 0 ? "" : ", " + left + " more than are shown")
        + ". Readers: "
        + readers.scope()
        + (snapshot.cClients().isEmpty() ? "" : "; of C-client segments, those attached")
        + ". Looked at "
        + times.of(snapshot.host().at())
        + ".";
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
    snapshot.host().segments().stream().limit(MOST_ROWS).forEach(segment -> row(html, segment));
    snapshot.cClients().stream().limit(MOST_ROWS).forEach(segment -> row(html, segment));
    html.close("tbody").close("table");
  }

  private static void name(Html html, SegmentKey key, String kind) {
    html.open("tr", "role", "row")
        .open("th", "scope", "row", "role", "rowheader")
        .element("span", key, "class", "name")
        .element("span", kind, "class", "kind")
        .close("th");
  }

  private void row(Html html, SegmentSummary segment) {
    Optional<SegmentStatus> status = segment.status();
    Optional<SegmentSummary.Cluster> view = segment.cluster();
    String cluster = view.map(SegmentSummary.Cluster::name).orElse("");
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
        status.map(s -> used(view.map(v -> v.nodes()), s.maxNodes())).orElse("unknown"));
    cell(
        html,
        "Namespaces",
        status.map(s -> used(view.map(v -> v.namespaces()), s.maxNamespaces())).orElse("unknown"));
    number(html, "Readers", readers.of(segment.path(), status).size());
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
            : Excerpt.cut(segment.problem(), PROBLEM_LENGTH);
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
