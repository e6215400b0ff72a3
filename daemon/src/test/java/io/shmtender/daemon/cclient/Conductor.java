package io.shmtender.daemon.cclient;

import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Looks after C-client segments as a daemon's conductor does, on a thread of its own. */
final class Conductor implements AutoCloseable {
  private final CClientSegments segments;
  private final BlockingQueue<Runnable> commands = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "conductor");
  private volatile boolean ended;

  private Conductor(CClientSegments segments) {
    this.segments = segments;
    thread.start();
  }

  /** Starts with an interval of a second. */
  static Conductor start(
      Path directory,
      Duration threshold,
      CClientListener listener,
      ClusterMap map,
      CClientSettings... settings) {
    SegmentSettings defaults =
        SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
    SegmentSettings tender =
        new SegmentSettings(
            defaults.directory(),
            defaults.key(),
            defaults.maxNodes(),
            defaults.maxNamespaces(),
            Duration.ofSeconds(1),
            threshold,
            defaults.mode(),
            defaults.group());
    Conductor conductor = new Conductor(new CClientSegments(List.of(settings), tender, listener));
    conductor.publish(map);
    return conductor;
  }

  private void run() {
    try {
      while (!ended) {
        Runnable command = commands.poll(segments.nanosToLook(), TimeUnit.NANOSECONDS);
        if (command != null) {
          command.run();
        } else if (segments.nanosToLook() == 0) {
          segments.look();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void execute(Runnable command) {
    CountDownLatch done = new CountDownLatch(1);
    commands.add(
        () -> {
          try {
            command.run();
          } finally {
            done.countDown();
          }
        });
    try {
      if (!done.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the conductor hangs");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Publishes a map and returns when that is done. */
  void publish(ClusterMap map) {
    execute(() -> segments.tended(Optional.of(map)));
  }

  /** Returns how long it waits after a look. */
  long nanosAfterLook() {
    AtomicLong nanos = new AtomicLong();
    execute(
        () -> {
          segments.look();
          nanos.set(segments.nanosToLook());
        });
    return nanos.get();
  }

  /** Ends as a killed daemon does: everything stays as it is. */
  void vanish() {
    execute(segments::abandon);
    end();
  }

  private void end() {
    execute(() -> ended = true);
  }

  /** Ends as a daemon that is stopped does. */
  @Override
  public void close() {
    if (!ended) {
      execute(segments::release);
      end();
    }
  }
}
