package io.shmtender.benchmarks;

import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.simulator.SimulatedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;

/**
 * How long a key is without an owner after the one that it had was killed, was stopped, or hangs:
 * from the signal until a reader sees what the standby tended and published, and until the standby
 * owns a C-client segment of each layout, too. Daemons as an operator starts them; a standby is at
 * rest by then, as one is for nearly all of its life.
 */
public final class Takeovers {
  /** How often each is measured, unless told otherwise. */
  static final int TIMES = 100;

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration THRESHOLD = Duration.ofMillis(2_100);
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final List<String> LAYOUTS = List.of("4.6", "6.4", "7.4.1");

  private final SimulatedCluster cluster;
  private final Path launcher;
  private final Path directory;
  private final List<String> keys = new ArrayList<>();
  private final List<DaemonProcess> daemons = new ArrayList<>();
  private final List<ForeignSegment> segments = new ArrayList<>();
  private final Random random = new Random();

  private Takeovers(SimulatedCluster cluster, Path launcher, Path directory) {
    this.cluster = cluster;
    this.launcher = launcher;
    this.directory = directory;
    LAYOUTS.forEach(layout -> keys.add(Integer.toString(ForeignSegment.unusedKey())));
  }

  /** What happens to an owner. */
  enum Cause {
    KILLED("killed with SIGKILL"),
    STOPPED("stopped with SIGTERM"),
    HUNG("hangs with SIGSTOP, threshold " + THRESHOLD.toMillis() / 1e3 + " s");

    final String words;

    Cause(String words) {
      this.words = words;
    }
  }

  /**
   * One takeover.
   *
   * @param published milliseconds until readers saw the next owner's map
   * @param followed milliseconds until it owned the C-client segments
   */
  record Taken(double published, double followed) {}

  /** Measures so many takeovers of each kind. */
  static Map<Cause, List<Taken>> measure(Path launcher, int times)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(Path.of("/dev/shm"), "takeover");
    Map<Cause, List<Taken>> all = new EnumMap<>(Cause.class);
    try (SimulatedCluster cluster =
        SimulatedCluster.builder().nodes(3).namespace(TendedCluster.NAMESPACE, 2).start()) {
      Takeovers takeovers = new Takeovers(cluster, launcher, directory);
      for (Cause cause : Cause.values()) {
        all.put(cause, takeovers.measure(cause, times));
      }
    } finally {
      TendedCluster.delete(directory);
    }
    return all;
  }

  private List<Taken> measure(Cause cause, int times) throws IOException, InterruptedException {
    List<Taken> taken = new ArrayList<>();
    DaemonProcess owner = start();
    try (ShmReader reader =
        ShmReader.attach(ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT))) {
      owner.await("map", () -> reader.status().ownerPid() == owner.pid());
      DaemonProcess standby = start();
      standby.awaitStandby(1);
      for (String key : keys) {
        segments.add(ForeignSegment.attach(Integer.parseInt(key)));
      }
      for (int i = 0; i < times; i++) {
        taken.add(takeOver(cause, reader));
      }
    } finally {
      end();
    }
    return taken;
  }

  private DaemonProcess start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    // Waited for is what it says, of which nothing is left out at debug.
    command.addAll(List.of("run", "--http-address=off", "--log-level=debug"));
    command.addAll(List.of("--seed", "127.0.0.1:" + cluster.nodes().get(0).port()));
    command.addAll(List.of("--directory", directory.toString()));
    command.addAll(List.of("--tend-interval", INTERVAL.toMillis() + "ms"));
    command.addAll(List.of("--takeover-threshold", THRESHOLD.toMillis() + "ms"));
    for (int i = 0; i < keys.size(); i++) {
      command.addAll(List.of("--c-client-segment", keys.get(i) + ":" + LAYOUTS.get(i)));
    }
    DaemonProcess daemon = new DaemonProcess(command);
    daemons.add(daemon);
    return daemon;
  }

  private DaemonProcess byPid(long pid) {
    return daemons.stream()
        .filter(daemon -> daemon.pid() == pid)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("owner " + pid + " is none of the daemons"));
  }

  private Taken takeOver(Cause cause, ShmReader reader) throws IOException, InterruptedException {
    DaemonProcess owner = byPid(reader.status().ownerPid());
    DaemonProcess standby = daemons.get(1 - daemons.indexOf(owner));
    standby.awaitRest();
    // Anywhere in the owner's interval.
    LockSupport.parkNanos(random.nextLong(INTERVAL.toNanos()));
    long epoch = reader.status().epoch();
    int before = owner.standbyTimes();
    long start = System.nanoTime();
    switch (cause) {
      case KILLED -> owner.kill();
      case STOPPED -> owner.stop();
      case HUNG -> owner.signal("STOP");
    }
    standby.await("takeover", () -> reader.status().epoch() > epoch);
    double published = (System.nanoTime() - start) / 1e6;
    standby.await(
        "takeover of the C-client segments",
        () -> segments.stream().allMatch(segment -> segment.isOwnedBy(standby.pid())));
    double followed = (System.nanoTime() - start) / 1e6;
    if (cause == Cause.HUNG) {
      owner.signal("CONT");
      owner.awaitStandby(before + 1);
    } else {
      owner.awaitEnd();
      daemons.remove(owner);
      start().awaitStandby(1);
    }
    return new Taken(published, followed);
  }

  // In order, so that the last of them removes the C-client segments; the standby first, or it
  // would own for a moment.
  private void end() throws InterruptedException {
    segments.forEach(ForeignSegment::close);
    segments.clear();
    daemons.sort(Comparator.comparingInt(daemon -> -daemon.standbyTimes()));
    try {
      for (DaemonProcess daemon : daemons) {
        daemon.stop();
        daemon.awaitEnd();
      }
    } finally {
      for (DaemonProcess daemon : daemons) {
        daemon.end();
      }
      daemons.clear();
    }
  }

  /** Returns what was measured as a table in Markdown. */
  static String table(Map<Cause, List<Taken>> all) {
    StringBuilder table = new StringBuilder();
    line(table, "what happens to the owner; ms", "times", "median", "99 %", "worst");
    line(table, "---", "---:", "---:", "---:", "---:");
    all.forEach(
        (cause, taken) -> {
          row(table, cause.words, taken.stream().mapToDouble(Taken::published));
          row(table, "  C-client segments owned, too", taken.stream().mapToDouble(Taken::followed));
        });
    return table.toString();
  }

  private static void row(StringBuilder table, String what, DoubleStream millis) {
    double[] sorted = millis.sorted().toArray();
    int count = sorted.length;
    line(
        table,
        what,
        Integer.toString(count),
        millis(sorted[count / 2]),
        millis(sorted[(int) Math.ceil(count * 0.99) - 1]),
        millis(sorted[count - 1]));
  }

  private static void line(StringBuilder table, Object... columns) {
    table.append(String.format(Locale.ROOT, "| %-40s | %5s | %7s | %7s | %7s |\n", columns));
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }

  /**
   * Takes the path of the daemon's launcher, and writes the table; with a number of takeovers after
   * that it only prints.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean all = arguments.length == 1;
    int times = all ? TIMES : Integer.parseInt(arguments[1]);
    String text =
        MeasuredTable.conditions("benchmarks/run takeover")
            + "\n\n"
            + table(measure(Path.of(arguments[0]), times));
    System.out.println(text);
    if (all) {
      MeasuredTable.TAKEOVERS.write(MeasuredTable.ROOT, text);
      FourFigures.write(MeasuredTable.ROOT);
    }
  }
}
