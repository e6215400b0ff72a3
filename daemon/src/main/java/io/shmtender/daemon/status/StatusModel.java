package io.shmtender.daemon.status;

import io.shmtender.daemon.cclient.CClientListener;
import io.shmtender.daemon.cclient.CClientSettings;
import io.shmtender.daemon.conductor.DaemonListener;
import io.shmtender.daemon.conductor.Ownership;
import io.shmtender.daemon.conductor.Publication;
import io.shmtender.daemon.conductor.TendStored;
import io.shmtender.daemon.report.Change;
import io.shmtender.daemon.report.Quantity;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.status.Stance.Role;
import io.shmtender.daemon.tend.TendListener;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the status page knows: listens to the conductor, follows the segment, and makes a snapshot
 * of it all when asked for one.
 *
 * <p>Thread-safe. The conductor only stores a reference, adds to the timeline or the events, or
 * wakes the observer; none of these waits for anything but a lock held for microseconds. All else
 * is done on the observer's thread and on the asking one.
 */
public final class StatusModel implements DaemonListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusModel.class);
  // How often the segment is looked at when nobody says that there is something new.
  private static final long LOOK_MILLIS = 1000;
  // So many times what a look took goes by before the next one.
  private static final int PAUSE_LOOKS = 20;
  // 1 % of a core.
  private static final long SURVEY_NANOS_PER_MINUTE = TimeUnit.MILLISECONDS.toNanos(600);

  private final SegmentSettings settings;
  private final InstantSource clock = InstantSource.system();
  private final Timeline timeline = new Timeline(System::nanoTime);
  private final EventLog events = new EventLog(clock);
  private final NodeTroubles troubles = new NodeTroubles(clock);
  private final StatusSnapshot.Daemon daemon;
  private final SegmentObserver observer;
  private final HostSurveyor surveyor;
  private final CClientBoard cClients;
  private final Object wakeUp = new Object();
  private volatile Stance stance;
  private volatile String trouble = "";

  // Guarded by wakeUp.
  private boolean woken;
  private boolean closed;
  private Thread thread;

  /**
   * Creates a model that knows nothing yet.
   *
   * @param settings the daemon's segment
   * @param cClientSegments the C-client segments that it looks after
   */
  public StatusModel(SegmentSettings settings, List<CClientSettings> cClientSegments) {
    this.settings = settings;
    this.cClients = new CClientBoard(cClientSegments, events);
    ProcessHandle process = ProcessHandle.current();
    String version = StatusModel.class.getPackage().getImplementationVersion();
    this.daemon =
        new StatusSnapshot.Daemon(
            version == null ? "" : version,
            process.pid(),
            process.info().startInstant().orElseGet(clock::instant));
    this.stance = new Stance(Role.STARTING, clock.instant());
    this.observer =
        new SegmentObserver(
            settings.directory(),
            settings.key(),
            () -> stance.role() == Role.OWNER,
            clock,
            timeline,
            events);
    this.surveyor =
        new HostSurveyor(
            settings.directory(),
            settings.key(),
            clock,
            new ProcessTable(Path.of("/proc"), System::nanoTime),
            new CpuBudget(
                SURVEY_NANOS_PER_MINUTE,
                System::nanoTime,
                () -> ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()));
  }

  /** Starts to follow the segment, on a thread that does not keep the process alive. */
  public void start() {
    synchronized (wakeUp) {
      if (thread == null && !closed) {
        thread = new Thread(this::observe, "status");
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  private void observe() {
    boolean memoryShort = false;
    try (observer) {
      long took;
      do {
        long start = System.nanoTime();
        try {
          observer.look();
        } catch (RuntimeException e) {
          LOG.error("the status page's observer failed, please report this; it goes on", e);
        } catch (OutOfMemoryError e) {
          // The page shows what it showed last, until there is some again.
          if (!memoryShort) {
            memoryShort = true;
            LOG.warn(
                "not enough memory to follow the segment for the status page: give more by -Xmx in"
                    + " AEROSPIKE_SHM_TENDER_OPTS");
          }
        }
        took = System.nanoTime() - start;
      } while (awaitNextLook(took));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // False when it is closed. A large cluster that changes all the time takes a while to be compared
  // with what it was, and is not looked at for more than a small part of the time.
  private boolean awaitNextLook(long lookNanos) throws InterruptedException {
    long start = System.nanoTime();
    long longest = TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
    long shortest = Math.min(longest, PAUSE_LOOKS * lookNanos);
    synchronized (wakeUp) {
      long left = woken ? shortest : longest;
      while (!closed && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(wakeUp, left);
        left = start + (woken ? shortest : longest) - System.nanoTime();
      }
      woken = false;
      return !closed;
    }
  }

  private void wake() {
    synchronized (wakeUp) {
      woken = true;
      wakeUp.notifyAll();
    }
  }

  /** Returns what is known now. */
  StatusSnapshot snapshot() {
    Observation observation = observer.latest();
    return new StatusSnapshot(
        clock.instant(),
        daemon,
        settings,
        stance,
        trouble,
        observation,
        timeline.steps(),
        troubles.present(),
        events.latest(),
        surveyor.survey(observation.segment()),
        cClients.states());
  }

  /** Returns what listens to the C-client segments. */
  public CClientListener cClientListener() {
    return cClients;
  }

  /** Returns what listens to the tender. */
  public TendListener tendListener() {
    return troubles;
  }

  // ---- What the conductor says ----

  @Override
  public void standingBy() {
    become(Role.STANDBY);
    events.add(new Change(Change.Kind.PLAIN, "this daemon stands by: another one owns the key"));
  }

  @Override
  public void owning(Ownership ownership) {
    become(Role.OWNER);
    String how =
        switch (ownership.origin()) {
          case FREE -> "this daemon owns the key";
          case OWNER_ENDED -> "this daemon took over: the owner ended";
          case OWNER_HUNG -> "this daemon took over: the owner was silent past the threshold";
        };
    Change.Kind kind =
        ownership.origin() == Ownership.Origin.OWNER_HUNG ? Change.Kind.BAD : Change.Kind.GOOD;
    events.add(
        new Change(
            kind,
            how
                + "; epoch "
                + ownership.epoch()
                + ", readable after "
                + Quantity.duration(ownership.duration())));
    wake();
  }

  @Override
  public void published(Publication publication) {
    wake();
  }

  @Override
  public void tendStored(TendStored stored) {
    timeline.tended(stored.outcome().duration().toNanos(), stored.outcome().reached());
  }

  @Override
  public void lost() {
    events.add(
        new Change(Change.Kind.BAD, "another daemon took over while this one was not running"));
  }

  @Override
  public void trouble(String message) {
    trouble = message;
    events.add(
        message.isEmpty()
            ? new Change(Change.Kind.GOOD, "tending without trouble again")
            : new Change(Change.Kind.BAD, message));
  }

  @Override
  public void stopped() {
    become(Role.STOPPED);
  }

  private void become(Role role) {
    if (role != Role.OWNER) {
      troubles.clear();
    }
    stance = new Stance(role, clock.instant());
    trouble = "";
  }

  @Override
  public void close() {
    synchronized (wakeUp) {
      closed = true;
      wakeUp.notifyAll();
    }
  }
}
