package io.shmtender.daemon.cli;

import io.shmtender.daemon.cclient.CClientSegments;
import io.shmtender.daemon.conductor.ClusterSource;
import io.shmtender.daemon.conductor.DaemonListener;
import io.shmtender.daemon.conductor.TenderDaemon;
import io.shmtender.daemon.config.DaemonSettings;
import io.shmtender.daemon.config.LogLevel;
import io.shmtender.daemon.config.SettingsReader;
import io.shmtender.daemon.config.SettingsResult;
import io.shmtender.daemon.owner.KeyOwnedException;
import io.shmtender.daemon.segment.OtherClusterException;
import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.daemon.tend.SuccessiveTenders;
import io.shmtender.daemon.tend.TendListener;
import io.shmtender.daemon.tend.Tender;
import io.shmtender.reader.layout.SegmentDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
  @Mixin private SettingFlags flags;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration file. Flags come before what it says.")
  private Path config;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description = "What to log: error, warn, info (the default), debug or trace.")
  private Optional<LogLevel> logLevel = Optional.empty();

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
    DaemonSettings settings = valid.settings();
    LogSetup.setLevel(settings.logLevel());
    if (once) {
      return runOnce(settings);
    }
    try (Observers observers = new Observers(settings)) {
      SuccessiveTenders tenders = new SuccessiveTenders(observers.tendListener());
      Function<DaemonSettings, ClusterSource> sources = changed -> source(changed, tenders);
      ClusterSource first = sources.apply(settings);
      first.accepted();
      CClientSegments cClients =
          new CClientSegments(
              settings.cClientSegments(), settings.segment(), observers.cClientListener());
      TenderDaemon daemon =
          new TenderDaemon(settings.segment(), first, cClients, observers.daemonListener());
      reloadWhenAsked(observers, valid, daemon, sources);
      signals.onStop(
          () -> {
            // What was asked for, before anybody hears of it.
            daemon.stop();
            observers.stopping();
          });
      daemon.run();
    } finally {
      LogSetup.tellLeftOut();
    }
    signals.endIfStopped();
    return ExitCode.OK;
  }

  private void reloadWhenAsked(
      Observers observers,
      SettingsResult.Valid valid,
      TenderDaemon daemon,
      Function<DaemonSettings, ClusterSource> sources) {
    if (config == null) {
      // There is nothing to read again: whoever closes a terminal ends what runs there.
      signals.onHangup(signals::stopNow);
      return;
    }
    ConfigurationReload reload =
        new ConfigurationReload(this::read, valid, daemon, sources, signals::stopAsked);
    signals.onHangup(() -> reload(reload, observers));
    observers.answerReloads(() -> reload(reload, observers));
  }

  private static ReloadVerdict reload(ConfigurationReload reload, Observers observers) {
    observers.reloading();
    try {
      return reload.reload();
    } finally {
      observers.reloaded();
    }
  }

  private int runOnce(DaemonSettings settings)
      throws CommandFailure, SegmentException, OtherClusterException, KeyOwnedException {
    try (Tender tender = new Tender(settings.tender(), TendListener.NONE)) {
      TenderDaemon daemon =
          new TenderDaemon(settings.segment(), ClusterSource.of(tender), DaemonListener.NONE);
      signals.onStop(daemon::stop);
      signals.onHangup(signals::stopNow);
      Optional<String> trouble = daemon.runOnce();
      if (trouble.isPresent()) {
        throw new CommandFailure(ExitCode.FAILURE, trouble.get());
      }
    }
    return ExitCode.OK;
  }

  private static ClusterSource source(DaemonSettings settings, SuccessiveTenders tenders) {
    SuccessiveTenders.Voice voice = tenders.newcomer();
    return StallForTests.wrap(
        ClusterSource.of(new Tender(settings.tender(), voice), voice::accept));
  }

  private SettingsResult read() {
    List<String> level = logLevel.map(LogLevel::name).stream().toList();
    return new SettingsReader(SegmentDirectory.standard())
        .read(
            Optional.ofNullable(config),
            flags.overrides(directory).with("log-level", "--log-level", level));
  }

  private static SettingsResult.Valid valid(SettingsResult result) throws CommandFailure {
    if (result instanceof SettingsResult.Valid valid) {
      return valid;
    }
    throw ConfigurationFailure.of(((SettingsResult.Invalid) result).mistakes());
  }
}
