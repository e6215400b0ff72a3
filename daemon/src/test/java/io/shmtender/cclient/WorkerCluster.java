package io.shmtender.cclient;

import io.shmtender.simulator.SimulatedNode;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildProcess;
import io.shmtender.testing.NodeJs;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Node.js example: an HTTP server of several processes that follow one segment. */
final class WorkerCluster implements AutoCloseable {
  private static final Path SCRIPT = Path.of("examples", "nodejs-cluster", "server.js");
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

  static WorkerCluster start(NodeJs release, int workers, SimulatedNode seed, ScratchKey key) {
    Map<String, String> environment =
        Map.of(
            "AEROSPIKE_HOSTS",
            seed.host() + ":" + seed.port(),
            "AEROSPIKE_SHM_KEY",
            key.toString(),
            // A machine under load is no failure of a worker.
            "AEROSPIKE_TIMEOUT",
            "20000",
            // Workers accept by themselves. A connection that the primary process has handed to a
            // worker killed just then would stay open and never be answered.
            "NODE_CLUSTER_SCHED_POLICY",
            "none",
            "PORT",
            "0",
            "WORKERS",
            Integer.toString(workers));
    ChildProcess primary = release.start(SCRIPT, environment);
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
    return primary.process().children().toList();
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
