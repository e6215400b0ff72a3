package io.shmtender.daemon.conductor;

import io.shmtender.daemon.cclient.CClientListener;
import io.shmtender.daemon.cclient.CClientSegments;
import io.shmtender.daemon.cluster.ClusterMap;
import io.shmtender.daemon.files.OwnDirectory;
import io.shmtender.daemon.owner.Claim;
import io.shmtender.daemon.owner.KeyOwnedException;
import io.shmtender.daemon.owner.OwnerLock;
import io.shmtender.daemon.report.Excerpt;
import io.shmtender.daemon.segment.OtherClusterException;
import io.shmtender.daemon.segment.Predecessor;
import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.TendFailure;
import io.shmtender.daemon.tend.TendOutcome;
import io.shmtender.reader.layout.IrregularFileException;
import io.shmtender.reader.layout.UntrustedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
  // While a large cluster rebalances, all nodes tell all that they hold, again and again: no more
  // than a third of the time is for listening to that.
  private static final int UNSETTLED_PAUSES = 3;
  // How long a single run looks for nodes that do not answer at once.
  private static final long ONCE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private SegmentSettings settings;
  private ClusterSource source;
  private final CClientSegments cClients;
  private final DaemonListener listener;
  private final OwnerLock lock;
  private final Orders orders = new Orders();
  private final HeapNeed heap = new HeapNeed(Runtime.getRuntime().maxMemory());
  private String lastTrouble = "";
  private String lastPublishFailure = "";
  private String lacking = "";
  private boolean whole;
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
    } catch (OutOfMemoryError e) {
      throw heap.explained(e);
    } finally {
      orders.end();
      source.close();
      listener.stopped();
    }
    LOG.info("stopped");
  }

  private void compete() throws SegmentException, OtherClusterException {
    if (orders.stopping()) {
      return;
    }
    createDirectory();
    Predecessor before = startFromPublished();
    TendOutcome first = firstTend(before);
    cClients.rehearse(first.map());
    Optional<Fresh> fresh = Optional.of(new Fresh(before, first));
    listener.turned();
    try {
      while (!orders.stopping()) {
        Ownership.Origin origin = Ownership.Origin.FREE;
        Optional<Claim> claimed = lock.tryClaim();
        if (claimed.isEmpty()) {
          cClients.prepareTakeover(first.map());
          fresh = Optional.empty();
          origin = Ownership.Origin.OWNER_ENDED;
          claimed = lock.await(new StandingBy());
        }
        if (claimed.isPresent()) {
          try (Claim claim = claimed.get()) {
            own(claim, claim.takenOver() ? Ownership.Origin.OWNER_HUNG : origin, fresh);
          } finally {
            // The native key first: a standby that owns it takes these over before they are free.
            cClients.release(this::hasSuccessor, orders::hurried);
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

  /** What a standby does at each look at the owner. */
  private final class StandingBy implements Runnable {
    private boolean said;

    @Override
    public void run() {
      if (!said) {
        // Not before it is true: from now on an owner that stops sees it and hands over.
        said = true;
        LOG.info(
            "standby: another tender owns key {} in {}",
            settings.key(),
            settings.directory().path());
        listener.standingBy();
      }
      listener.turned();
      reloadIfAsked(Optional.empty());
    }
  }

  private boolean hasSuccessor() {
    try {
      return lock.hasSuccessor();
    } catch (IOException e) {
      LOG.warn("cannot tell whether a tender stands by for key {}", settings.key(), e);
      return false;
    }
  }

  /**
   * A tend that was made before the key was claimed.
   *
   * @param before what it started from
   * @param outcome what it found
   */
  private record Fresh(Predecessor before, TendOutcome outcome) {}

  /**
   * Owns, tends until the whole cluster was reached, but no longer than a few seconds, publishes,
   * and lets go: the segment stays readable.
   *
   * @return what is wrong with what is published now, empty when nothing is
   * @throws KeyOwnedException if another process owns the key
   * @throws SegmentException as {@link #run}
   * @throws OtherClusterException as {@link #run}
   */
  public Optional<String> runOnce()
      throws SegmentException, OtherClusterException, KeyOwnedException {
    createDirectory();
    TendOutcome outcome = firstTend(startFromPublished());
    if (orders.stopping()) {
      return Optional.of("stopped by a signal before anything was published");
    }
    try (Claim claim = claimNow()) {
      long start = System.nanoTime();
      SegmentPublisher publisher = open(claim, outcome);
      try {
        while ((!outcome.reached() || !outcome.missing().isEmpty())
            && !orders.stopping()
            && System.nanoTime() - start < ONCE_PATIENCE_NANOS) {
          LockSupport.parkNanos(UNSETTLED_NANOS);
          outcome = source.tend();
          endIfConclusive(outcome);
          if (outcome.reached()) {
            publisher.publish(outcome.map().orElseThrow());
          }
        }
        publisher.heartbeat(outcome.duration().toNanos(), outcome.reached());
      } finally {
        // Whatever came between: nobody tends it from here on.
        publisher.close();
      }
      return outcome.reached()
          ? lacking(outcome)
          : Optional.of("nothing new to publish: " + outcome.failureSummary());
    } catch (IOException e) {
      throw lockTrouble(e);
    }
  }

  private static Optional<String> lacking(TendOutcome outcome) {
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
            + (e instanceof UntrustedException || e instanceof IrregularFileException
                ? e.getMessage()
                : e),
        e);
  }

  private void createDirectory() throws SegmentException {
    try {
      OwnDirectory.of(settings.directory(), settings.group()).make();
    } catch (UntrustedException e) {
      throw new SegmentException(e.getMessage(), e);
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

  // The map never gets worse by ignorance: an owner starts from what its predecessor published.
  private Predecessor startFromPublished() throws SegmentException {
    Predecessor predecessor = Predecessor.read(settings);
    heap.note(predecessor.map());
    predecessor.map().ifPresent(source::startFrom);
    return predecessor;
  }

  // What would go wrong at a takeover goes wrong here, before anybody relies on this daemon:
  // another cluster, no room, no permission. It also warms up every class that a takeover needs.
  private TendOutcome firstTend(Predecessor predecessor)
      throws SegmentException, OtherClusterException {
    TendOutcome outcome = source.tend();
    endIfConclusive(outcome);
    if (outcome.reached() && outcome.map().isPresent()) {
      predecessor.checkSameCluster(outcome.map().get());
    }
    SegmentPublisher.rehearse(settings, outcome.map());
    return outcome;
  }

  // Anything else than that may pass: a cluster that forms or is split, a seed that moved.
  private static void endIfConclusive(TendOutcome outcome) throws OtherClusterException {
    Optional<TendFailure> failure = outcome.failure();
    if (failure.isPresent() && failure.get().conclusive()) {
      throw new OtherClusterException(failure.get().message());
    }
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

  private void own(Claim claim, Ownership.Origin origin, Optional<Fresh> fresh)
      throws SegmentException, OtherClusterException, IOException, InterruptedException {
    long start = System.nanoTime();
    TendOutcome outcome = firstOutcomeAsOwner(fresh);
    reaching = outcome.reached();
    lastSequence = 0;
    long opening = System.nanoTime();
    SegmentPublisher publisher = open(claim, outcome);
    // Before the listeners, whose first words take their time.
    publishToCClients(publisher, outcome);
    claim.begun();
    listener.owning(new Ownership(publisher.epoch(), claim.fence(), origin, since(start)));
    reportLacking(outcome);
    reportPublish(publisher, opening);
    while (true) {
      // Before anything is written: whoever was stopped for long enough finds its successor here.
      if (publisher.superseded() || !claim.holds()) {
        if (publisher.superseded() || claim.succeeded()) {
          LOG.warn(
              "another tender took key {} over while this one was not running: now a standby",
              settings.key());
        } else {
          LOG.warn(
              "the lock of key {} was removed by somebody else: {}",
              settings.key(),
              "its file is gone, competing for it again");
        }
        publisher.abandon();
        cClients.abandon();
        listener.lost();
        return;
      }
      try {
        endIfConclusive(outcome);
        if (!outcome.missing().isEmpty()) {
          reportLacking(outcome);
        }
        publish(publisher, claim, outcome);
        if (lastPublishFailure.isEmpty()) {
          // Whoever hears that nothing lacks any more finds it in the segment.
          reportLacking(outcome);
        }
      } catch (OtherClusterException e) {
        // Nobody answered when this owner checked, and now another cluster does.
        publisher.close();
        throw e;
      }
      heap.note(outcome.map());
      publishToCClients(publisher, outcome);
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

  private TendOutcome firstOutcomeAsOwner(Optional<Fresh> fresh) throws SegmentException {
    Predecessor predecessor = Predecessor.read(settings);
    if (fresh.isPresent() && fresh.get().before().isAsRecentAs(predecessor)) {
      return fresh.get().outcome();
    }
    predecessor.map().ifPresent(source::startFrom);
    return source.tend();
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

  // What cannot be published is told once and tried again at each tend: an old map beats none, and
  // a heartbeat that goes on beats a daemon that ends.
  private void publish(SegmentPublisher publisher, Claim claim, TendOutcome outcome)
      throws OtherClusterException, IOException {
    String publishFailure = "";
    long start = System.nanoTime();
    try {
      if (outcome.reached() && outcome.map().isPresent()) {
        publisher.publish(outcome.map().get());
        reportPublish(publisher, start);
      }
    } catch (SegmentException e) {
      publishFailure = e.getMessage();
      listener.publishFailed(e);
    }
    try {
      publisher.heartbeat(outcome.duration().toNanos(), outcome.reached());
    } catch (SegmentException e) {
      if (!claim.holds()) {
        LOG.warn(
            "the lock of key {} was removed by somebody else: {}", settings.key(), e.getMessage());
        return;
      }
      if (publishFailure.isEmpty()) {
        publishFailure = e.getMessage();
        listener.publishFailed(e);
      }
    }
    if (!publishFailure.equals(lastPublishFailure)) {
      if (publishFailure.isEmpty()) {
        LOG.info("publishing key {} again", settings.key());
      } else {
        LOG.error("key {}: {}", settings.key(), publishFailure);
      }
      lastPublishFailure = publishFailure;
    }
    // What a tend meets is logged where it is met.
    String trouble = publishFailure.isEmpty() ? outcome.failureSummary() : publishFailure;
    if (!trouble.equals(lastTrouble)) {
      lastTrouble = trouble;
      listener.trouble(trouble);
    }
  }

  private void reportLacking(TendOutcome outcome) {
    if (whole) {
      return;
    }
    String now = lacking(outcome).orElse("");
    whole = outcome.reached() && now.isEmpty();
    if (!now.equals(lacking)) {
      lacking = now;
      listener.lacking(now);
    }
  }

  // What native readers see, if the cluster was not reached: it may come from the predecessor.
  private void publishToCClients(SegmentPublisher publisher, TendOutcome outcome) {
    cClients.tended(outcome.reached() ? outcome.map() : publisher.map());
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
    long took = outcome.duration().toNanos();
    long soon = UNSETTLED_NANOS;
    if (outcome.missing().isEmpty()) {
      soon = Math.max(soon, UNSETTLED_PAUSES * took);
    }
    long pause = outcome.unsettled() ? Math.min(soon, interval) : interval;
    return Math.max(0, pause - took);
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

  /**
   * Makes {@link #run} return soon: the segment is marked closed and a standby owns at once.
   * C-client segments are kept until it has them; called again, nothing is waited for.
   */
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
