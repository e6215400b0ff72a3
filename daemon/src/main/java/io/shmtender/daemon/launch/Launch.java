package io.shmtender.daemon.launch;

import io.shmtender.daemon.cclient.CClientSegments;
import io.shmtender.daemon.conductor.DaemonListener;
import io.shmtender.daemon.conductor.TenderDaemon;
import io.shmtender.daemon.config.DaemonSettings;
import io.shmtender.daemon.config.SettingsResult;
import io.shmtender.daemon.owner.KeyOwnedException;
import io.shmtender.daemon.segment.OtherClusterException;
import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.daemon.tend.ClusterSource;
import io.shmtender.daemon.tend.SuccessiveTenders;
import io.shmtender.daemon.tend.TendListener;
import io.shmtender.daemon.tend.Tender;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Puts a daemon together from its settings, with all that watches it, and runs it. */
public final class Launch {
  private final ProcessSignals signals;
  private final String version;

  /**
   * Prepares a launch.
   *
   * @param signals what the process is asked by signals
   * @param version the daemon's release, for its metrics
   */
  public Launch(ProcessSignals signals, String version) {
    this.signals = signals;
    this.version = version;
  }

  /**
   * Runs a daemon until a signal stops it, which ends the process in success.
   *
   * @param valid its settings
   * @param again reads the settings again, when SIGHUP or somebody at the control socket asks for
   *     it; empty if there is nothing to read, and SIGHUP stops the daemon
   * @throws SegmentException as {@link TenderDaemon#run}
   * @throws OtherClusterException as {@link TenderDaemon#run}
   */
  public void run(SettingsResult.Valid valid, Optional<Supplier<SettingsResult>> again)
      throws SegmentException, OtherClusterException {
    DaemonSettings settings = valid.settings();
    LogSetup.setLevel(settings.logLevel());
    try (Observers observers = new Observers(settings, version)) {
      SuccessiveTenders tenders = new SuccessiveTenders(observers.tendListener());
      Function<DaemonSettings, ClusterSource> sources = changed -> source(changed, tenders);
      ClusterSource first = sources.apply(settings);
      first.accepted();
      CClientSegments cClients =
          new CClientSegments(
              settings.cClientSegments(), settings.segment(), observers.cClientListener());
      TenderDaemon daemon =
          new TenderDaemon(settings.segment(), first, cClients, observers.daemonListener());
      if (again.isPresent()) {
        reloadWhenAsked(
            observers,
            new ConfigurationReload(again.get(), valid, daemon, sources, signals::stopAsked));
      } else {
        // Whoever closes a terminal ends what runs there.
        signals.onHangup(signals::stopNow);
      }
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
  }

  private void reloadWhenAsked(Observers observers, ConfigurationReload reload) {
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

  private static ClusterSource source(DaemonSettings settings, SuccessiveTenders tenders) {
    return StallForTests.wrap(new Tender(settings.tender(), tenders.newcomer()));
  }

  /**
   * Tends and publishes once, with nothing that watches.
   *
   * @return what is wrong with what is published now, empty when nothing is
   * @throws KeyOwnedException if another process owns the key
   * @throws SegmentException as {@link TenderDaemon#runOnce}
   * @throws OtherClusterException as {@link TenderDaemon#runOnce}
   */
  public Optional<String> runOnce(DaemonSettings settings)
      throws SegmentException, OtherClusterException, KeyOwnedException {
    LogSetup.setLevel(settings.logLevel());
    try (Tender tender = new Tender(settings.tender(), TendListener.NONE)) {
      TenderDaemon daemon = new TenderDaemon(settings.segment(), tender, DaemonListener.NONE);
      signals.onStop(daemon::stop);
      signals.onHangup(signals::stopNow);
      return daemon.runOnce();
    }
  }
}
