package io.shmtender.daemon.launch;

import io.shmtender.daemon.conductor.TenderDaemon;
import io.shmtender.daemon.config.DaemonSettings;
import io.shmtender.daemon.config.EffectiveSetting;
import io.shmtender.daemon.config.Setting;
import io.shmtender.daemon.config.SettingsResult;
import io.shmtender.daemon.tend.ClusterSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again while the daemon runs, and changes what can be changed without
 * letting go of the key. All of a file counts or, with a mistake in it, nothing.
 *
 * <p>For the threads of signals and of the control socket. One lock is held for a whole reload, so
 * that each begins with what the one before has left in force. The conductor, which decides, never
 * takes it.
 */
final class ConfigurationReload {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationReload.class);

  private final Supplier<SettingsResult> read;
  private final TenderDaemon daemon;
  private final Function<DaemonSettings, ClusterSource> sources;
  private final Duration takeoverThreshold;
  private final Map<String, String> inForce;
  private final BooleanSupplier stopping;

  /**
   * Prepares reloads.
   *
   * @param read reads the configuration
   * @param current what the daemon was started with
   * @param daemon the daemon
   * @param sources makes what the daemon asks
   * @param stopping whether the daemon was asked to stop
   */
  ConfigurationReload(
      Supplier<SettingsResult> read,
      SettingsResult.Valid current,
      TenderDaemon daemon,
      Function<DaemonSettings, ClusterSource> sources,
      BooleanSupplier stopping) {
    this.read = read;
    this.daemon = daemon;
    this.sources = sources;
    this.takeoverThreshold = current.settings().segment().takeoverThreshold();
    this.inForce = values(current);
    this.stopping = stopping;
  }

  private static Map<String, String> values(SettingsResult.Valid settings) {
    Map<String, String> values = new LinkedHashMap<>();
    for (EffectiveSetting setting : settings.effective()) {
      values.put(setting.key(), setting.value());
    }
    return values;
  }

  /** Reads the configuration again. */
  synchronized ReloadVerdict reload() {
    ReloadVerdict verdict = read();
    if (verdict.exitCode() != ExitCode.OK && stopping.getAsBoolean()) {
      // It was asked to stop meanwhile, and does; nobody has to look into that.
      LOG.debug("configuration not reloaded: {}", verdict.message());
    } else if (verdict.exitCode() != ExitCode.OK) {
      LOG.error("configuration not reloaded, the one before stays: {}", verdict.message());
    }
    return verdict;
  }

  private ReloadVerdict read() {
    try {
      SettingsResult result = read.get();
      if (result instanceof SettingsResult.Valid valid) {
        return change(valid);
      }
      return ReloadVerdict.refused(
          ExitCode.CONFIGURATION, ((SettingsResult.Invalid) result).message());
    } catch (RuntimeException | Error e) {
      // Such as a class that an upgrade took away. The daemon goes on with what it has.
      LOG.debug("cannot reload", e);
      return ReloadVerdict.refused(ExitCode.FAILURE, "unexpected " + e + ", please report this");
    }
  }

  private ReloadVerdict change(SettingsResult.Valid valid) {
    DaemonSettings settings = valid.settings();
    Duration interval = settings.segment().tendInterval();
    if (takeoverThreshold.compareTo(interval.multipliedBy(2)) <= 0) {
      return ReloadVerdict.refused(
          ExitCode.CONFIGURATION,
          "a tend-interval of "
              + interval.toMillis()
              + " ms needs a longer shm-takeover-threshold than the present one of "
              + takeoverThreshold.toMillis()
              + " ms, which takes a restart");
    }
    Optional<String> refusal = handOver(sources.apply(settings), interval);
    if (refusal.isPresent()) {
      return ReloadVerdict.refused(ExitCode.FAILURE, refusal.get());
    }
    LogSetup.setLevel(settings.logLevel());
    Map<String, String> now = values(valid);
    // A section that is no longer there has keys that are not either.
    List.copyOf(inForce.keySet()).forEach(key -> now.putIfAbsent(key, "none"));
    List<String> changes = new ArrayList<>();
    List<String> stays = new ArrayList<>();
    now.forEach((key, value) -> note(key, value, changes, stays));
    if (changes.isEmpty()) {
      changes.add("nothing changed");
    }
    LOG.info("configuration reloaded: {}", String.join("; ", changes));
    changes.addAll(stays);
    return ReloadVerdict.done(String.join("; ", changes));
  }

  private Optional<String> handOver(ClusterSource source, Duration interval) {
    try {
      return daemon.reload(source, interval).toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  private void note(String key, String value, List<String> changes, List<String> stays) {
    String before = inForce.getOrDefault(key, "none");
    if (value.equals(before)) {
      return;
    }
    if (Setting.changesOnReload(key)) {
      inForce.put(key, value);
      changes.add(key + " " + value);
    } else {
      LOG.warn("{} stays {} until the daemon is restarted; the file says {}", key, before, value);
      stays.add(key + " stays " + before + " until the daemon is restarted");
    }
  }
}
