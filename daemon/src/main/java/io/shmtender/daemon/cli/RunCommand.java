package io.shmtender.daemon.cli;

import io.shmtender.daemon.config.SettingsReader;
import io.shmtender.daemon.config.SettingsResult;
import io.shmtender.daemon.launch.ExitCode;
import io.shmtender.daemon.launch.Launch;
import io.shmtender.daemon.launch.ProcessSignals;
import io.shmtender.daemon.owner.KeyOwnedException;
import io.shmtender.daemon.segment.OtherClusterException;
import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.reader.layout.SegmentDirectory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the daemon. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Run the daemon.",
    description = {
      "",
      "Runs the daemon: tends a cluster and publishes it, until a signal stops it.",
      "",
      "Any number of daemons may run for a key. One owns it and tends; the others stand by and "
          + "one of them owns at once when it stops, is killed, or hangs past the takeover "
          + "threshold.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  aerospike-shm-tender run --seed 10.0.0.1:3000 --seed 10.0.0.2:3000",
      "  aerospike-shm-tender run --config /etc/aerospike-shm-tender/tender.yaml",
      "  aerospike-shm-tender run --seed '[fd00::1]:3000' --key 0xA8000000 --tend-interval 250ms",
      "  aerospike-shm-tender run --seed 127.0.0.1 --once   publish once, for a script",
      "",
      "'check-config --help' shows what can be in the file. The log goes to standard error. SIGHUP "
          + "reads the file again, as 'reload' does: seeds, names, intervals, timeouts, users, TLS "
          + "and the log level change at once, anything else with the next start.",
      "",
      "Exit code 0 after SIGTERM and SIGINT, at any time; with --once, when it published. "
          + "'aerospike-shm-tender --help' lists the others."
    })
final class RunCommand implements Callable<Integer> {
  @Mixin private DirectoryOption directory;
  @Spec private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration file. Flags come before what it says.")
  private Path config;

  @Option(
      names = "--once",
      description =
          "Tend and publish once, then stop: the segment stays readable. Fails when another "
              + "process owns the key, or the cluster cannot be reached. Leaves segments of C "
              + "clients alone: somebody has to own those all the time.")
  private boolean once;

  private final ProcessSignals signals;

  RunCommand(ProcessSignals signals) {
    this.signals = signals;
  }

  @Override
  public Integer call()
      throws CommandFailure, SegmentException, OtherClusterException, KeyOwnedException {
    SettingsResult.Valid valid = valid(read());
    Launch launch = new Launch(signals, Version.ofJar());
    if (once) {
      Optional<String> trouble = launch.runOnce(valid.settings());
      if (trouble.isPresent()) {
        throw new CommandFailure(ExitCode.FAILURE, trouble.get());
      }
    } else {
      // Without a file there is nothing to read again.
      launch.run(valid, config == null ? Optional.empty() : Optional.of(this::read));
    }
    return ExitCode.OK;
  }

  private SettingsResult read() {
    return new SettingsReader(SegmentDirectory.standard())
        .read(Optional.ofNullable(config), SettingFlags.overrides(spec, directory));
  }

  private static SettingsResult.Valid valid(SettingsResult result) throws CommandFailure {
    if (result instanceof SettingsResult.Valid valid) {
      return valid;
    }
    throw new CommandFailure(ExitCode.CONFIGURATION, ((SettingsResult.Invalid) result).message());
  }
}
