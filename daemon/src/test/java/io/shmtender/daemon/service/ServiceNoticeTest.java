package io.shmtender.daemon.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.daemon.conductor.Ownership;
import io.shmtender.daemon.conductor.Publication;
import io.shmtender.daemon.conductor.TendStored;
import io.shmtender.daemon.report.Excerpt;
import io.shmtender.daemon.segment.Capacity;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.daemon.tend.TendOutcome;
import io.shmtender.daemon.testing.PlantedMap;
import io.shmtender.reader.layout.SegmentKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the service manager hears. */
final class ServiceNoticeTest {
  private static final Ownership OWNERSHIP =
      new Ownership(1, 1, Ownership.Origin.FREE, Duration.ofMillis(1));
  private static final Publication PUBLICATION =
      new Publication(PlantedMap.of(0), 1, Duration.ofMillis(1));

  private final List<String> sent = new ArrayList<>();
  private boolean delivering = true;

  private ServiceNotice notice(Map<String, String> environment) {
    return notice(environment, InstantSource.system());
  }

  private ServiceNotice notice(Map<String, String> environment, InstantSource clock) {
    return new ServiceNotice(
        message -> delivering && sent.add(message),
        SegmentKey.DEFAULT,
        Watchdog.of(environment, 7),
        clock);
  }

  private long ready() {
    return sent.stream().filter(message -> message.endsWith("READY=1")).count();
  }

  @Test
  void anOwnerIsReadyOnceAMapIsThereAndNotBefore() {
    ServiceNotice notice = notice(Map.of());

    notice.owning(OWNERSHIP);
    assertEquals(List.of("STATUS=owner of key 0xA7000000: cluster not reached yet"), sent);

    notice.published(PUBLICATION);
    notice.published(PUBLICATION);
    assertEquals("STATUS=owner of key 0xA7000000: cluster planted, 3 nodes\nREADY=1", sent.get(1));
    assertEquals(1, ready());
  }

  @Test
  void anOwnerWhoseFirstMapLacksNodesIsReadyOnceItHasReachedThem() {
    ServiceNotice notice = notice(Map.of());

    notice.owning(OWNERSHIP);
    notice.lacking("nodes of the cluster that were not reached yet: B (it hangs)");
    notice.published(PUBLICATION);
    assertEquals(0, ready());
    assertTrue(
        sent.get(sent.size() - 1)
            .endsWith(
                "; not ready, waiting for nodes of the cluster that were not reached yet: B (it hangs)"),
        sent::toString);

    notice.lacking("");
    assertEquals(
        "STATUS=owner of key 0xA7000000: cluster planted, 3 nodes\nREADY=1",
        sent.get(sent.size() - 1));
    assertEquals(1, ready());
  }

  @Test
  void ofManySeedsAFewAreNamed() {
    List<Seed> seeds =
        IntStream.range(0, 100).mapToObj(i -> new Seed("db" + i + ".example.org", 3000)).toList();
    notice(Map.of()).starting(seeds);

    assertEquals(1, sent.size());
    assertTrue(
        sent.get(0).endsWith("asking " + Excerpt.of(seeds.subList(0, 3)) + " and 97 more"),
        sent::toString);
  }

  @Test
  void aStandbyIsReady() {
    notice(Map.of()).standingBy();

    assertEquals(
        List.of("STATUS=standby of key 0xA7000000: another daemon owns it\nREADY=1"), sent);
  }

  @Test
  void troubleIsPartOfTheStatusUntilItIsOver() {
    ServiceNotice notice = notice(Map.of());
    notice.owning(OWNERSHIP);

    notice.trouble("one line\nand another");
    assertTrue(sent.get(1).endsWith("; one line and another"), sent::toString);

    notice.trouble("");
    assertTrue(sent.get(2).endsWith("cluster not reached yet"), sent::toString);
  }

  @Test
  void theTimeOfTheLastTendHasItsSecondsAlsoWhenThereAreNone() {
    LocalDateTime noon = LocalDateTime.of(2026, 1, 2, 12, 0, 0);
    Instant instant = noon.atZone(ZoneId.systemDefault()).toInstant();
    ServiceNotice notice = notice(Map.of(), InstantSource.fixed(instant));
    TendOutcome outcome =
        new TendOutcome(
            Optional.of(PlantedMap.of(0)),
            true,
            true,
            Duration.ofMillis(1),
            Optional.empty(),
            false);

    notice.tendStored(new TendStored(outcome, Path.of("/x"), new Capacity(1, 1, 1)));

    assertTrue(sent.get(0).endsWith(", last tend at 12:00:00 in 1.0 ms"), sent::toString);
  }

  @Test
  void aStartSaysWhomItAsksAndGetsMoreTimeWithEachTurnUntilItIsReady() {
    ServiceNotice notice = notice(Map.of());

    notice.starting(List.of(new Seed("10.0.0.1", 3000), new Seed("10.0.0.2", 3000)));
    assertEquals("STATUS=starting: asking 10.0.0.1:3000, 10.0.0.2:3000", sent.get(0));

    notice.turned();
    notice.turned();
    assertEquals("EXTEND_TIMEOUT_USEC=30000000", sent.get(1));
    assertEquals(2, sent.size(), "the second turn comes too soon to be of use");

    notice.standingBy();
    notice.turned();
    assertEquals(3, sent.size(), sent::toString);
  }

  @Test
  void aStartOfADaemonThatTendsSeldomGetsTimeForThat() {
    ServiceNotice notice = notice(Map.of());

    notice.tendIntervalChanged(Duration.ofMinutes(1));
    notice.turned();

    assertEquals(List.of("EXTEND_TIMEOUT_USEC=240000000"), sent);
  }

  @Test
  void readinessThatCouldNotBeDeliveredIsSaidWithTheNextTurn() {
    ServiceNotice notice = notice(Map.of());
    delivering = false;
    notice.standingBy();

    delivering = true;
    notice.turned();

    assertTrue(sent.get(0).endsWith("READY=1"), sent::toString);
    notice.turned();
    assertEquals(1, ready());
  }

  @Test
  void theEndOfAReloadDoesNotEndAStart() {
    ServiceNotice notice = notice(Map.of());

    notice.reloading();
    notice.reloaded();
    assertTrue(sent.get(0).matches("RELOADING=1\nMONOTONIC_USEC=[0-9]+"), sent::toString);
    assertEquals(0, ready());

    notice.standingBy();
    notice.reloading();
    notice.reloaded();
    assertEquals("READY=1", sent.get(3));
  }

  @Test
  void theWatchdogHearsOfTurnsAndOfIntervalsThatAreTooLongForIt() {
    ServiceNotice notice = notice(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "7"));

    notice.standingBy();
    sent.clear();
    notice.turned();
    notice.turned();
    assertEquals(List.of("WATCHDOG=1"), sent, "the second turn comes too soon to be of use");

    notice.tendIntervalChanged(Duration.ofSeconds(1));
    assertEquals(1, sent.size());
    notice.tendIntervalChanged(Duration.ofMinutes(1));
    assertEquals("WATCHDOG_USEC=240000000", sent.get(1));
    notice.tendIntervalChanged(Duration.ofSeconds(1));
    assertEquals("WATCHDOG_USEC=30000000", sent.get(2));
  }

  @Test
  void anotherProcessesWatchdogHearsNothing() {
    for (ServiceNotice notice :
        List.of(
            notice(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "8")), notice(Map.of()))) {
      notice.standingBy();
      sent.clear();
      notice.turned();
      assertEquals(List.of(), sent);
    }
  }
}
