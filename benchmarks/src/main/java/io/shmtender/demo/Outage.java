package io.shmtender.demo;

import java.time.Duration;

/**
 * The time in which a node was dead and the published map still led to it. Commands may fail then,
 * and only then.
 *
 * @param node the node
 * @param startNanos when it died
 * @param endNanos when a map without it was published
 */
record Outage(String node, long startNanos, long endNanos) {
  /** Returns whether a command that failed may have met the dead node. */
  boolean excuses(ReaderLine.Failed failure) {
    return failure.startNanos() <= endNanos && failure.endNanos() >= startNanos;
  }

  Duration length() {
    return Duration.ofNanos(endNanos - startNanos);
  }
}
