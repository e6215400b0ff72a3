package io.shmtender.daemon.conductor;

import io.shmtender.daemon.cclient.CClientListener;
import io.shmtender.daemon.cclient.CClientSegments;
import io.shmtender.daemon.files.OwnDirectory;
import io.shmtender.daemon.owner.Claim;
import io.shmtender.daemon.owner.KeyOwnedException;
import io.shmtender.daemon.owner.OwnerLock;
import io.shmtender.daemon.segment.OtherClusterException;
import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.ClusterSource;
import io.shmtender.daemon.tend.TendOutcome;
import io.shmtender.reader.layout.IrregularFileException;
import io.shmtender.reader.layout.UntrustedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
 * any thread: they leave word in {@link Orders}, and end the wait that the conductor is in, an
 * owner's for its next duty or a standby's for the lock.
 */
public final class TenderDaemon {
  private static final Logger LOG = LoggerFactory.getLogger(TenderDaemon.class);
  // How long a single run looks for nodes that do not answer at once.
  private static final long ONCE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final SegmentSettings settings;
  private final CClientSegments cClients;
  private final DaemonListener listener;
  private final OwnerLock lock;
  private final Orders orders = new Orders();
  private final HeapNeed heap = new HeapNeed(Runtime.getRuntime().maxMemory());
  private final PresentSource source;
  private final Reports reports;

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
    this.cClients = cClients;
    this.listener = listener;
    this.lock = new OwnerLock(settings.directory(), settings.key(), settings.takeoverThreshold());
    this.source = new PresentSource(settings, source, listener, heap);
    this.reports = new Reports(settings.key(), listener);
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
      if (!orders.stopping()) {
        createDirectory();
        compete();
      }
    } catch (OutOfMemoryError e) {
      throw heap.explained(e);
    } catch (IOException e) {
      throw lockTrouble(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SegmentException("the conductor was interrupted", e);
    } finally {
      orders.end();
      source.close();
      listener.stopped();
    }
    LOG.info("stopped");
  }

  private void compete()
      throws SegmentException, OtherClusterException, IOException, InterruptedException {
    FirstTend first = source.firstTend();
    cClients.rehearse(first.outcome().map());
    listener.turned();
    // For who owns at once. After that it is too old.
    Optional<FirstTend> fresh = Optional.of(first);
    while (!orders.stopping()) {
      Term next = new Term(source, cClients, orders, reports);
      Optional<Claim> free = lock.tryClaim();
      if (free.isPresent()) {
        own(next, free.get(), Ownership.Origin.FREE, fresh);
      } else {
        cClients.prepareTakeover(first.outcome().map());
        Optional<Claim> left = lock.await(new Standby(settings, source, orders, listener));
        if (left.isPresent()) {
          own(next, left.get(), origin(left.get()), Optional.empty());
        }
      }
      fresh = Optional.empty();
    }
  }

  private static Ownership.Origin origin(Claim left) {
    return left.takenOver() ? Ownership.Origin.OWNER_HUNG : Ownership.Origin.OWNER_ENDED;
  }

  private void own(Term term, Claim taken, Ownership.Origin origin, Optional<FirstTend> fresh)
      throws SegmentException, OtherClusterException, IOException, InterruptedException {
    try (Claim claim = taken) {
      term.serve(claim, origin, fresh);
    } finally {
      // The native key first: a standby that owns it takes these over before they are free.
      cClients.release(this::hasSuccessor, orders::hurried);
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
    TendOutcome first = source.firstTend().outcome();
    if (orders.stopping()) {
      return Optional.of("stopped by a signal before anything was published");
    }
    try (Claim claim = claimNow()) {
      TendOutcome last = publishOnce(claim, first);
      return last.reached()
          ? Reports.missing(last)
          : Optional.of("nothing new to publish: " + last.failureSummary());
    } catch (IOException e) {
      throw lockTrouble(e);
    }
  }

  private TendOutcome publishOnce(Claim claim, TendOutcome first)
      throws SegmentException, OtherClusterException {
    TendOutcome outcome = first;
    long start = System.nanoTime();
    SegmentPublisher publisher = Term.open(settings, claim, outcome);
    try {
      while ((!outcome.reached() || !outcome.missing().isEmpty())
          && !orders.stopping()
          && System.nanoTime() - start < ONCE_PATIENCE_NANOS) {
        LockSupport.parkNanos(Term.UNSETTLED_NANOS);
        outcome = source.tend();
        PresentSource.endIfConclusive(outcome);
        if (outcome.reached()) {
          publisher.publish(outcome.map().orElseThrow(), outcome.formerNames());
        }
      }
      publisher.heartbeat(outcome.duration().toNanos(), outcome.reached());
    } finally {
      // Whatever came between: nobody tends it from here on.
      publisher.close();
    }
    return outcome;
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
