package io.shmtender.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has cost by now, by {@code /proc}.
 *
 * @param nanos when this was so, by {@link System#nanoTime}
 * @param cpuSeconds the processor time that it took since its start
 */
record ProcessCost(long nanos, double cpuSeconds) {
  // USER_HZ, the unit of /proc/PID/stat, is 100 on every Linux that Java runs on.
  private static final double TICKS_PER_SECOND = 100;

  static ProcessCost of(Process process) throws IOException {
    String stat = Files.readString(file(process, "stat"));
    // After the command's name in parentheses: state is field 3, user and system time 14 and 15.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    return new ProcessCost(System.nanoTime(), ticks / TICKS_PER_SECOND);
  }

  private static Path file(Process process, String name) {
    return Path.of("/proc", Long.toString(process.pid()), name);
  }

  /** Returns which share of one core it took since then, in percent. */
  double corePercentSince(ProcessCost before) {
    return 100 * (cpuSeconds - before.cpuSeconds) / ((nanos - before.nanos) / 1e9);
  }

  /** Returns how much memory it has now. */
  static double residentMegabytes(Process process) throws IOException {
    return statusMegabytes(process, "VmRSS:");
  }

  /** Returns how much memory it had at most. */
  static double mostResidentMegabytes(Process process) throws IOException {
    return statusMegabytes(process, "VmHWM:");
  }

  private static double statusMegabytes(Process process, String name) throws IOException {
    return Files.readAllLines(file(process, "status")).stream()
            .filter(line -> line.startsWith(name))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElseThrow()
        * 1024
        / 1e6;
  }
}
