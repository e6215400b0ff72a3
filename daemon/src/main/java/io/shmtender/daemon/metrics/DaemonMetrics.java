package io.shmtender.daemon.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Timer;
import io.shmtender.daemon.conductor.DaemonListener;
import io.shmtender.daemon.conductor.Ownership;
import io.shmtender.daemon.conductor.Publication;
import io.shmtender.daemon.conductor.TendStored;
import io.shmtender.daemon.report.Word;
import io.shmtender.daemon.segment.Capacity;
import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.NamespaceMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Measures what a daemon does as owner and standby. What describes the cluster has values only
 * while the daemon owns: a standby does not know.
 *
 * <p>The conductor writes, scrapes read: each field is volatile and stands for itself.
 */
final class DaemonMetrics implements DaemonListener {
  private final LabelledRegistry registry;
  private final Counter afterEnd;
  private final Counter afterHang;
  private final Timer takeovers;
  private final Counter losses;
  private final Timer publishes;
  private final Counter publishFailures;
  private volatile boolean owner;
  private volatile ClusterMap map;
  private volatile Capacity capacity;
  private volatile Double lastAnswer;

  DaemonMetrics(LabelledRegistry registry) {
    this.registry = registry;
    registry.value(Family.OWNER, () -> owner ? 1 : 0);
    afterEnd = registry.counter(Family.TAKEOVERS, Word.of(Ownership.Origin.OWNER_ENDED));
    afterHang = registry.counter(Family.TAKEOVERS, Word.of(Ownership.Origin.OWNER_HUNG));
    takeovers = registry.timer(Family.TAKEOVER_DURATION);
    losses = registry.counter(Family.OWNERSHIP_LOSSES);
    publishes = registry.timer(Family.PUBLISH_DURATION);
    publishFailures = registry.counter(Family.PUBLISH_FAILURES);
    registry.value(Family.LAST_ANSWER, () -> lastAnswer);
    registry.value(Family.NODES, () -> ofMap(of -> count(of, true)), "active");
    registry.value(Family.NODES, () -> ofMap(of -> count(of, false)), "failing");
    registry.value(Family.NAMESPACES, () -> ofMap(of -> of.namespaces().size()));
    addLeft("nodes", Capacity::nodes, of -> of.nodes().size());
    addLeft("namespaces", Capacity::namespaces, of -> of.namespaces().size());
    addLeft("replicas", Capacity::replicas, ClusterMap::maxReplicaCount);
  }

  private void addLeft(
      String what, ToIntFunction<Capacity> fits, ToIntFunction<ClusterMap> needed) {
    registry.value(
        Family.SEGMENT_CAPACITY_LEFT,
        () -> {
          Capacity present = capacity;
          return present == null
              ? null
              : ofMap(of -> Math.max(0, fits.applyAsInt(present) - needed.applyAsInt(of)));
        },
        what);
  }

  private Integer ofMap(Function<ClusterMap, Integer> value) {
    ClusterMap present = map;
    return present == null ? null : value.apply(present);
  }

  private static int count(ClusterMap map, boolean active) {
    return (int) map.nodes().stream().filter(node -> node.active() == active).count();
  }

  /** Returns whether the daemon owns. For any thread. */
  boolean isOwner() {
    return owner;
  }

  @Override
  public void owning(Ownership ownership) {
    owner = true;
    switch (ownership.origin()) {
      case FREE -> {}
      case OWNER_ENDED -> afterEnd.inc();
      case OWNER_HUNG -> afterHang.inc();
    }
    if (ownership.origin() != Ownership.Origin.FREE) {
      takeovers.update(ownership.duration());
    }
  }

  @Override
  public void published(Publication publication) {
    publishes.update(publication.duration());
    show(publication.map());
  }

  @Override
  public void publishFailed(SegmentException cause) {
    publishFailures.inc();
  }

  private void show(ClusterMap published) {
    ClusterMap before = map;
    map = published;
    if (before == null || !before.clusterName().equals(published.clusterName())) {
      registry.remove(Family.CLUSTER_INFO, labels -> true);
      registry.info(Family.CLUSTER_INFO, published.clusterName());
    }
    List<String> names = namespaces(published);
    List<String> known = before == null ? List.of() : namespaces(before);
    registry.remove(Family.PARTITIONS_WITHOUT_MASTER, labels -> !names.contains(labels.get(0)));
    for (String name : names) {
      if (!known.contains(name)) {
        registry.value(
            Family.PARTITIONS_WITHOUT_MASTER, () -> ofMap(of -> withoutMaster(of, name)), name);
      }
    }
  }

  private static List<String> namespaces(ClusterMap map) {
    return map.namespaces().stream().map(NamespaceMap::name).toList();
  }

  private static Integer withoutMaster(ClusterMap map, String namespace) {
    NamespaceMap found = map.namespaceOrNull(namespace);
    return found == null ? null : found.partitionsWithoutMaster();
  }

  @Override
  public void tendStored(TendStored stored) {
    capacity = stored.capacity();
    if (stored.outcome().reached()) {
      lastAnswer = (double) System.currentTimeMillis() / 1e3;
    }
  }

  @Override
  public void lost() {
    losses.inc();
    ownNothing();
  }

  @Override
  public void stopped() {
    ownNothing();
  }

  private void ownNothing() {
    owner = false;
    map = null;
    capacity = null;
    lastAnswer = null;
    registry.remove(Family.CLUSTER_INFO, labels -> true);
    registry.remove(Family.PARTITIONS_WITHOUT_MASTER, labels -> true);
  }
}
