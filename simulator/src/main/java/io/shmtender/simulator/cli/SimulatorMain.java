package io.shmtender.simulator.cli;

import io.shmtender.simulator.ClusterBuilder;
import io.shmtender.simulator.SimulatedCluster;
import io.shmtender.simulator.SimulatedNode;
import io.shmtender.simulator.spec.NamespaceSpec;
import io.shmtender.simulator.spec.NodeSpec;
import io.shmtender.simulator.topology.Endpoints;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a simulated cluster until it is told to quit or killed. */
@Command(
    name = "aerospike-simulator",
    description = {
      "Simulates an Aerospike cluster in one process: real clients connect to it as to a real one.",
      "",
      "Prints a line NAME ADDRESS:PORT for each node, then 'ready'. Then reads commands from"
          + " standard input, one per line, and answers each with one line that begins with 'ok' or"
          + " 'error'; 'help' lists them. Ends at 'quit' or when killed.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  Three nodes on ports 3000 to 3002, one namespace 'test' with two replicas:",
      "    java -jar aerospike-simulator-all.jar --nodes 3 --port 3000",
      "",
      "  Four nodes in two racks on free ports, a strong-consistency namespace beside another:",
      "    java -jar aerospike-simulator-all.jar --nodes 4 --racks 1,2 \\",
      "        --namespace test --namespace bank:3:sc",
      "",
      "  A node dies and comes back while a client works (typed into the running simulator):",
      "    kill BB9000000002",
      "    restart BB9000000002",
      "",
      "  A split: BB9000000003 sees no other node any more, but tells clients so in two steps:",
      "    split-unnoticed BB9000000003",
      "    tell-partitions BB9000000003",
      "    tell-peers BB9000000003",
      "    heal-split",
      "",
      "Exit codes: 0 after 'quit', 1 when a node cannot start (is the port taken?), 2 for wrong"
          + " options."
    },
    mixinStandardHelpOptions = true,
    versionProvider = SimulatorMain.Version.class,
    sortOptions = false)
public final class SimulatorMain implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many nodes to start with (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port of the first node; the others follow. 0 means free ports (default).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on: 127.0.0.1 (default) or ::1.")
  private String host;

  @Option(
      names = "--namespace",
      paramLabel = "NAME[:RF[:sc]]",
      description =
          "A namespace, its replication factor (default 2), and 'sc' for strong consistency. Can be"
              + " repeated; 'test' unless given.")
  private List<String> namespaces = List.of();

  @Option(
      names = "--cluster-name",
      paramLabel = "NAME",
      description = "The cluster's name; none unless given.")
  private String clusterName;

  @Option(
      names = "--racks",
      paramLabel = "ID",
      split = ",",
      splitSynopsisLabel = ",",
      description = "Racks that the nodes take in turn; all in rack 0 unless given.")
  private List<Integer> racks = List.of(0);

  @Option(
      names = "--build",
      paramLabel = "VERSION",
      defaultValue = "8.1.2.0",
      description = "The server version to report (default: ${DEFAULT-VALUE}).")
  private String build;

  @Option(
      names = "--enterprise",
      description =
          "Report Enterprise Edition and do what it does beyond Community Edition. Racks and strong"
              + " consistency imply it.")
  private boolean enterprise;

  @Option(
      names = "--stop-at-eof",
      description =
          "End when standard input ends, for processes that start the simulator as their child."
              + " Otherwise it goes on.")
  private boolean stopAtEof;

  /** For picocli, which sets the options. */
  public SimulatorMain() {}

  /** Runs the program. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new SimulatorMain()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ClusterBuilder builder = configure();
    PrintWriter out = spec.commandLine().getOut();
    SimulatedCluster cluster;
    try {
      cluster = builder.start();
    } catch (UncheckedIOException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(e.getMessage() + ": " + e.getCause().getMessage());
      err.println("Try another --port, or --port 0 for ports that are free.");
      return FAILED;
    }
    try (cluster) {
      for (SimulatedNode node : cluster.nodes()) {
        out.println(node.name() + " " + Endpoints.join(node.host(), node.port()));
      }
      out.println("ready");
      out.flush();
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      boolean quit = new Console(new ConsoleCommands(cluster)).run(in, out);
      if (!quit && !stopAtEof) {
        new CountDownLatch(1).await();
      }
    }
    return 0;
  }

  private ClusterBuilder configure() {
    if (nodes < 1) {
      throw new ParameterException(
          spec.commandLine(), "--nodes " + nodes + ": there must be at least one");
    }
    if (port < 0 || port + nodes - 1 > 65535) {
      throw new ParameterException(
          spec.commandLine(), "--port " + port + ": ports go from 0 to 65535");
    }
    ClusterBuilder builder = SimulatedCluster.builder().build(build);
    if (enterprise) {
      builder.enterprise();
    }
    if (clusterName != null) {
      builder.clusterName(clusterName);
    }
    try {
      namespaces.stream().map(NamespaceSpec::parse).forEach(builder::namespace);
      for (int i = 0; i < nodes; i++) {
        builder.node(
            NodeSpec.anywhere()
                .on(host, port == 0 ? 0 : port + i)
                .inRack(racks.get(i % racks.size())));
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    return builder;
  }

  /** The version in the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = SimulatorMain.class.getPackage().getImplementationVersion();
      return new String[] {"aerospike-simulator " + (version == null ? "(unpacked)" : version)};
    }
  }
}
