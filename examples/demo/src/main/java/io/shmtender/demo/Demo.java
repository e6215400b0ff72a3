package io.shmtender.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Plays the scenario and judges it. */
@Command(
    name = "demo",
    sortOptions = false,
    description = {
      "",
      "Shows aerospike-shm-tender at work: a simulated cluster of three nodes, an owner and a "
          + "standby, and reader processes that put and get without pause. Nodes die, partitions "
          + "move, owners are stopped, killed and made to hang; every time is measured.",
      "",
      "Nothing is left behind: ports are free ones of 127.0.0.1, files are in a temporary "
          + "directory, every process is ended.",
      ""
    },
    footer = {
      "",
      "Exit code 0 if every promise was kept, 1 if one was broken, 2 if the command line is wrong. "
          + "A promise about time that this host is too busy to judge, by how late its own timers "
          + "are, is said to be one, and breaks nothing."
    })
public final class Demo implements Callable<Integer> {
  private static final int MAX_READERS = 64;

  @Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--once",
      description = "Play once, about half a minute, instead of round after round until Ctrl-C.")
  private boolean once;

  @Option(
      names = "--readers",
      paramLabel = "N",
      description = "How many reader processes, 1 to 64; ${DEFAULT-VALUE} unless given.")
  private int readers = 3;

  @Option(
      names = "--colour",
      description = "In colour; ./demo says so on a terminal, unless NO_COLOR is set.")
  private boolean colour;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Option(names = "--launcher", hidden = true, required = true)
  private Path launcher;

  private final Curtain curtain;

  private Demo(Curtain curtain) {
    this.curtain = curtain;
  }

  /** Runs the demo and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Curtain curtain = Curtain.onSignal();
    int code = new CommandLine(new Demo(curtain)).setUsageHelpWidth(100).execute(arguments);
    curtain.over(code);
    System.exit(code);
  }

  @Override
  public Integer call() {
    if (readers < 1 || readers > MAX_READERS) {
      throw new ParameterException(
          spec.commandLine(), "--readers " + readers + " is not 1 to " + MAX_READERS);
    }
    Account account = new Account(System.out, colour);
    account.heading(
        "aerospike-shm-tender: one process per host tends the cluster, every process reads",
        "The cluster is simulated. Processes, signals, sockets and shared memory are real.");
    Judgement judgement = Judgement.BROKEN;
    try (HostWatch host = HostWatch.start();
        Stage stage =
            Stage.open(
                launcher.toAbsolutePath(), once ? StatusAddress.NONE : StatusAddress.free())) {
      Scene scene = new Scene(stage, account, new Pace(curtain), new Findings(host), host);
      judgement = play(scene);
    } catch (DemoFailure e) {
      account.trouble(e.getMessage());
    }
    account.verdict(
        judgement,
        switch (judgement) {
          case KEPT -> "Every promise was kept.";
          case UNJUDGED ->
              "Every promise that could be judged was kept; run it on a quiet host to judge the others.";
          case BROKEN -> "A promise was broken.";
        });
    return judgement == Judgement.BROKEN ? 1 : 0;
  }

  private Judgement play(Scene scene) throws DemoFailure {
    Scenario scenario = new Scenario(scene);
    long start = System.nanoTime();
    try {
      scenario.begin(readers);
      start = System.nanoTime();
      int round = 0;
      do {
        scenario.round(round++);
      } while (!once);
    } catch (CurtainException e) {
      scene.account().line("end", "a signal asks for it");
    } catch (DemoFailure e) {
      if (!scenario.hasBegun()) {
        throw e;
      }
      scene.findings().surprise(e.getMessage());
    }
    finishReaders(scene);
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    return new Summary(scene.account(), scene.findings(), scene.stage().readers().totals())
        .print(time, readers);
  }

  private static void finishReaders(Scene scene) {
    try {
      scene.stage().readers().finish();
    } catch (DemoFailure e) {
      scene.findings().surprise(e.getMessage());
    }
  }
}
