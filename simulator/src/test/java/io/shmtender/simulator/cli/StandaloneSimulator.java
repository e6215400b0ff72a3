package io.shmtender.simulator.cli;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The simulator in a process of its own. */
final class StandaloneSimulator implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final BufferedReader out;
  private final PrintWriter in;

  StandaloneSimulator(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                "io.shmtender.simulator.cli.SimulatorMain"));
    command.addAll(List.of(options));
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    out = process.inputReader(StandardCharsets.UTF_8);
    in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
  }

  /** The lines up to 'ready'. */
  List<String> awaitReady() throws IOException {
    List<String> nodes = new ArrayList<>();
    for (String line = readLine(); !line.equals("ready"); line = readLine()) {
      nodes.add(line);
    }
    return nodes;
  }

  /** Types a command and gives the answer. */
  String type(String command) throws IOException {
    in.println(command);
    return readLine();
  }

  /** Everything printed until the end. */
  String readAll() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      text.append(line).append('\n');
    }
    return text.toString();
  }

  void endInput() {
    in.close();
  }

  int awaitExit() throws InterruptedException {
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the simulator has ended");
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private String readLine() throws IOException {
    String line = out.readLine();
    assertNotNull(line, "the simulator goes on printing");
    return line;
  }
}
