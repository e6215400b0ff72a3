package io.shmtender.daemon.cclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.testing.PlantedMap;
import io.shmtender.reader.ClusterMap;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another process overwrites random words all the time. */
@Tag("process")
final class HostileProcessTest {
  // -Dshmtender.hostile.seconds=60 for the whole minute that is promised.
  private static final int SECONDS = Integer.getInteger("shmtender.hostile.seconds", 10);
  private static final int FIRST_TABLE = 56 + 16 * 424;

  @TempDir Path directory;

  @Test
  void everyWordIsRepaired() throws Exception {
    SegmentKey key = AttachedSegment.unusedKey();
    Recorder recorder = new Recorder();
    ClusterMap map = PlantedMap.of(4);
    long seed = Long.getLong("shmtender.test.seed", System.nanoTime());
    System.out.printf("repeat with -Dshmtender.test.seed=%d%n", seed);
    try (Conductor conductor =
            Conductor.start(
                directory,
                Duration.ofHours(1),
                recorder,
                map,
                CClientSettings.defaults(key, CClientLayout.V6_4));
        ChildJvm hostile =
            ChildJvm.start(
                HostileProcess.class,
                key.toString(),
                Integer.toString(SECONDS),
                Long.toString(seed),
                Integer.toString(FIRST_TABLE))) {
      String result =
          hostile.awaitLine(Duration.ofSeconds(SECONDS + 90), line -> line.startsWith("slowest"));
      System.out.println(result);
      assertEquals(0, hostile.awaitExit(Duration.ofSeconds(60)), result);
      assertTrue(recorder.repairedWords.get() > 0, "repairs are told");
      assertTrue(recorder.owners.stream().noneMatch(o -> o.startsWith("APP")), "nobody took over");
      conductor.publish(map);
    } finally {
      AttachedSegment.remove(key);
    }
  }
}
