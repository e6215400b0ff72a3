package io.shmtender.cli;

import io.shmtender.layout.SegmentKey;
import io.shmtender.report.Json;
import io.shmtender.report.SegmentEntry;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one segment. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Show what is in a segment.",
    description = {
      "",
      "Shows what is in a segment: its owner, the nodes, and how many partitions each of them "
          + "holds of each namespace.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  aerospike-shm-tender inspect 0xA7000000",
      "  aerospike-shm-tender inspect 0xA7000000 --json | jq '.namespaces[].nodes'"
    })
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DirectoryOption directory;

  @Parameters(
      paramLabel = "KEY",
      description = KeyParameter.DESCRIPTION,
      converter = KeyParameter.class)
  private SegmentKey key;

  @Option(names = "--json", description = "Print a JSON object, with exact values.")
  private boolean json;

  @Override
  public Integer call() throws CommandFailure, IOException {
    SegmentEntry entry = new SegmentSearch(directory.get()).readable(key);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(SegmentJson.details(entry)));
    } else {
      SegmentReport.of(entry).forEach(out::println);
    }
    out.flush();
    return ExitCode.OK;
  }
}
