package io.shmtender.report;

import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceView;
import io.shmtender.reader.Node;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.report.Change.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What changed from one look at a segment to the next, in words. */
public final class SegmentChanges {
  private static final int MASTER = 0;

  private final List<Change> changes = new ArrayList<>();

  private SegmentChanges() {}

  /** Returns the changes; empty if there are none but the heartbeat. */
  public static List<Change> between(SegmentEntry before, SegmentEntry after) {
    SegmentChanges found = new SegmentChanges();
    found.compareSegments(before, after);
    if (before.view().isPresent() && after.view().isPresent()) {
      found.compareViews(before.view().get(), after.view().get());
    } else if (after.view().isPresent()) {
      found.add(Kind.GOOD, "the cluster is reached: " + summary(after.view().get()));
    }
    return found.changes;
  }

  /** Returns the changes of the cluster alone; empty if there are none. */
  public static List<Change> between(ClusterView before, ClusterView after) {
    SegmentChanges found = new SegmentChanges();
    found.compareViews(before, after);
    return found.changes;
  }

  private void add(Kind kind, String text) {
    changes.add(new Change(kind, text));
  }

  private static String summary(ClusterView view) {
    return Quantity.count(view.nodes().size(), "node")
        + ", "
        + Quantity.count(view.namespaces().size(), "namespace");
  }

  private void compareSegments(SegmentEntry before, SegmentEntry after) {
    SegmentStatus then = before.status().orElseThrow();
    SegmentStatus now = after.status().orElseThrow();
    if (before.condition() != after.condition()) {
      add(kind(after.condition()), before.condition() + " -> " + after.condition());
    }
    if (then.epoch() != now.epoch() || then.ownerPid() != now.ownerPid()) {
      add(Kind.PLAIN, "pid " + now.ownerPid() + " owns, epoch " + now.epoch());
    }
    if (!before.path().equals(after.path())) {
      add(Kind.PLAIN, "continues in " + after.path().getFileName());
    }
  }

  private static Kind kind(Condition condition) {
    return switch (condition) {
      case READY -> Kind.GOOD;
      case INITIALISING, CLOSED, SUPERSEDED -> Kind.PLAIN;
      case UNREACHABLE, UNTENDED, DAMAGED, OTHER_VERSION, UNREADABLE, FOREIGN -> Kind.BAD;
    };
  }

  private void compareViews(ClusterView before, ClusterView after) {
    if (before.sequence() == after.sequence()) {
      return;
    }
    int known = changes.size();
    if (!before.clusterName().equals(after.clusterName())) {
      add(
          Kind.PLAIN,
          "cluster name '" + before.clusterName() + "' -> '" + after.clusterName() + "'");
    }
    compareNodes(byName(before), byName(after));
    compareNamespaces(before.namespaces(), after.namespaces());
    if (changes.size() == known) {
      add(Kind.PLAIN, "published again: regimes, racks or generations changed");
    }
  }

  private static Map<String, Node> byName(ClusterView view) {
    return view.nodes().stream()
        .collect(Collectors.toMap(Node::name, Function.identity(), (a, b) -> b, TreeMap::new));
  }

  private void compareNodes(Map<String, Node> before, Map<String, Node> after) {
    for (String name : union(before.keySet(), after.keySet())) {
      Node then = before.get(name);
      Node now = after.get(name);
      if (then == null) {
        add(Kind.PLAIN, "node " + name + " joined at " + NodeAddress.of(now));
      } else if (now == null) {
        add(Kind.PLAIN, "node " + name + " left");
      } else {
        compare(then, now);
      }
    }
  }

  private void compare(Node then, Node now) {
    if (!then.sameEndpoint(now)) {
      add(Kind.PLAIN, "node " + now.name() + " moved to " + NodeAddress.of(now));
    }
    if (then.active() != now.active()) {
      add(
          now.active() ? Kind.GOOD : Kind.BAD,
          "node " + now.name() + (now.active() ? " answers again" : " does not answer"));
    }
    if (!then.build().equals(now.build())) {
      add(Kind.PLAIN, "node " + now.name() + " runs " + now.build() + " after " + then.build());
    }
  }

  private void compareNamespaces(
      Map<String, NamespaceView> before, Map<String, NamespaceView> after) {
    for (String name : union(before.keySet(), after.keySet())) {
      NamespaceView then = before.get(name);
      NamespaceView now = after.get(name);
      if (then == null) {
        add(Kind.PLAIN, "namespace " + name + " appeared");
      } else if (now == null) {
        add(Kind.PLAIN, "namespace " + name + " disappeared");
      } else {
        compare(then, now);
      }
    }
  }

  private void compare(NamespaceView then, NamespaceView now) {
    if (then.replicaCount() != now.replicaCount()) {
      add(
          Kind.PLAIN,
          now.name()
              + ": "
              + Quantity.count(now.replicaCount(), "replica")
              + " after "
              + then.replicaCount());
    }
    if (then.sameHolders(now)) {
      return;
    }
    int masters = moved(then, now, MASTER);
    if (masters > 0) {
      add(Kind.PLAIN, now.name() + ": " + Quantity.count(masters, "master") + " moved");
    }
    int proles = 0;
    for (int replica = 1; replica < Math.min(then.replicaCount(), now.replicaCount()); replica++) {
      proles += moved(then, now, replica);
    }
    if (proles > 0) {
      add(Kind.PLAIN, now.name() + ": " + Quantity.count(proles, "prole") + " moved");
    }
    int without = withoutMaster(now);
    if (without != withoutMaster(then)) {
      add(
          without == 0 ? Kind.GOOD : Kind.BAD,
          now.name() + ": " + Quantity.count(without, "partition") + " without master");
    }
  }

  private static int moved(NamespaceView then, NamespaceView now, int replica) {
    int moved = 0;
    for (int partition = 0; partition < NamespaceView.PARTITIONS; partition++) {
      Node former = then.replica(replica, partition);
      Node present = now.replica(replica, partition);
      if (former == null ? present != null : !named(former, present)) {
        moved++;
      }
    }
    return moved;
  }

  private static boolean named(Node one, Node other) {
    return other != null && one.name().equals(other.name());
  }

  private static int withoutMaster(NamespaceView namespace) {
    int without = 0;
    for (int partition = 0; partition < NamespaceView.PARTITIONS; partition++) {
      if (namespace.master(partition) == null) {
        without++;
      }
    }
    return without;
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> all = new TreeSet<>(one);
    all.addAll(other);
    return all;
  }
}
