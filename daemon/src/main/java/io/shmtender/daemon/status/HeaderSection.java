package io.shmtender.daemon.status;

import io.shmtender.daemon.report.Condition;
import io.shmtender.daemon.report.Excerpt;
import io.shmtender.daemon.report.Quantity;
import io.shmtender.daemon.report.SegmentEntry;
import io.shmtender.daemon.status.Stance.Role;
import io.shmtender.reader.SegmentStatus;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The top of the page: which cluster, how it is doing, and the figures that say so. */
final class HeaderSection {
  private static final int TROUBLE_LENGTH = 3000;

  private final StatusSnapshot snapshot;
  private final Optional<SegmentEntry> segment;
  private final Optional<SegmentStatus> status;
  private final Optional<ClusterFacts> cluster;
  private final Times times;

  HeaderSection(
      StatusSnapshot snapshot,
      Optional<SegmentEntry> segment,
      Optional<ClusterFacts> cluster,
      Times times) {
    this.snapshot = snapshot;
    this.segment = segment;
    this.status = segment.flatMap(SegmentEntry::status);
    this.cluster = cluster;
    this.times = times;
  }

  /** Returns what the page is about, in a few words. */
  static String title(StatusSnapshot snapshot, Optional<ClusterFacts> cluster) {
    String name = cluster.map(facts -> facts.view().clusterName()).orElse("");
    return name.isEmpty() ? "key " + snapshot.key() : name;
  }

  void write(Html html) {
    html.open("header", "id", "top");
    bar(html);
    html.open("div", "class", "headline");
    html.element("h1", title(snapshot, cluster));
    state(html);
    html.close("div");
    html.element("p", sentence(), "class", "lede");
    if (!snapshot.trouble().isEmpty()) {
      html.open("p", "class", "trouble", "role", "alert")
          .element("span", "▲", "aria-hidden", "true", "class", "glyph")
          .text(" " + Excerpt.cut(snapshot.trouble(), TROUBLE_LENGTH))
          .close("p");
    }
    figures(html);
    html.close("header");
  }

  private void bar(Html html) {
    html.open("div", "class", "bar")
        .open("p", "class", "brand")
        .raw(
            "<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M1 1h6v6H1zM9 9h6v6H9z\"/>"
                + "<path class=\"light\" d=\"M9 1h6v6H9zM1 9h6v6H1z\"/></svg>")
        .element("span", "aerospike-shm-tender")
        .element("span", "key " + snapshot.key(), "class", "key")
        .close("p")
        .open("p", "class", "live")
        .element(
            "span",
            "as of " + times.of(snapshot.at()),
            "id",
            "live",
            "data-at",
            snapshot.at().toEpochMilli())
        .close("p")
        .close("div");
  }

  private void state(Html html) {
    Condition condition = segment.map(SegmentEntry::condition).orElse(null);
    String word = condition == null ? "no segment" : condition.toString();
    boolean good = condition == Condition.READY;
    boolean neutral = condition == Condition.INITIALISING || condition == null;
    html.open("p", "class", "state " + (good ? "good" : neutral ? "plain" : "bad"))
        .element("span", good ? "●" : neutral ? "○" : "▲", "aria-hidden", "true", "class", "glyph")
        .text(" " + word)
        .close("p");
  }

  private String sentence() {
    if (cluster.isEmpty()) {
      return "Nothing is published under key "
          + snapshot.key()
          + " yet: "
          + (owning()
              ? "this daemon has not reached its cluster."
              : "no daemon has reached the cluster.");
    }
    ClusterFacts facts = cluster.get();
    return Quantity.count(facts.nodes().size(), "node")
        + (facts.nodes().size() == 1 ? " holds " : " hold ")
        + facts.partitions()
        + " partitions of "
        + Quantity.count(facts.namespaces().size(), "namespace")
        + masters(facts.withoutMaster())
        + explanation();
  }

