package io.shmtender.daemon.cclient;

import io.shmtender.daemon.testing.ClientRelease;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * A host of processes that follow and daemons, a key that they share, and a cluster; ends and
 * removes all of them when closed.
 */
final class Host implements AutoCloseable {
  private static final int LOAD_THREADS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ClientRelease release;
  private final Path directory;
  private final ScratchKey key = ScratchKey.unused();
  private final SimulatedCluster cluster = SimulatedCluster.builder().nodes(3).enterprise().start();
  private final SimulatedNode seed = cluster.nodes().get(0);
  private final Deque<Runnable> ends = new ArrayDeque<>();

  Host(ClientRelease release, Path directory) {
    this.release = release;
    this.directory = directory;
  }

  ScratchKey key() {
    return key;
  }

  SimulatedCluster cluster() {
    return cluster;
  }

  /** Starts a daemon; it may not own anything yet. */
  CClientDaemon startDaemon(String... flags) {
    CClientDaemon daemon = CClientDaemon.start(directory, seed, key, release.layout(), flags);
    ends.push(daemon::close);
    return daemon;
  }

  /** Starts a follower and waits until it is connected. */
  Follower follower() {
    Follower follower = startFollower();
    follower.awaitConnected();
    return follower;
  }

  /** Starts a follower that may not be connected yet. */
  Follower startFollower() {
    Follower follower = Follower.start(release, seed, key);
    ends.push(follower::close);
    return follower;
  }

  /** Starts the HTTP server of several processes. */
  WorkerCluster startWorkers(int count) {
    WorkerCluster workers = WorkerCluster.start(release, Map.of(), count, seed, key);
    ends.push(workers::close);
    return workers;
  }

  /** Sends requests to a server until this is closed. */
  HttpLoad startLoad(WorkerCluster workers) {
    HttpLoad load = HttpLoad.start(workers.url(), "thread", LOAD_THREADS);
    ends.push(load::close);
    return load;
  }

  /** Adds a node and moves partitions. */
  void changeCluster() {
    cluster.addNode();
    cluster.moveRandomPartitions("test", 1000, 4711);
  }

  /** Waits until the segment has the cluster as it is. */
  void awaitRightSegment() {
    Await.until(LIMIT, this::difference, () -> difference().isEmpty());
  }

  private String difference() {
    return key.read()
        .map(seen -> seen.differenceFrom(cluster.snapshot()))
        .orElse("no segment of key " + key);
  }

  @Override
  public void close() {
    try (key;
        cluster) {
      // The last one first.
      ends.forEach(Runnable::run);
    }
  }
}
