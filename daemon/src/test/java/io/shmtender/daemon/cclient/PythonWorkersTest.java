package io.shmtender.daemon.cclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.testing.Python;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.NodeCounters;
import io.shmtender.testing.Await;
import io.shmtender.testing.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Python example with a release of each layout, by fork and by spawn, all at once: a daemon and
 * its standby have a segment for each.
 */
@Tag("process")
@Tag("soak")
@Tag("once") // What workers and daemons do to each other is the same on every JDK.
final class PythonWorkersTest {
  private static final int WORKERS = 2;
  private static final int TAKEOVERS = 20;
  private static final int KILLS_WHILE_STOPPED = 20;
  private static final int KILLS_PER_TAKEOVER = 4;
  private static final int KILLS = KILLS_WHILE_STOPPED + TAKEOVERS * KILLS_PER_TAKEOVER;
  private static final int MAX_ANSWERS_BETWEEN_KILLS = 20;
  // From this line on an owner that stops sees it and hands over.
  private static final String STANDBY = "standby: another";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private final SimulatedCluster cluster = SimulatedCluster.builder().nodes(3).start();
  private final SimulatedNode seed = cluster.nodes().get(0);
  private final Map<CClientLayout, ScratchKey> keys = new HashMap<>();
  private final Map<CClientLayout, AttachedSegment> segments = new HashMap<>();
  private final List<CClientDaemon> daemons = new ArrayList<>();
  private final List<Pool> pools = new ArrayList<>();
  private final Set<ProcessHandle> killed = new HashSet<>();
  private final long randomSeed = Long.getLong("shmtender.test.seed", System.nanoTime());
  private final Random random = new Random(randomSeed);

  private record Pool(Python release, String method, WorkerCluster workers, HttpLoad load) {
    @Override
    public String toString() {
      return release + " by " + method;
    }
  }

  @AfterEach
  void endAll() {
    pools.forEach(pool -> pool.workers.close());
    pools.forEach(pool -> pool.load.close());
    segments.values().forEach(AttachedSegment::close);
    daemons.forEach(CClientDaemon::close);
    keys.values().forEach(ScratchKey::close);
    cluster.close();
  }

  @Test
  void killedWorkersAndTakeoversFailNoCommand() {
    Python.releases().forEach(Python::assumeInstalled);
    for (CClientLayout layout : CClientLayout.values()) {
      keys.put(layout, ScratchKey.unused());
    }
    CClientDaemon first = startDaemon();
    keys.forEach((layout, key) -> segments.put(layout, AttachedSegment.await(key.key())));
    // Nothing here is repeated: each command has one try.
    startPools(Map.of("AEROSPIKE_RETRIES", "0"));
    workersStartedWhileTheDaemonIsStoppedAskNobody(first);

    startStandby();
    for (int i = 0; i < TAKEOVERS; i++) {
      cluster.moveRandomPartitions("test", 300, random.nextLong());
      if (i % 8 == 3) {
        cluster.addNode();
      }
      takeOver(i);
    }
    awaitEndsOf(KILLS);
    long answers = 0;
    for (Pool pool : pools) {
      awaitAnswersOfAll(pool);
      answers += pool.load.answered();
    }
    System.out.printf(
        "seed %d: %d workers killed and %d takeovers, meanwhile %d requests answered%n",
        randomSeed, killed.size(), TAKEOVERS, answers);
    assertEquals(KILLS, killed.size());
    stopPools();
    checkNothingFailed();
  }

  @Test
  void nodesThatDieAndReturnFailNoCommandThatMayBeRepeated() {
    Python.releases().forEach(Python::assumeInstalled);
    for (CClientLayout layout : CClientLayout.values()) {
      keys.put(layout, ScratchKey.unused());
    }
    startDaemon();
    keys.forEach((layout, key) -> segments.put(layout, AttachedSegment.await(key.key())));
    // As many as there is time for.
    startPools(Map.of("AEROSPIKE_RETRIES", "1000"));
    for (int i = 0; i < 2; i++) {
      String name = cluster.nodes().get(1).name();
      cluster.killNode(name);
      awaitAnswersOfAll();
      cluster.restartNode(name);
      awaitAnswersOfAll();
    }
    stopPools();
    checkNothingFailed();
  }

