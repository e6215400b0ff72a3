package io.shmtender.demo;

import java.time.Duration;

/**
 * The time in which a node was dead and the published map still led to it. Commands may fail then,
 * and only then.
 *
 * @param node the node
 * @param startNanos when it died
 * @param endNanos when a map without it was published; {@link #NOT_OVER} if the demo was ended
 *     before
 */
record Outage(String node, long startNanos, long endNanos) {
  /** No map without the node was published. */
  static final long NOT_OVER = Long.MAX_VALUE;

  /** Returns whether a command that failed may have met the dead node. */
  boolean excuses(ReaderLine.Failed failure) {
    return failure.startNanos() <= endNanos && failure.endNanos() >= startNanos;
  }

  /** Returns how long it has lasted by now. */
  Duration length(long nowNanos) {
    return Duration.ofNanos(Math.min(endNanos, nowNanos) - startNanos);
  }
}
