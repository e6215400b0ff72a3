package io.shmtender.daemon.segment;

import static java.util.Objects.requireNonNull;

import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How segments of a key are made.
 *
 * @param directory where they are
 * @param key the key
 * @param maxNodes how many nodes fit at first
 * @param maxNamespaces how many namespaces fit at first
 * @param tendInterval the tender's interval
 * @param takeoverThreshold how old a heartbeat gets before a standby takes over
 * @param mode the files' permissions
 * @param group the files' group; empty for the daemon's own
 */
public record SegmentSettings(
    SegmentDirectory directory,
    SegmentKey key,
    int maxNodes,
    int maxNamespaces,
    Duration tendInterval,
    Duration takeoverThreshold,
    Set<PosixFilePermission> mode,
    Optional<String> group) {
  /** Node slots unless configured, as in the C client. */
  public static final int DEFAULT_MAX_NODES = 16;

  /** Partition tables unless configured, as in the C client. */
  public static final int DEFAULT_MAX_NAMESPACES = 8;

  /** The tend interval unless configured, as in the C client. */
  public static final Duration DEFAULT_TEND_INTERVAL = Duration.ofSeconds(1);

  /** The takeover threshold unless configured, as in the C client. */
  public static final Duration DEFAULT_TAKEOVER_THRESHOLD = Duration.ofSeconds(30);

  /** The files' permissions unless configured: only the daemon's user writes, everybody reads. */
  public static final Set<PosixFilePermission> DEFAULT_MODE =
      Set.copyOf(PosixFilePermissions.fromString("rw-r--r--"));

  /** Checks that nothing is missing. */
  public SegmentSettings {
    requireNonNull(directory);
    requireNonNull(key);
    requireNonNull(tendInterval);
    requireNonNull(takeoverThreshold);
    requireNonNull(group);
    mode = Set.copyOf(mode);
  }

  /** Returns these settings with another tend interval. */
  public SegmentSettings withTendInterval(Duration changed) {
    return new SegmentSettings(
        directory, key, maxNodes, maxNamespaces, changed, takeoverThreshold, mode, group);
  }

  /** Returns the settings of a key with everything else as it is by default. */
  public static SegmentSettings defaults(SegmentDirectory directory, SegmentKey key) {
    return new SegmentSettings(
        directory,
        key,
        DEFAULT_MAX_NODES,
        DEFAULT_MAX_NAMESPACES,
        DEFAULT_TEND_INTERVAL,
        DEFAULT_TAKEOVER_THRESHOLD,
        DEFAULT_MODE,
        Optional.empty());
  }
}
