package io.shmtender.daemon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildProcess;
import io.shmtender.testing.MemoryDirectory;
import io.shmtender.testing.SimulatorProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon as it is shipped, and a cluster as large as there are any that does not keep still. */
@Tag("packaged")
@Tag("soak")
@Tag("once") // How much a daemon needs for that is the same on every JDK, more or less.
final class LargeClusterIT {
  private static final Path LAUNCHER =
      Path.of("..", "bin", "aerospike-shm-tender").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int NODES = 256;
  private static final int NAMESPACES = 32;
  private static final int PAGES = 10;
  private static final Duration FLAPPING = Duration.ofMinutes(1);
  private static final int MOST_LINES = 50;
  private static final int MOST_BYTES = 50_000;
  // Its clock and that of the timestamps are not the same.
  private static final Duration MINUTE = Duration.ofMillis(59_500);
  // What a JVM needs beside its heap: classes and compiled code, the segment twice while it is
  // replaced, and a thread for each node that hangs. 115 MB were seen.
  private static final long BESIDE_THE_HEAP = 160_000_000;
  private static final Pattern TIMESTAMP = Pattern.compile("^(\\d{4}-\\d\\d-\\d\\dT\\S+) ");

  @TempDir(factory = MemoryDirectory.class)
  private Path directory;

  private final HttpClient client = HttpClient.newHttpClient();

  /** What happens to a quarter of the nodes, and how it ends. */
  private enum Flap {
    RESTART {
      @Override
      void begin(SimulatorProcess cluster, List<String> nodes) {
        cluster.forEach(nodes, "kill-unnoticed");
        cluster.command("rebalance");
      }

      @Override
      void end(SimulatorProcess cluster, List<String> nodes) {
        cluster.forEach(nodes, "restart-unnoticed");
        cluster.command("rebalance");
      }
    },
    HANG {
      @Override
      void begin(SimulatorProcess cluster, List<String> nodes) {
        cluster.forEach(nodes, "hang");
      }

      @Override
      void end(SimulatorProcess cluster, List<String> nodes) {
        cluster.forEach(nodes, "unhang");
      }
    },
    SPLIT {
      @Override
      void begin(SimulatorProcess cluster, List<String> nodes) {
        // Each of them alone.
        cluster.command("split " + String.join(" ", nodes));
      }

      @Override
      void end(SimulatorProcess cluster, List<String> nodes) {
        cluster.command("heal-split");
      }
    };

    abstract void begin(SimulatorProcess cluster, List<String> nodes);

    abstract void end(SimulatorProcess cluster, List<String> nodes);
  }

