package io.shmtender.cli;

import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;

/** Where the process starts. */
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    TopCommand top = new TopCommand();
    FailureReport failures = new FailureReport(top);
    CommandLine commandLine =
        new CommandLine(top)
            .addSubcommand(new RunCommand())
            .addSubcommand(new ListCommand())
            .addSubcommand(new InspectCommand())
            .addSubcommand(new WatchCommand())
            .addSubcommand(new RouteCommand())
            .addSubcommand(new RemoveCommand())
            .addSubcommand(new CheckConfigCommand())
            .addSubcommand(new GenerateCompletion());
    commandLine
        .getSubcommands()
        .get("generate-completion")
        .getCommandSpec()
        .usageMessage()
        .hidden(true);
    return commandLine
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures)
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(100);
  }
}
