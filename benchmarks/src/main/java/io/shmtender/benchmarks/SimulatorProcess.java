package io.shmtender.benchmarks;

import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.cli.SimulatorMain;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A simulated cluster in a process of its own, so that what it costs can be told apart. */
final class SimulatorProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final BufferedWriter input;
  private final List<String> names = new ArrayList<>();
  private String seed;

  /** Starts one with namespaces ns0, ns1 and so on of three replicas. */
  SimulatorProcess(ClusterSize size) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--stop-at-eof", "--nodes=" + size.nodes()));
    for (int i = 0; i < size.namespaces(); i++) {
      arguments.add("--namespace=" + size.namespace(i) + ":3");
    }
    process =
        Jvm.start(
            Processors.ALL,
            List.of("-XX:+UseSerialGC", "-Xmx2g", "-Xss256k"),
            SimulatedCluster.class,
            SimulatorMain.class,
            arguments.toArray(String[]::new));
    output = process.inputReader(StandardCharsets.UTF_8);
    input = process.outputWriter(StandardCharsets.UTF_8);
    for (String line = line(); !line.equals("ready"); line = line()) {
      names.add(line.substring(0, line.indexOf(' ')));
      if (seed == null) {
        seed = line.substring(line.indexOf(' ') + 1);
      }
    }
  }

  private String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the simulated cluster ended, see above");
    }
    return line;
  }

  Process process() {
    return process;
  }

  String seed() {
    return seed;
  }

  /** Returns the names of the nodes that it started with. */
  List<String> names() {
    return names;
  }

  /** Has a command carried out, of those that the simulator's {@code help} lists. */
  void command(String command) throws IOException {
    input.write(command + "\n");
    input.flush();
    String answer = line();
    if (!answer.startsWith("ok")) {
      throw new IOException("the simulated cluster does not " + command + ": " + answer);
    }
  }

  /** Has a command carried out for each of some nodes. */
  void forEach(List<String> some, String command) throws IOException {
    for (String name : some) {
      command(command + " " + name);
    }
  }

  @Override
  public void close() throws IOException {
    input.close();
    ProcessEnd.await(process);
  }
}
