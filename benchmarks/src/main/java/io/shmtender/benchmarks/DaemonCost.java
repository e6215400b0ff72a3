package io.shmtender.benchmarks;

import io.shmtender.reader.NoSegmentException;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.simulator.SimulatedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a daemon costs a host: started as an operator does, left alone with a quiet cluster.
 *
 * @param readyMillis from the start of the process until readers can attach
 * @param residentKilobytes its resident memory after {@link #WATCHED}
 * @param corePercent its share of one core meanwhile
 */
record DaemonCost(double readyMillis, long residentKilobytes, double corePercent) {
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration WATCHED = Duration.ofSeconds(30);
  // USER_HZ, the unit of /proc/PID/stat, is 100 on every Linux that Java runs on.
  private static final double TICKS_PER_SECOND = 100;

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
        long from = cpuTicks(daemon.pid());
        TimeUnit.NANOSECONDS.sleep(WATCHED.toNanos());
        double cpuSeconds = (cpuTicks(daemon.pid()) - from) / TICKS_PER_SECOND;
        return new DaemonCost(
            ready, residentKilobytes(daemon.pid()), 100 * cpuSeconds / WATCHED.toSeconds());
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

  private static long cpuTicks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    // After the command's name in parentheses: state is field 3, user and system time 14 and 15.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private static long residentKilobytes(long pid) throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
    return status.stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}
