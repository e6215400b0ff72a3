package io.shmtender.daemon.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Timer;
import io.shmtender.daemon.report.Word;
import io.shmtender.daemon.tend.NodeFailure;
import io.shmtender.daemon.tend.TendFailure;
import io.shmtender.daemon.tend.TendListener;
import io.shmtender.daemon.tend.TendOutcome;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.Node;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts what a tender does. Its state is the tending thread's; the metrics are for any thread. */
final class TendMetrics implements TendListener {
  private final LabelledRegistry registry;
  private final Timer tends;
  private final Map<TendFailure.Kind, Counter> failures = new EnumMap<>(TendFailure.Kind.class);
  private final Map<String, NodeMetrics> nodes = new HashMap<>();
  private final Counter joins;
  private final Counter leaves;
  private final Counter changes;
  private final Counter requests;
  private final Counter sent;
  private final Counter received;
  private volatile int connections;
  private volatile long connectionsOpened;

  TendMetrics(LabelledRegistry registry) {
    this.registry = registry;
    tends = registry.timer(Family.TEND_DURATION);
    for (TendFailure.Kind kind : TendFailure.Kind.values()) {
      failures.put(kind, registry.counter(Family.TEND_FAILURES, Word.of(kind)));
    }
    joins = registry.counter(Family.NODE_JOINS);
    leaves = registry.counter(Family.NODE_LEAVES);
    changes = registry.counter(Family.MAP_CHANGES);
    requests = registry.counter(Family.INFO_REQUESTS);
    sent = registry.counter(Family.INFO_SENT);
    received = registry.counter(Family.INFO_RECEIVED);
    registry.value(Family.CONNECTIONS, () -> connections);
    registry.value(Family.CONNECTIONS_OPENED, () -> connectionsOpened);
  }

  /** What is measured of a node; its series go when it leaves. */
  private static final class NodeMetrics {
    private final Timer refreshes;
    private final Map<NodeFailure, Counter> failures = new EnumMap<>(NodeFailure.class);

    NodeMetrics(LabelledRegistry registry, String node) {
      refreshes = registry.timer(Family.NODE_REFRESH_DURATION, node);
      for (NodeFailure failure : NodeFailure.values()) {
        failures.put(failure, registry.counter(Family.NODE_FAILURES, node, Word.of(failure)));
      }
    }
  }

  @Override
  public void tendFinished(TendOutcome outcome) {
    tends.update(outcome.duration());
    outcome.failure().ifPresent(failure -> failures.get(failure.kind()).inc());
  }

  @Override
  public void nodeAdded(Node node) {
    joins.inc();
    nodes.computeIfAbsent(node.name(), name -> new NodeMetrics(registry, name));
  }

  @Override
  public void nodeRemoved(Node node) {
    leaves.inc();
    nodes.remove(node.name());
    registry.remove(Family.NODE_REFRESH_DURATION, labels -> labels.get(0).equals(node.name()));
    registry.remove(Family.NODE_FAILURES, labels -> labels.get(0).equals(node.name()));
  }

  @Override
  public void nodeRefreshed(String node, long durationNanos) {
    NodeMetrics metrics = nodes.get(node);
    if (metrics != null) {
      metrics.refreshes.update(durationNanos, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void nodeFailed(String node, long durationNanos, int failuresInARow, Exception cause) {
    NodeMetrics metrics = nodes.get(node);
    if (metrics != null) {
      metrics.failures.get(NodeFailure.of(cause)).inc();
    }
  }

  @Override
  public void mapChanged(ClusterMap map) {
    changes.inc();
  }

  @Override
  public void infoExchanged(String node, int requestCount, long bytesSent, long bytesReceived) {
    requests.inc(requestCount);
    sent.inc(bytesSent);
    received.inc(bytesReceived);
  }

  @Override
  public void connectionsCounted(int open, long opened) {
    connections = open;
    connectionsOpened = opened;
  }
}
