package io.shmtender.daemon.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.daemon.http.Request;
import io.shmtender.daemon.http.Response;
import io.shmtender.daemon.segment.SegmentPublisher;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.testing.PlantedMap;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import io.shmtender.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HealthTest {
  private static final Request REQUEST = new Request("/", Map.of(), Map.of());

  @TempDir Path directory;
  private final AtomicLong now = new AtomicLong(17);
  private SegmentSettings settings;
  private Health health;

  @BeforeEach
  void create() {
    settings = SegmentSettings.defaults(new SegmentDirectory(directory), SegmentKey.DEFAULT);
    health = new Health(settings, now::get);
  }

  private static void assertAnswer(int status, String text, Response response) throws IOException {
    String body = new String(response.body(), UTF_8);
    assertEquals(status, response.status(), body);
    assertTrue(body.contains(text), body);
  }

  @Test
  void theDaemonLivesAsLongAsItsConductorTurns() throws IOException {
    now.addAndGet(Duration.ofSeconds(5).toNanos());
    assertAnswer(200, "\"last_turn_seconds\": 5.0", health.live(REQUEST));
    now.addAndGet(1_000_000);
    assertAnswer(503, "\"status\": \"failing\"", health.live(REQUEST));
    health.turned();
    assertAnswer(200, "\"status\": \"ok\"", health.live(REQUEST));
  }

  @Test
  void aLongIntervalGivesTheConductorMoreTime() throws IOException {
    SegmentSettings slow =
        new SegmentSettings(
            settings.directory(),
            settings.key(),
            16,
            8,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            SegmentSettings.DEFAULT_MODE,
            Optional.empty());
    Health patient = new Health(slow, now::get);
    now.addAndGet(Duration.ofSeconds(50).toNanos());
    assertAnswer(200, "\"limit_seconds\": 50.0", patient.live(REQUEST));
  }

  @Test
  void aDaemonThatStoppedDoesNotLive() throws IOException {
    health.standingBy();
    assertAnswer(200, "\"role\": \"standby\"", health.live(REQUEST));
    health.stopped();
    assertAnswer(503, "\"role\": \"stopped\"", health.live(REQUEST));
  }

  @Test
  void readyMeansThatASegmentIsThereAndKeptUpToDate() throws Exception {
    assertAnswer(503, "no segment of key 0xA7000000", health.ready(REQUEST));
    SegmentPublisher publisher = SegmentPublisher.open(settings, 1, Optional.empty(), Set.of());
    publisher.heartbeat(1, false);
    assertAnswer(503, "the cluster was not reached yet", health.ready(REQUEST));
    publisher.publish(PlantedMap.of(1), Set.of());
    health.standingBy();
    assertAnswer(200, "\"role\": \"standby\"", health.ready(REQUEST));
    assertAnswer(200, "\"epoch\": 1", health.ready(REQUEST));
    publisher.close();
    assertAnswer(503, "the last owner stopped", health.ready(REQUEST));
  }

  @Test
  void anOwnerThatIsSilentForTooLongMakesNobodyReady() throws Exception {
    SegmentSettings hasty =
        new SegmentSettings(
            settings.directory(),
            settings.key(),
            16,
            8,
            Duration.ofMillis(10),
            Duration.ofMillis(1),
            SegmentSettings.DEFAULT_MODE,
            Optional.empty());
    SegmentPublisher publisher =
        SegmentPublisher.open(hasty, 1, Optional.of(PlantedMap.of(1)), Set.of());
    publisher.heartbeat(1, true);
    Await.until(
        Duration.ofSeconds(60), "a heartbeat that is too old", () -> !publisher.status().tended());
    assertAnswer(503, "silent", health.ready(REQUEST));
  }
}
