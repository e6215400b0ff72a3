package io.shmtender.daemon.cli;

import io.shmtender.daemon.launch.ExitCode;
import io.shmtender.daemon.launch.ProcessSignals;
import java.util.Set;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Where the process starts. */
public final class Main {
  // Left out where another command is given: the settings' types cost it a tenth of its start.
  private static final Set<String> DESCRIBE_SETTINGS = Set.of("run", "check-config");

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // First of all: a signal that came before would end the JVM as it does without a daemon in it.
    // The other commands end at once when they are told to, as the JVM does by itself.
    String command = command(arguments);
    ProcessSignals signals =
        command.equals("run") ? ProcessSignals.caught() : ProcessSignals.uncaught();
    Set<String> described =
        command.equals("generate-completion") ? DESCRIBE_SETTINGS : Set.of(command);
    System.exit(execute(commandLine(signals, described), arguments));
  }

  private static String command(String[] arguments) {
    for (String argument : arguments) {
      if (!argument.startsWith("-")) {
        return argument;
      }
    }
    return "";
  }

  private static int execute(CommandLine commandLine, String[] arguments) {
    try {
      return commandLine.execute(arguments);
    } catch (OutOfMemoryError e) {
      System.err.println(
          TopCommand.NAME
              + ": out of memory ("
              + e.getMessage()
              + "): give it more than the "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MB that it has, by -Xmx in AEROSPIKE_SHM_TENDER_OPTS");
    } catch (Error e) {
      // Such as a class that an upgrade took away. Whoever started this starts it again.
      System.err.println(TopCommand.NAME + ": unexpected " + e + ", please report this");
      e.printStackTrace();
    }
    return ExitCode.FAILURE;
  }

  /** Returns the whole command line, of which man pages and completions are made, too. */
  public static CommandLine commandLine() {
    return commandLine(ProcessSignals.uncaught(), DESCRIBE_SETTINGS);
  }

  private static CommandLine commandLine(ProcessSignals signals, Set<String> described) {
    TopCommand top = new TopCommand();
    FailureReport failures = new FailureReport(top);
    CommandLine commandLine =
        new CommandLine(top)
            .addSubcommand(new RunCommand(signals))
            .addSubcommand(new ListCommand())
            .addSubcommand(new InspectCommand())
            .addSubcommand(new WatchCommand())
            .addSubcommand(new RouteCommand())
            .addSubcommand(new RemoveCommand())
            .addSubcommand(new ReloadCommand())
            .addSubcommand(new CheckConfigCommand())
            .addSubcommand(new GenerateCompletion());
    if (described.contains("run")) {
      SettingFlags.addTo(subcommand(commandLine, "run"));
    }
    if (described.contains("check-config")) {
      CheckConfigCommand.describeSettings(subcommand(commandLine, "check-config"));
    }
    subcommand(commandLine, "generate-completion").usageMessage().hidden(true);
    return commandLine
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures)
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(100);
  }

  private static CommandSpec subcommand(CommandLine commandLine, String name) {
    return commandLine.getSubcommands().get(name).getCommandSpec();
  }
}
