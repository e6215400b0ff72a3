package io.shmtender.daemon.config;

import static io.shmtender.daemon.segment.SegmentSettings.DEFAULT_MAX_NAMESPACES;
import static io.shmtender.daemon.segment.SegmentSettings.DEFAULT_MAX_NODES;
import static io.shmtender.daemon.segment.SegmentSettings.DEFAULT_MODE;
import static io.shmtender.daemon.segment.SegmentSettings.DEFAULT_TAKEOVER_THRESHOLD;
import static io.shmtender.daemon.segment.SegmentSettings.DEFAULT_TEND_INTERVAL;

import io.shmtender.daemon.cclient.CClientSettings;
import io.shmtender.daemon.http.HttpAddress;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TenderConfig;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.reader.layout.SegmentLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the daemon's settings from a file and flags, and finds everything that is wrong. */
public final class SettingsReader {
  private static final int MAX_NAMESPACES_LIMIT = 1024;
  // What a segment is made for at first; a namespace with more replicas grows it.
  private static final int REPLICAS = 3;

  private static final ValueType<Duration> INTERVAL =
      DurationType.withUnit(Duration.ofMillis(10), Duration.ofHours(1));
  private static final ValueType<Duration> THRESHOLD =
      DurationType.plainIsSeconds(Duration.ofMillis(100), Duration.ofHours(24));
  private static final ValueType<Duration> TIMEOUT =
      DurationType.withUnit(Duration.ofMillis(10), Duration.ofMinutes(5));
  private static final ValueType<Duration> FAST_POLL =
      DurationType.withUnit(Duration.ZERO, Duration.ofMinutes(1));

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
    List<Seed> seeds = lookup.list("seeds", ValueTypes.SEED);
    if (seeds.isEmpty() && readable && mistakes.isEmpty()) {
      lookup.reject(
          "seeds", "no server to ask first: write seeds: [host:port], or give --seed host:port");
    }
    String clusterName = lookup.value("cluster-name", ValueTypes.CLUSTER_NAME, "");
    SegmentSettings segment = segment(lookup);
    List<CClientSettings> cClientSegments = CClientSegmentsSetting.read(lookup);
    boolean alternate = lookup.value("use-services-alternate", ValueTypes.BOOLEAN, false);
    TenderConfig.Builder tender =
        TenderConfig.of(seeds)
            .clusterName(clusterName)
            .useServicesAlternate(alternate)
            .tendInterval(segment.tendInterval())
            .requestTimeout(lookup.value("tend-timeout", TIMEOUT, Duration.ofSeconds(1)))
            .connectTimeout(lookup.value("conn-timeout", TIMEOUT, Duration.ofSeconds(1)))
            .loginTimeout(lookup.value("login-timeout", TIMEOUT, Duration.ofSeconds(5)))
            .fastPoll(lookup.value("fast-poll", FAST_POLL, Duration.ofSeconds(3)));
    Map<String, String> ipMap = lookup.map("ip-map", ValueTypes.TEXT);
    tender.ipMap(ipMap);
    Optional<HttpAddress> http =
        lookup.value("http-address", ValueTypes.HTTP_ADDRESS, Optional.of(HttpAddress.DEFAULT));
    List<String> httpHosts = lookup.list("http-hosts", ValueTypes.HOST_NAME);
    new SecuritySettings(lookup, files).addTo(tender, seeds);
    LogLevel logLevel = lookup.value("log-level", ValueTypes.LOG_LEVEL, LogLevel.info);
    lookup.reportUnknown();
    if (!mistakes.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new DaemonSettings(segment, tender.build(), cClientSegments, http, httpHosts, logLevel));
    } catch (IllegalArgumentException e) {
      // The tender has checks of its own; what only they find has no line.
      lookup.reject("", e.getMessage());
      return Optional.empty();
    }
  }

  private SegmentSettings segment(Lookup lookup) {
    SegmentSettings segment =
        new SegmentSettings(
            lookup.value("directory", ValueTypes.DIRECTORY, standardDirectory),
            lookup.value("shm-key", ValueTypes.KEY, SegmentKey.DEFAULT),
            lookup.value(
                "shm-max-nodes",
                ValueTypes.integer(1, SegmentLayout.NODE_LIMIT),
                DEFAULT_MAX_NODES),
            lookup.value(
                "shm-max-namespaces",
                ValueTypes.integer(1, MAX_NAMESPACES_LIMIT),
                DEFAULT_MAX_NAMESPACES),
            lookup.value("tend-interval", INTERVAL, DEFAULT_TEND_INTERVAL),
            lookup.value("shm-takeover-threshold", THRESHOLD, DEFAULT_TAKEOVER_THRESHOLD),
            lookup.value("mode", ValueTypes.MODE, DEFAULT_MODE),
            lookup.optional("group", ValueTypes.GROUP));
    checkThreshold(lookup, segment);
    checkLength(lookup, segment);
    return segment;
  }

  private static void checkThreshold(Lookup lookup, SegmentSettings segment) {
    Duration least = segment.tendInterval().multipliedBy(2);
    if (lookup.sound("tend-interval")
        && lookup.sound("shm-takeover-threshold")
        && segment.takeoverThreshold().compareTo(least) <= 0) {
      lookup.reject(
          "shm-takeover-threshold",
          THRESHOLD.show(segment.takeoverThreshold())
              + " is not more than twice the tend-interval of "
              + INTERVAL.show(segment.tendInterval())
              + ": a standby would take over from an owner that is only late");
    }
  }

  private static void checkLength(Lookup lookup, SegmentSettings segment) {
    long length = SegmentLayout.totalLength(segment.maxNodes(), segment.maxNamespaces(), REPLICAS);
    if (length > SegmentLayout.TOTAL_LENGTH_LIMIT) {
      lookup.reject(
          "shm-max-nodes",
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
