package io.shmtender.cli;

import io.shmtender.cclient.CClientListener;
import io.shmtender.config.DaemonSettings;
import io.shmtender.daemon.DaemonListener;
import io.shmtender.daemon.Heartbeat;
import io.shmtender.http.HttpService;
import io.shmtender.http.Route;
import io.shmtender.metrics.Health;
import io.shmtender.metrics.Metrics;
import io.shmtender.service.NotifySocket;
import io.shmtender.service.ServiceNotice;
import io.shmtender.service.Watchdog;
import io.shmtender.status.StatusModel;
import io.shmtender.status.StatusRoutes;
import io.shmtender.tend.TendListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything that watches a running daemon, and what of it is served over HTTP. Nothing is served
 * before the daemon has found its place: until then, whatever is not loaded makes it ready sooner.
 */
final class Observers implements AutoCloseable {
  private final Health health;
  private final Metrics metrics;
  private final Optional<ServiceNotice> notice;
  private final StatusModel status;
  private final Optional<HttpService> http;

  Observers(DaemonSettings settings) {
    health = new Health(settings.segment());
    metrics = new Metrics(settings.segment(), settings.cClientSegments(), Version.ofJar());
    notice = NotifySocket.find().map(socket -> notice(socket, settings));
    status = new StatusModel(settings.segment(), settings.cClientSegments());
    http = settings.http().map(address -> new HttpService(address, this::routes));
  }

  private static ServiceNotice notice(NotifySocket socket, DaemonSettings settings) {
    Watchdog watchdog = Watchdog.of(System.getenv(), ProcessHandle.current().pid());
    ServiceNotice notice = new ServiceNotice(socket, settings.segment().key(), watchdog);
    notice.tendIntervalChanged(settings.segment().tendInterval());
    return notice;
  }

  private Map<String, Route> routes() {
    Map<String, Route> routes = new TreeMap<>();
    routes.put("/health/live", health::live);
    routes.put("/health/ready", health::ready);
    routes.put("/metrics", metrics.route());
    routes.putAll(StatusRoutes.of(status));
    return routes;
  }

  /** Returns what listens to the tender. */
  TendListener tendListener() {
    return TendListener.all(List.of(metrics.tendListener()));
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
    listeners.add(health);
    notice.ifPresent(listeners::add);
    listeners.add(metrics.daemonListener());
    if (http.isPresent()) {
      listeners.add(status);
    }
    listeners.add(new ShowWhenPlaced());
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

  @Override
  public void close() {
    http.ifPresent(HttpService::close);
    status.close();
    metrics.close();
  }

  private void show() {
    metrics.show();
    http.ifPresent(
        service -> {
          status.start();
          service.start();
        });
  }

  /** Begins to show things once the daemon is an owner that has published, or a standby. */
  private final class ShowWhenPlaced implements DaemonListener {
    private boolean placed;

    @Override
    public void standingBy() {
      placed();
    }

    @Override
    public void heartbeat(Heartbeat heartbeat) {
      placed();
    }

    private void placed() {
      if (!placed) {
        placed = true;
        Thread thread = new Thread(Observers.this::show, "observers");
        thread.setDaemon(true);
        thread.start();
      }
    }
  }
}