  private CClientDaemon startDaemon() {
    List<String> flags = new ArrayList<>();
    flags.addAll(List.of("--tend-interval", "100ms", "--takeover-threshold", "500ms"));
    // What it says is waited for, and at debug nothing of it is left out.
    flags.addAll(List.of("--log-level", "debug"));
    flags.addAll(List.of("--c-client-segment", keys.get(CClientLayout.V4_6) + ":4.6"));
    flags.addAll(List.of("--c-client-segment", keys.get(CClientLayout.V7_4_1) + ":7.4.1"));
    CClientDaemon daemon =
        CClientDaemon.start(
            directory, seed, keys.get(CClientLayout.V6_4), flags.toArray(String[]::new));
    daemons.add(daemon);
    return daemon;
  }

  private void startStandby() {
    CClientDaemon standby = startDaemon();
    standby.process().awaitLine(LIMIT, line -> line.contains(STANDBY));
  }

  private void startPools(Map<String, String> environment) {
    startPool(Python.RELEASE_11_0_1, "fork", environment);
    startPool(Python.RELEASE_17_0_0, "fork", environment);
    startPool(Python.RELEASE_19_3_0, "fork", environment);
    startPool(Python.RELEASE_19_3_0, "spawn", environment);
    awaitAnswersOfAll();
  }

  private void startPool(Python release, String method, Map<String, String> environment) {
    Map<String, String> further = new HashMap<>(environment);
    further.put("START_METHOD", method);
    WorkerCluster workers =
        WorkerCluster.start(release, further, WORKERS, seed, keys.get(release.layout()));
    pools.add(
        new Pool(
            release, method, workers, HttpLoad.start(workers.url(), "pool-" + pools.size(), 1)));
  }

  private void awaitAnswersOfAll() {
    pools.forEach(this::awaitAnswersOfAll);
  }

  private void awaitAnswersOfAll(Pool pool) {
    pool.workers.awaitAllServe();
    Map<Long, Integer> before = pool.load.answersByWorker();
    Set<Long> serving = pool.workers.serving();
    Await.until(
        LIMIT,
        () -> "answers of each of " + serving + " of " + pool + ": " + pool.load.answersByWorker(),
        () ->
            serving.stream()
                    .allMatch(
                        worker ->
                            pool.load.answersByWorker().getOrDefault(worker, 0)
                                > before.getOrDefault(worker, 0))
                || !pool.load.failures().isEmpty());
  }

  private void workersStartedWhileTheDaemonIsStoppedAskNobody(CClientDaemon daemon) {
    daemon.whileStopped(
        () -> {
          awaitAnswersOfAll();
          Map<String, Long> before = infoRequests();
          for (int i = 0; i < KILLS_WHILE_STOPPED; i++) {
            killOne();
          }
          awaitEndsOf(KILLS_WHILE_STOPPED);
          awaitAnswersOfAll();
          assertEquals(before, infoRequests(), "info requests while nobody shall tend");
        });
    assertTrue(isOwner(daemon), "the daemon owns all segments");
  }

  /** Returns what the nodes were asked for, but for what tells them which client there is. */
  private Map<String, Long> infoRequests() {
    Map<String, Long> names = new HashMap<>();
    for (NodeCounters counters : cluster.counters().values()) {
      counters.infoByName().forEach((name, count) -> names.merge(name, count, Long::sum));
    }
    names.remove("user-agent-set");
    return names;
  }

