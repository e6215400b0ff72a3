package io.shmtender.benchmarks;

import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.simulator.SimulatedCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

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
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final SimulatedCluster cluster;
  private final Path launcher;
  private final Path directory;
  private final List<String> keys = new ArrayList<>();
  private final List<Daemon> daemons = new ArrayList<>();
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

    private final String words;

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

  /** A daemon in a process of its own. */
  private static final class Daemon {
    private final Process process;
    private final AtomicInteger standby = new AtomicInteger();
    // The last line, for when it fails.
    private volatile String last = "nothing";

    Daemon(List<String> command) throws IOException {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      Thread reader = new Thread(this::read, "output of " + process.pid());
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          last = line;
          if (line.contains("standby: another tender owns")) {
            standby.incrementAndGet();
          }
        }
      } catch (IOException e) {
        last = "(no more output: " + e.getMessage() + ")";
      }
    }

    void signal(String name) throws IOException, InterruptedException {
      String command = "kill -" + name + " " + process.pid();
      if (new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor() != 0) {
        throw new IllegalStateException(command + " failed");
      }
    }

    void awaitStandby(int times) {
      await("a standby", this, () -> standby.get() >= times);
    }

    // What a fresh process still compiles takes the processor from whatever it does.
    void awaitRest() {
      ProcessHandle.Info before = process.toHandle().info();
      while (true) {
        LockSupport.parkNanos(REST_NANOS);
        ProcessHandle.Info now = process.toHandle().info();
        if (now.totalCpuDuration().equals(before.totalCpuDuration())) {
          return;
        }
        before = now;
      }
    }

    void end() throws InterruptedException {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  /** What is waited for. */
  private interface Condition {
    boolean holds();
  }

  private static void await(String what, Daemon by, Condition condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.holds()) {
      if (!by.process.isAlive() || System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "no " + what + " by process " + by.process.pid() + ", which said last: " + by.last);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

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
    Daemon owner = start();
    try (ShmReader reader =
        ShmReader.attach(ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT))) {
      await("map", owner, () -> reader.status().ownerPid() == owner.process.pid());
      Daemon standby = start();
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

  private Daemon start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(List.of("run", "--http-address=off"));
    command.addAll(List.of("--seed", "127.0.0.1:" + cluster.nodes().get(0).port()));
    command.addAll(List.of("--directory", directory.toString()));
    command.addAll(List.of("--tend-interval", INTERVAL.toMillis() + "ms"));
    command.addAll(List.of("--takeover-threshold", THRESHOLD.toMillis() + "ms"));
    for (int i = 0; i < keys.size(); i++) {
      command.addAll(List.of("--c-client-segment", keys.get(i) + ":" + LAYOUTS.get(i)));
    }
    Daemon daemon = new Daemon(command);
    daemons.add(daemon);
    return daemon;
  }

  private Daemon byPid(long pid) {
    return daemons.stream()
        .filter(daemon -> daemon.process.pid() == pid)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("owner " + pid + " is none of the daemons"));
  }

  private Taken takeOver(Cause cause, ShmReader reader) throws IOException, InterruptedException {
    Daemon owner = byPid(reader.status().ownerPid());
    Daemon standby = daemons.get(1 - daemons.indexOf(owner));
    standby.awaitRest();
    // Anywhere in the owner's interval.
    LockSupport.parkNanos(random.nextLong(INTERVAL.toNanos()));
    long epoch = reader.status().epoch();
    int before = owner.standby.get();
    long start = System.nanoTime();
    switch (cause) {
      case KILLED -> owner.process.destroyForcibly();
      case STOPPED -> owner.process.destroy();
      case HUNG -> owner.signal("STOP");
    }
    await("takeover", standby, () -> reader.status().epoch() > epoch);
    double published = (System.nanoTime() - start) / 1e6;
    await(
        "takeover of the C-client segments",
        standby,
        () -> segments.stream().allMatch(segment -> segment.isOwnedBy(standby.process.pid())));
    double followed = (System.nanoTime() - start) / 1e6;
    if (cause == Cause.HUNG) {
      owner.signal("CONT");
      owner.awaitStandby(before + 1);
    } else {
      owner.process.waitFor();
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
    daemons.sort(Comparator.comparingInt(daemon -> -daemon.standby.get()));
    try {
      for (Daemon daemon : daemons) {
        daemon.process.destroy();
        daemon.process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
    } finally {
      for (Daemon daemon : daemons) {
        daemon.end();
      }
      daemons.clear();
    }
  }

  /** Prints what was measured. */
  static void print(Map<Cause, List<Taken>> all) {
    System.out.printf("From the signal until readers see what the next owner tended, ms:%n%n");
    line("what happens to the owner", "times", "median", "99 %", "worst");
    line("---", "---:", "---:", "---:", "---:");
    all.forEach(
        (cause, taken) -> {
          row(cause.words, taken.stream().mapToDouble(Taken::published).sorted().toArray());
          row(
              "  C-client segments owned, too",
              taken.stream().mapToDouble(Taken::followed).sorted().toArray());
        });
  }

  private static void row(String what, double[] sorted) {
    int count = sorted.length;
    line(
        what,
        Integer.toString(count),
        millis(sorted[count / 2]),
        millis(sorted[(int) Math.ceil(count * 0.99) - 1]),
        millis(sorted[count - 1]));
  }

  private static void line(Object... columns) {
    System.out.printf(Locale.ROOT, "| %-40s | %5s | %7s | %7s | %7s |%n", columns);
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }

  /** Takes the path of the daemon's launcher, and how often; prints takeovers only. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int times = arguments.length > 1 ? Integer.parseInt(arguments[1]) : TIMES;
    print(measure(Path.of(arguments[0]), times));
  }
}
