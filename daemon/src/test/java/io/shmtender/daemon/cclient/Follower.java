package io.shmtender.daemon.cclient;

import io.shmtender.daemon.testing.ClientRelease;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.testing.Await;
import io.shmtender.testing.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A process of an official client that follows a segment, or owns it if nobody does. */
final class Follower implements AutoCloseable {
  private static final String MARK = "> ";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ChildProcess process;

  private Follower(ChildProcess process) {
    this.process = process;
  }

  /** Starts one; it may not be connected yet. */
  static Follower start(ClientRelease release, SimulatedNode seed, ScratchKey key) {
    return new Follower(release.startFollower(seed.host() + ":" + seed.port(), key.toString()));
  }

  void awaitConnected() {
    check("connected", answer(1));
  }

  long pid() {
    return process.process().pid();
  }

  /** Reads the records whose names are in a file, and returns what the process answers. */
  String read(Path names) {
    return ask("read " + names);
  }

  /**
   * Has processes that it makes, of a Python release, write and read with clients of their own.
   *
   * @param method fork or spawn
   */
  void startChildren(String method, int count) {
    String command = method + " " + count;
    check(command, ask(command));
  }

  /** Writes a record and reads it again. */
  void write(String name) {
    check("wrote " + name, ask("write " + name));
  }

  /** Closes the client; when this returns it is closed, and the process ends. */
  void closeClient() {
    check("closed", ask("close"));
  }

  private String ask(String line) {
    int before = answers().size();
    process.send(line);
    return answer(before + 1);
  }

  private String answer(int count) {
    Await.until(
        LIMIT,
        () -> "an answer of follower " + pid() + ", which printed " + process.lines(),
        () -> answers().size() >= count || process.hasEnded());
    if (answers().size() < count) {
      throw new AssertionError(
          "follower "
              + pid()
              + " ended with exit code "
              + process.process().exitValue()
              + " and without an answer; it printed "
              + process.lines());
    }
    return answers().get(count - 1);
  }

  // The client logs between them.
  private List<String> answers() {
    return process.lines().stream()
        .filter(line -> line.startsWith(MARK))
        .map(line -> line.substring(MARK.length()))
        .toList();
  }

  private void check(String expected, String answer) {
    if (!answer.equals(expected)) {
      throw new AssertionError(
          "follower " + pid() + " answered '" + answer + "'; it printed " + process.lines());
    }
  }

  /** Sends a signal by its name, such as STOP. */
  void signal(String name) {
    process.signal(name);
  }

  @Override
  public void close() {
    process.close();
  }
}
