package io.shmtender.daemon.conductor;

import io.shmtender.daemon.cclient.CClientSegments;
import io.shmtender.daemon.owner.Claim;
import io.shmtender.daemon.segment.OtherClusterException;
import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.TendOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One term of ownership: from the claim of the key until this process stops, or finds that another
 * one owns the key by now.
 *
 * <p>For the conductor's thread, which alone touches the claim, the segment and the source.
 *
 * <p>Why a process that lost the key without noticing does no harm: before each duty that writes it
 * looks whether it still owns. Should it be stopped after that look, for as long as it takes to be
 * taken over from, then what it still writes goes into files of its own fence, which readers leave
 * as soon as there is one of the next ({@link io.shmtender.daemon.owner.OwnerLock}), and into
 * C-client segments, where its successor repairs it.
 */
final class Term {
  private static final Logger LOG = LoggerFactory.getLogger(Term.class);
  // How soon the next tend follows one that saw changes going on.
  static final long UNSETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  // While a large cluster rebalances, all nodes tell all that they hold, again and again: no more
  // than a third of the time is for listening to that.
  private static final int UNSETTLED_PAUSES = 3;

  private final PresentSource source;
  private final CClientSegments cClients;
  private final Orders orders;
  private final Reports reports;
  private final DaemonListener listener;
  // The first that is due is done first.
  private final List<Duty> duties = List.of(new Reloading(), new Tending(), new CClients());
  private final Conductor conductor;

  private Claim claim;
  private SegmentPublisher publisher;
  // What was found last.
  private TendOutcome outcome;
  private long tendAt;
  // Of the last publish that the listener heard of.
  private long sequence;

  /**
   * Creates a term that has not begun. A standby does so beforehand: at a takeover all of this is
   * loaded.
   */
  Term(PresentSource source, CClientSegments cClients, Orders orders, Reports reports) {
    this.source = source;
    this.cClients = cClients;
    this.orders = orders;
    this.reports = reports;
    this.listener = reports.listener();
    this.conductor = new Conductor(orders);
  }

  /**
   * Begins the term, and does an owner's duties until this process is told to stop or has lost the
   * key.
   *
   * @param taken that this process owns the key; who has taken it lets it go after this
   * @param origin how that came about
   * @param fresh a tend just before, if there was one
   * @throws SegmentException if the segment cannot be made
   * @throws OtherClusterException if another cluster is published than the one that is tended
   * @throws IOException if the lock file cannot be used
   */
  void serve(Claim taken, Ownership.Origin origin, Optional<FirstTend> fresh)
      throws SegmentException, OtherClusterException, IOException, InterruptedException {
    begin(taken, origin, fresh);
    if (publish() && conductor.perform(duties)) {
      publisher.close();
    }
  }

  // Publishes what is known, natively and for C clients, and then says so.
  private void begin(Claim taken, Ownership.Origin origin, Optional<FirstTend> fresh)
      throws SegmentException, OtherClusterException, IOException {
    claim = taken;
    long start = System.nanoTime();
    outcome = source.tendAsOwner(fresh);
    long opening = System.nanoTime();
    publisher = open(source.settings(), claim, outcome);
    // Before the listeners, whose first words take their time.
    publishToCClients();
    claim.begun();
    listener.owning(new Ownership(publisher.epoch(), claim.fence(), origin, since(start)));
    reports.lacking(outcome);
    reportPublish(opening);
  }

  /** Opens the key's segment as its owner. */
  static SegmentPublisher open(SegmentSettings settings, Claim claim, TendOutcome outcome)
      throws SegmentException, OtherClusterException {
    // A map from before this tend may be older than what the predecessor published.
    SegmentPublisher publisher =
        SegmentPublisher.open(
            settings,
            claim.fence(),
            outcome.reached() ? outcome.map() : Optional.empty(),
            outcome.formerNames());
    LOG.info(
        "owner of key {}, epoch {}{}: publishing to {}",
        settings.key(),
        publisher.epoch(),
        claim.takenOver() ? ", taken over from an owner that hangs" : "",
        publisher.path());
    return publisher;
  }

  // ---- Duties ----

  /** Changing over to what a reload asks for, and publishing what that finds. */
  private final class Reloading implements Duty {
    @Override
    public long nanosToDue() {
      return orders.reloadAsked() ? 0 : Long.MAX_VALUE;
    }

