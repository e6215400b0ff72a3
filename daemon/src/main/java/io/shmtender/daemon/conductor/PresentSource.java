package io.shmtender.daemon.conductor;

import io.shmtender.daemon.segment.OtherClusterException;
import io.shmtender.daemon.segment.Predecessor;
import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.ClusterSource;
import io.shmtender.daemon.tend.TendFailure;
import io.shmtender.daemon.tend.TendOutcome;
import io.shmtender.reader.ClusterMap;
import java.util.Optional;

/**
 * Whom a daemon asks, and how often: as a standby and as an owner, until a reload changes both.
 *
 * <p>For the conductor's thread alone, so that nothing here needs a lock: a reload comes by {@link
 * Orders}.
 */
final class PresentSource {
  private SegmentSettings settings;
  private ClusterSource source;
  private final DaemonListener listener;
  private final HeapNeed heap;

  PresentSource(
      SegmentSettings settings, ClusterSource source, DaemonListener listener, HeapNeed heap) {
    this.settings = settings;
    this.source = source;
    this.listener = listener;
    this.heap = heap;
  }

  /** Returns the settings, with the present tend interval. */
  SegmentSettings settings() {
    return settings;
  }

  TendOutcome tend() {
    return source.tend();
  }

  /**
   * Tends before anybody relies on this daemon. What would go wrong at a takeover goes wrong here:
   * another cluster, no room, no permission. It also warms up every class that a takeover needs.
   */
  FirstTend firstTend() throws SegmentException, OtherClusterException {
    // The map never gets worse by ignorance: an owner starts from what its predecessor published.
    Predecessor predecessor = Predecessor.read(settings);
    heap.note(predecessor.map());
    predecessor.map().ifPresent(source::startFrom);
    TendOutcome outcome = source.tend();
    endIfConclusive(outcome);
    if (outcome.reached() && outcome.map().isPresent()) {
      predecessor.checkSameCluster(outcome.map().get(), outcome.formerNames());
    }
    SegmentPublisher.rehearse(settings, outcome.map());
    return new FirstTend(predecessor, outcome);
  }

  /**
   * Tends for the first time as an owner.
   *
   * @param fresh a tend just before, which counts if nothing was published since
   */
  TendOutcome tendAsOwner(Optional<FirstTend> fresh) throws SegmentException {
    Predecessor predecessor = Predecessor.read(settings);
    if (fresh.isPresent() && fresh.get().before().isAsRecentAs(predecessor)) {
      return fresh.get().outcome();
    }
    predecessor.map().ifPresent(source::startFrom);
    return source.tend();
  }

  /**
   * Throws what a tend found if that cannot pass. Anything else may: a cluster that forms or is
   * split, a seed that moved.
   */
  static void endIfConclusive(TendOutcome outcome) throws OtherClusterException {
    Optional<TendFailure> failure = outcome.failure();
    if (failure.isPresent() && failure.get().conclusive()) {
      throw new OtherClusterException(failure.get().message());
    }
  }

  /**
   * Changes over to what a reload asks for, unless that would make things worse.
   *
   * @param publisher what an owner publishes by; empty for a standby
   * @param reaching whether this is an owner that reaches the cluster
   * @return what the new source found; empty if everything stays as it is
   */
  Optional<TendOutcome> changeTo(
      Reload reload, Optional<SegmentPublisher> publisher, boolean reaching) {
    ReloadTrial trial = ReloadTrial.of(reload.source(), settings, reaching);
    if (trial.refusal().isPresent()) {
      reload.refuse(trial.refusal().get());
      return Optional.empty();
    }
    source.close();
    source = reload.source();
    // The old source knew the whole cluster, and the new one what it happened to reach.
    Optional<ClusterMap> published = publisher.flatMap(SegmentPublisher::map);
    published.ifPresent(source::startFrom);
    source.accepted();
    settings = settings.withTendInterval(reload.tendInterval());
    publisher.ifPresent(present -> present.changeTendInterval(reload.tendInterval()));
    listener.tendIntervalChanged(reload.tendInterval());
    reload.answer().complete(Optional.empty());
    return published.isPresent() ? Optional.of(source.tend()) : Optional.of(trial.outcome());
  }

  /** Notes how large the cluster is that is tended. */
  void noteSize(TendOutcome outcome) {
    heap.note(outcome.map());
  }

  /** Lets go of connections; nothing is asked any more. */
  void close() {
    source.close();
  }
}
