package io.shmtender.benchmarks;

import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TendListener;
import io.shmtender.daemon.tend.Tender;
import io.shmtender.daemon.tend.TenderConfig;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long it takes until seven of eight nodes are refreshed, with the eighth well and with it
 * hung.
 *
 * @param quietMicros the median with all eight well, microseconds
 * @param hungMicros the median with one hung
 */
record HungNode(double quietMicros, double hungMicros) {
  private static final int TENDS = 300;

  static HungNode measure() {
    try (SimulatedCluster cluster =
        SimulatedCluster.builder().nodes(8).namespace(TendedCluster.NAMESPACE, 2).start()) {
      SimulatedNode hung = cluster.nodes().get(7);
      Clock clock = new Clock(hung.name());
      TenderConfig config =
          TenderConfig.of(List.of(new Seed("127.0.0.1", cluster.nodes().get(0).port())))
              .tendInterval(Duration.ofMillis(250))
              .build();
      try (Tender tender = new Tender(config, clock)) {
        clock.medianMicros(tender, TENDS);
        double quiet = clock.medianMicros(tender, TENDS);
        hung.hang();
        double with = clock.medianMicros(tender, TENDS);
        hung.unhang();
        return new HungNode(quiet, with);
      }
    }
  }

  /** When the last of the other nodes was refreshed. */
  private static final class Clock implements TendListener {
    private final String except;
    private long last;

    Clock(String except) {
      this.except = except;
    }

    @Override
    public void nodeRefreshed(String node, long durationNanos) {
      if (!node.equals(except)) {
        last = System.nanoTime();
      }
    }

    double medianMicros(Tender tender, int tends) {
      List<Double> micros = new ArrayList<>();
      for (int i = 0; i < tends; i++) {
        long start = System.nanoTime();
        tender.tend();
        micros.add((last - start) / 1e3);
      }
      return Median.of(micros.stream().mapToDouble(Double::doubleValue));
    }
  }
}
