package io.shmtender.daemon.report;

import io.shmtender.daemon.report.Change.Kind;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.SegmentStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What changed from one look at a segment to the next, in words: so many at most, and so long at
 * most, in a cluster of any size.
 */
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
    compareNamespaces(before.map(), after.map());
    if (changes.size() == known) {
      add(Kind.PLAIN, "published again: regimes, racks or generations changed");
    }
  }

  private static Map<String, Node> byName(ClusterView view) {
    return view.nodes().stream()
        .collect(Collectors.toMap(Node::name, Function.identity(), (a, b) -> b, TreeMap::new));
  }

  private void compareNodes(Map<String, Node> before, Map<String, Node> after) {
    Several joined = new Several(Kind.PLAIN);
    Several left = new Several(Kind.PLAIN);
    Several moved = new Several(Kind.PLAIN);
    Several silent = new Several(Kind.BAD);
    Several answering = new Several(Kind.GOOD);
    Several rebuilt = new Several(Kind.PLAIN);
    for (String name : union(before.keySet(), after.keySet())) {
      Node then = before.get(name);
      Node now = after.get(name);
      String node = "node " + name;
      if (then == null) {
        joined.add(name, node + " joined at " + NodeAddress.of(now));
        continue;
      } else if (now == null) {
        left.add(name, node + " left");
        continue;
      }
      if (!then.sameEndpoint(now)) {
        moved.add(name, node + " moved to " + NodeAddress.of(now));
      }
      if (then.active() && !now.active()) {
        silent.add(name, node + " does not answer");
      } else if (!then.active() && now.active()) {
        answering.add(name, node + " answers again");
      }
      if (!then.build().equals(now.build())) {
        rebuilt.add(name, node + " runs " + now.build() + " after " + then.build());
      }
    }
    joined.tell(" nodes joined");
    left.tell(" nodes left");
    moved.tell(" nodes moved to other addresses");
    silent.tell(" nodes do not answer");
    answering.tell(" nodes answer again");
    rebuilt.tell(" nodes run another build");
  }

  private void compareNamespaces(ClusterMap before, ClusterMap after) {
    Several appeared = new Several(Kind.PLAIN);
    Several disappeared = new Several(Kind.PLAIN);
    Several resized = new Several(Kind.PLAIN);
    Several masters = new Several(Kind.PLAIN);
    Several proles = new Several(Kind.PLAIN);
    Several whole = new Several(Kind.GOOD);
    Several torn = new Several(Kind.BAD);
    for (String name : union(namespaces(before), namespaces(after))) {
      NamespaceMap then = before.namespaceOrNull(name);
      NamespaceMap now = after.namespaceOrNull(name);
      if (then == null) {
        appeared.add(name, "namespace " + name + " appeared");
        continue;
      } else if (now == null) {
        disappeared.add(name, "namespace " + name + " disappeared");
        continue;
      }
      if (then.replicaCount() != now.replicaCount()) {
        resized.add(
            name,
            name
                + ": "
                + Quantity.count(now.replicaCount(), "replica")
                + " after "
                + then.replicaCount());
      }
      if (before.sameHolders(then, after, now)) {
        continue;
      }
      masters.count(name, moved(before, then, after, now, MASTER), "master", " moved");
      int prolesMoved = 0;
      for (int replica = 1;
          replica < Math.min(then.replicaCount(), now.replicaCount());
          replica++) {
        prolesMoved += moved(before, then, after, now, replica);
      }
      proles.count(name, prolesMoved, "prole", " moved");
      int without = now.partitionsWithoutMaster();
      if (without != then.partitionsWithoutMaster()) {
        if (without == 0) {
          whole.add(name, name + ": 0 partitions without master");
        } else {
          torn.count(name, without, "partition", " without master");
        }
      }
    }
    appeared.tell(" namespaces appeared");
    disappeared.tell(" namespaces disappeared");
    resized.tell(" namespaces have other numbers of replicas");
    masters.tell(" masters moved in ", " namespaces");
    proles.tell(" proles moved in ", " namespaces");
    torn.tell(" partitions without master in ", " namespaces");
    whole.tell(" namespaces have 0 partitions without master");
  }

  /** Changes of one sort. Each is told if they are few, and all of them together if not. */
  private final class Several {
    private final Kind kind;
    private final List<String> names = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private long sum;

    Several(Kind kind) {
      this.kind = kind;
    }

    void add(String name, String text) {
      names.add(name);
      texts.add(text);
    }

    void count(String namespace, int number, String noun, String what) {
      if (number > 0) {
        sum += number;
        names.add(namespace + " (" + number + ")");
        texts.add(namespace + ": " + Quantity.count(number, noun) + what);
      }
    }

    void tell(String what) {
      tellAll(names.size() + what);
    }

    void tell(String what, String whose) {
      tellAll(sum + what + names.size() + whose);
    }

    private void tellAll(String together) {
      if (names.size() <= Excerpt.NAMED) {
        texts.forEach(text -> SegmentChanges.this.add(kind, text));
      } else {
        SegmentChanges.this.add(kind, together + ": " + Excerpt.of(names));
      }
    }
  }

  private static int moved(
      ClusterMap before, NamespaceMap then, ClusterMap after, NamespaceMap now, int replica) {
    int moved = 0;
    for (int partition = 0; partition < NamespaceMap.PARTITIONS; partition++) {
      Node former = before.replica(then, replica, partition);
      if (!Node.isSame(former, after.replica(now, replica, partition))) {
        moved++;
      }
    }
    return moved;
  }

  private static Set<String> namespaces(ClusterMap map) {
    return map.namespaces().stream().map(NamespaceMap::name).collect(Collectors.toSet());
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> all = new TreeSet<>(one);
    all.addAll(other);
    return all;
  }
}
