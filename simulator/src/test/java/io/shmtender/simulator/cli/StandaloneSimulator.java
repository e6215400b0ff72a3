package io.shmtender.simulator.cli;

import io.shmtender.testing.Await;
import io.shmtender.testing.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The simulator in a process of its own, and all that it prints, line by line. */
final class StandaloneSimulator implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final ChildJvm process;
  private int read;

  StandaloneSimulator(String... options) {
    process = ChildJvm.start(SimulatorMain.class, options);
  }

  /** The lines up to 'ready'. */
  List<String> awaitReady() {
    List<String> nodes = new ArrayList<>();
    for (String line = readLine(); !line.equals("ready"); line = readLine()) {
      nodes.add(line);
    }
    return nodes;
  }

  /** Types a command and gives the answer. */
  String type(String command) {
    process.send(command);
    return readLine();
  }

  /** Everything printed until the end. */
  String readAll() {
    process.awaitEnd(LIMIT);
    return String.join("\n", process.lines());
  }

  void endInput() {
    process.endInput();
  }

  int awaitExit() {
    return process.awaitExit(LIMIT);
  }

  boolean isAlive() {
    return process.process().isAlive();
  }

  @Override
  public void close() {
    process.close();
  }

  private String readLine() {
    Await.until(
        LIMIT,
        () -> "another line of the simulator, which printed " + process.lines(),
        () -> process.lines().size() > read || process.hasEnded());
    List<String> lines = process.lines();
    if (lines.size() == read) {
      throw new AssertionError("the simulator ended; it printed " + lines);
    }
    return lines.get(read++);
  }
}
