package io.shmtender.daemon.status;

import io.shmtender.daemon.conductor.TenderDaemon;
import io.shmtender.daemon.http.HttpAddress;
import io.shmtender.daemon.http.HttpService;
import io.shmtender.daemon.http.Lane;
import io.shmtender.daemon.segment.OtherClusterException;
import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TendListener;
import io.shmtender.daemon.tend.Tender;
import io.shmtender.daemon.tend.TenderConfig;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A daemon in this process that tends a simulated cluster and serves its status page. */
final class ServedStatus implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration INTERVAL = Duration.ofMillis(100);

  private final StatusModel model;
  private final HttpService http;
  private final Tender tender;
  private final TenderDaemon daemon;
  private final CompletableFuture<Void> end;

  private ServedStatus(SegmentSettings settings, int seedPort) {
    model = new StatusModel(settings, List.of());
    http =
        new HttpService(
            new HttpAddress("127.0.0.1", 0),
            List.of(),
            () -> List.of(new Lane("page", 8, StatusRoutes.of(model))));
    tender =
        new Tender(
            TenderConfig.of(List.of(new Seed("127.0.0.1", seedPort)))
                .tendInterval(INTERVAL)
                .build(),
            TendListener.NONE);
    daemon = new TenderDaemon(settings, tender, model);
    model.start();
    http.start();
    end = CompletableFuture.runAsync(this::run);
    Await.until(LIMIT, "a port", () -> http.listening().isPresent());
  }

  static ServedStatus of(Path directory, SimulatedCluster cluster) {
    return of(directory, cluster.nodes().get(0).port());
  }

  static ServedStatus of(Path directory, int seedPort) {
    SegmentSettings settings =
        new SegmentSettings(
            new SegmentDirectory(directory),
            SegmentKey.DEFAULT,
            SegmentSettings.DEFAULT_MAX_NODES,
            SegmentSettings.DEFAULT_MAX_NAMESPACES,
            INTERVAL,
            Duration.ofSeconds(30),
            SegmentSettings.DEFAULT_MODE,
            Optional.empty());
    return new ServedStatus(settings, seedPort);
  }

  private void run() {
    try {
      daemon.run();
    } catch (SegmentException | OtherClusterException e) {
      throw new CompletionException(e);
    }
  }

  /** Returns the page's address. */
  String address() {
    return "http://127.0.0.1:" + http.listening().orElseThrow().getPort() + "/";
  }

  /** Makes the page go away while the daemon goes on. */
  void stopServing() {
    http.close();
  }

  @Override
  public void close() {
    daemon.stop();
    end.join();
    tender.close();
    http.close();
    model.close();
  }
}