  private static String masters(int without) {
    return switch (without) {
      case 0 -> "; every partition has a master.";
      case 1 -> "; 1 partition has no master.";
      default -> "; " + without + " partitions have no master.";
    };
  }

  private String explanation() {
    return switch (segment.map(SegmentEntry::condition).orElse(Condition.READY)) {
      case UNREACHABLE -> " No node answers now: readers go on with this last state.";
      case UNTENDED -> " Nobody tends now: readers go on with this last state.";
      case CLOSED -> " The daemon that owned the key was stopped; readers go on with this state.";
      case SUPERSEDED -> " Another segment has taken this one's place.";
      case READY, INITIALISING, DAMAGED, OTHER_VERSION, UNREADABLE, FOREIGN -> "";
    };
  }

  // ---- The figures ----

  private void figures(Html html) {
    html.open("dl", "class", "figures");
    role(html);
    if (!owning()) {
      owner(html);
    }
    standbys(html);
    lastTend(html);
    if (cluster.isPresent()) {
      nodes(html, cluster.get().nodes().size(), cluster.get().failingNodes());
      withoutMaster(html, cluster.get());
    }
    readers(html);
    html.close("dl");
  }

  private static void figure(Html html, String name, String value, String more, boolean bad) {
    html.open("div", "class", bad ? "bad" : "good")
        .element("dt", name)
        .element("dd", value, "class", "value")
        .element("dd", more, "class", "more")
        .close("div");
  }

  private void role(Html html) {
    String epoch = status.filter(any -> owning()).map(now -> ", epoch " + now.epoch()).orElse("");
    figure(
        html,
        "This daemon",
        snapshot.stance().role().toString(),
        "pid " + snapshot.daemon().pid() + epoch + ", since " + times.of(snapshot.stance().since()),
        false);
  }

  private boolean owning() {
    return snapshot.stance().role() == Role.OWNER;
  }

  private void owner(Html html) {
    if (status.isEmpty()) {
      figure(html, "Owner", "none", "nothing is published", true);
      return;
    }
    boolean tended = status.get().tended();
    figure(
        html,
        tended ? "Owner" : "Last owner",
        "pid " + status.get().ownerPid(),
        "epoch " + status.get().epoch() + ", started " + times.of(status.get().ownerStart()),
        !tended);
  }

  private void standbys(Html html) {
    Set<Long> waiting = new TreeSet<>(snapshot.host().waiting());
    figure(
        html,
        "Standby",
        waiting.isEmpty() ? "none seen" : Integer.toString(waiting.size()),
        waiting.isEmpty() ? "nobody waits to take over" : "pid " + Excerpt.of(waiting),
        false);
  }

  private void lastTend(Html html) {
    if (status.isEmpty()) {
      return;
    }
    SegmentStatus now = status.get();
    figure(
        html,
        "Last tend",
        Quantity.age(now.heartbeatAge()),
        "took "
            + Quantity.duration(now.lastTend())
            + ", every "
            + Quantity.duration(now.tendInterval()),
        !now.tended());
  }

  private void nodes(Html html, int all, int failing) {
    boolean current = segment.filter(ClusterFacts::isCurrent).isPresent();
    String answers =
        switch (failing) {
          case 0 -> "all answer";
          case 1 -> "1 does not answer";
          default -> failing + " do not answer";
        };
    figure(
        html,
        "Nodes",
        Integer.toString(all),
        current ? answers : "as last seen",
        failing > 0 || !current);
  }

  private static void withoutMaster(Html html, ClusterFacts facts) {
    figure(
        html,
        "Without master",
        Integer.toString(facts.withoutMaster()),
        "of " + facts.partitions() + " partitions",
        facts.withoutMaster() > 0);
  }

  private void readers(Html html) {
    Optional<SegmentEntry> shown = segment;
    if (shown.isEmpty()) {
      return;
    }
    SegmentReaders readers = new SegmentReaders(snapshot);
    figure(
        html,
        "Readers",
        Integer.toString(readers.of(shown.get().path(), status).size()),
        readers.scope(),
        false);
  }
}