  @Test
  void aFlappingClusterOf256NodesLeavesItAliveReadyAndWithinItsBounds() throws Exception {
    try (SimulatorProcess cluster = new SimulatorProcess(NODES, NAMESPACES);
        ChildProcess daemon = start(cluster.seed());
        ShmReader reader =
            ShmReader.attach(
                ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT))) {
      String line = daemon.awaitLine(LIMIT, logged -> logged.contains("listening on http://"));
      URI address = URI.create(line.substring(line.indexOf("http://")));
      Await.until(LIMIT, () -> last(daemon), () -> isWell(daemon, address, reader));

      for (int i = 0; i < PAGES; i++) {
        openPage(address);
      }
      long end = System.nanoTime() + FLAPPING.toNanos();
      int rounds = 0;
      while (rounds < Flap.values().length || System.nanoTime() - end < 0) {
        List<String> quarter = quarter(cluster, rounds);
        Flap flap = Flap.values()[rounds % Flap.values().length];
        flap.begin(cluster, quarter);
        awaitTends(reader, daemon);
        openPage(address);
        flap.end(cluster, quarter);
        awaitTends(reader, daemon);
        rounds++;
      }

      Await.until(LIMIT, () -> last(daemon), () -> isWell(daemon, address, reader));
      assertEquals(200, get(address, "/health/live").statusCode());
      assertLogIsShort(daemon);
      long heap = metric(address, "jvm_memory_max_bytes\\{area=\"heap\"\\}");
      long resident = mostResident(daemon.process().pid());
      assertTrue(resident <= heap + BESIDE_THE_HEAP, () -> resident + " with a heap of " + heap);
      System.out.println(
          rounds + " rounds, " + resident + " resident, " + daemon.lines().size() + " lines");
    }
  }

  private ChildProcess start(String seed) {
    ProcessBuilder builder =
        new ProcessBuilder(
            LAUNCHER.toString(),
            "run",
            "--http-address=127.0.0.1:0",
            "--seed=" + seed,
            "--directory=" + directory);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // As it is shipped.
    builder.environment().remove("AEROSPIKE_SHM_TENDER_OPTS");
    return new ChildProcess(builder);
  }

  // Before its log was bounded there were megabytes of it.
  private static String last(ChildProcess daemon) {
    List<String> lines = daemon.lines();
    return lines.size()
        + " lines, the last ones: "
        + lines.subList(Math.max(0, lines.size() - 60), lines.size());
  }

  private boolean isWell(ChildProcess daemon, URI address, ShmReader reader) {
    assertTrue(daemon.process().isAlive(), () -> last(daemon));
    return reader.view().nodes().size() == NODES
        && reader.view().nodes().stream().allMatch(node -> node.active())
        && reader.view().namespaces().size() == NAMESPACES
        && get(address, "/health/ready").statusCode() == 200;
  }

  private void openPage(URI address) {
    for (String path : List.of("/", "/api/status.json")) {
      HttpResponse<String> answer = get(address, path);
      assertEquals(200, answer.statusCode(), () -> path + ": " + answer.body());
    }
  }

  private HttpResponse<String> get(URI address, String path) {
    try {
      return client.send(
          HttpRequest.newBuilder(address.resolve(path)).timeout(LIMIT).build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  // Long enough for the daemon to see what was changed.
  private static void awaitTends(ShmReader reader, ChildProcess daemon) {
    long tends = reader.status().tends();
    Await.until(
        LIMIT,
        () -> last(daemon),
        () -> reader.status().tends() >= tends + 3 || !daemon.process().isAlive());
    assertTrue(daemon.process().isAlive(), () -> last(daemon));
  }

  private static List<String> quarter(SimulatorProcess cluster, int round) {
    int quarter = NODES / 4;
    int from = round % 4 * quarter;
    return cluster.names().subList(from, from + quarter);
  }

  private long metric(URI address, String series) {
    String metrics = get(address, "/metrics").body();
    Matcher matcher = Pattern.compile("(?m)^" + series + " (\\S+)$").matcher(metrics);
    assertTrue(matcher.find(), metrics);
    return (long) Double.parseDouble(matcher.group(1));
  }

  private static long mostResident(long pid) throws IOException {
    String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
    Matcher matcher = Pattern.compile("VmHWM:\\s+(\\d+) kB").matcher(status);
    assertTrue(matcher.find(), status);
    return Long.parseLong(matcher.group(1)) * 1024;
  }

  /** A line of the log: a line of an exception has the time of the one before it. */
  private record Logged(OffsetDateTime at, int bytes) {}

  private static void assertLogIsShort(ChildProcess daemon) {
    List<String> lines = daemon.lines();
    List<Logged> all = new ArrayList<>();
    OffsetDateTime at = OffsetDateTime.MIN;
    for (String line : lines) {
      Matcher timestamp = TIMESTAMP.matcher(line);
      at = timestamp.find() ? OffsetDateTime.parse(timestamp.group(1)) : at;
      all.add(new Logged(at, line.getBytes(UTF_8).length + 1));
    }
    for (int first = 0; first < all.size(); first++) {
      int count = 0;
      int bytes = 0;
      for (int i = first;
          i < all.size() && !all.get(i).at().isAfter(all.get(first).at().plus(MINUTE));
          i++) {
        count++;
        bytes += all.get(i).bytes();
      }
      String what = count + " lines, " + bytes + " bytes in a minute";
      assertTrue(count <= MOST_LINES && bytes <= MOST_BYTES, () -> what + "; " + last(daemon));
    }
  }
}