  private void takeOver(int number) {
    CClientDaemon owner = awaitOwner();
    CClientDaemon standby =
        daemons.stream().filter(daemon -> daemon != owner).findFirst().orElseThrow();
    boolean hangs = number % 2 == 0;
    String signal = hangs ? "STOP" : number % 4 == 1 ? "TERM" : "KILL";
    long standbys = linesOfStandby(owner);
    owner.process().signal(signal);
    for (int i = 0; i < KILLS_PER_TAKEOVER; i++) {
      killOne();
      checkNoWorkerOwns(number + ". takeover, by " + signal);
    }
    Await.until(
        LIMIT,
        () -> standby.pid() + " owns all after " + signal + "; " + standby.process().lines(),
        () -> isOwner(standby));
    if (hangs) {
      owner.process().signal("CONT");
      Await.until(
          LIMIT,
          () -> "a standby again; it printed " + owner.process().lines(),
          () -> linesOfStandby(owner) > standbys);
    } else {
      owner.process().awaitExit(LIMIT);
      daemons.remove(owner);
      owner.close();
      startStandby();
    }
    checkNoWorkerOwns("after " + signal);
  }

  private CClientDaemon awaitOwner() {
    List<CClientDaemon> owners = new ArrayList<>();
    Await.until(
        LIMIT,
        "a daemon that owns all",
        () -> {
          daemons.stream().filter(this::isOwner).forEach(owners::add);
          return !owners.isEmpty();
        });
    return owners.get(0);
  }

  private static long linesOfStandby(CClientDaemon daemon) {
    return daemon.process().lines().stream().filter(line -> line.contains(STANDBY)).count();
  }

  private boolean isOwner(CClientDaemon daemon) {
    return segments.values().stream()
        .allMatch(segment -> segment.u8(48) == 1 && segment.i32(8) == (int) daemon.pid());
  }

  private void killOne() {
    Pool pool = pools.get(random.nextInt(pools.size()));
    pool.load.awaitAnswers(random.nextInt(MAX_ANSWERS_BETWEEN_KILLS));
    // Some of these have not come up yet.
    List<ProcessHandle> alive = new ArrayList<>();
    Await.until(
        LIMIT,
        () -> "a worker of " + pool + ", which printed " + pool.workers.lines(),
        () -> {
          alive.clear();
          alive.addAll(pool.workers.processes());
          alive.removeAll(killed);
          return !alive.isEmpty();
        });
    ProcessHandle worker = alive.get(random.nextInt(alive.size()));
    killed.add(worker);
    worker.destroyForcibly();
  }

  private void checkNoWorkerOwns(String when) {
    List<Integer> pids = daemons.stream().map(daemon -> (int) daemon.pid()).toList();
    segments.forEach(
        (layout, segment) -> {
          assertEquals(1, segment.u8(48), () -> "the lock of layout " + layout + ", " + when);
          assertTrue(
              pids.contains(segment.i32(8)),
              () -> "process " + segment.i32(8) + " owns layout " + layout + ", " + when);
        });
  }

  private void awaitEndsOf(int count) {
    Await.until(
        LIMIT,
        () -> count + " ends of workers: " + pools.stream().map(p -> p.workers.lines()).toList(),
        () -> pools.stream().mapToInt(pool -> pool.workers.ends().size()).sum() >= count);
  }

  private void checkNothingFailed() {
    for (Pool pool : pools) {
      assertEquals(
          List.of(),
          pool.load.failures(),
          () -> pool + ", seed " + randomSeed + ", " + pool.workers.lines());
      assertEquals(
          List.of(),
          pool.workers.ends().stream().filter(end -> !end.equals("SIGKILL")).toList(),
          () -> pool + ", seed " + randomSeed + ", " + pool.workers.lines());
    }
  }

  /** Ends all workers in good order, which nobody notices either. */
  private void stopPools() {
    for (Pool pool : pools) {
      List<String> before = pool.workers.ends();
      pool.workers.stop();
      pool.load.close();
      assertEquals(before, pool.workers.ends(), () -> pool + ": ends in good order are not told");
    }
    keys.forEach(
        (layout, key) ->
            Await.until(
                LIMIT,
                () -> "the right segment of layout " + layout + ": " + difference(key),
                () -> difference(key).isEmpty()));
  }

  private String difference(ScratchKey key) {
    return key.read()
        .filter(seen -> daemons.stream().anyMatch(daemon -> seen.ownedBy(daemon.pid())))
        .map(seen -> seen.differenceFrom(cluster.snapshot()))
        .orElse("no segment of key " + key + " that a daemon owns");
  }
}
