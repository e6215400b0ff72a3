package io.shmtender.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A simulated cluster in a process of its own, for one that is too large for the test's. */
public final class SimulatorProcess implements AutoCloseable {
  // By name: the simulator's own tests use this module, too.
  private static final String MAIN = "io.shmtender.simulator.cli.SimulatorMain";
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final ChildJvm process;
  private final List<String> names = new ArrayList<>();
  private final String seed;
  private int answers;

  /** Starts one with namespaces ns0, ns1 and so on of three replicas. */
  public SimulatorProcess(int nodes, int namespaces) {
    List<String> arguments = new ArrayList<>(List.of("--stop-at-eof", "--nodes=" + nodes));
    for (int i = 0; i < namespaces; i++) {
      arguments.add("--namespace=ns" + i + ":3");
    }
    process =
        ChildJvm.start(
            List.of("-XX:+UseSerialGC", "-Xmx1g", "-Xss256k"),
            MAIN,
            arguments.toArray(String[]::new));
    process.awaitLine(LIMIT, "ready"::equals);
    List<String> lines = process.lines();
    for (String line : lines.subList(0, nodes)) {
      names.add(line.substring(0, line.indexOf(' ')));
    }
    seed = lines.get(0).substring(lines.get(0).indexOf(' ') + 1);
  }

  /** Returns the address of the first node. */
  public String seed() {
    return seed;
  }

  /** Returns the names of the nodes that it started with. */
  public List<String> names() {
    return names;
  }

  /** Has a command carried out; 'help' lists them. */
  public void command(String command) {
    process.send(command);
    answers++;
    Await.until(LIMIT, () -> "an answer to " + command, () -> answered().size() >= answers);
    String answer = answered().get(answers - 1);
    if (!answer.startsWith("ok")) {
      throw new AssertionError(command + ": " + answer);
    }
  }

  /** Has a command carried out for each of some nodes. */
  public void forEach(List<String> some, String command) {
    some.forEach(name -> command(command + " " + name));
  }

  private List<String> answered() {
    return process.lines().stream()
        .filter(line -> line.startsWith("ok") || line.startsWith("error"))
        .toList();
  }

  @Override
  public void close() {
    process.close();
  }
}
