package io.shmtender.daemon.tend;

import static org.junit.jupiter.api.Assertions.fail;

import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.Node;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A tender under test, with an operator's view of it. */
final class Tending implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final Tender tender;
  private TendOutcome last;

  Tending(TenderConfig config) {
    this(config, TendListener.NONE);
  }

  Tending(TenderConfig config, TendListener listener) {
    tender = new Tender(config, listener);
  }

  /** Settings for tests in which no timeout shall end: a busy machine is no failing node. */
  static TenderConfig.Builder patient(Seed... seeds) {
    return quick(seeds).connectTimeout(DEADLINE).requestTimeout(DEADLINE);
  }

  /** Settings for tests: short timeouts, so that a node that hangs fails soon. */
  static TenderConfig.Builder quick(Seed... seeds) {
    return TenderConfig.of(List.of(seeds))
        .tendInterval(Duration.ofMillis(250))
        .connectTimeout(Duration.ofMillis(300))
        .requestTimeout(Duration.ofMillis(300));
  }

  static Seed seed(SimulatedNode node) {
    return new Seed(node.host(), node.port());
  }

  /** A tender whose only seed is the cluster's first node. */
  static Tending of(SimulatedCluster cluster) {
    return new Tending(patient(seed(cluster.nodes().get(0))).build());
  }

  /** Lets the tender start from what another one published. */
  void startFrom(ClusterMap published) {
    tender.startFrom(published);
  }

  TendOutcome tend() {
    last = tender.tend();
    return last;
  }

  TendOutcome last() {
    return last;
  }

  ClusterMap map() {
    return last.map().orElseThrow();
  }

  Node node(String name) {
    return map().nodes().stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
  }

  /** Tends until the map is the truth about the cluster. */
  TendOutcome tendUntilTrue(SimulatedCluster cluster) {
    return tendUntilNothing(() -> Truth.difference(cluster.snapshot(), last.map()));
  }

  /** Tends until the condition holds. */
  TendOutcome tendUntil(String condition, BooleanSupplier holds) {
    return tendUntilNothing(
        () -> holds.getAsBoolean() ? Optional.empty() : Optional.of("not: " + condition));
  }

  private TendOutcome tendUntilNothing(Supplier<Optional<String>> missing) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (true) {
      tend();
      Optional<String> difference = missing.get();
      if (difference.isEmpty()) {
        return last;
      }
      if (System.nanoTime() - deadline > 0) {
        return fail(difference.get() + "; " + last.failureSummary());
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  @Override
  public void close() {
    tender.close();
  }
}
