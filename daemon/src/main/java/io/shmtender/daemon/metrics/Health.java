package io.shmtender.daemon.metrics;

import io.shmtender.daemon.conductor.DaemonListener;
import io.shmtender.daemon.conductor.Ownership;
import io.shmtender.daemon.http.Request;
import io.shmtender.daemon.http.Response;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.reader.SegmentStatus;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.reader.layout.SegmentFile;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether the daemon lives, and whether processes of this host can follow.
 *
 * <p>The conductor writes, threads of the HTTP server read: each field is volatile and stands for
 * itself.
 */
public final class Health implements DaemonListener {
  private static final long LEAST_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int LIMIT_INTERVALS = 5;

  private final SegmentSettings settings;
  private final LongSupplier nanoClock;
  private volatile long limitNanos;
  private volatile long lastTurnNanos;
  private volatile String role = "starting";
  private volatile String lacking = "";

  /** Creates the health of a daemon that turns just now. */
  public Health(SegmentSettings settings) {
    this(settings, System::nanoTime);
  }

  Health(SegmentSettings settings, LongSupplier nanoClock) {
    this.settings = settings;
    this.nanoClock = nanoClock;
    tendIntervalChanged(settings.tendInterval());
    lastTurnNanos = nanoClock.getAsLong();
  }

  @Override
  public void tendIntervalChanged(Duration tendInterval) {
    limitNanos = Math.max(LEAST_LIMIT_NANOS, LIMIT_INTERVALS * tendInterval.toNanos());
  }

  @Override
  public void turned() {
    lastTurnNanos = nanoClock.getAsLong();
  }

  @Override
  public void standingBy() {
    turned();
    role = "standby";
  }

  @Override
  public void owning(Ownership ownership) {
    turned();
    role = "owner";
  }

  @Override
  public void lacking(String nodes) {
    lacking = nodes;
  }

  @Override
  public void lost() {
    turned();
    lacking = "";
    role = "standby";
  }

  @Override
  public void stopped() {
    role = "stopped";
  }

  /**
   * Answers 200 while the conductor turns: its last turn is no older than five tend intervals, or
   * five seconds; else 503, and only a restart helps.
   */
  public Response live(Request request) {
    long silentNanos = nanoClock.getAsLong() - lastTurnNanos;
    boolean live = silentNanos <= limitNanos && !role.equals("stopped");
    Map<String, Object> body = body(live);
    body.put("last_turn_seconds", seconds(silentNanos));
    body.put("limit_seconds", seconds(limitNanos));
    return Response.json(live ? 200 : 503, body);
  }

  /**
   * Answers 200 while the key's segment is there to be read and somebody keeps it up to date, this
   * daemon or the owner that it stands by for; else 503 with the reason. An owner whose first map
   * lacks nodes of the cluster is not ready before it has reached them.
   */
  public Response ready(Request request) throws IOException {
    Optional<SegmentFile> file = settings.directory().newest(settings.key());
    if (file.isEmpty()) {
      return notReady("no segment of key " + settings.key() + " in " + settings.directory().path());
    }
    SegmentStatus status;
    try {
      status = SegmentStatus.read(settings.directory().resolve(file.get()));
    } catch (ShmReaderException e) {
      return notReady(e.getMessage());
    }
    if (status.state() != SegmentStatus.State.READY) {
      return notReady(
          switch (status.state()) {
            case INITIALISING -> "the cluster was not reached yet";
            case CLOSED -> "the last owner stopped and nobody owns the key yet";
            default -> "the segment was replaced just now";
          });
    }
    if (!status.tended()) {
      return notReady("the owner is silent for longer than the takeover threshold");
    }
    String lacks = lacking;
    if (!lacks.isEmpty()) {
      return notReady(lacks);
    }
    Map<String, Object> body = body(true);
    body.put("epoch", status.epoch());
    body.put("heartbeat_age_seconds", seconds(status.heartbeatAge().toNanos()));
    return Response.json(200, body);
  }

  private Response notReady(String reason) {
    Map<String, Object> body = body(false);
    body.put("reason", reason);
    return Response.json(503, body);
  }

  private Map<String, Object> body(boolean healthy) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", healthy ? "ok" : "failing");
    body.put("role", role);
    return body;
  }

  private static double seconds(long nanos) {
    return Math.round(Duration.ofNanos(nanos).toNanos() / 1e6) / 1e3;
  }
}