    @Override
    public boolean doWork() throws OtherClusterException, IOException {
      Optional<Reload> asked = orders.takeReload();
      Optional<TendOutcome> found = Optional.empty();
      if (asked.isPresent()) {
        found = source.changeTo(asked.get(), Optional.of(publisher), outcome.reached());
      }
      outcome = found.isPresent() ? found.get() : source.tend();
      return publish();
    }
  }

  /** Asking the cluster, and publishing what that finds. */
  private final class Tending implements Duty {
    @Override
    public long nanosToDue() {
      return tendAt - System.nanoTime();
    }

    @Override
    public boolean doWork() throws OtherClusterException, IOException {
      outcome = source.tend();
      return publish();
    }
  }

  /** Looking after the C-client segments between tends. */
  private final class CClients implements Duty {
    @Override
    public long nanosToDue() {
      return cClients.nanosToLook();
    }

    @Override
    public boolean doWork() throws IOException {
      if (isLost()) {
        stepDown();
        return false;
      }
      cClients.look();
      return true;
    }
  }

  // ---- Publishing ----

  // False if the key is lost.
  private boolean publish() throws OtherClusterException, IOException {
    // Before anything is written: whoever was stopped for long enough finds its successor here.
    if (isLost()) {
      stepDown();
      return false;
    }
    try {
      PresentSource.endIfConclusive(outcome);
      if (!outcome.missing().isEmpty()) {
        reports.lacking(outcome);
      }
      publishNatively();
      if (!reports.publishingFails()) {
        // Whoever hears that nothing lacks any more finds it in the segment.
        reports.lacking(outcome);
      }
    } catch (OtherClusterException e) {
      // Nobody answered when this owner checked, and now another cluster does.
      publisher.close();
      throw e;
    }
    source.noteSize(outcome);
    publishToCClients();
    listener.tendStored(new TendStored(outcome, publisher.path(), publisher.capacity()));
    listener.turned();
    tendAt = System.nanoTime() + nanosToNextTend();
    return true;
  }

  // What cannot be published is told once and tried again at each tend: an old map beats none, and
  // a heartbeat that goes on beats a daemon that ends.
  private void publishNatively() throws OtherClusterException, IOException {
    String failure = "";
    long start = System.nanoTime();
    try {
      if (outcome.reached() && outcome.map().isPresent()) {
        publisher.publish(outcome.map().get(), outcome.formerNames());
        reportPublish(start);
      }
    } catch (SegmentException e) {
      failure = e.getMessage();
      listener.publishFailed(e);
    }
    try {
      publisher.heartbeat(outcome.duration().toNanos(), outcome.reached());
    } catch (SegmentException e) {
      if (!claim.holds()) {
        LOG.warn(
            "the lock of key {} was removed by somebody else: {}",
            source.settings().key(),
            e.getMessage());
        return;
      }
      if (failure.isEmpty()) {
        failure = e.getMessage();
        listener.publishFailed(e);
      }
    }
    reports.published(failure, outcome);
  }

  // What native readers see, if the cluster was not reached: it may come from the predecessor.
  private void publishToCClients() {
    cClients.tended(outcome.reached() ? outcome.map() : publisher.map());
  }

  private void reportPublish(long startNanos) {
    long present = publisher.published();
    if (present != sequence && publisher.map().isPresent()) {
      sequence = present;
      listener.published(new Publication(publisher.map().get(), present, since(startNanos)));
    }
  }

  private static Duration since(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  private long nanosToNextTend() {
    long interval = source.settings().tendInterval().toNanos();
    long took = outcome.duration().toNanos();
    long soon = UNSETTLED_NANOS;
    if (outcome.missing().isEmpty()) {
      soon = Math.max(soon, UNSETTLED_PAUSES * took);
    }
    long pause = outcome.unsettled() ? Math.min(soon, interval) : interval;
    return Math.max(0, pause - took);
  }

  // ---- Losing the key ----

  private boolean isLost() throws IOException {
    return publisher.superseded() || !claim.holds();
  }

  private void stepDown() throws IOException {
    if (publisher.superseded() || claim.succeeded()) {
      LOG.warn(
          "another tender took key {} over while this one was not running: now a standby",
          source.settings().key());
    } else {
      LOG.warn(
          "the lock of key {} was removed by somebody else: {}",
          source.settings().key(),
          "its file is gone, competing for it again");
    }
    publisher.abandon();
    cClients.abandon();
    listener.lost();
  }
}
