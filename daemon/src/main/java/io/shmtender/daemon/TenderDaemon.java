package io.shmtender.daemon;

import io.shmtender.cclient.CClientListener;
import io.shmtender.cclient.CClientSegments;
import io.shmtender.cluster.ClusterMap;
import io.shmtender.owner.Claim;
import io.shmtender.owner.KeyOwnedException;
import io.shmtender.owner.OwnerLock;
import io.shmtender.segment.OtherClusterException;
import io.shmtender.segment.Predecessor;
import io.shmtender.segment.SegmentException;
import io.shmtender.segment.SegmentPublisher;
import io.shmtender.segment.SegmentSettings;
import io.shmtender.tend.TendFailure;
import io.shmtender.tend.TendOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Competes for a key's owner lock and, while it owns, tends the cluster and publishes it.
 *
 * <p>The thread that calls {@link #run} is the conductor: it alone touches the tender, the segment
 * and the lock, so nothing here needs a lock of its own. {@link #stop} and {@link #reload} are for
 * any thread.
 */
public final class TenderDaemon {
  private static final Logger LOG = LoggerFactory.getLogger(TenderDaemon.class);
  // How soon the next tend follows one that saw changes going on.
  private static final long UNSETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private SegmentSettings settings;
  private ClusterSource source;
  private final CClientSegments cClients;
  private final DaemonListener listener;
  private final OwnerLock lock;
  private final Orders orders = new Orders();
  private String lastTrouble = "";
  private boolean reaching;
  private long lastSequence;

  /** Creates a daemon of a native segment only; nothing is touched before it runs. */
  public TenderDaemon(SegmentSettings settings, ClusterSource source, DaemonListener listener) {
    this(
        settings, source, new CClientSegments(List.of(), settings, CClientListener.NONE), listener);
  }

  /** Creates a daemon; nothing is touched before it runs. */
  public TenderDaemon(
      SegmentSettings settings,
      ClusterSource source,
      CClientSegments cClients,
      DaemonListener listener) {
    this.settings = settings;
    this.source = source;
    this.cClients = cClients;
    this.listener = listener;
    this.lock = new OwnerLock(settings.directory(), settings.key(), settings.takeoverThreshold());
  }

  /**
   * Runs until {@link #stop}: as a standby while another process owns the key, else as its owner.
   *
   * @throws SegmentException if the directory or the segment cannot be used
   * @throws OtherClusterException if the segment or the configuration names another cluster than
   *     the one that the seeds reach; nothing was changed
   */
  public void run() throws SegmentException, OtherClusterException {
    try {
      compete();
    } finally {
      orders.end();
      source.close();
      listener.stopped();
    }
    LOG.info("stopped");
  }

  private void compete() throws SegmentException, OtherClusterException {
    createDirectory();
    TendOutcome first = firstTend();
    cClients.rehearse(first.map());
    Optional<TendOutcome> fresh = Optional.of(first);
    listener.turned();
    try {
      while (!orders.stopping()) {
        Ownership.Origin origin = Ownership.Origin.FREE;
        Optional<Claim> claimed = lock.tryClaim();
        if (claimed.isEmpty()) {
          cClients.prepareTakeover(first.map());
          LOG.info(
              "standby: another tender owns key {} in {}",
              settings.key(),
              settings.directory().path());
          listener.standingBy();
          fresh = Optional.empty();
          origin = Ownership.Origin.OWNER_ENDED;
          claimed =
              lock.await(
                  () -> {
                    listener.turned();
                    reloadIfAsked(Optional.empty());
                  });
        }
        if (claimed.isPresent()) {
          try (Claim claim = claimed.get()) {
            own(claim, claim.takenOver() ? Ownership.Origin.OWNER_HUNG : origin, fresh);
          } finally {
            // The native key first: a standby that owns it takes these over before they are free.
            cClients.release();
          }
        }
        fresh = Optional.empty();
      }
    } catch (IOException e) {
      throw lockTrouble(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SegmentException("the conductor was interrupted", e);
    }
  }

  /**
   * Owns, tends and publishes once, then lets go: the segment stays readable.
   *
   * @return whether the cluster was reached
   * @throws KeyOwnedException if another process owns the key
   * @throws SegmentException as {@link #run}
   * @throws OtherClusterException as {@link #run}
   */
  public boolean runOnce() throws SegmentException, OtherClusterException, KeyOwnedException {
    createDirectory();
    TendOutcome outcome = firstTend();
    try (Claim claim = claimNow()) {
      SegmentPublisher publisher = open(claim, outcome);
      publisher.heartbeat(outcome.duration().toNanos(), outcome.reached());
      publisher.close();
      return outcome.reached();
    } catch (IOException e) {
      throw lockTrouble(e);
    }
  }

  private Claim claimNow() throws IOException, KeyOwnedException {
    Optional<Claim> claim = lock.tryClaim();
    if (claim.isEmpty()) {
      throw new KeyOwnedException(
          "key "
              + settings.key()
              + " in "
              + settings.directory().path()
              + " is owned by another tender, which keeps it up to date; see 'ls'");
    }
    return claim.get();
  }

  private SegmentException lockTrouble(IOException e) {
    return new SegmentException(
        "cannot use the owner lock of key "
            + settings.key()
            + " in "
            + settings.directory().path()
            + ": "
            + e,
        e);
  }

  private void createDirectory() throws SegmentException {
    try {
      Files.createDirectories(settings.directory().path());
    } catch (IOException e) {
      throw new SegmentException(
          "cannot make the directory "
              + settings.directory().path()
              + ": "
              + e
              + ". Make it for this user, or set another one",
          e);
    }
  }

  // What would go wrong at a takeover goes wrong here, before anybody relies on this daemon:
  // another cluster, no room, no permission. It also warms up every class that a takeover needs.
  private TendOutcome firstTend() throws SegmentException, OtherClusterException {
    TendOutcome outcome = source.tend();
    Optional<TendFailure> failure = outcome.failure();
    if (failure.isPresent() && failure.get().isWrongCluster()) {
      throw new OtherClusterException(failure.get().message());
    }
    Predecessor predecessor = Predecessor.read(settings);
    if (outcome.map().isPresent()) {
      predecessor.checkSameCluster(outcome.map().get());
    }
    SegmentPublisher.rehearse(settings, outcome.map());
    return outcome;
  }

  private SegmentPublisher open(Claim claim, TendOutcome outcome)
      throws SegmentException, OtherClusterException {
    // A map from before this tend may be older than what the predecessor published.
    Optional<ClusterMap> reached = outcome.reached() ? outcome.map() : Optional.empty();
    SegmentPublisher publisher = SegmentPublisher.open(settings, claim.fence(), reached);
    LOG.info(
        "owner of key {}, epoch {}{}: publishing to {}",
        settings.key(),
        publisher.epoch(),
        claim.takenOver() ? ", taken over from an owner that hangs" : "",
        publisher.path());
    return publisher;
  }

  private void own(Claim claim, Ownership.Origin origin, Optional<TendOutcome> fresh)
      throws SegmentException, OtherClusterException, IOException, InterruptedException {
    long start = System.nanoTime();
    TendOutcome outcome = fresh.orElseGet(source::tend);
    reaching = outcome.reached();
    lastSequence = 0;
    long opening = System.nanoTime();
    SegmentPublisher publisher = open(claim, outcome);
    if (outcome.map().isPresent() && !outcome.reached()) {
      // What this tender knew may be long gone: it has not tended since it became a standby. Not
      // for one that never reached the cluster, whose seeds may be meant for another one.
      publisher.map().ifPresent(last -> source.nodesWereAt(last.nodes()));
    }
    // Before the listeners, whose first words take their time.
    publishToCClients(outcome);
    listener.owning(new Ownership(publisher.epoch(), claim.fence(), origin, since(start)));
    reportPublish(publisher, opening);
    while (true) {
      // Before anything is written: whoever was stopped for long enough finds its successor here.
      if (publisher.superseded() || !claim.holds()) {
        LOG.warn(
            "another tender took key {} over while this one was not running: now a standby",
            settings.key());
        publisher.abandon();
        cClients.abandon();
        listener.lost();
        return;
      }
      try {
        publish(publisher, outcome);
      } catch (OtherClusterException e) {
        // Nobody answered when this owner checked, and now another cluster does.
        publisher.close();
        throw e;
      }
      publisher.heartbeat(outcome.duration().toNanos(), outcome.reached());
      publishToCClients(outcome);
      listener.heartbeat(new Heartbeat(outcome, publisher.path(), publisher.capacity()));
      listener.turned();
      if (stopRequestedBeforeTend(publisher, claim, untilNextTend(outcome))) {
        publisher.close();
        return;
      }
      outcome = reloadIfAsked(Optional.of(publisher)).orElseGet(source::tend);
      reaching = outcome.reached();
    }
  }

  // What the new source found; empty when there is none.
  private Optional<TendOutcome> reloadIfAsked(Optional<SegmentPublisher> publisher) {
    Optional<Reload> asked = orders.takeReload();
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    Reload reload = asked.get();
    ReloadTrial trial =
        ReloadTrial.of(reload.source(), settings, publisher.isPresent() && reaching);
    if (trial.refusal().isPresent()) {
      reload.refuse(trial.refusal().get());
      return Optional.empty();
    }
    source.close();
    source = reload.source();
    settings = settings.withTendInterval(reload.tendInterval());
    publisher.ifPresent(present -> present.changeTendInterval(reload.tendInterval()));
    listener.tendIntervalChanged(reload.tendInterval());
    reload.answer().complete(Optional.empty());
    return Optional.of(trial.outcome());
  }

  private void publish(SegmentPublisher publisher, TendOutcome outcome)
      throws OtherClusterException {
    String trouble = outcome.failureSummary();
    long start = System.nanoTime();
    try {
      if (outcome.reached() && outcome.map().isPresent()) {
        publisher.publish(outcome.map().get());
        reportPublish(publisher, start);
      }
    } catch (SegmentException e) {
      // What was published stays and the heartbeat goes on: an old map beats none.
      trouble = e.getMessage();
      listener.publishFailed(e);
    }
    if (!trouble.equals(lastTrouble)) {
      if (trouble.isEmpty()) {
        LOG.info("tending key {} without trouble again", settings.key());
      } else {
        LOG.warn("key {}: {}", settings.key(), trouble);
      }
      lastTrouble = trouble;
      listener.trouble(trouble);
    }
  }

  private void publishToCClients(TendOutcome outcome) {
    cClients.tended(outcome.reached() ? outcome.map() : Optional.empty());
  }

  private void reportPublish(SegmentPublisher publisher, long startNanos) {
    long sequence = publisher.published();
    if (sequence != lastSequence && publisher.map().isPresent()) {
      lastSequence = sequence;
      listener.published(new Publication(publisher.map().get(), sequence, since(startNanos)));
    }
  }

  private static Duration since(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  private long untilNextTend(TendOutcome outcome) {
    long interval = settings.tendInterval().toNanos();
    long pause = outcome.unsettled() ? Math.min(UNSETTLED_NANOS, interval) : interval;
    return Math.max(0, pause - outcome.duration().toNanos());
  }

  private boolean stopRequestedBeforeTend(SegmentPublisher publisher, Claim claim, long nanos)
      throws IOException, InterruptedException {
    long tendAt = System.nanoTime() + nanos;
    while (true) {
      long left = tendAt - System.nanoTime();
      if (stopRequestedBeforeLook(Math.min(left, cClients.nanosToLook()))) {
        return true;
      }
      if (tendAt - System.nanoTime() <= 0
          || orders.reloadAsked()
          || publisher.superseded()
          || !claim.holds()) {
        return false;
      }
      cClients.look();
    }
  }

  private boolean stopRequestedBeforeLook(long nanos) throws InterruptedException {
    long lookAt = System.nanoTime() + nanos;
    long left = nanos;
    do {
      if (orders.await(Math.min(left, cClients.nanosToGlance()))) {
        return true;
      }
      left = lookAt - System.nanoTime();
    } while (left > 0 && !orders.reloadAsked() && !cClients.isFree());
    return false;
  }

  /** Makes {@link #run} return soon: the segment is marked closed and a standby owns at once. */
  public void stop() {
    orders.stop();
    lock.cancel();
  }

  /**
   * Changes whom to ask, and how often, without letting go of the key. The conductor asks the new
   * source once; if that reaches another cluster than is published, or nobody while the present
   * source reaches somebody, everything stays as it was.
   *
   * @param next what to ask from now on; this daemon closes it
   * @param tendInterval from one tend to the next; less than half of the takeover threshold
   * @return completed once the conductor has decided: why everything stays, empty when it does not
   */
  public CompletionStage<Optional<String>> reload(ClusterSource next, Duration tendInterval) {
    Reload reload = new Reload(next, tendInterval, new CompletableFuture<>());
    orders.reload(reload);
    return reload.answer();
  }
}
