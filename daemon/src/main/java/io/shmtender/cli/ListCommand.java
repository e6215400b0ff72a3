package io.shmtender.cli;

import io.shmtender.cli.TextTable.Column;
import io.shmtender.layout.SegmentDirectory;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.report.Json;
import io.shmtender.report.Quantity;
import io.shmtender.report.SegmentEntry;
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
      "Lists every segment on this host, damaged ones too.",
      "",
      "Looks at the standard directory and at those of other users, unless told which.",
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
      "",
      "The owner's process id is the one in its own PID namespace.",
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
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(entries.stream().map(SegmentJson::summary).toList()));
    } else if (entries.isEmpty()) {
      out.println("no segments in " + names(directories));
    } else {
      print(entries, out);
    }
    out.flush();
    return ExitCode.OK;
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
          view.map(ClusterView::clusterName).map(ListCommand::shown).orElse("-"),
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

  private static String shown(String clusterName) {
    return clusterName.isEmpty() ? "(no name)" : clusterName;
  }
}
