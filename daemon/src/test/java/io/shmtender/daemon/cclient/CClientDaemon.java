package io.shmtender.daemon.cclient;

import io.shmtender.daemon.cli.Main;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The daemon in a process of its own, by its command line, with a C-client segment. */
final class CClientDaemon implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ChildJvm process;
  private final ScratchKey key;

  private CClientDaemon(ChildJvm process, ScratchKey key) {
    this.process = process;
    this.key = key;
  }

  /** Starts one with a segment of layout 6.4; it may not own anything yet. */
  static CClientDaemon start(
      Path directory, SimulatedNode seed, ScratchKey key, String... furtherFlags) {
    return start(directory, seed, key, CClientLayout.V6_4, furtherFlags);
  }

  /** Starts one; it may not own anything yet. */
  static CClientDaemon start(
      Path directory,
      SimulatedNode seed,
      ScratchKey key,
      CClientLayout layout,
      String... furtherFlags) {
    List<String> arguments = new ArrayList<>();
    arguments.add("run");
    arguments.addAll(List.of("--seed", seed.host() + ":" + seed.port()));
    arguments.addAll(List.of("--directory", directory.toString()));
    arguments.addAll(List.of("--c-client-segment", key + ":" + layout));
    arguments.addAll(List.of(furtherFlags));
    return new CClientDaemon(ChildJvm.start(Main.class, arguments.toArray(String[]::new)), key);
  }

  long pid() {
    return process.process().pid();
  }

  ChildJvm process() {
    return process;
  }

  /** Returns whether it owns the segment that the key leads to, and that can be followed. */
  boolean owns() {
    return key.read().filter(seen -> seen.ready() && seen.ownedBy(pid())).isPresent();
  }

  void awaitOwns() {
    Await.until(
        LIMIT, () -> "the daemon owns " + key + "; it printed " + process.lines(), this::owns);
  }

  /** Waits until it says that another process owns, which then does. */
  void awaitFollows(Follower owner) {
    process.awaitLine(LIMIT, line -> line.contains("is owned by process " + owner.pid() + ","));
    if (key.read().filter(seen -> seen.ownedBy(owner.pid())).isEmpty()) {
      throw new AssertionError("process " + owner.pid() + " does not own " + key + " any more");
    }
  }

  /** Does something while it is stopped. */
  void whileStopped(Runnable action) {
    process.signal("STOP");
    try {
      Await.until(LIMIT, "the daemon is stopped", this::isStopped);
      action.run();
    } finally {
      process.signal("CONT");
    }
  }

  private boolean isStopped() {
    try {
      Path stat = Path.of("/proc", Long.toString(pid()), "stat");
      return Files.readString(stat).contains(") T ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it in good order. */
  void stop() {
    process.signal("TERM");
    process.awaitExit(LIMIT);
  }

  @Override
  public void close() {
    process.close();
  }
}
