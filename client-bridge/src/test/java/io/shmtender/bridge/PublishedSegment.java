package io.shmtender.bridge;

import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TendListener;
import io.shmtender.daemon.tend.TendOutcome;
import io.shmtender.daemon.tend.Tender;
import io.shmtender.daemon.tend.TenderConfig;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A segment with a heartbeat and without a tender: what servers are asked in a test is asked by the
 * client, and what is published is what the test says.
 */
final class PublishedSegment implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SegmentPublisher publisher;
  private final Thread heart;
  // Guarded by this.
  private boolean closed;
  private SegmentException failure;

  /** Opens one in the place of those with a smaller fence. */
  PublishedSegment(Path directory, int fence, ClusterMap map) throws Exception {
    SegmentSettings settings =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT)
            .withTendInterval(INTERVAL);
    publisher = SegmentPublisher.open(settings, fence, Optional.of(map), Set.of());
    publisher.heartbeat(0, true);
    heart = new Thread(this::beat, "heart");
    heart.start();
  }

  /** Returns the map that a tender makes of a cluster as it is now. */
  static ClusterMap tend(SimulatedCluster cluster) {
    return tend(cluster, config(cluster, "").build());
  }

  /** Returns what a tender needs to know of a cluster. */
  static TenderConfig.Builder config(SimulatedCluster cluster, String tlsName) {
    Seed seed = new Seed("127.0.0.1", cluster.nodes().get(0).port(), tlsName);
    return TenderConfig.of(List.of(seed)).requestTimeout(PATIENCE).connectTimeout(PATIENCE);
  }

  /** Returns the map that a tender so configured makes of a cluster as it is now. */
  static ClusterMap tend(SimulatedCluster cluster, TenderConfig config) {
    AtomicReference<ClusterMap> map = new AtomicReference<>();
    try (Tender tender = new Tender(config, TendListener.NONE)) {
      Await.until(
          "all nodes are tended",
          () -> {
            TendOutcome outcome = tender.tend();
            outcome.map().ifPresent(map::set);
            return outcome.map().isPresent() && map.get().nodes().size() == cluster.nodes().size();
          });
    }
    return map.get();
  }

  private synchronized void beat() {
    try {
      while (!closed) {
        publisher.heartbeat(0, true);
        wait(INTERVAL.toMillis());
      }
    } catch (SegmentException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized void publish(ClusterMap map) throws Exception {
    publisher.publish(map, Set.of());
  }

  /** Ends the heartbeat: nobody tends any more. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    join(heart);
    publisher.close();
    if (failure != null) {
      throw new AssertionError("the segment had no heartbeat any more", failure);
    }
  }

  /** Waits for the end of a thread. */
  static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
