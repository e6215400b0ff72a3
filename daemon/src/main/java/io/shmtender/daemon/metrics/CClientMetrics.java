package io.shmtender.daemon.metrics;

import com.codahale.metrics.Counter;
import io.shmtender.daemon.cclient.CClientListener;
import io.shmtender.daemon.cclient.CClientSettings;
import io.shmtender.daemon.report.Word;
import io.shmtender.reader.layout.SegmentKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Measures C-client segments. Their gauges have values only while the daemon owns its native key: a
 * standby looks at none of them.
 *
 * <p>The conductor writes, scrapes read: each field is volatile and stands for itself.
 */
final class CClientMetrics implements CClientListener {
  private final Map<SegmentKey, Segment> segments = new HashMap<>();

  CClientMetrics(
      LabelledRegistry registry, List<CClientSettings> settings, BooleanSupplier owning) {
    for (CClientSettings each : settings) {
      segments.put(each.key(), new Segment(registry, each, owning));
    }
  }

  /** How much is in use, as last told. */
  private record Use(int attached, int nodes, int namespaces) {}

  /** What is measured of one segment. */
  private static final class Segment {
    private final Counter repairs;
    private final Counter lockRepairs;
    private final Counter recreations;
    private volatile Owner owner = Owner.NOBODY;
    private volatile Use use;
    private volatile boolean failing;
    private volatile int nodesLeftOut;
    private volatile int namespacesLeftOut;

    Segment(LabelledRegistry registry, CClientSettings settings, BooleanSupplier owning) {
      String key = settings.key().toString();
      String layout = settings.layout().toString();
      repairs = registry.counter(Family.C_REPAIRS, key, layout);
      lockRepairs = registry.counter(Family.C_LOCK_REPAIRS, key, layout);
      recreations = registry.counter(Family.C_RECREATIONS, key, layout);
      Gauges gauges = new Gauges(registry, owning);
      for (Owner each : Owner.values()) {
        String word = Word.of(each);
        gauges.add(Family.C_OWNER, () -> owner == each ? 1 : 0, key, layout, word);
      }
      gauges.add(Family.C_FAILING, () -> failing ? 1 : 0, key, layout);
      gauges.add(Family.C_ATTACHED, () -> ofUse(Use::attached), key, layout);
      gauges.add(Family.C_CAPACITY, settings::maxNodes, key, layout, "nodes");
      gauges.add(Family.C_CAPACITY, settings::maxNamespaces, key, layout, "namespaces");
      gauges.add(
          Family.C_CAPACITY_LEFT,
          () -> ofUse(in -> Math.max(0, settings.maxNodes() - in.nodes())),
          key,
          layout,
          "nodes");
      gauges.add(
          Family.C_CAPACITY_LEFT,
          () -> ofUse(in -> Math.max(0, settings.maxNamespaces() - in.namespaces())),
          key,
          layout,
          "namespaces");
      gauges.add(Family.C_LEFT_OUT, () -> nodesLeftOut, key, layout, "nodes");
      gauges.add(Family.C_LEFT_OUT, () -> namespacesLeftOut, key, layout, "namespaces");
    }

    private Integer ofUse(Function<Use, Integer> value) {
      Use present = use;
      return present == null ? null : value.apply(present);
    }
  }

  /** Adds gauges that have a value only while the daemon owns. */
  private record Gauges(LabelledRegistry registry, BooleanSupplier owning) {
    void add(Family family, Supplier<Integer> value, String... labels) {
      registry.value(family, () -> owning.getAsBoolean() ? value.get() : null, labels);
    }
  }

  private Segment segment(SegmentKey key) {
    Segment segment = segments.get(key);
    if (segment == null) {
      throw new IllegalArgumentException("no C-client segment of key " + key + " is configured");
    }
    return segment;
  }

  @Override
  public void ownerChanged(SegmentKey key, Owner owner, int pid) {
    segment(key).owner = owner;
  }

  @Override
  public void repaired(SegmentKey key, int words) {
    segment(key).repairs.inc();
  }

  @Override
  public void lockRepaired(SegmentKey key) {
    segment(key).lockRepairs.inc();
  }

  @Override
  public void capacityReached(SegmentKey key, int nodes, int namespaces) {
    Segment segment = segment(key);
    segment.nodesLeftOut = nodes;
    segment.namespacesLeftOut = namespaces;
  }

  @Override
  public void recreated(SegmentKey key) {
    segment(key).recreations.inc();
  }

  @Override
  public void failed(SegmentKey key, String message) {
    segment(key).failing = !message.isEmpty();
  }

  @Override
  public void used(SegmentKey key, int attached, int nodes, int namespaces) {
    segment(key).use = new Use(attached, nodes, namespaces);
  }
}
