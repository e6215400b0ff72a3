package io.shmtender.daemon.launch;

import io.shmtender.daemon.tend.ClusterSource;
import io.shmtender.daemon.tend.TendOutcome;
import io.shmtender.reader.ClusterMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets a test hang the conductor while the rest of the process lives, as nothing outside could.
 * Only a flag of the JVM's command line switches it on.
 */
final class StallForTests {
  private static final String FLAG = "io.shmtender.test.stall-file";

  private StallForTests() {}

  /** Returns a source that hangs in a tend as long as the file exists that the flag names. */
  static ClusterSource wrap(ClusterSource source) {
    String file = System.getProperty(FLAG);
    return file == null ? source : stalling(source, Path.of(file));
  }

  private static ClusterSource stalling(ClusterSource source, Path file) {
    return new ClusterSource() {
      @Override
      public TendOutcome tend() {
        while (Files.exists(file)) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return source.tend();
      }

      @Override
      public void startFrom(ClusterMap published) {
        source.startFrom(published);
      }

      @Override
      public void accepted() {
        source.accepted();
      }

      @Override
      public void close() {
        source.close();
      }
    };
  }
}
