package io.shmtender.daemon.cclient;

import io.shmtender.daemon.testing.ClientRelease;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildProcess;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An example, Node.js or Python: an HTTP server of several processes that follow one segment. */
final class WorkerCluster implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern SERVES = Pattern.compile("worker (\\d+) serves (\\S+)");
  private static final Pattern ENDED = Pattern.compile("worker (\\d+) ended by (.+)");

  private final int workers;
  private final ChildProcess primary;
  private final URI url;

  private WorkerCluster(int workers, ChildProcess primary) {
    this.workers = workers;
    this.primary = primary;
    Matcher serving = SERVES.matcher(primary.awaitLine(LIMIT, SERVES.asMatchPredicate()));
    if (!serving.matches()) {
      throw new AssertionError("the pattern matched a moment ago");
    }
    this.url = URI.create(serving.group(2));
    awaitAllServe();
  }

  static WorkerCluster start(
      ClientRelease release,
      Map<String, String> further,
      int workers,
      SimulatedNode seed,
      ScratchKey key) {
    Map<String, String> environment = new HashMap<>();
    environment.put("AEROSPIKE_HOSTS", seed.host() + ":" + seed.port());
    environment.put("AEROSPIKE_SHM_KEY", key.toString());
    // A machine under load is no failure of a worker.
    environment.put("AEROSPIKE_TIMEOUT", "20000");
    // Node.js workers accept by themselves. A connection that the primary process has handed to a
    // worker killed just then would stay open and never be answered.
    environment.put("NODE_CLUSTER_SCHED_POLICY", "none");
    environment.put("PORT", "0");
    environment.put("WORKERS", Integer.toString(workers));
    environment.putAll(further);
    ChildProcess primary = release.startServer(environment);
    try {
      return new WorkerCluster(workers, primary);
    } catch (AssertionError e) {
      // Its workers end with it.
      primary.close();
      throw e;
    }
  }

  /** Returns where all of them serve. */
  URI url() {
    return url;
  }

  void awaitAllServe() {
    Await.until(
        LIMIT,
        () -> workers + " workers serve; the primary process printed " + primary.lines(),
        () -> serving().size() == workers);
  }

  /** Returns the process ids of the workers that serve. */
  Set<Long> serving() {
    Map<Long, Boolean> serving = new LinkedHashMap<>();
    for (String line : primary.lines()) {
      Matcher serves = SERVES.matcher(line);
      if (serves.matches()) {
        serving.put(Long.parseLong(serves.group(1)), true);
      }
      Matcher ended = ENDED.matcher(line);
      if (ended.matches()) {
        serving.remove(Long.parseLong(ended.group(1)));
      }
    }
    return serving.keySet();
  }

  /** Returns all workers, those included that do not serve yet. */
  List<ProcessHandle> processes() {
    return primary.process().children().filter(child -> !isTracker(child)).toList();
  }

  // Python has one beside workers that it spawns; it cleans up when the primary process was killed.
  private static boolean isTracker(ProcessHandle child) {
    return child.info().commandLine().orElse("").contains("resource_tracker");
  }

  /** Ends it in good order: what it has taken is answered, and the clients are closed. */
  void stop() {
    primary.signal("TERM");
    int exitCode = primary.awaitExit(LIMIT);
    if (exitCode != 0) {
      throw new AssertionError("exit code " + exitCode + "; it printed " + primary.lines());
    }
  }

  /** Returns what each worker that ended was ended by. */
  List<String> ends() {
    return primary.lines().stream()
        .map(ENDED::matcher)
        .filter(Matcher::matches)
        .map(ended -> ended.group(2))
        .toList();
  }

  /** Returns what the processes printed. */
  List<String> lines() {
    return primary.lines();
  }

  @Override
  public void close() {
    List<ProcessHandle> children = processes();
    primary.close();
    children.forEach(ProcessHandle::destroyForcibly);
    Await.until(
        LIMIT,
        () -> "the end of " + children,
        () -> children.stream().noneMatch(ProcessHandle::isAlive));
  }
}
