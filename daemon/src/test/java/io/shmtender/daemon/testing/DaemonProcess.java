package io.shmtender.daemon.testing;

import io.shmtender.daemon.conductor.DaemonListener;
import io.shmtender.daemon.conductor.TenderDaemon;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TendListener;
import io.shmtender.daemon.tend.Tender;
import io.shmtender.daemon.tend.TenderConfig;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A tender daemon in a process of its own. */
public final class DaemonProcess {
  private DaemonProcess() {}

  /** Starts a daemon. */
  public static ChildJvm start(Path directory, int port, Duration interval, Duration threshold) {
    return ChildJvm.start(
        DaemonProcess.class,
        directory.toString(),
        "127.0.0.1:" + port,
        Long.toString(interval.toMillis()),
        Long.toString(threshold.toMillis()));
  }

  /** Takes directory, seed, interval and threshold in milliseconds; runs until a signal. */
  public static void main(String[] arguments) throws Exception {
    Duration interval = Duration.ofMillis(Long.parseLong(arguments[2]));
    SegmentSettings settings =
        new SegmentSettings(
            new SegmentDirectory(Path.of(arguments[0])),
            SegmentKey.DEFAULT,
            SegmentSettings.DEFAULT_MAX_NODES,
            SegmentSettings.DEFAULT_MAX_NAMESPACES,
            interval,
            Duration.ofMillis(Long.parseLong(arguments[3])),
            SegmentSettings.DEFAULT_MODE,
            Optional.empty());
    TenderConfig config =
        TenderConfig.of(List.of(Seed.parse(arguments[1]))).tendInterval(interval).build();
    try (Tender tender = new Tender(config, TendListener.NONE)) {
      TenderDaemon daemon = new TenderDaemon(settings, tender, DaemonListener.NONE);
      Thread main = Thread.currentThread();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    daemon.stop();
                    try {
                      main.join();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
      daemon.run();
    }
  }
}
