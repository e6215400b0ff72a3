package io.shmtender.daemon.cclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.testing.NodeJs;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.reader.ShmReader;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.NodeCounters;
import io.shmtender.testing.Await;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The cluster tutorial of the official Node.js client: an HTTP server of four workers that are told
 * the key of the daemon's segment and nothing else.
 */
@Tag("process")
final class NodeJsClusterTest {
  private static final int WORKERS = 4;
  private static final int KILLS = 100;
  private static final int MAX_ANSWERS_BETWEEN_KILLS = 60;
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  // More than three intervals of a Node.js client, which tends once a second.
  private static final Duration WATCH = Duration.ofMillis(3500);

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private final Set<ProcessHandle> killed = new HashSet<>();
  private Host host;
  private CClientDaemon daemon;
  private WorkerCluster workers;
  private HttpLoad load;

  private void start(NodeJs release) {
    release.assumeInstalled();
    host = new Host(release, directory);
    daemon = host.startDaemon("--tend-interval", INTERVAL.toMillis() + "ms");
    daemon.awaitOwns();
    workers = host.startWorkers(WORKERS);
    load = host.startLoad(workers);
  }

  @AfterEach
  void stop() {
    if (host != null) {
      host.close();
    }
  }

  @ParameterizedTest
  @EnumSource(NodeJs.class)
  void workersServeAndNeverTend(NodeJs release) {
    start(release);
    Await.until(
        LIMIT,
        () -> "an answer of each worker of " + workers.serving() + ": " + load.answersByWorker(),
        () -> load.answersByWorker().keySet().containsAll(workers.serving()));
    stopDaemonAnd(this::watch);
    assertTrue(daemon.owns(), "the daemon owns the segment");
    assertEquals(List.of(), load.failures());
    assertEquals(List.of(), workers.ends());
  }

  @Tag("once") // What the workers do to the daemon is the same on every JDK.
  @ParameterizedTest
  @EnumSource(NodeJs.class)
  @Tag("soak")
  void workersKilledAtRandomHarmNobody(NodeJs release) {
    start(release);
    long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
    Random random = new Random(seed);
    try (ShmReader reader =
        ShmReader.attach(ReaderOptions.defaults().withDirectory(directory).withWaitLimit(LIMIT))) {
      load.awaitAnswers(500);
      // The workers that are started meanwhile have only the segment to go by.
      stopDaemonAnd(() -> kill(KILLS / 10, random));
      long tendsBefore = reader.status().tends();
      kill(KILLS / 2, random);
      for (int i = 0; i < 4; i++) {
        SimulatedNode added = host.cluster().addNode();
        kill(KILLS / 10, random);
        host.cluster().setRack(added.name(), 1 + i);
        awaitTend(reader);
      }
      Await.until(
          LIMIT,
          () -> KILLS + " ends of workers; the processes printed " + workers.lines(),
          () -> workers.ends().size() >= KILLS);
      workers.awaitAllServe();
      long tends = reader.status().tends() - tendsBefore;
      load.awaitAnswers(500);
      awaitTend(reader);
      System.out.printf(
          "%s, seed %d: %d workers killed, meanwhile %d requests answered, %d connections broken,"
              + " %d tends%n",
          release, seed, workers.ends().size(), load.answered(), load.broken(), tends);
      assertEquals(List.of(), load.failures(), () -> "seed " + seed + ", " + workers.lines());
      assertEquals(
          List.of(),
          workers.ends().stream().filter(end -> !end.equals("SIGKILL")).toList(),
          () -> "seed " + seed + ", " + workers.lines());
      assertEquals(KILLS, workers.ends().size());
      Set<Long> living = workers.serving();
      Await.until(
          LIMIT,
          () -> "an answer of each worker of " + living + ": " + load.answersByWorker(),
          () -> load.answersByWorker().keySet().containsAll(living));
      host.awaitRightSegment();
    }
  }

  private void kill(int count, Random random) {
    for (int i = 0; i < count; i++) {
      load.awaitAnswers(random.nextInt(MAX_ANSWERS_BETWEEN_KILLS));
      // The last one that serves stays: its port goes with it.
      Await.until(
          LIMIT,
          () -> "two workers that serve; the processes printed " + workers.lines(),
          () -> servingProcesses().size() > 1);
      // Some of these have not come up yet.
      List<ProcessHandle> alive = new ArrayList<>(workers.processes());
      alive.removeAll(killed);
      ProcessHandle worker = alive.get(random.nextInt(alive.size()));
      killed.add(worker);
      worker.destroyForcibly();
      assertTrue(daemon.owns(), "the daemon owns the segment");
    }
  }

  private List<ProcessHandle> servingProcesses() {
    Set<Long> serving = workers.serving();
    return workers.processes().stream()
        .filter(process -> serving.contains(process.pid()) && !killed.contains(process))
        .toList();
  }

  /** Does something while the daemon is stopped, so that only workers could ask the nodes. */
  private void stopDaemonAnd(Runnable action) {
    daemon.whileStopped(
        () -> {
          // By then the nodes have answered what it had asked.
          load.awaitAnswers(200);
          List<Long> before = infoRequests();
          action.run();
          assertEquals(
              before, infoRequests(), "info requests of the nodes while nobody shall tend");
        });
  }

  private List<Long> infoRequests() {
    return host.cluster().counters().values().stream().map(NodeCounters::infoRequests).toList();
  }

  private void watch() {
    long end = System.nanoTime() + WATCH.toNanos();
    do {
      load.awaitAnswers(20);
    } while (System.nanoTime() - end < 0);
  }

  private static void awaitTend(ShmReader reader) {
    long last = reader.status().tends();
    Await.until(LIMIT, "a tend of the daemon", () -> reader.status().tends() > last);
  }
}
