package io.shmtender.daemon.cli;

import io.shmtender.daemon.cclient.CClientSurvey;
import io.shmtender.daemon.cli.TextTable.Column;
import io.shmtender.daemon.launch.ExitCode;
import io.shmtender.daemon.report.Json;
import io.shmtender.daemon.report.Quantity;
import io.shmtender.daemon.report.SegmentEntry;
import io.shmtender.daemon.report.SegmentJson;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.layout.SegmentDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the segments of this host. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "List the segments of this host.",
    description = {
      "",
      "Lists every segment on this host, damaged ones too, and below them the System V segments "
          + "of C clients, whoever owns those.",
      "",
      "Looks at the standard directory and at those of other users, unless told which; then it "
          + "shows only what belongs to the tenders there.",
      ""
    },
    footerHeading = "%nStates:%n",
    footer = {
      "  ready          a tender is at work and reaches its cluster",
      "  unreachable    a tender is at work, but no node answers it; the last state stays in use",
      "  initialising   a tender is at work and has not reached its cluster yet",
      "  untended       no tender for longer than the takeover threshold; likewise",
      "  closed         the tender was stopped; likewise",
      "  superseded     another file took this one's place",
      "  damaged        not a whole segment: see 'rm'",
      "  other-version  written by a release with another layout",
      "  unreadable     this user may not read it",
      "  foreign        another user's, whose word this user's applications do not take",
      "",
      "The owner's process id is the one in its own PID namespace. The owner of a C client's "
          + "segment is a tender or an application; a layout with a question mark is a guess.",
      "",
      "Examples:",
      "  aerospike-shm-tender ls",
      "  aerospike-shm-tender ls --json | jq '.[] | select(.state != \"ready\")'"
    })
final class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DirectoryOption directory;

  @Option(names = "--json", description = "Print a JSON array, with exact values.")
  private boolean json;

  @Override
  public Integer call() throws CommandFailure, IOException {
    List<SegmentDirectory> directories = directories();
    List<SegmentEntry> entries = new ArrayList<>();
    for (SegmentDirectory searched : directories) {
      entries.addAll(SegmentEntry.list(searched));
    }
    CClientSurvey.Found cClients = cClients(directories);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      List<Object> all = new ArrayList<>();
      entries.forEach(entry -> all.add(SegmentJson.summary(entry)));
      cClients.segments().forEach(segment -> all.add(CClientReport.summary(segment)));
      out.println(Json.of(all));
    } else {
      print(directories, entries, cClients, out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private CClientSurvey.Found cClients(List<SegmentDirectory> directories) throws IOException {
    CClientSurvey.Found found = new CClientSearch(directories).all();
    return directory.given().isEmpty()
        ? found
        : new CClientSurvey.Found(
            found.segments().stream().filter(segment -> segment.tender().isPresent()).toList(),
            List.of());
  }

  private List<SegmentDirectory> directories() throws CommandFailure, IOException {
    Optional<SegmentDirectory> given = directory.given();
    if (given.isEmpty()) {
      return KnownDirectories.find();
    }
    if (Files.notExists(given.get().path())) {
      throw new CommandFailure(ExitCode.NO_SEGMENT, "there is no directory " + given.get().path());
    }
    return List.of(given.get());
  }

  private static String names(List<SegmentDirectory> directories) {
    return directories.isEmpty()
        ? SegmentDirectory.standard().path() + ", which does not exist"
        : directories.stream()
            .map(searched -> searched.path().toString())
            .collect(Collectors.joining(", "));
  }

  private static void print(
      List<SegmentDirectory> directories,
      List<SegmentEntry> entries,
      CClientSurvey.Found cClients,
      PrintWriter out) {
    if (entries.isEmpty()) {
      out.println("no segments in " + names(directories));
    } else {
      print(entries, out);
    }
    if (!cClients.segments().isEmpty()) {
      out.println();
      CClientReport.rows(cClients.segments()).forEach(out::println);
    }
    cClients.problems().forEach(problem -> out.println("! " + problem));
  }

  private static void print(List<SegmentEntry> entries, PrintWriter out) {
    TextTable table =
        new TextTable(
            Column.text("KEY"),
            Column.text("CLUSTER"),
            Column.text("STATE"),
            Column.number("OWNER"),
            Column.number("TENDED"),
            Column.number("NODES"),
            Column.number("NAMESPACES"),
            Column.number("SIZE"),
            Column.text("FILE"));
    for (SegmentEntry entry : entries) {
      Optional<SegmentStatus> status = entry.status();
      Optional<ClusterView> view = entry.view();
      table.row(
          entry.file().key(),
          entry.clusterName("-"),
          entry.condition(),
          status.map(s -> Long.toString(s.ownerPid())).orElse("-"),
          status.map(s -> Quantity.age(s.heartbeatAge())).orElse("-"),
          view.map(v -> Integer.toString(v.nodes().size())).orElse("-"),
          view.map(v -> Integer.toString(v.namespaces().size())).orElse("-"),
          status.map(s -> Quantity.bytes(s.bytes())).orElse("-"),
          entry.path());
    }
    table.lines().forEach(out::println);
    for (SegmentEntry entry : entries) {
      if (!entry.problem().isEmpty()) {
        out.println("! " + entry.problem());
      }
    }
  }
}
