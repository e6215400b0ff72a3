package io.shmtender.daemon.cli;

import io.shmtender.daemon.launch.ExitCode;
import io.shmtender.daemon.report.Change;
import io.shmtender.daemon.report.Quantity;
import io.shmtender.daemon.report.SegmentChanges;
import io.shmtender.daemon.report.SegmentEntry;
import io.shmtender.daemon.report.SegmentFeed;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Follows a segment. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Follow a segment live.",
    description = {
      "",
      "Follows a segment: shows what 'inspect' shows, live, and what changed last. When the "
          + "output is no terminal, prints a line for each change instead.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  aerospike-shm-tender watch 0xA7000000",
      "  aerospike-shm-tender watch 0xA7000000 | tee changes.log",
      "  aerospike-shm-tender watch 0xA7000000 --interval 10s --count 6 | cat"
    })
final class WatchCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);
  private static final Duration REDRAW = Duration.ofSeconds(1);
  // Below what people notice; one look is a few loads.
  private static final long LOOK_MILLIS = 50;

  @Spec private CommandSpec spec;
  @Mixin private DirectoryOption directory;

  @Parameters(
      paramLabel = "KEY",
      description = KeyParameter.DESCRIPTION,
      converter = KeyParameter.class)
  private SegmentKey key;

  @Option(
      names = {"-i", "--interval"},
      paramLabel = "DURATION",
      description =
          "Draw or print at least this often, for example 500ms, 10s. Default: draw every second, "
              + "print changes only.",
      converter = IntervalParameter.class)
  private Optional<Duration> interval = Optional.empty();

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "End after drawing or printing so many times.")
  private long count = Long.MAX_VALUE;

  @Override
  public Integer call() throws CommandFailure, IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (count < 1) {
      throw new ParameterException(spec.commandLine(), "--count: write 1 or more");
    }
    try (SegmentFeed feed = new SegmentFeed(directory.get(), key)) {
      // Looked at before the screen is taken, so that an error is seen.
      SegmentEntry first = now(feed);
      if (Terminal.isPresent()) {
        draw(feed, first, out);
      } else {
        print(feed, first, out);
      }
    }
    return ExitCode.OK;
  }

  private void draw(SegmentFeed feed, SegmentEntry first, PrintWriter out)
      throws CommandFailure, IOException, InterruptedException {
    WatchPage page = new WatchPage(InstantSource.system());
    try (Terminal terminal = Terminal.enter(out)) {
      follow(
          feed,
          first,
          interval.orElse(REDRAW).toNanos(),
          (entry, changes) -> {
            page.add(changes);
            Terminal.Size size = terminal.size();
            terminal.draw(page.lines(entry, size.rows()), size);
          });
    }
  }

  private void print(SegmentFeed feed, SegmentEntry first, PrintWriter out)
      throws CommandFailure, IOException, InterruptedException {
    follow(
        feed,
        first,
        interval.map(Duration::toNanos).orElse(Long.MAX_VALUE),
        (entry, changes) -> {
          out.println(line(entry, changes));
          out.flush();
        });
  }

  private SegmentEntry now(SegmentFeed feed) throws CommandFailure, IOException {
    return new SegmentSearch(directory.get()).readable(key, feed.now());
  }

  private interface Display {
    void show(SegmentEntry entry, List<String> changes);
  }

  private void follow(SegmentFeed feed, SegmentEntry first, long everyNanos, Display display)
      throws CommandFailure, IOException, InterruptedException {
    SegmentEntry shown = first;
    display.show(first, List.of());
    long lastShown = System.nanoTime();
    // A reader of the output that went away, such as head, is an end too.
    for (long shows = 1; shows < count && !spec.commandLine().getOut().checkError(); ) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      SegmentEntry entry = now(feed);
      List<String> changes =
          SegmentChanges.between(shown, entry).stream().map(Change::text).toList();
      if (!changes.isEmpty() || System.nanoTime() - lastShown >= everyNanos) {
        display.show(entry, changes);
        shown = entry;
        lastShown = System.nanoTime();
        shows++;
      }
    }
  }

  private String line(SegmentEntry entry, List<String> changes) {
    SegmentStatus status = entry.status().orElseThrow();
    String cluster =
        entry
            .view()
            .map(
                (ClusterView view) ->
                    Quantity.count(view.nodes().size(), "node")
                        + ", "
                        + Quantity.count(view.namespaces().size(), "namespace"))
            .orElse("not reached yet");
    return TIME.format(OffsetDateTime.now(ZoneId.systemDefault()))
        + " "
        + key
        + " "
        + entry.condition()
        + ", publish "
        + entry.publishes()
        + ", "
        + cluster
        + ", tended "
        + Quantity.age(status.heartbeatAge())
        + (changes.isEmpty() ? "" : ": " + String.join("; ", changes));
  }
}
