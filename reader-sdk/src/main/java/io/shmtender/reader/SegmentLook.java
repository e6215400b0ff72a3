package io.shmtender.reader;

import static io.shmtender.reader.layout.SegmentLayout.*;

import io.shmtender.reader.layout.SegmentLayout;
import io.shmtender.reader.layout.Trust;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Looks at a segment file once, which maps nothing: its status is in the 512 bytes of the header.
 * Who attaches does not load this class.
 */
final class SegmentLook {
  private SegmentLook() {}

  /** Reads the status of a file; throws what {@link SegmentStatus#read} does. */
  static SegmentStatus status(Path path) {
    try (Segment segment = open(path)) {
      return status(segment);
    }
  }

  /** Reads the state that a file has; throws what {@link ClusterView#read} does. */
  static ClusterView view(Path path) {
    try (Segment segment = open(path)) {
      Cursor found = segment.read();
      if (found == null) {
        throw Failures.nothingPublished(path);
      }
      return found.view;
    }
  }

  private static Segment open(Path path) {
    Segment segment = Segment.openIfPresent(path, Trust.ofReader(null));
    if (segment == null) {
      throw Failures.noFile(path);
    }
    return segment;
  }

  /** Returns the status of a segment that is open. */
  static SegmentStatus status(Segment segment) {
    long word = segment.sequenceWord();
    ByteBuffer header = segment.header();
    return new SegmentStatus(
        segment.path(),
        header.getInt(KEY_OFFSET),
        header.getInt(LAYOUT_VERSION_OFFSET),
        segment.size(),
        header.getInt(MAX_NODES_OFFSET),
        header.getInt(MAX_NAMESPACES_OFFSET),
        header.getInt(MAX_REPLICAS_OFFSET),
        state(word),
        SegmentLayout.publish(word),
        header.getLong(EPOCH_OFFSET),
        header.getLong(OWNER_PID_OFFSET),
        Instant.ofEpochMilli(header.getLong(OWNER_START_OFFSET)),
        Instant.ofEpochMilli(header.getLong(CREATED_OFFSET)),
        Duration.ofNanos(segment.heartbeatAgeNanos()),
        Instant.ofEpochMilli(header.getLong(HEARTBEAT_WALL_OFFSET)),
        header.getLong(TEND_COUNT_OFFSET),
        header.getLong(FAILED_TENDS_OFFSET),
        Duration.ofNanos(header.getLong(LAST_TEND_OFFSET)),
        Duration.ofNanos(header.getLong(TEND_INTERVAL_OFFSET)),
        Duration.ofNanos(header.getLong(TAKEOVER_THRESHOLD_OFFSET)));
  }

  private static SegmentStatus.State state(long word) {
    if ((word & SUPERSEDED) != 0) {
      return SegmentStatus.State.SUPERSEDED;
    }
    if ((word & CLOSED) != 0) {
      return SegmentStatus.State.CLOSED;
    }
    return SegmentLayout.publish(word) == 0
        ? SegmentStatus.State.INITIALISING
        : SegmentStatus.State.READY;
  }
}
