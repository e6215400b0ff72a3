package io.shmtender.daemon.cli;

import io.shmtender.daemon.cclient.CClientStatus;
import io.shmtender.daemon.launch.ExitCode;
import io.shmtender.daemon.report.Json;
import io.shmtender.daemon.report.SegmentEntry;
import io.shmtender.daemon.report.SegmentJson;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
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
          + "holds of each namespace. The key may be that of a C client's System V segment, too.",
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
    SegmentDirectory searched = directory.get();
    Optional<CClientStatus> cClient = CClientSearch.everywhere(searched).of(key);
    boolean isNative = searched.newest(key).isPresent();
    if (!isNative && cClient.isEmpty()) {
      throw new SegmentSearch(searched).missing(key);
    }
    Optional<SegmentEntry> entry =
        isNative ? Optional.of(new SegmentSearch(searched).readable(key)) : Optional.empty();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(json(entry, cClient)));
    } else {
      entry.ifPresent(found -> SegmentReport.of(found).forEach(out::println));
      if (isNative && cClient.isPresent()) {
        out.println();
      }
      cClient.ifPresent(found -> CClientReport.page(found).forEach(out::println));
    }
    out.flush();
    return ExitCode.OK;
  }

  // A key can name one of each: then the C client's is inside of the native one.
  private static Map<String, Object> json(
      Optional<SegmentEntry> entry, Optional<CClientStatus> cClient) {
    if (entry.isEmpty()) {
      return CClientReport.details(cClient.orElseThrow());
    }
    Map<String, Object> json = SegmentJson.details(entry.get());
    cClient.ifPresent(found -> json.put("c_client", CClientReport.details(found)));
    return json;
  }
}
