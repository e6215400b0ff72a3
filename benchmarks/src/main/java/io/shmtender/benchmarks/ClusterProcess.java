package io.shmtender.benchmarks;

import io.shmtender.simulator.SimulatedCluster;
import java.io.BufferedReader;
import java.io.IOException;

/** A {@link TendedCluster} in a process of its own. */
final class ClusterProcess implements AutoCloseable {
  private final Process process;
  private final String port;
  private final String directory;

  /** Starts one and waits until it is there. */
  ClusterProcess(Processors processors) throws IOException {
    process = Jvm.start(processors, Jvm.EXPORTS, SimulatedCluster.class, ClusterProcess.class);
    BufferedReader output = process.inputReader();
    port = output.readLine();
    directory = output.readLine();
    if (directory == null) {
      throw new IOException("the cluster did not start, see above");
    }
  }

  /** Runs the cluster until the end of standard input. */
  public static void main(String[] arguments) throws IOException {
    try (TendedCluster cluster = new TendedCluster()) {
      cluster.attach().close();
      System.out.println(cluster.port());
      System.out.println(cluster.directory());
      System.in.readAllBytes();
    }
  }

  String port() {
    return port;
  }

  String directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    // Not killed: it removes its directory.
    process.outputWriter().close();
    ProcessEnd.await(process);
  }
}
