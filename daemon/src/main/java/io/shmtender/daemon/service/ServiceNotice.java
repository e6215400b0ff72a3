package io.shmtender.daemon.service;

import io.shmtender.daemon.conductor.DaemonListener;
import io.shmtender.daemon.conductor.Ownership;
import io.shmtender.daemon.conductor.Publication;
import io.shmtender.daemon.conductor.TendStored;
import io.shmtender.daemon.report.Excerpt;
import io.shmtender.daemon.report.Quantity;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TendOutcome;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.layout.SegmentKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Tells the service manager how the daemon is doing.
 *
 * <p>A daemon is ready when a map is there to be read, or when it stands by. Until then each turn
 * asks for more time, so that a start takes as long as the cluster needs. That and the watchdog
 * hear of the conductor's own turns and of nothing else; there is no thread here that could go on
 * reporting for a conductor that hangs.
 *
 * <p>Thread-safe: the conductor and the threads of signals call it, and one lock orders them.
 */
public final class ServiceNotice implements DaemonListener {
  private static final long STATUS_NANOS = TimeUnit.SECONDS.toNanos(1);
  // Until when a daemon that starts has to turn again.
  private static final Duration LEAST_EXTENSION = Duration.ofSeconds(30);
  private static final int EXTENSION_INTERVALS = 4;

  private final NotifySocket socket;
  private final SegmentKey key;
  private final Watchdog watchdog;
  private final InstantSource clock;
  private Duration extension = LEAST_EXTENSION;
  private boolean extended;
  private long extendedNanos;
  private boolean serving;
  private boolean ready;
  private String place = "starting";
  private String cluster = "cluster not reached yet";
  private String tend = "";
  private String trouble = "";
  private String lacking = "";
  private boolean statusSent;
  private long statusNanos;

  /**
   * Creates a notice; nothing is sent yet.
   *
   * @param socket where to send
   * @param key the key that the daemon competes for
   * @param watchdog how often the service manager wants to hear of turns
   */
  public ServiceNotice(NotifySocket socket, SegmentKey key, Watchdog watchdog) {
    this(socket, key, watchdog, InstantSource.system());
  }

  ServiceNotice(NotifySocket socket, SegmentKey key, Watchdog watchdog, InstantSource clock) {
    this.socket = socket;
    this.key = key;
    this.watchdog = watchdog;
    this.clock = clock;
  }

  /** The daemon is about to ask these servers. */
  public synchronized void starting(List<Seed> seeds) {
    cluster = "asking " + Excerpt.of(seeds);
    changed();
  }

  @Override
  public synchronized void tendIntervalChanged(Duration tendInterval) {
    Duration needed = tendInterval.multipliedBy(EXTENSION_INTERVALS);
    extension = needed.compareTo(LEAST_EXTENSION) > 0 ? needed : LEAST_EXTENSION;
    watchdog.expectTurns(tendInterval).ifPresent(socket::send);
  }

  @Override
  public synchronized void turned() {
    long now = System.nanoTime();
    watchdog.turned(now).ifPresent(socket::send);
    if (isToBeReady()) {
      // It could not be delivered when it became true.
      changed();
    }
    if (!ready && (!extended || now - extendedNanos >= STATUS_NANOS)) {
      extended = true;
      extendedNanos = now;
      socket.send("EXTEND_TIMEOUT_USEC=" + TimeUnit.NANOSECONDS.toMicros(extension.toNanos()));
    }
  }

  @Override
  public synchronized void standingBy() {
    place = "standby of key " + key;
    cluster = "another daemon owns it";
    tend = "";
    trouble = "";
    lacking = "";
    serves();
  }

  @Override
  public synchronized void owning(Ownership ownership) {
    place = "owner of key " + key;
    cluster = "cluster not reached yet";
    changed();
  }

  @Override
  public synchronized void lacking(String nodes) {
    lacking = nodes;
    changed();
  }

  @Override
  public synchronized void published(Publication publication) {
    ClusterMap map = publication.map();
    int nodes = map.nodes().size();
    cluster =
        (map.clusterName().isEmpty() ? "cluster without name" : "cluster " + map.clusterName())
            + (nodes == 1 ? ", 1 node" : ", " + nodes + " nodes");
    serves();
  }

  @Override
  public synchronized void tendStored(TendStored stored) {
    TendOutcome outcome = stored.outcome();
    double millis = outcome.duration().toNanos() / 1e6;
    tend =
        String.format(
            Locale.ROOT,
            ", last tend at %s in %.1f ms",
            Quantity.timeOfDay(clock.instant()),
            millis);
    if (!statusSent || System.nanoTime() - statusNanos >= STATUS_NANOS) {
      changed();
    }
  }

  @Override
  public synchronized void trouble(String message) {
    trouble = message;
    changed();
  }

  private boolean isToBeReady() {
    return serving && lacking.isEmpty() && !ready;
  }

  private void serves() {
    serving = true;
    changed();
  }

  // The status comes first, so that it is there when systemd has heard of ready.
  private void changed() {
    String status =
        "STATUS="
            + place
            + ": "
            + cluster
            + tend
            + (lacking.isEmpty() ? "" : "; not ready, waiting for " + lacking)
            + (trouble.isEmpty() ? "" : "; " + trouble.replace('\n', ' '));
    statusSent = true;
    statusNanos = System.nanoTime();
    if (isToBeReady()) {
      ready = socket.send(status + "\nREADY=1");
    } else {
      socket.send(status);
    }
  }

  /** The configuration is about to be read again. */
  public synchronized void reloading() {
    // CLOCK_MONOTONIC is what nanoTime reads on Linux, and what systemd compares it with.
    socket.send("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000);
  }

  /** The configuration was read again, whatever came of it. */
  public synchronized void reloaded() {
    // Before the daemon is ready, ready ends the start and not the reload.
    if (ready) {
      socket.send("READY=1");
    }
  }

  /** A signal asked the daemon to stop. */
  public synchronized void stopping() {
    socket.send("STOPPING=1\nSTATUS=stopping");
  }
}
