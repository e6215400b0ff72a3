package io.shmtender.daemon.cli;

import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** What is common to all commands, and what users see who give none. */
@Command(
    name = TopCommand.NAME,
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    header = "Tend an Aerospike cluster for all processes of a host.",
    description = {
      "",
      "Tends an Aerospike cluster for all processes of this host: one daemon asks the servers who "
          + "holds which partition and publishes it to shared memory; every process reads.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  aerospike-shm-tender run --seed 10.0.0.1:3000       tend a cluster",
      "  aerospike-shm-tender run --config tender.yaml       the same with a file",
      "  aerospike-shm-tender check-config tender.yaml       what is wrong with the file?",
      "  aerospike-shm-tender ls                             the segments of this host",
      "  aerospike-shm-tender inspect 0xA7000000             nodes and partitions of one",
      "  aerospike-shm-tender watch 0xA7000000               the same, live",
      "  aerospike-shm-tender route 0xA7000000 test demo k1  which node has this key?",
      "  aerospike-shm-tender reload 4711                    have process 4711 read its file again",
      "",
      "'aerospike-shm-tender COMMAND --help' explains a command."
    },
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success; for run: stopped by a signal",
      "1:failure at run time",
      "2:wrong usage: unknown option, missing argument",
      "4:the directory or segment cannot be used: no space, no permission, damaged, "
          + "somebody else's",
      "5:the segment is another cluster's, or all seeds reach another than expected",
      "6:no segment of this key",
      "7:another process owns the key",
      "78:mistakes in the configuration"
    })
final class TopCommand implements Runnable {
  static final String NAME = "aerospike-shm-tender";

  @Spec private CommandSpec spec;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show where in the program a failure comes from.")
  private boolean verbose;

  boolean verbose() {
    return verbose;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "which command? One of "
            + spec.subcommands().entrySet().stream()
                .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", ")));
  }
}
