package io.shmtender.daemon.cli;

import io.shmtender.daemon.launch.ExitCode;
import io.shmtender.daemon.report.Json;
import io.shmtender.daemon.report.NodeAddress;
import io.shmtender.daemon.report.SegmentEntry;
import io.shmtender.daemon.report.SegmentJson;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Key;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says where a record is. */
@Command(
    name = "route",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Say which node holds a record.",
    description = {
      "",
      "Shows which node holds a record, as processes that read the segment see it: its digest, "
          + "its partition, the master and the proles. Nobody is asked over the network.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  aerospike-shm-tender route 0xA7000000 test demo user-17",
      "  aerospike-shm-tender route 0xA7000000 test demo 17 --int",
      "  aerospike-shm-tender route 0xA7000000 test demo 00ff17 --bytes",
      "  aerospike-shm-tender route 0xA7000000 test '' user-17         a record without set",
      "  aerospike-shm-tender route 0xA7000000 test demo --int -- -5   a key that starts with -",
      "",
      "Exit code 1 if the partition has no master or there is no such namespace."
    })
final class RouteCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DirectoryOption directory;

  @Parameters(
      index = "0",
      paramLabel = "KEY",
      description = KeyParameter.DESCRIPTION,
      converter = KeyParameter.class)
  private SegmentKey key;

  @Parameters(index = "1", paramLabel = "NAMESPACE", description = "The record's namespace.")
  private String namespace;

  @Parameters(index = "2", paramLabel = "SET", description = "The record's set; '' for none.")
  private String set;

  @Parameters(index = "3", paramLabel = "USERKEY", description = "The record's key in the set.")
  private String userKey;

  @ArgGroup private Type type = new Type();

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  /** What the text of the user key means. */
  static final class Type {
    @Option(names = "--int", description = "The user key is an integer, not a text.")
    private boolean integer;

    @Option(names = "--bytes", description = "The user key is bytes, written in hexadecimal.")
    private boolean bytes;
  }

  @Override
  public Integer call() throws CommandFailure, IOException {
    Key record = record();
    SegmentEntry entry = new SegmentSearch(directory.get()).readable(key);
    ClusterView view =
        entry
            .view()
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.NO_SEGMENT,
                        "nothing is published for key "
                            + key
                            + " yet: its tender has not reached its cluster, see its log"));
    NamespaceMap partitions = view.namespace(namespace);
    List<Node> holders = new ArrayList<>();
    for (int replica = 0; replica < partitions.replicaCount(); replica++) {
      holders.add(view.map().replica(partitions, replica, record.partitionId()));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(json(record, partitions, holders)));
    } else {
      print(record, partitions, holders, out);
    }
    out.flush();
    return holders.get(0) == null ? ExitCode.FAILURE : ExitCode.OK;
  }

  private Key record() {
    if (type.integer) {
      try {
        return Key.of(namespace, set, Long.parseLong(userKey));
      } catch (NumberFormatException e) {
        throw usage("'" + userKey + "' is not an integer of 64 bits", e);
      }
    }
    if (type.bytes) {
      try {
        String digits = userKey.startsWith("0x") ? userKey.substring(2) : userKey;
        return Key.of(namespace, set, HexFormat.of().parseHex(digits));
      } catch (IllegalArgumentException e) {
        throw usage("'" + userKey + "' is not bytes in hexadecimal, such as 00ff17", e);
      }
    }
    return Key.of(namespace, set, userKey);
  }

  private ParameterException usage(String message, IllegalArgumentException cause) {
    return new ParameterException(spec.commandLine(), message, cause);
  }

  private static void print(
      Key record, NamespaceMap partitions, List<Node> holders, PrintWriter out) {
    out.println("digest     " + HexFormat.of().formatHex(record.digest()));
    out.println("partition  " + record.partitionId());
    if (partitions.strongConsistency()) {
      out.println("regime     " + partitions.regime(record.partitionId()));
    }
    for (int replica = 0; replica < holders.size(); replica++) {
      out.println((replica == 0 ? "master     " : "prole      ") + holder(holders.get(replica)));
    }
  }

  private static String holder(Node node) {
    if (node == null) {
      return "(nobody)";
    }
    return node.name() + " " + NodeAddress.of(node) + (node.active() ? "" : " (failing)");
  }

  private static Map<String, Object> json(Key record, NamespaceMap partitions, List<Node> holders) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("digest", HexFormat.of().formatHex(record.digest()));
    json.put("partition", record.partitionId());
    json.put("regime", partitions.regime(record.partitionId()));
    List<Object> nodes = new ArrayList<>();
    for (Node node : holders) {
      nodes.add(node == null ? null : SegmentJson.node(node));
    }
    json.put("master", nodes.get(0));
    json.put("proles", nodes.subList(1, nodes.size()));
    return json;
  }
}
