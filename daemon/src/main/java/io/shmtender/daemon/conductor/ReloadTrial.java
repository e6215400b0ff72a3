package io.shmtender.daemon.conductor;

import io.shmtender.daemon.segment.OtherClusterException;
import io.shmtender.daemon.segment.Predecessor;
import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.ClusterSource;
import io.shmtender.daemon.tend.TendFailure;
import io.shmtender.daemon.tend.TendOutcome;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.MDC;

/**
 * What a reload would bring, found out before anything is changed.
 *
 * @param outcome what the new source found
 * @param refusal why everything has to stay as it is; empty if it need not
 */
record ReloadTrial(TendOutcome outcome, Optional<String> refusal) {
  // How long the new seeds may take to answer.
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /**
   * Asks a new source.
   *
   * @param reaching whether this daemon owns the key and its present source reaches the cluster
   */
  static ReloadTrial of(ClusterSource fresh, SegmentSettings settings, boolean reaching) {
    // What the log says meanwhile of nodes that join is true of the trial only.
    MDC.put(LogContext.KEY, "trying the new configuration");
    try {
      TendOutcome outcome = tendPatiently(fresh, settings);
      return new ReloadTrial(outcome, refusal(outcome, settings, reaching));
    } finally {
      MDC.remove(LogContext.KEY);
    }
  }

  // A tend is as short as the interval, and seeds may take longer to answer for the first time. No
  // heartbeat is stored meanwhile, which standbys must not take for a hang.
  private static TendOutcome tendPatiently(ClusterSource fresh, SegmentSettings settings) {
    long patience = Math.min(PATIENCE_NANOS, settings.takeoverThreshold().dividedBy(2).toNanos());
    long start = System.nanoTime();
    TendOutcome outcome = fresh.tend();
    while (!outcome.reached()
        && outcome.failure().filter(TendFailure::isWrongCluster).isEmpty()
        && System.nanoTime() - start < patience) {
      LockSupport.parkNanos(PAUSE_NANOS);
      outcome = fresh.tend();
    }
    return outcome;
  }

  // What a start would end with, a reload must not bring about.
  private static Optional<String> refusal(
      TendOutcome outcome, SegmentSettings settings, boolean reaching) {
    Optional<TendFailure> failure = outcome.failure();
    if (failure.isPresent() && failure.get().isWrongCluster()) {
      return Optional.of(failure.get().message());
    }
    if (!outcome.reached() && reaching) {
      return Optional.of(
          "no new seed answers, and the present ones do: " + outcome.failureSummary());
    }
    try {
      if (outcome.reached() && outcome.map().isPresent()) {
        Predecessor.read(settings).checkSameCluster(outcome.map().get(), outcome.formerNames());
      }
      return Optional.empty();
    } catch (SegmentException | OtherClusterException e) {
      return Optional.of(e.getMessage());
    }
  }
}
