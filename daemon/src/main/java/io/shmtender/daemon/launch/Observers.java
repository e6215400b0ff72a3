package io.shmtender.daemon.launch;

import io.shmtender.daemon.cclient.CClientListener;
import io.shmtender.daemon.conductor.DaemonListener;
import io.shmtender.daemon.conductor.Ownership;
import io.shmtender.daemon.config.DaemonSettings;
import io.shmtender.daemon.http.HttpService;
import io.shmtender.daemon.http.Lane;
import io.shmtender.daemon.metrics.Health;
import io.shmtender.daemon.metrics.Metrics;
import io.shmtender.daemon.service.NotifySocket;
import io.shmtender.daemon.service.ServiceNotice;
import io.shmtender.daemon.service.Watchdog;
import io.shmtender.daemon.status.StatusModel;
import io.shmtender.daemon.status.StatusRoutes;
import io.shmtender.daemon.tend.TendListener;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that watches a running daemon, and what of it is served over HTTP. Nothing is served
 * before the daemon has found its place: until then, whatever is not loaded makes it ready sooner.
 *
 * <p>Made and closed on one thread; the conductor and the threads of signals come in between. What
 * they share is the control socket: its lock is this object, and once closed it is not opened any
 * more. Everything else here is final and thread-safe itself.
 */
final class Observers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Observers.class);
  private static final int WAITING_FOR_HEALTH = 64;
  private static final int WAITING = 8;

  private final Health health;
  private final Metrics metrics;
  private final Optional<ServiceNotice> notice;
  private final StatusModel status;
  private final Optional<HttpService> http;
  private final Path controlDirectory;
  private final SegmentKey key;

  // Guarded by this.
  private Optional<Supplier<ReloadVerdict>> reload = Optional.empty();
  private Optional<ControlSocket> control = Optional.empty();
  private boolean closed;

  Observers(DaemonSettings settings, String version) {
    health = new Health(settings.segment());
    metrics = new Metrics(settings.segment(), settings.cClientSegments(), version);
    notice = NotifySocket.find(System.getenv()).map(socket -> notice(socket, settings));
    status = new StatusModel(settings.segment(), settings.cClientSegments());
    http =
        settings.http().map(address -> new HttpService(address, settings.httpHosts(), this::lanes));
    controlDirectory =
        ControlDirectory.ofService(System.getenv())
            .orElseGet(() -> settings.segment().directory().path());
    key = settings.segment().key();
  }

  private static ServiceNotice notice(NotifySocket socket, DaemonSettings settings) {
    Watchdog watchdog = Watchdog.of(System.getenv(), ProcessHandle.current().pid());
    ServiceNotice notice = new ServiceNotice(socket, settings.segment().key(), watchdog);
    notice.tendIntervalChanged(settings.segment().tendInterval());
    notice.starting(settings.tender().seeds());
    return notice;
  }

  // Health never waits for what takes long, nor metrics for who looks at pages.
  private List<Lane> lanes() {
    return List.of(
        new Lane(
            "health",
            WAITING_FOR_HEALTH,
            Map.of("/health/live", health::live, "/health/ready", health::ready)),
        new Lane("metrics", WAITING, Map.of("/metrics", metrics.route())),
        new Lane("page", WAITING, StatusRoutes.of(status)));
  }

  /** Returns what listens to the tender. */
  TendListener tendListener() {
    List<TendListener> listeners = new ArrayList<>();
    listeners.add(metrics.tendListener());
    if (http.isPresent()) {
      listeners.add(status.tendListener());
    }
    return TendListener.all(listeners);
  }

  /** Returns what listens to the C-client segments. */
  CClientListener cClientListener() {
    List<CClientListener> listeners = new ArrayList<>();
    listeners.add(metrics.cClientListener());
    if (http.isPresent()) {
      listeners.add(status.cClientListener());
    }
    return CClientListener.all(listeners);
  }

  /** Returns what listens to the daemon. */
  DaemonListener daemonListener() {
    List<DaemonListener> listeners = new ArrayList<>();
    // Before anybody hears that the daemon is ready, and may be reloaded.
    listeners.add(new WhenPlaced(() -> attempt("control socket", this::openControl)));
    listeners.add(health);
    notice.ifPresent(listeners::add);
    listeners.add(metrics.daemonListener());
    if (http.isPresent()) {
      listeners.add(status);
    }
    listeners.add(new WhenPlaced(this::showSoon));
    return DaemonListener.all(listeners);
  }

  /** A signal asked the daemon to stop. */
  void stopping() {
    notice.ifPresent(ServiceNotice::stopping);
  }

  /** The configuration is about to be read again. */
  void reloading() {
    notice.ifPresent(ServiceNotice::reloading);
  }

  /** The configuration was read again. */
  void reloaded() {
    notice.ifPresent(ServiceNotice::reloaded);
  }

  /** Has whoever asks on the control socket told what comes of a reload. */
  synchronized void answerReloads(Supplier<ReloadVerdict> verdicts) {
    reload = Optional.of(verdicts);
  }

  @Override
  public void close() {
    closeControl();
    http.ifPresent(HttpService::close);
    status.close();
    metrics.close();
  }

  private synchronized void closeControl() {
    closed = true;
    try {
      if (control.isPresent()) {
        control.get().close();
      }
    } catch (IOException e) {
      LOG.warn("the control socket stays behind in {}: {}", controlDirectory, e.toString());
    }
  }

  private void showSoon() {
    Thread thread = new Thread(this::show, "observers");
    thread.setDaemon(true);
    thread.start();
  }

  // Each for itself: what one of them lacks is no reason to go without the others.
  private void show() {
    attempt("JMX", metrics::show);
    http.ifPresent(
        service -> {
          attempt("status page", status::start);
          attempt("HTTP", service::start);
        });
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private static void attempt(String what, Attempt attempt) {
    try {
      attempt.run();
    } catch (IOException | RuntimeException | Error e) {
      LOG.warn("goes on without {}: {}", what, e.toString());
      LOG.debug("without {}", what, e);
    }
  }

  private synchronized void openControl() throws IOException {
    if (reload.isPresent() && !closed) {
      long pid = ProcessHandle.current().pid();
      control = Optional.of(ControlSocket.open(controlDirectory, key, pid, reload.get()));
    }
  }

  /** Does something once the daemon has found its place, as owner or standby. */
  private static final class WhenPlaced implements DaemonListener {
    private final Runnable action;
    private boolean placed;

    WhenPlaced(Runnable action) {
      this.action = action;
    }

    @Override
    public void standingBy() {
      placed();
    }

    @Override
    public void owning(Ownership ownership) {
      placed();
    }

    private void placed() {
      if (!placed) {
        placed = true;
        action.run();
      }
    }
  }
}
