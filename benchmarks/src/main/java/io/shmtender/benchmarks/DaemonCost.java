package io.shmtender.benchmarks;

import io.shmtender.reader.NoSegmentException;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.simulator.SimulatedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What a daemon costs a host: started as an operator does, left alone with a quiet cluster.
 *
 * @param readyMillis from the start of the process until readers can attach
 * @param residentMegabytes its resident memory after {@link #WATCHED}
 * @param corePercent its share of one core meanwhile
 */
record DaemonCost(double readyMillis, double residentMegabytes, double corePercent) {
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration WATCHED = Duration.ofSeconds(30);

  static DaemonCost measure(Path launcher) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(Path.of("/dev/shm"), "cost");
    try (SimulatedCluster cluster =
        SimulatedCluster.builder().nodes(3).namespace(TendedCluster.NAMESPACE, 2).start()) {
      long start = System.nanoTime();
      Process daemon =
          new ProcessBuilder(
                  launcher.toString(),
                  "run",
                  "--directory",
                  directory.toString(),
                  "--seed",
                  "127.0.0.1:" + cluster.nodes().get(0).port())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        awaitReady(directory, daemon);
        double ready = (System.nanoTime() - start) / 1e6;
        TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
        ProcessCost before = ProcessCost.of(daemon);
        TimeUnit.NANOSECONDS.sleep(WATCHED.toNanos());
        return new DaemonCost(
            ready,
            ProcessCost.residentMegabytes(daemon),
            ProcessCost.of(daemon).corePercentSince(before));
      } finally {
        daemon.destroy();
        daemon.waitFor();
      }
    } finally {
      TendedCluster.delete(directory);
    }
  }

  private static void awaitReady(Path directory, Process daemon) throws InterruptedException {
    while (daemon.isAlive()) {
      try (ShmReader reader = ShmReader.attach(ReaderOptions.defaults().withDirectory(directory))) {
        reader.route(TendedCluster.NAMESPACE, new byte[20]);
        return;
      } catch (NoSegmentException e) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
    throw new IllegalStateException("the daemon ended with " + daemon.exitValue());
  }
}
