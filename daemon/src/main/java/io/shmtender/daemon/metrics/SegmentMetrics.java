package io.shmtender.daemon.metrics;

import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.reader.layout.SegmentFile;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the key's segment as any process of the host sees it, so a standby's metrics tell
 * whether the owner works.
 *
 * <p>Thread-safe: one lock around the status that was read last.
 */
final class SegmentMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentMetrics.class);
  // One look at the file is enough for all the metrics of a scrape.
  private static final long KEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final SegmentSettings settings;
  private Optional<SegmentStatus> status = Optional.empty();
  private long readNanos;
  private boolean read;

  SegmentMetrics(SegmentSettings settings) {
    this.settings = settings;
  }

  void addTo(LabelledRegistry registry) {
    registry.value(Family.TENDED, () -> status().filter(SegmentStatus::tended).isPresent() ? 1 : 0);
    add(registry, Family.HEARTBEAT_AGE, of -> seconds(of.heartbeatAge()));
    add(registry, Family.FAILED_TENDS, SegmentStatus::failedTends);
    add(registry, Family.EPOCH, SegmentStatus::epoch);
    add(registry, Family.SEQUENCE, SegmentStatus::sequence);
    add(registry, Family.TEND_INTERVAL, of -> seconds(of.tendInterval()));
    add(registry, Family.TAKEOVER_THRESHOLD, of -> seconds(of.takeoverThreshold()));
    add(registry, Family.SEGMENT_SIZE, SegmentStatus::bytes);
    add(registry, Family.SEGMENT_CAPACITY, SegmentStatus::maxNodes, "nodes");
    add(registry, Family.SEGMENT_CAPACITY, SegmentStatus::maxNamespaces, "namespaces");
    add(registry, Family.SEGMENT_CAPACITY, SegmentStatus::maxReplicas, "replicas");
    registry.value(Family.DIRECTORY_FREE, this::free);
  }

  private void add(
      LabelledRegistry registry,
      Family family,
      Function<SegmentStatus, Number> value,
      String... labelValues) {
    registry.value(family, () -> status().map(value).orElse(null), labelValues);
  }

  private synchronized Optional<SegmentStatus> status() {
    long now = System.nanoTime();
    if (!read || now - readNanos > KEPT_NANOS) {
      status = look();
      readNanos = now;
      read = true;
    }
    return status;
  }

  private Optional<SegmentStatus> look() {
    try {
      Optional<SegmentFile> file = settings.directory().newest(settings.key());
      return file.map(found -> SegmentStatus.read(settings.directory().resolve(found)));
    } catch (IOException | ShmReaderException e) {
      // What is wrong with the segment is the conductor's to report; here it has no numbers.
      LOG.debug("no segment to measure", e);
      return Optional.empty();
    }
  }

  private Long free() {
    try {
      return Files.getFileStore(settings.directory().path()).getUsableSpace();
    } catch (IOException e) {
      LOG.debug("no file system to measure", e);
      return null;
    }
  }

  private static double seconds(Duration duration) {
    return (double) duration.toNanos() / 1e9;
  }
}
