package io.shmtender.daemon.metrics;

import com.codahale.metrics.jmx.JmxReporter;
import io.shmtender.daemon.cclient.CClientListener;
import io.shmtender.daemon.cclient.CClientSettings;
import io.shmtender.daemon.conductor.DaemonListener;
import io.shmtender.daemon.http.Route;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.TendListener;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The daemon's metrics. They count from the beginning; what is only needed to show them is loaded
 * by {@link #show}, which is for a time when the daemon is at work already.
 *
 * <p>The listeners are the conductor's; {@link #show}, its route and {@link #close} are for any
 * thread.
 */
public final class Metrics implements AutoCloseable {
  private final LabelledRegistry registry = new LabelledRegistry();
  private final TendMetrics tend = new TendMetrics(registry);
  private final DaemonMetrics daemon = new DaemonMetrics(registry);
  private final CClientMetrics cClients;
  private final SegmentSettings settings;
  private final String version;
  private JmxReporter jmx;
  private boolean closed;

  /**
   * Creates metrics that are all 0.
   *
   * @param settings the segment that the daemon is for
   * @param cClients the C-client segments beside it
   * @param version the daemon's release
   */
  public Metrics(SegmentSettings settings, List<CClientSettings> cClients, String version) {
    this.settings = settings;
    this.cClients = new CClientMetrics(registry, cClients, daemon::isOwner);
    this.version = version;
  }

  /** Returns what listens to the tender. */
  public TendListener tendListener() {
    return tend;
  }

  /** Returns what listens to the daemon. */
  public DaemonListener daemonListener() {
    return daemon;
  }

  /** Returns what listens to the C-client segments. */
  public CClientListener cClientListener() {
    return cClients;
  }

  /** Shows all metrics by JMX, in the domain {@code io.shmtender}. To be called once. */
  public synchronized void show() {
    if (closed) {
      return;
    }
    registry.info(Family.DAEMON_INFO, version, settings.key().toString());
    new SegmentMetrics(settings).addTo(registry);
    JvmMetrics.addTo(registry);
    jmx =
        JmxReporter.forRegistry(registry.registry())
            .inDomain("io.shmtender")
            .createsObjectNamesWith(new ObjectNames(registry))
            .convertDurationsTo(TimeUnit.SECONDS)
            .convertRatesTo(TimeUnit.SECONDS)
            .build();
    jmx.start();
  }

  /** Returns what answers scrapes of Prometheus. */
  public Route route() {
    return new Scrape(registry)::get;
  }

  /** Takes the metrics out of JMX. */
  @Override
  public synchronized void close() {
    closed = true;
    if (jmx != null) {
      jmx.close();
    }
  }
}
