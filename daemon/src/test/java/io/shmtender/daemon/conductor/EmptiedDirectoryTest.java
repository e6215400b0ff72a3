package io.shmtender.daemon.conductor;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TendListener;
import io.shmtender.daemon.tend.Tender;
import io.shmtender.daemon.tend.TenderConfig;
import io.shmtender.reader.NoSegmentException;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import io.shmtender.testing.MemoryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody empties a daemon's directory, locks and drafts included, at any instant. */
final class EmptiedDirectoryTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int STARTS = 40;
  private static final int EMPTIED_PER_START = 60;

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private final SimulatedCluster cluster =
      SimulatedCluster.builder().clusterName("emptied").nodes(2).start();

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  private void run(TenderDaemon daemon) {
    try {
      daemon.run();
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private void empty() {
    for (String name : directory.toFile().list()) {
      try {
        Files.deleteIfExists(directory.resolve(name));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private boolean isPublished() {
    try {
      Optional<SegmentStatus> newest =
          new SegmentDirectory(directory)
              .newest(SegmentKey.DEFAULT)
              .map(file -> SegmentStatus.read(directory.resolve(file.name())));
      return newest.filter(status -> status.state() == SegmentStatus.State.READY).isPresent();
    } catch (NoSegmentException e) {
      // Replaced and removed between listing and opening.
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Tag("slow")
  void aDaemonGoesOnAndPublishesAnew() {
    long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
    Random random = new Random(seed);
    SegmentSettings settings =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT)
            .withTendInterval(Duration.ofMillis(10));
    TenderConfig config =
        TenderConfig.of(List.of(new Seed("127.0.0.1", cluster.nodes().get(0).port()))).build();
    for (int start = 0; start < STARTS; start++) {
      try (Tender tender = new Tender(config, TendListener.NONE)) {
        TenderDaemon daemon = new TenderDaemon(settings, tender, DaemonListener.NONE);
        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> run(daemon));
        for (int i = 0; i < EMPTIED_PER_START; i++) {
          LockSupport.parkNanos(random.nextInt(1_000_000));
          empty();
        }
        Await.until(LIMIT, () -> "a map, seed " + seed, () -> end.isDone() || isPublished());
        assertFalse(end.isCompletedExceptionally(), () -> "seed " + seed + ": " + end);
        daemon.stop();
        end.join();
      }
    }
  }
}
