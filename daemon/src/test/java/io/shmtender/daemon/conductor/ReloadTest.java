package io.shmtender.daemon.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.ClusterSource;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TendListener;
import io.shmtender.daemon.tend.Tender;
import io.shmtender.daemon.tend.TenderConfig;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that is told to ask somebody else while it owns. */
final class ReloadTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration BEFORE = Duration.ofMillis(100);
  private static final Duration AFTER = Duration.ofMillis(50);

  @TempDir Path directory;
  private SimulatedCluster cluster;
  private TenderDaemon daemon;
  private CompletableFuture<Void> end;
  private ShmReader reader;

  @BeforeEach
  void start() {
    cluster = cluster("prod");
    SegmentSettings settings =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT)
            .withTendInterval(BEFORE);
    daemon = new TenderDaemon(settings, source(cluster), DaemonListener.NONE);
    end =
        CompletableFuture.runAsync(
            () -> {
              try {
                daemon.run();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    reader =
        ShmReader.attach(ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT));
  }

  @AfterEach
  void stop() {
    daemon.stop();
    end.join();
    reader.close();
    cluster.close();
  }

  private static SimulatedCluster cluster(String name) {
    return SimulatedCluster.builder().clusterName(name).nodes(3).namespace("test", 2).start();
  }

  private static ClusterSource source(SimulatedCluster cluster) {
    return source(cluster.nodes().get(1).port());
  }

  private static ClusterSource source(int port) {
    // How long a tend may take, which on a busy machine is more than the interval.
    TenderConfig config =
        TenderConfig.of(List.of(new Seed("127.0.0.1", port)))
            .tendInterval(LIMIT)
            .requestTimeout(LIMIT)
            .build();
    return new Tender(config, TendListener.NONE);
  }

  private Optional<String> reload(ClusterSource source) throws Exception {
    return daemon
        .reload(source, AFTER)
        .toCompletableFuture()
        .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private void awaitTends(long more) {
    long before = reader.status().tends();
    Await.until(LIMIT, more + " tends", () -> reader.status().tends() >= before + more);
  }

  @Test
  void seedsAndIntervalChangeWithoutAnotherOwner() throws Exception {
    assertEquals(Optional.empty(), reload(source(cluster)));

    assertEquals(AFTER, reader.status().tendInterval());
    awaitTends(5);
    assertEquals(1, reader.status().epoch());
    assertEquals(3, reader.view().nodes().size());
  }

  @Test
  void seedsOfAnotherClusterAreRefused() throws Exception {
    try (SimulatedCluster other = cluster("other")) {
      String refusal = reload(source(other)).orElseThrow();

      assertTrue(refusal.contains("describes cluster 'prod'"), refusal);
      assertTrue(refusal.contains("the seeds reach cluster 'other'"), refusal);
    }
    assertEquals(BEFORE, reader.status().tendInterval());
    awaitTends(5);
    assertEquals("prod", reader.view().clusterName());
  }

  @Test
  @Tag("slow")
  void seedsThatDoNotAnswerAreRefusedWhileThePresentOnesDo() throws Exception {
    int closed;
    try (SimulatedCluster other = cluster("other")) {
      closed = other.nodes().get(0).port();
    }

    String refusal = reload(source(closed)).orElseThrow();

    assertTrue(refusal.startsWith("no new seed answers, and the present ones do"), refusal);
    awaitTends(5);
  }

  @Test
  void aReloadOfADaemonThatStoppedIsRefused() throws Exception {
    daemon.stop();
    end.join();

    assertEquals(Optional.of("the daemon stops"), reload(source(cluster)));
  }
}
