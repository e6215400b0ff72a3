package io.shmtender.benchmarks;

import com.aerospike.client.AerospikeClient;
import com.aerospike.client.policy.ClientPolicy;
import io.shmtender.daemon.conductor.DaemonListener;
import io.shmtender.daemon.conductor.TenderDaemon;
import io.shmtender.daemon.segment.OtherClusterException;
import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TendListener;
import io.shmtender.daemon.tend.Tender;
import io.shmtender.daemon.tend.TenderConfig;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.simulator.SimulatedCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A simulated cluster of three nodes with a tender daemon, in this process. */
final class TendedCluster implements AutoCloseable {
  /** The namespace that is there. */
  static final String NAMESPACE = "test";

  private final SimulatedCluster cluster;
  private final Path directory;
  private final Tender tender;
  private final TenderDaemon daemon;
  private final Thread conductor;

  TendedCluster() {
    this(Duration.ofSeconds(1));
  }

  /** Starts one that is tended so often. */
  TendedCluster(Duration interval) {
    cluster = SimulatedCluster.builder().nodes(3).namespace(NAMESPACE, 2).start();
    try {
      directory = Files.createTempDirectory(Path.of("/dev/shm"), "benchmark");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tender =
        new Tender(
            TenderConfig.of(List.of(new Seed("127.0.0.1", port()))).tendInterval(interval).build(),
            TendListener.NONE);
    daemon =
        new TenderDaemon(
            SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT)
                .withTendInterval(interval),
            tender,
            DaemonListener.NONE);
    conductor = new Thread(this::run, "conductor");
    conductor.start();
  }

  private void run() {
    try {
      daemon.run();
    } catch (SegmentException | OtherClusterException e) {
      throw new IllegalStateException(e);
    }
  }

  int port() {
    return cluster.nodes().get(0).port();
  }

  SimulatedCluster cluster() {
    return cluster;
  }

  Path directory() {
    return directory;
  }

  ShmReader attach() {
    return ShmReader.attach(
        ReaderOptions.defaults().withDirectory(directory).withWaitLimit(Duration.ofSeconds(10)));
  }

  /** Lets all nodes answer late. */
  void slowDown(Duration late) {
    cluster.nodes().forEach(node -> node.slowDown(late));
  }

  AerospikeClient connect() {
    return new AerospikeClient(new ClientPolicy(), "127.0.0.1", port());
  }

  @Override
  public void close() {
    daemon.stop();
    try {
      conductor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tender.close();
    cluster.close();
    delete(directory);
  }

  static void delete(Path directory) {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
