package io.shmtender.daemon.cli;

import io.shmtender.daemon.config.Overrides;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Flags for the settings that are given on the command line most; they come before the file. */
final class SettingFlags {
  @Option(
      names = {"-s", "--seed"},
      paramLabel = "HOST[:PORT[:TLSNAME]]",
      description =
          "A server to ask first; may be given several times. Port 3000 unless given. In the file: "
              + "seeds.")
  private List<String> seeds = List.of();

  @Option(
      names = {"-k", "--key"},
      paramLabel = "KEY",
      description = "The segment's key, 0xA7000000 unless given. In the file: shm-key.")
  private Optional<String> key = Optional.empty();

  @Option(
      names = "--cluster-name",
      paramLabel = "NAME",
      description = "What the cluster has to be called. Default: any name.")
  private Optional<String> clusterName = Optional.empty();

  @Option(
      names = "--tend-interval",
      paramLabel = "DURATION",
      description = "From one tend to the next: 10ms to 1h, 1s unless given.")
  private Optional<String> tendInterval = Optional.empty();

  @Option(
      names = "--takeover-threshold",
      paramLabel = "DURATION",
      description =
          "How long an owner is silent before a standby takes over, 30s unless given. In the "
              + "file: shm-takeover-threshold.")
  private Optional<String> takeoverThreshold = Optional.empty();

  @Option(
      names = "--max-nodes",
      paramLabel = "NUMBER",
      description =
          "How many nodes there is room for at first, 16 unless given. In the file: shm-max-nodes.")
  private Optional<String> maxNodes = Optional.empty();

  @Option(
      names = "--max-namespaces",
      paramLabel = "NUMBER",
      description =
          "How many namespaces there is room for at first, 8 unless given. In the file: "
              + "shm-max-namespaces.")
  private Optional<String> maxNamespaces = Optional.empty();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "The segment's permissions: 0644 unless given, 0640 or 0600.")
  private Optional<String> mode = Optional.empty();

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "The segment's group. Default: the daemon's own.")
  private Optional<String> group = Optional.empty();

  @Option(
      names = "--http-address",
      paramLabel = "HOST:PORT",
      description =
          "Where to serve metrics, health and the status page, for reading only: 127.0.0.1:14096 "
              + "unless given; off for nowhere.")
  private Optional<String> httpAddress = Optional.empty();

  @Option(
      names = "--http-host",
      paramLabel = "NAME",
      description =
          "A further name that this host may be asked for by over HTTP; may be given several "
              + "times. In the file: http-hosts.")
  private List<String> httpHosts = List.of();

  @Option(
      names = "--use-services-alternate",
      description = "Reach the servers by their alternate access addresses.")
  private boolean servicesAlternate;

  @Option(
      names = "--c-client-segment",
      paramLabel = "[KEY:]LAYOUT",
      description =
          "A System V segment to own for Node.js, Python and C clients, such as 0xA9000000:6.4; "
              + "may be given several times. KEY:LAYOUT:MAX-NODES:MAX-NAMESPACES says how large, "
              + "and :MODE:GROUP after that who may use it. "
              + "In the file: c-client-segments.")
  private List<String> cClientSegments = List.of();

  /** Returns the settings that were given. */
  Overrides overrides(DirectoryOption directory) {
    return Overrides.none()
        .with("seeds", "--seed", seeds)
        .with("shm-key", "--key", key.stream().toList())
        .with("cluster-name", "--cluster-name", clusterName.stream().toList())
        .with("tend-interval", "--tend-interval", tendInterval.stream().toList())
        .with("shm-takeover-threshold", "--takeover-threshold", takeoverThreshold.stream().toList())
        .with("shm-max-nodes", "--max-nodes", maxNodes.stream().toList())
        .with("shm-max-namespaces", "--max-namespaces", maxNamespaces.stream().toList())
        .with("mode", "--mode", mode.stream().toList())
        .with("group", "--group", group.stream().toList())
        .with("c-client-segments", "--c-client-segment", cClientSegments)
        .with("http-address", "--http-address", httpAddress.stream().toList())
        .with("http-hosts", "--http-host", httpHosts)
        .with(
            "use-services-alternate",
            "--use-services-alternate",
            servicesAlternate ? List.of("true") : List.of())
        .with(
            "directory",
            "--directory",
            directory.given().stream().map(given -> given.path().toString()).toList());
  }
}
