package io.shmtender.daemon.config;

import io.shmtender.daemon.cclient.CClientSettings;
import io.shmtender.daemon.http.HttpAddress;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TenderConfig;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the daemon's settings from a file and flags, and finds everything that is wrong. */
public final class SettingsReader {
  // What a segment is made for at first; a namespace with more replicas grows it.
  private static final int REPLICAS = 3;

  private final SegmentDirectory standardDirectory;
  private final CredentialFiles files;

  /**
   * Creates a reader for a daemon in this process.
   *
   * @param standardDirectory the directory to use when none is set
   */
  public SettingsReader(SegmentDirectory standardDirectory) {
    this(standardDirectory, CredentialFiles.ofThisProcess());
  }

  /**
   * Creates a reader.
   *
   * @param standardDirectory the directory to use when none is set
   * @param files where to find the files that settings name
   */
  public SettingsReader(SegmentDirectory standardDirectory, CredentialFiles files) {
    this.standardDirectory = standardDirectory;
    this.files = files;
  }

  /**
   * Reads the settings.
   *
   * @param file the YAML file, if there is one
   * @param flags what comes before the file
   */
  public SettingsResult read(Optional<Path> file, Overrides flags) {
    Mistakes mistakes = new Mistakes();
    Section section =
        file.map(path -> new YamlFile(path, mistakes).read())
            .orElseGet(() -> Section.empty(new Origin.CommandLine(), mistakes));
    boolean readable = mistakes.isEmpty();
    Lookup lookup = new Lookup(section, flags, mistakes);
    Optional<DaemonSettings> settings = settings(lookup, mistakes, readable);
    return settings.isPresent() && mistakes.isEmpty()
        ? new SettingsResult.Valid(settings.get(), lookup.effective())
        : new SettingsResult.Invalid(mistakes.sorted());
  }

  // Empty if the settings cannot be made; then there are mistakes.
  private Optional<DaemonSettings> settings(Lookup lookup, Mistakes mistakes, boolean readable) {
    List<Seed> seeds = lookup.list(Setting.SEEDS);
    if (seeds.isEmpty() && readable && mistakes.isEmpty()) {
      lookup.reject(
          Setting.SEEDS,
          "no server to ask first: write seeds: [host:port], or give --seed host:port");
    }
    String clusterName = lookup.value(Setting.CLUSTER_NAME);
    SegmentSettings segment = segment(lookup);
    List<CClientSettings> cClientSegments = CClientSegmentsSetting.read(lookup);
    TenderConfig.Builder tender =
        TenderConfig.of(seeds)
            .clusterName(clusterName)
            .useServicesAlternate(lookup.value(Setting.USE_SERVICES_ALTERNATE))
            .tendInterval(segment.tendInterval())
            .requestTimeout(lookup.value(Setting.TEND_TIMEOUT))
            .connectTimeout(lookup.value(Setting.CONN_TIMEOUT))
            .loginTimeout(lookup.value(Setting.LOGIN_TIMEOUT))
            .fastPoll(lookup.value(Setting.FAST_POLL))
            .ipMap(lookup.map(Setting.IP_MAP));
    Optional<HttpAddress> http = lookup.value(Setting.HTTP_ADDRESS);
    List<String> httpHosts = lookup.list(Setting.HTTP_HOSTS);
    new SecuritySettings(lookup, files).addTo(tender, seeds);
    LogLevel logLevel = lookup.value(Setting.LOG_LEVEL);
    lookup.reportUnknown();
    if (!mistakes.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new DaemonSettings(segment, tender.build(), cClientSegments, http, httpHosts, logLevel));
    } catch (IllegalArgumentException e) {
      // The tender has checks of its own; what only they find has no line.
      lookup.reject(e.getMessage());
      return Optional.empty();
    }
  }

  private SegmentSettings segment(Lookup lookup) {
    SegmentSettings segment =
        new SegmentSettings(
            lookup.value(Setting.DIRECTORY, standardDirectory),
            lookup.value(Setting.SHM_KEY),
            lookup.value(Setting.SHM_MAX_NODES),
            lookup.value(Setting.SHM_MAX_NAMESPACES),
            lookup.value(Setting.TEND_INTERVAL),
            lookup.value(Setting.SHM_TAKEOVER_THRESHOLD),
            lookup.value(Setting.MODE),
            lookup.optional(Setting.GROUP));
    checkThreshold(lookup, segment);
    checkLength(lookup, segment);
    return segment;
  }

  private static void checkThreshold(Lookup lookup, SegmentSettings segment) {
    Duration least = segment.tendInterval().multipliedBy(2);
    if (lookup.sound(Setting.TEND_INTERVAL)
        && lookup.sound(Setting.SHM_TAKEOVER_THRESHOLD)
        && segment.takeoverThreshold().compareTo(least) <= 0) {
      lookup.reject(
          Setting.SHM_TAKEOVER_THRESHOLD,
          Setting.SHM_TAKEOVER_THRESHOLD.type().show(segment.takeoverThreshold())
              + " is not more than twice the tend-interval of "
              + Setting.TEND_INTERVAL.type().show(segment.tendInterval())
              + ": a standby would take over from an owner that is only late");
    }
  }

  private static void checkLength(Lookup lookup, SegmentSettings segment) {
    long length = SegmentLayout.totalLength(segment.maxNodes(), segment.maxNamespaces(), REPLICAS);
    if (length > SegmentLayout.TOTAL_LENGTH_LIMIT) {
      lookup.reject(
          Setting.SHM_MAX_NODES,
          segment.maxNodes()
              + " nodes and shm-max-namespaces "
              + segment.maxNamespaces()
              + " make a segment of "
              + length
              + " bytes; the limit is "
              + SegmentLayout.TOTAL_LENGTH_LIMIT
              + ". It grows by itself: start smaller");
    }
  }
}
