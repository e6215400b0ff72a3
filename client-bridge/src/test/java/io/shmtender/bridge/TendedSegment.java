package io.shmtender.bridge;

import io.shmtender.daemon.conductor.DaemonListener;
import io.shmtender.daemon.conductor.TenderDaemon;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TendListener;
import io.shmtender.daemon.tend.Tender;
import io.shmtender.daemon.tend.TenderConfig;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.simulator.SimulatedCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A segment that the daemon tends, on a thread of this process. */
final class TendedSegment implements AutoCloseable {
  private final TenderDaemon daemon;
  private final Thread thread;
  private volatile Exception failure;

  /** Starts tending a cluster by its first node. */
  TendedSegment(Path directory, SimulatedCluster cluster, Duration interval) {
    Seed seed = new Seed("127.0.0.1", cluster.nodes().get(0).port());
    TenderConfig config = TenderConfig.of(List.of(seed)).tendInterval(interval).build();
    SegmentSettings settings =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT)
            .withTendInterval(interval);
    daemon = new TenderDaemon(settings, new Tender(config, TendListener.NONE), DaemonListener.NONE);
    thread = new Thread(this::run, "tender");
    thread.start();
  }

  private void run() {
    try {
      daemon.run();
    } catch (Exception e) {
      failure = e;
    }
  }

  @Override
  public void close() {
    daemon.stop();
    PublishedSegment.join(thread);
    if (failure != null) {
      throw new AssertionError("the daemon failed", failure);
    }
  }
}
