package io.shmtender.daemon.conductor;

import io.shmtender.daemon.report.Excerpt;
import io.shmtender.daemon.tend.TendOutcome;
import io.shmtender.reader.layout.SegmentKey;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what goes wrong, once each time that it changes: to a listener, and of publishing to the
 * log. It outlives a term of ownership, as those do who heard it.
 *
 * <p>For the conductor's thread.
 */
final class Reports {
  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

  private final SegmentKey key;
  private final DaemonListener listener;
  // What was said last.
  private String trouble = "";
  private String publishFailure = "";
  private String lacking = "";
  private boolean whole;

  Reports(SegmentKey key, DaemonListener listener) {
    this.key = key;
    this.listener = listener;
  }

  /** Returns who hears it, and of what is said each time anyway. */
  DaemonListener listener() {
    return listener;
  }

  /**
   * Says what came of a tend and of publishing what it found.
   *
   * @param failure why that could not be published; empty if it could
   */
  void published(String failure, TendOutcome outcome) {
    if (!failure.equals(publishFailure)) {
      if (failure.isEmpty()) {
        LOG.info("publishing key {} again", key);
      } else {
        LOG.error("key {}: {}", key, failure);
      }
      publishFailure = failure;
    }
    // What a tend meets is logged where it is met.
    String now = failure.isEmpty() ? outcome.failureSummary() : failure;
    if (!now.equals(trouble)) {
      trouble = now;
      listener.trouble(now);
    }
  }

  /** Returns whether what was found last could not be published. */
  boolean publishingFails() {
    return !publishFailure.isEmpty();
  }

  /** Says which nodes were not reached yet, until the whole cluster was for the first time. */
  void lacking(TendOutcome outcome) {
    if (whole) {
      return;
    }
    String now = missing(outcome).orElse("");
    whole = outcome.reached() && now.isEmpty();
    if (!now.equals(lacking)) {
      lacking = now;
      listener.lacking(now);
    }
  }

  /** Returns which nodes were not reached yet; empty if all were. */
  static Optional<String> missing(TendOutcome outcome) {
    if (outcome.missing().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "nodes of the cluster that were not reached yet: "
            + Excerpt.of(
                new TreeMap<>(outcome.missing())
                    .entrySet().stream()
                        .map(node -> node.getKey() + " (" + node.getValue() + ")")
                        .toList()));
  }
}
